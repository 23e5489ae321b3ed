"""Cities for customers without one."""

from collections.abc import Sequence

from sales_platform.companies.company import Source
from sales_platform.suggestions.suggestion import Rows, Suggestion

_CITY = "city"


def cities(source: Source, canonical: Sequence[str], stores: Rows) -> list[Suggestion]:
    """Cities for customers without one whose sister stores, of the same name, have all the others but one.

    Args:
        source: the company's customers; without a correctable city nothing is suggested.
        canonical: the company's cities.
        stores: customer_code, customer (Name-City), city.
    """
    if _CITY not in source.record.fields:
        return []
    found = []
    for store in stores:
        name = store["customer"].rsplit("-", 1)[0]
        taken = {other["city"] for other in stores if other["city"] and other["customer"].rsplit("-", 1)[0] == name}
        free = [city for city in canonical if city not in taken]
        if store["city"] is None and taken and len(free) == 1:
            evidence = f"the other stores of {name} are in {' and '.join(sorted(taken))}"
            found.append(Suggestion(source.company, source.entity.name, store["customer_code"], _CITY, free[0], evidence))
    return found
