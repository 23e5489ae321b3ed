"""What Atlon is called, and what its product codes look like."""

from sales_platform.companies.company import Shape

NAME = "atlon"
PRODUCT = Shape(
    "^([A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*|[A-Z]{4}[A-F]{6})$", "a product code of letters and digits, such as ARCHDDE20D"
)
"""Four letters and a hexadecimal number of six digits, which may be letters only; other codes have a digit at least."""
