"""Likely corrections, each with its evidence; never applied automatically."""
