"""HTML and SVG, made from elements: every text is escaped, so names that come from files stay data."""

from collections.abc import Iterable
from html import escape

_WITHOUT_END = frozenset({"meta", "input", "link"})


class Html(str):
    """A text that is markup already; any other text is escaped where it becomes a part of one."""

    __slots__ = ()


def el(tag: str, *children: object, **attributes: object) -> Html:
    """An element.

    Args:
        children: elements, texts, and iterables of them; None is nothing.
        attributes: an underscore stands for a hyphen, one at the end for nothing (``class_``); None leaves one out.
    """
    said = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for name, value in attributes.items() if value is not None
    )
    inner = "".join(map(_markup, children))
    return Html(f"<{tag}{said}>" if tag in _WITHOUT_END else f"<{tag}{said}>{inner}</{tag}>")


def _markup(child: object) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, Iterable) and not isinstance(child, str):
        return "".join(map(_markup, child))
    return escape(str(child))


def style(rules: str) -> Html:
    """A style sheet of our own, inside of the document."""
    return Html(f"<style>{rules}</style>")
