"""One trusted sales and inventory layer for two merged companies: every landed row is in the numbers or in quarantine."""
