"""What is known of matters: which are open, and which messages are still owed; pure functions over a small text."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

MOST_TRIES = 5
"""A message is tried so often at each address, once a look."""
_MOST_OWED = 100


@dataclass(frozen=True)
class Matter:
    """Something that needs a person.

    Attributes:
        key: the same as long as it is the same matter; its kind, up to the first slash, says where it was looked for.
        what: one sentence, without data of customers.
        to_do: one sentence.
        link: the page that shows it, or nothing.
    """

    key: str
    what: str
    to_do: str
    link: str = ""

    @property
    def kind(self) -> str:
        """Where it was looked for."""
        return self.key.split("/")[0]


@dataclass(frozen=True)
class Message:
    """What is sent."""

    title: str
    text: str
    is_over: bool = False


@dataclass(frozen=True)
class Owed:
    """A message that an address has not taken yet; the address by its place in the setting, for it may hold a secret."""

    message: Message
    address: int
    tries: int = 0


@dataclass(frozen=True)
class Book:
    """The memory between two looks.

    Attributes:
        open: what is open, by key: the sentence, and since when.
        owed: messages to be sent.
        waiting: since when the sensor has started nothing though it had something to do.
        lake_looked: when the lake was looked at last.
        looked: when anything was.
    """

    open: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    owed: tuple[Owed, ...] = ()
    waiting: str = ""
    lake_looked: str = ""
    looked: str = ""

    @classmethod
    def from_text(cls, text: str | None) -> "Book":
        """Read a book; one that cannot be read counts as none."""
        try:
            said = json.loads(text or "{}")
            owed = tuple(Owed(Message(**one["message"]), int(one["address"]), int(one["tries"])) for one in said.get("owed", ()))
            opened = {str(key): (str(what), str(since)) for key, (what, since) in said.get("open", {}).items()}
            times = {name: str(said.get(name, "")) for name in ("waiting", "lake_looked", "looked")}
            return cls(opened, owed, **times)
        except (ValueError, TypeError, AttributeError, KeyError):
            return cls()

    def to_text(self) -> str:
        """The text that is kept."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Seen:
    """What a look has found.

    Attributes:
        matters: what there is now.
        kinds: of matters that were looked for; of others nothing is known, so they stay as they are.
        undecided: matters of these kinds that nothing is known of now either.
    """

    matters: tuple[Matter, ...] = ()
    kinds: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(self.matters + other.matters, self.kinds | other.kinds, self.undecided | other.undecided)


def news(book: Book, seen: Seen, lake: str, now: datetime) -> tuple[Book, tuple[Message, ...]]:
    """What has begun and what is over since the last look, at a lake."""
    there = {matter.key: matter for matter in seen.matters}
    begun = [matter for key, matter in there.items() if key not in book.open]
    known = [key for key in book.open if key.split("/")[0] in seen.kinds and key not in seen.undecided]
    over = [key for key in known if key not in there]
    kept = {key: value for key, value in book.open.items() if key not in over}
    opened = kept | {matter.key: (matter.what, f"{now:%Y-%m-%d %H:%M} UTC") for matter in begun}
    messages = (*[_begun(matter, lake) for matter in begun], *[_over(*book.open[key], lake) for key in over])
    return replace(book, open=opened), messages


def owing(book: Book, messages: Sequence[Message], addresses: int) -> Book:
    """The book with messages that each address is to be sent; the oldest are given up where there are too many."""
    more = [Owed(message, address) for message in messages for address in range(addresses)]
    known = [one for one in book.owed if one.address < addresses]
    return replace(book, owed=tuple([*known, *more][-_MOST_OWED:]))


def tried(book: Book, failed: Collection[Owed]) -> Book:
    """The book after everything that is owed was tried once."""
    left = [replace(one, tries=one.tries + 1) for one in book.owed if one in failed]
    return replace(book, owed=tuple(one for one in left if one.tries < MOST_TRIES))


def _begun(matter: Matter, lake: str) -> Message:
    lines = [matter.what, f"What to do: {matter.to_do}", *([matter.link] if matter.link else []), f"Lake: {lake}"]
    return Message(f"Sales platform: {matter.what}", "\n".join(lines))


def _over(what: str, since: str, lake: str) -> Message:
    return Message(f"Sales platform, over: {what}", f"It is over, what was told at {since}: {what}\nLake: {lake}", is_over=True)
