"""Sections of the page of results that are measured at different times."""

from page_sections import section_of, with_kept, with_section

PAGE = "# Results\n\n## A year\n\none\n\n### In it\n\n| a |\n\n## On a cluster\n\nold\n\n## Pages\n\ntwo\n"


def test_a_section_ends_where_the_next_one_of_its_level_begins() -> None:
    assert section_of(PAGE, "## A year") == "## A year\n\none\n\n### In it\n\n| a |"
    assert section_of(PAGE, "## Pages") == "## Pages\n\ntwo"
    assert section_of(PAGE, "## A") == ""


def test_a_section_takes_the_place_of_the_former_one() -> None:
    assert with_section(PAGE, "## On a cluster\n\nnew\n") == PAGE.replace("old", "new")
    assert with_section(PAGE, "## Pages\n\nnew") == PAGE.replace("two", "new")


def test_a_section_that_the_page_does_not_have_comes_last() -> None:
    assert with_section("# Results\n", "## On a cluster\n\nnew") == "# Results\n\n## On a cluster\n\nnew\n"


def test_of_two_sections_with_one_title_one_is_left() -> None:
    twice = f"{PAGE}\n## On a cluster\n\nolder\n"
    assert with_section(twice, "## On a cluster\n\nnew") == PAGE.replace("old", "new")


def test_what_a_page_was_not_measured_with_is_kept_and_what_it_was_is_not_there_twice() -> None:
    former = "# Results\n\n## A year\n\nof before\n\n## On a cluster\n\nof before\n"
    kept = with_kept("# Results\n\n## Aims\n\nnew\n", former, ["## On a cluster", "## A year"])
    assert kept == "# Results\n\n## Aims\n\nnew\n\n## On a cluster\n\nof before\n\n## A year\n\nof before\n"
    assert with_kept(kept, former, ["## On a cluster", "## A year"]) == kept
