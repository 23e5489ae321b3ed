"""What a lake needs before anything else writes it: the layout of this release, and the end of a restore that was interrupted."""
