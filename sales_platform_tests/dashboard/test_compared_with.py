"""The control 'Compared with' of the page What changed."""

from sales_platform.dashboard.pages.changes import compared_with
from sales_platform.dashboard.reading import LakeReader


def test_what_cannot_be_compared_with_the_months_chosen_says_why_and_stands_last(reader: LakeReader) -> None:
    offered = compared_with.options(reader, {"period": "3-months"})
    assert [(option["label"], option.get("disabled", False)) for option in offered] == [
        ("A year before", False),
        ("The months right before (no complete month has sales in both)", True),
        ("Months from Jul 2024", False),
        ("Months from Aug 2025 (not before the months chosen)", True),
        ("Months from Jul 2025 (not before the months chosen)", True),
        ("Months from Aug 2024 (no complete month has sales in both)", True),
    ]
    assert not any("disabled" in option for option in compared_with.options(reader, {"first": "2025-08", "last": "2024-07"}))
