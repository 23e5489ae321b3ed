"""Runs that the command line starts, in this process, through Dagster."""
