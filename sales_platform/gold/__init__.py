"""Gold: dimensions, the monthly fact, and what is made from it. A module with a ``TABLE`` is a table of gold."""
