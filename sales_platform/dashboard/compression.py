"""Answers are sent compressed; scripts and styles, which never change while the server runs, are compressed once."""

import gzip
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus

import pyarrow as pa
from flask import Flask, Response, request

SMALLEST = 1000
"""Bytes; less is not worth it."""
LEVEL, FILE_LEVEL = 6, 9
"""Of answers, which are compressed each time, and of files with brotli, which are compressed once: slower, and smaller."""
MOST_KEPT = 256
_KINDS = ("text/", "application/json", "application/javascript", "image/svg+xml", "font/ttf", "application/font-sfnt")
_FINGERPRINTED = re.compile(r"[.]v[0-9a-z_]+m[0-9]+[.]")
"""What Dash puts into the address of a script: its version and the time of its change."""
FOREVER = "max-age=31536000, immutable"


def _brotli(data: bytes, level: int = LEVEL) -> bytes:
    compressed: bytes = pa.Codec("brotli", compression_level=level).compress(data, asbytes=True)
    return compressed


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, LEVEL, mtime=0)


ENCODINGS: dict[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}
"""The smaller one first."""


def add_compression(server: Flask) -> None:
    """Compress what the browser takes compressed, and let it keep our own scripts, whose address has the time of their change."""
    kept = CompressedFiles()

    @server.after_request
    def compress(response: Response) -> Response:
        if response.status_code != HTTPStatus.OK:
            return response
        if request.path.startswith("/assets/") and "m" in request.args:
            response.headers["Cache-Control"] = FOREVER
        if not (response.mimetype or "").startswith(_KINDS) or "Content-Encoding" in response.headers:
            return response
        response.vary.add("Accept-Encoding")
        encoding = next((name for name in ENCODINGS if request.accept_encodings.quality(name) > 0), None)
        if encoding is not None:
            _compress(response, encoding, kept)
        return response


def _compress(response: Response, encoding: str, kept: "CompressedFiles") -> None:
    response.direct_passthrough = False
    data = response.get_data()
    if len(data) >= SMALLEST:
        tag, _ = response.get_etag()
        is_file = tag is not None or _FINGERPRINTED.search(request.path)
        response.set_data(kept.compressed((encoding, request.path, tag or "") if is_file else None, encoding, data))
        response.headers["Content-Encoding"] = encoding


class CompressedFiles:
    """Files that were compressed before. Thread-safe."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def compressed(self, key: tuple[str, ...] | None, encoding: str, data: bytes) -> bytes:
        """The data compressed, from memory where the key is known.

        Args:
            key: encoding, address and tag of a file; None for an answer that is made anew each time, which is not kept.
            encoding: one of ENCODINGS.
        """
        with self._lock:
            known = self._kept.get(key) if key is not None else None
        if known is not None:
            return known
        made = _brotli(data, FILE_LEVEL) if key is not None and encoding == "br" else ENCODINGS[encoding](data)
        if key is not None:
            with self._lock:
                self._kept[key] = made
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return made
