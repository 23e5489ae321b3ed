"""A count in a sentence for people."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """A count with what is counted: ``1 month``, ``1,204 months``, ``1 line does not add up``.

    Args:
        one: what follows on a count of one.
        many: what follows on any other; with an ``s`` at its end when left out.
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
