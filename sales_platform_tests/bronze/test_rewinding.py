"""An open file is read from its beginning again and again, whether it can be rewound or not."""

import io
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from sales_platform.landing import rewinding as module
from sales_platform.landing.rewinding import rewinding

CONTENT = bytes(range(256)) * 1000


class Forward(io.RawIOBase):
    """A stream that cannot be rewound, as that of an object in a bucket; counts what was read."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO(CONTENT)
        self.read_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]
        count = self._bytes.readinto(buffer)
        self.read_bytes += count
        return count


def read_again_and_again(file: BinaryIO) -> None:
    with rewinding(file) as rewound:
        with rewound() as first:
            assert first.read(10) == CONTENT[:10]
        for _ in range(2):
            with rewound() as stream:
                assert stream.read() == CONTENT
        text = io.TextIOWrapper(rewound(), encoding="latin-1", newline="")
        assert text.read() == CONTENT.decode("latin-1")
        del text
        assert rewound().read() == CONTENT


def test_a_file_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    with path.open("rb") as file:
        read_again_and_again(cast("BinaryIO", file))
        assert not file.closed


@pytest.mark.parametrize("in_memory", [1 << 20, 1000])
def test_a_stream_is_read_once(monkeypatch: pytest.MonkeyPatch, in_memory: int) -> None:
    monkeypatch.setattr(module, "_IN_MEMORY", in_memory)
    stream = Forward()
    read_again_and_again(cast("BinaryIO", io.BufferedReader(stream)))
    assert stream.read_bytes == len(CONTENT)
