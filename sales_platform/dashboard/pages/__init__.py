"""The pages: which pieces each has, and where they stand."""
