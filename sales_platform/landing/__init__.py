"""Landed files: which version of each counts, how they are read, and what the ledger knows of them."""
