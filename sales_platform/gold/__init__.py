"""Gold: dimensions, the monthly fact, and one wide table for BI."""
