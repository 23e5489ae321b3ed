"""Silver: all companies in one aligned schema; each row cleaned, with the names of its repairs, or in quarantine with reasons."""
