"""Reading values: which spellings of dates, numbers and texts count, for Python and for Spark."""
