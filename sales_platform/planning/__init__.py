"""What is stale and why: the fingerprints that the tables should have now, against those that they were written with."""
