"""The asset graph: tables, checks and the dashboard as Dagster sees them. All that is made here follows from the declarations."""
