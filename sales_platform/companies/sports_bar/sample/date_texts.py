"""The ways in which Sports Bar writes a date, spelled out apart from the code that reads them."""

from datetime import date

# Not from the standard library's calendar, which speaks the language of the machine.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

FORMATS = ("yyyy-MM-dd", "yyyy/MM/dd", "dd-MM-yyyy", "dd/MM/yyyy", "MMMM dd, yyyy")
"""The formats of the contract; the first is the plain one."""
ALL_FORMATS = FORMATS + tuple(f"EEEE, {format_}" for format_ in FORMATS)
"""Each format without and, in the second half, with a leading weekday."""
UNREADABLE = ("to be confirmed", "{day.year}-13-45", "{day.day}th of this month")


def date_texts(day: date) -> list[str]:
    """The day in every format, in the order of ALL_FORMATS."""
    year, month, number = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    plain = [
        f"{year}-{month}-{number}",
        f"{year}/{month}/{number}",
        f"{number}-{month}-{year}",
        f"{number}/{month}/{year}",
        f"{MONTH_NAMES[day.month - 1]} {number}, {year}",
    ]
    return plain + [f"{WEEKDAYS[day.weekday()]}, {text}" for text in plain]


def unreadable_texts(day: date) -> list[str]:
    """What stands where the day should be when nobody can read it."""
    return [text.format(day=day) for text in UNREADABLE]
