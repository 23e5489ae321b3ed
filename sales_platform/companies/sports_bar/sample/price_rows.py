"""Sports Bar's monthly price lists, with signs, words and dates astray."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from sales_platform.companies.sports_bar.prices import PRICE_SOURCE
from sales_platform.companies.sports_bar.sample.date_texts import FORMATS, date_texts
from sales_platform.sample_data.mess import Mess, Tally

NEVER_MADE = "25899999"
"""A product id that no master has."""
WORDS = ("unknown", "not_available")
NEGATIVE_SHARE, WORD_SHARE = 0.08, 0.05
FORMAT_SHARES = (0.4, 0.15, 0.15, 0.15, 0.15)
RISE_A_MONTH = 0.004


def price_rows(seed: int, products: Sequence[str], months: Sequence[date], elapsed: int, tally: Tally) -> list[list[str]]:
    """The price list of one year.

    Args:
        seed: where its chance begins.
        products: the ids under which products are priced.
        months: the months of the year that the sample covers.
        elapsed: how many months the first of them is after the sample's first month.
        tally: notes what is planted.

    Returns:
        The rows: product id, month and price, as text.
    """
    base = np.random.default_rng((seed, 21)).lognormal(4.8, 0.7, len(products))
    rng = np.random.default_rng((seed, 22, months[0].toordinal()))
    rows = []
    for number, month in enumerate(months):
        risen = base * (1 + RISE_A_MONTH * (elapsed + number))
        texts = date_texts(month)
        formats = rng.choice(len(FORMATS), len(products), p=FORMAT_SHARES)
        prices = _price_texts(rng, [float(price) for price in risen], tally, words=month != months[-1])
        rows += [[key, texts[at], price] for key, at, price in zip(products, formats, prices, strict=True)]
        tally.add(Mess.PRICE_MONTH_FORMAT, int(np.count_nonzero(formats)))
    rows.append([NEVER_MADE, date_texts(months[0])[0], "99"])
    tally.add(Mess.PRICE_UNKNOWN_PRODUCT, 1 + len(months))
    tally.reject(PRICE_SOURCE.feed.name, "unknown_product", 1 + len(months))
    return rows


def _price_texts(rng: np.random.Generator, prices: Sequence[float], tally: Tally, *, words: bool) -> list[str]:
    """Prices in steps of half a rupee, some of them with a minus sign and, where allowed, some of them words."""
    chance = rng.random(len(prices))
    negative = chance < NEGATIVE_SHARE
    word = (chance > 1 - WORD_SHARE) & words
    tally.add(Mess.PRICE_NEGATIVE, int(negative.sum()))
    tally.add(Mess.PRICE_TEXT, int(word.sum()))
    tally.reject(PRICE_SOURCE.feed.name, "invalid_price", int(word.sum()))
    return [
        WORDS[place % len(WORDS)] if word[place] else f"{'-' * int(negative[place])}{max(5, round(price * 2) / 2):.10g}"
        for place, price in enumerate(prices)
    ]
