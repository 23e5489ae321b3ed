"""What the parts of a bridge are called, and what they mean; ``docs/glossary.md`` says the same with formulas."""

PART_NAMES = {"price": "Price", "volume": "Volume", "mix": "Mix", "new": "New products", "dropped": "Dropped products"}
DEFINITIONS = {
    "price": "Products sold in both periods: the pieces sold later, times the change of the product's mean price.",
    "volume": "Products sold in both periods: the change of all their pieces, times their mean price in the earlier months.",
    "mix": "Products sold in both periods: pieces that moved to products that were dearer (+) or cheaper (-) before.",
    "new": "Revenue of products without sales in the earlier months.",
    "dropped": "Revenue lost with products without sales in the later months.",
}
