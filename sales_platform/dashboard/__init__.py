"""The dashboard: gold as charts and tables, asked of the lake on every request and never loaded completely."""
