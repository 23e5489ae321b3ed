"""Items fetched by a thread while those before them are worked on."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar, cast

T = TypeVar("T")
NAME = "read-ahead"
"""Of the thread."""
_END: Final = object()


def read_ahead(source: Iterator[T], most: int) -> Iterator[T]:
    """The items of a source in its order; an error of the source is raised where the item would have been.

    Args:
        source: is asked by one thread only, and no more once nobody takes its items.
        most: so many items are fetched before they are asked for.
    """
    thread = ThreadPoolExecutor(1, NAME)
    try:
        waiting = deque(thread.submit(next, source, _END) for _ in range(most))
        while (item := waiting.popleft().result()) is not _END:
            waiting.append(thread.submit(next, source, _END))
            yield cast(T, item)
    finally:
        thread.shutdown(cancel_futures=True)
