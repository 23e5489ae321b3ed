"""What each month of each table was made of, its logic included, as texts that can be compared."""
