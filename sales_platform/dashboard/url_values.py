"""Values of controls as they stand in a URL: JSON in base64, the way Vizro writes them."""

import base64
import binascii
import json
from collections.abc import Mapping

_ENCODED = "b64_"
"""Before the value of a control in a URL; the rest is JSON in base64 without padding."""
LONGEST_VALUE = 20_000


class Unreadable(str):
    """A control's value that is not written as the dashboard writes it."""

    __slots__ = ()


def controls_in(arguments: Mapping[str, str], names: Mapping[str, str]) -> dict[str, object]:
    """The control values of a query string, by the controls' names.

    Args:
        names: what each control is called in the URL -> its name.
    """
    return {names[key]: decoded(text) for key, text in arguments.items() if key in names}


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
