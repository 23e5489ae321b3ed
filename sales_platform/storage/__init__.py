"""I/O at the edges: the landing zone, and the Delta tables of the lake behind a Dagster IO manager."""
