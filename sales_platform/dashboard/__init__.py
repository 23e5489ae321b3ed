"""The dashboard: gold in front of the people who decide, read from the lake on every request and never loaded whole."""
