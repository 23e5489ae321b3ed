"""Values of controls as they stand in a URL: ``company=tiny``, or JSON in base64, the way Vizro writes them."""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence

from werkzeug.datastructures import MultiDict

from sales_platform.dashboard.selection import ATTRIBUTES

_ENCODED = "b64_"
"""Before the value of a control in a URL; the rest is JSON in base64 without padding."""
LONGEST_VALUE = 20_000
_SHORT = {"first": "from", "last": "to"}
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


class Unreadable(str):
    """A control's value that is not written as the dashboard writes it."""

    __slots__ = ()


def short_name(control: str) -> str:
    """What a control is called in an address that people read."""
    return _SHORT.get(control, control)


def controls_in(arguments: MultiDict[str, str], names: Mapping[str, str]) -> dict[str, object]:
    """The control values of a query string, by the controls' names: as people write them, or as Vizro does.

    Args:
        names: what each control is called in the URL by Vizro -> its name.
    """
    shorts = {name: short_name(name) for name in names.values()}
    readable = {name: _as_written(name, arguments.getlist(short)) for name, short in shorts.items() if short in arguments}
    return readable | {names[key]: decoded(text) for key, text in arguments.items() if key in names}


def _as_written(name: str, texts: Sequence[str]) -> object:
    """The value of a control from its texts: attributes have any number of values, figures of other controls are numbers."""
    if sum(map(len, texts)) > LONGEST_VALUE:
        return Unreadable(texts[0])
    if name in ATTRIBUTES:
        return [text for text in texts if text]
    if not _NUMBER.fullmatch(texts[0]):
        return texts[0]
    return float(texts[0]) if "." in texts[0] else int(texts[0])


def decoded(text: str) -> object:
    """The value of a control in a URL; Unreadable when it is not written as Vizro writes it."""
    if not text.startswith(_ENCODED) or len(text) > LONGEST_VALUE:
        return Unreadable(text)
    encoded = text.removeprefix(_ENCODED)
    try:
        return json.loads(base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return Unreadable(text)


def encoded(value: object) -> str:
    """A control's value as it stands in a URL."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return _ENCODED + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
