"""What keeps a lake and Dagster's history small: compaction, checkpoints, and removal of what is older than the retention."""
