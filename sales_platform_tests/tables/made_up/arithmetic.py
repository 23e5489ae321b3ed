"""A module beside the table that declares none."""

PIECES_OF_A_DOZEN = 12
