"""The sections about sales: the figures, their course, why they changed, who rose and fell, companies and divisions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.bridge_words import DEFINITIONS, PART_NAMES
from sales_platform.dashboard.change_words import OF_CUSTOMERS, OF_PRODUCTS, OF_VARIANTS, Wording, change_words, none_moved
from sales_platform.dashboard.colours import company_colour
from sales_platform.dashboard.figure_words import FIGURES, Figure
from sales_platform.dashboard.formats import UNKNOWN, change, growth, money, money_change, month_name, percent, signed, whole
from sales_platform.dashboard.queries.changes import CUSTOMERS, PRODUCTS, SEVERAL, Kind, largest_part
from sales_platform.dashboard.report.charts import Named, Stack, bars, columns, waterfall
from sales_platform.dashboard.report.contents import Contents, Mover
from sales_platform.dashboard.report.markup import Html, el
from sales_platform.dashboard.report.report_tables import coloured, table
from sales_platform.reports.bridge import Bridge

MOST_BARS = 10
_WORDINGS: Mapping[Kind, tuple[str, Wording]] = {PRODUCTS: ("Products", OF_PRODUCTS), CUSTOMERS: ("Customers", OF_CUSTOMERS)}


def section(title: str, *parts: object) -> Html:
    """A section with its heading."""
    return el("section", el("h2", title), parts)


def lead(known: Contents) -> Html:
    """The month in one sentence."""
    total = sum(known.bridges.values(), Bridge())
    revenue = money(known.figures["total_revenue_inr"])
    if known.compared is None:
        return el("p", f"Revenue {revenue} in {month_name(known.month)}. Not compared: {known.comparison.said}.", class_="lead")
    part, grown = largest_part(total), growth(total.after, total.before)
    said = money_change(total.after - total.before) + (f", {change(grown)}" if grown is not None else "")
    begin = f"Revenue {revenue} in {month_name(known.month)}. {known.compared.words()}: {money(total.after)} after "
    most = f". Most of it is {PART_NAMES[part].lower()}, {money_change(getattr(total, part))}."
    shown = el("strong", coloured(said, float(total.after - total.before)))
    return el("p", f"{begin}{money(total.before)}, ", shown, most, class_="lead")


def key_figures(known: Contents) -> Html:
    """The figures of the month beside those of the same month a year before."""
    cards = [_card(known, name, figure) for name, figure in FIGURES.items()]
    compared = known.comparison.now is not None
    what = "Compared with the same month a year before" if compared else "Not compared"
    return section("Key figures", el("dl", cards, class_="cards"), el("p", f"{what}: {known.comparison.said}.", class_="small"))


def _card(known: Contents, name: str, figure: Figure) -> Html:
    value = known.figures[name]
    parts = [el("dt", figure.title), el("dd", figure.short(value), class_="value")]
    parts.append(el("dd", figure.exact.format(value or 0), class_="exact"))
    now, before = ((side or {}).get(name) for side in (known.comparison.now, known.comparison.before))
    if known.comparison.now is not None:
        grown = growth(now, before)
        if grown is None:
            parts.append(el("dd", "nothing a year before"))
        elif now == before:
            parts.append(el("dd", f"no change: {figure.short(now)} after {figure.short(before)}"))
        else:
            after = f"{change(grown)}: {figure.short(now)} after {figure.short(before)}"
            parts.append(el("dd", coloured(after, grown)))
    return el("div", parts)


def course(known: Contents) -> Html:
    """The revenue of the twelve months up to the month."""
    months: dict[date, list[Mapping[str, Any]]] = defaultdict(list)
    for row in known.course:
        months[row["month"]].append(row)
    stacks, rows = [], []
    for month, listed in sorted(months.items()):
        total = sum(row["revenue"] for row in listed)
        earlier = [row["revenue_year_before"] for row in listed if row["revenue_year_before"] is not None]
        before = sum(earlier) if earlier else None
        parts = [(company_colour(row["company"]), row["revenue"]) for row in listed]
        stacks.append(Stack(f"{month:%b %y}", parts, before, money(total)))
        by_company = {row["company"]: row["revenue"] for row in listed}
        rows.append([month_name(month), *(money(by_company.get(name)) for name in _sellers(known)), money(total), money(before)])
    legend = {label_of(name): company_colour(name) for name in _sellers(known)}
    totals = {month: sum(row["revenue"] for row in listed) for month, listed in months.items()}
    highest = max(totals, key=lambda month: totals[month])
    most = (
        "the most of these months" if highest == known.month else f"the most is {money(totals[highest])} in {month_name(highest)}"
    )
    sentence = (
        f"{month_name(known.month)} has {money(totals[known.month])}, {most}. A line across a column is the same month a year"
        " before, of the companies that had sales then."
    )
    head = ["Month", *(label_of(name) for name in _sellers(known)), "All", "A year before"]
    title = "Revenue by month"
    return section(title, columns(Named(title, sentence), stacks, legend), table(f"{title} (INR)", head, rows))


def _sellers(known: Contents) -> list[str]:
    return sorted({row["company"] for row in known.course})


def bridge_section(known: Contents) -> Html:
    """Why the revenue is another one than a year before."""
    title = "Why revenue changed"
    if known.compared is None:
        return section(title, el("p", f"There is no bridge: {known.comparison.said}."))
    total = sum(known.bridges.values(), Bridge())
    values = [float(amount) for amount in asdict(total).values()]
    texts = [money(values[0]), *map(money_change, values[1:-1]), money(values[-1])]
    labels = ["A year before", *PART_NAMES.values(), month_name(known.month)]
    sentence = "; ".join(f"{label}: {text}" for label, text in zip(labels, texts, strict=True)) + "."
    picture = waterfall(Named("From the earlier to the later revenue", sentence), labels, values, texts)
    return section(title, el("p", f"{known.compared.words()}.", class_="small"), picture, _statement(known, total))


def _statement(known: Contents, total: Bridge) -> Html:
    columns_of = {label_of(name): one for name, one in known.bridges.items()}
    if len(columns_of) > 1:
        columns_of["All"] = total
    every = list(columns_of.values())
    parts: list[list[object]] = [
        [[name, el("small", DEFINITIONS[part])], *(signed(getattr(one, part)) for one in every)]
        for part, name in PART_NAMES.items()
    ]
    grown = [change(growth(one.after, one.before)) for one in every]
    rows: list[list[object]] = [["A year before", *(whole(one.before) for one in every)], *parts]
    rows += [[month_name(known.month), *(whole(one.after) for one in every)], ["Growth", *grown]]
    return table("The bridge of revenue (INR)", ["INR", *columns_of], rows, sums=2)


def movers_section(known: Contents) -> Html:
    """The products and customers that rose and fell most, each with a sentence."""
    if known.compared is None:
        return section("Risers and fallers", el("p", f"There are none: {known.comparison.said}."))
    parts = []
    for kind, (called, wording) in _WORDINGS.items():
        for verb, direction, moved in (("rose", 1, known.risers[kind]), ("fell", -1, known.fallers[kind])):
            title = f"{called} that {verb} most"
            listed = _movers(title, moved, kind, wording) if moved else el("p", none_moved(kind.names[0], direction))
            parts += [el("h3", title), listed]
    return section("Risers and fallers", parts)


def _movers(caption: str, moved: Sequence[Mover], kind: Kind, wording: Wording) -> Html:
    name, detail = kind.names
    rows = [
        [
            [row[name], el("small", ", ".join([label_of(row["company"]), *([row[detail]] if row[detail] != UNKNOWN else [])]))],
            change_words(sold, OF_VARIANTS if SEVERAL in row else wording),
            coloured(money_change(sold.change), float(sold.change)),
            money(sold.revenue),
        ]
        for row, sold in moved
    ]
    return table("INR, the largest change first", [name.capitalize(), "Why", "Change", "Revenue"], rows, texts=2, label=caption)


def parts_section(known: Contents) -> Html:
    """Revenue by company, and by division."""
    title = "Companies and divisions"
    head = ["Company", "Revenue", "Share", "Pieces", "In a year"]
    by_company = [[label_of(row["company"]), *_amounts(row)] for row in known.by_company]
    by_division = [[row["division"], label_of(row["company"]), *_amounts(row)] for row in known.by_division]
    shown = [
        (
            str(row["division"]),
            row["revenue"],
            company_colour(row["company"]),
            f"{money(row['revenue'])} · {percent(row['share'])}",
        )
        for row in known.by_division[:MOST_BARS]
    ]
    legend = {label_of(name): company_colour(name) for name in sorted({row["company"] for row in known.by_division[:MOST_BARS]})}
    first, more = known.by_division[0], len(known.by_division) - MOST_BARS
    rest = f"; {more} more are in the table" if more > 0 else ""
    largest = (
        f"The largest is {first['division']} with {money(first['revenue'])}, {percent(first['share'])} of the revenue{rest}."
    )
    picture = bars(Named("Revenue by division", largest), shown, legend)
    divisions = table("Revenue by division (INR)", ["Division", *head], by_division, texts=2)
    return section(title, table("Revenue by company (INR)", head, by_company), picture, divisions)


def _amounts(row: Mapping[str, Any]) -> list[object]:
    growing = coloured(change(row["growth"]), row["growth"])
    return [money(row["revenue"]), percent(row["share"]), whole(row["quantity"]), growing]
