"""The customer master, typed by hand and messy."""

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from sales_platform.companies.sports_bar.customers import CUSTOMER_SOURCE
from sales_platform.sample_data.mess import Mess, Tally, deal

CUSTOMERS = 35
CITY_SPELLINGS = {
    "Bengaluru": (("Bengaluruu", "Bengalore"), "Bengaluri"),
    "Hyderabad": (("Hyderabadd", "Hyderbad"), "Hyderabat"),
    "New Delhi": (("NewDelhi", "NewDheli", "NewDelhee"), "New Delhy"),
}
"""Each city with its known misspellings and with one that nobody listed."""
CITIES = tuple(CITY_SPELLINGS)
REPAIRED_BY_SEED = frozenset({"789403", "789420", "789521", "789603"})
"""Customers whose city the corrections that come with the platform supply."""
FIRST_NAMES = (
    "Papaya", "Early Bird", "Blue Gate", "Marigold", "Long Lane", "Tamarind",
    "Corner Nine", "Bright Spoon", "Hilltop", "runner's", "Kind Bowl", "Sunday",
)  # fmt: skip
SECOND_NAMES = (
    "Pantry", "Provisions", "Wholefoods", "Larder", "Grocers", "Cellar", "Superstore", "Traders", "Deli", "Depot",
)  # fmt: skip
CUSTOMER_SHARES = {
    Mess.CITY_KNOWN_MISSPELLING: 0.16,
    Mess.CITY_UNKNOWN_MISSPELLING: 0.08,
    Mess.CITY_EMPTY: 0.07,
    Mess.NAME_SPACING: 0.12,
    Mess.NAME_CASE: 0.08,
    Mess.DUPLICATE_CUSTOMER: 0.12,
}
Row = tuple[str, str, str]
"""The id, the name and the city."""


def customer_ids(count: int) -> list[str]:
    """So many customer ids, in order; those that the platform's seed repairs are among them."""
    numbers = (str(number) for number in itertools.count(789101) if str(number) not in REPAIRED_BY_SEED)
    return sorted([*REPAIRED_BY_SEED, *itertools.islice(numbers, count - len(REPAIRED_BY_SEED))])


def customer_rows(rng: np.random.Generator, count: int, tally: Tally) -> tuple[list[Row], Row]:
    """The customer master as it landed, and the full row of one customer that stands in it without its city."""
    clean = _clean_rows(count)
    free = [place for place, (_, name, city) in enumerate(clean) if city and "'" not in name]
    dealt = deal(rng, free, CUSTOMER_SHARES)
    rows = list(clean)
    for kind, spoil in _SPOIL.items():
        for turn, place in enumerate(dealt[kind]):
            rows[place] = spoil(rows[place], turn)
        if kind is not Mess.CITY_EMPTY:
            tally.add(kind, len(dealt[kind]))
    rows = _with_duplicates(rows, dealt[Mess.DUPLICATE_CUSTOMER])
    tally.add(Mess.DUPLICATE_CUSTOMER, len(rows) - count)
    tally.reject(CUSTOMER_SOURCE.feed.name, "duplicate", len(rows) - count)
    tally.add(Mess.CITY_EMPTY, sum(not city for _, _, city in rows))
    tally.add(Mess.NAME_APOSTROPHE, sum("'" in name for _, name, _ in rows))
    return rows, clean[dealt[Mess.CITY_EMPTY][0]]


def _clean_rows(count: int) -> list[Row]:
    """Chains with a branch in every city; the customers that the seed repairs have no city and a chain of their own."""
    regular = [key for key in customer_ids(count) if key not in REPAIRED_BY_SEED]
    rows = [(key, _chain(place // 3), CITIES[place % 3]) for place, key in enumerate(regular)]
    alone = [(key, _chain(count // 3 + 1 + turn), "") for turn, key in enumerate(sorted(REPAIRED_BY_SEED))]
    return sorted(rows + alone)


def _chain(number: int) -> str:
    rounds, first = divmod(number, len(FIRST_NAMES))
    again, turn = divmod(rounds, len(SECOND_NAMES))
    # Three and ten share no factor: a chain's second name is another one in each round.
    second = SECOND_NAMES[(first + 3 * turn) % len(SECOND_NAMES)]
    return f"{FIRST_NAMES[first]} {second}" + (f" {again + 1}" if again else "")


def _with_duplicates(rows: Sequence[Row], places: Sequence[int]) -> list[Row]:
    """Each second time the poorer row comes last, so that neither 'first wins' nor 'last wins' is right."""
    complete = list(rows)
    for turn, place in enumerate(places):
        key, name, _ = rows[place]
        if turn % 2:
            complete[place] = (key, name, "")
            complete.append(rows[place])
        else:
            complete.append((key, name, ""))
    return complete


def _spaced(name: str, turn: int) -> str:
    return (f"  {name}", f"{name} ", name.replace(" ", "   "))[turn % 3]


_SPOIL: dict[Mess, Callable[[Row, int], Row]] = {
    Mess.CITY_KNOWN_MISSPELLING: lambda row, turn: (*row[:2], CITY_SPELLINGS[row[2]][0][turn % 2]),
    Mess.CITY_UNKNOWN_MISSPELLING: lambda row, _: (*row[:2], CITY_SPELLINGS[row[2]][1]),
    Mess.CITY_EMPTY: lambda row, _: (*row[:2], ""),
    Mess.NAME_SPACING: lambda row, turn: (row[0], _spaced(row[1], turn), row[2]),
    Mess.NAME_CASE: lambda row, turn: (row[0], row[1].lower() if turn % 2 else row[1].upper(), row[2]),
}
