"""Cities for customers without one."""

from collections.abc import Sequence

from sales_platform.companies.company import Source
from sales_platform.suggestions.suggestion import Rows, Suggestion

_NO_CITY = "Unknown"


def cities(source: Source, canonical: Sequence[str], stores: Rows) -> list[Suggestion]:
    """Cities for customers without one whose sister stores, of the same name, have all the others but one.

    Args:
        source: the company's customers; without a correctable city, or where a code does not name a record, nothing is suggested.
        canonical: the company's cities.
        stores: customer_code, customer (Name, or Name-City), city.
    """
    landed, fields = source.landed, source.record.fields
    if landed.city is None or landed.city not in fields or source.record.key != (landed.customer,):
        return []
    names = [_name(store["customer"], store["city"]) for store in stores]
    found = []
    for store, name in zip(stores, names, strict=True):
        taken = {other["city"] for other, its in zip(stores, names, strict=True) if other["city"] and its == name}
        free = [city for city in canonical if city not in taken]
        if store["city"] is None and taken and len(free) == 1 and fields[landed.city].problem(free[0]) is None:
            evidence = f"the other stores of {name} are in {' and '.join(sorted(taken))}"
            found.append(Suggestion(source.company, source.entity.name, store["customer_code"], landed.city, free[0], evidence))
    return found


def _name(customer: str, city: str | None) -> str:
    """The name that all stores of one customer share."""
    return customer.removesuffix(f"-{city or _NO_CITY}")
