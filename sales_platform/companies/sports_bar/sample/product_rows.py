"""The product master, typed by hand and messy."""

import numpy as np

from sales_platform.companies.sports_bar.products import PRODUCT_SOURCE
from sales_platform.sample_data.mess import Mess, Tally

PRODUCTS = 18
RANGES = (
    ("Energy Bars", "Uphill Energy Bar", ("35g", "50g", "70g")),
    ("Protein Bars", "Uphill Protein Bar", ("45g", "65g", "6 x 45g")),
    ("Granola & Cereals", "Uphill Granola", ("250g", "450g", "900g")),
    ("Recovery Dairy", "Uphill Skyr", ("90g", "150g", "400g")),
    ("Healthy Snacks", "Uphill Seeds, Nuts & Puffs", ("100g", "200g", "400g")),
    ("Electrolyte Mix", "Uphill Electrolyte Tabs", ("8 Tabs", "16 Tabs", "32 Tabs")),
)
FLAVOURS = (
    "Fig & Cocoa", "Mango Chilli", "Coconut", "Roast Cashew", "Guava", "Ginger", "Cardamom", "Apple", "Lychee", "Plain",
)  # fmt: skip
TEXT_ID = "KLM456"
HIDDEN_PRODUCT = 4
"""The product, by its place, that the master has under TEXT_ID only; a snack."""
Row = tuple[str, str, str]
"""The name, the id and the category."""


def product_ids(count: int) -> list[str]:
    """The numbers under which products are ordered and priced, by the product's place."""
    return [f"2589{place % len(RANGES) + 1}{place // len(RANGES) + 1:03}" for place in range(count)]


def product_rows(rng: np.random.Generator, count: int, tally: Tally) -> list[Row]:
    """The product master as it landed."""
    rows = [_product(place, key) for place, key in enumerate(product_ids(count))]
    for place in rng.choice(count, count // 2, replace=False):
        name, key, category = rows[place]
        rows[place] = (name, key, category.lower())
    bars = [place for place, (name, _, _) in enumerate(rows) if "Protein" in name]
    for place in rng.choice(bars, (len(bars) + 1) // 2, replace=False):
        name, key, category = rows[place]
        rows[place] = (name.replace("Protein", "Protien"), key, category)
    others = [place for place in range(count) if place != HIDDEN_PRODUCT]
    rows += [rows[place] for place in rng.choice(others, max(2, count // 10), replace=False)]
    tally.add(Mess.DUPLICATE_PRODUCT, len(rows) - count)
    tally.reject(PRODUCT_SOURCE.feed.name, "duplicate", len(rows) - count)
    tally.add(Mess.CATEGORY_LOWER_CASE, sum(category.islower() for _, _, category in rows))
    tally.add(Mess.PROTEIN_MISSPELLED, sum("Protien" in name for name, _, _ in rows))
    tally.add(Mess.PRODUCT_TEXT_ID, 1)
    tally.reject(PRODUCT_SOURCE.feed.name, "invalid_product_id", 1)
    return rows


def _product(place: int, key: str) -> Row:
    number, range_ = divmod(place, len(RANGES))
    category, name, sizes = RANGES[range_]
    flavour, size = divmod(number, len(sizes))
    again, turn = divmod(flavour, len(FLAVOURS))
    full = f"{name} {FLAVOURS[(turn + range_) % len(FLAVOURS)]}" + (f" {again + 1}" if again else "")
    return f"{full} ({sizes[size]})", TEXT_ID if place == HIDDEN_PRODUCT else key, category
