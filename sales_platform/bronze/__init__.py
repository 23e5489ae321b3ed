"""Bronze: every landed row as it was in its file, with where it came from."""
