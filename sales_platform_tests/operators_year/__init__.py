"""A year as an operator lives it: what goes wrong goes wrong, and no status that the platform shows is untrue."""
