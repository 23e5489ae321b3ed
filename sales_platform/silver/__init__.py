"""Silver: all companies in one aligned schema, each row cleaned and named by what was mended, or in quarantine with reasons."""
