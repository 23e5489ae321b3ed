"""The figures and the quarantine, as people ask for them; read from the lake without an engine."""
