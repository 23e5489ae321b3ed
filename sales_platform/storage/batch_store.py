"""Batches of rows that are needed more than once: in memory up to a limit, beyond it in an unnamed temporary file."""

import os
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from tempfile import TemporaryFile
from typing import IO

import pyarrow as pa


@dataclass(frozen=True)
class _Spooled:
    """Where a batch is in the file, as an Arrow IPC message."""

    schema: pa.Schema
    offset: int
    size: int


class BatchStore:
    """Batches by key; they can be read any number of times, by any thread.

    Args:
        memory: how many bytes of batches are held in memory at the most.
    """

    def __init__(self, memory: int) -> None:
        self._free = memory
        self._batches: dict[Hashable, list[pa.RecordBatch | _Spooled]] = {}
        self._end = 0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._batches

    def put(self, key: Hashable, batches: Iterable[pa.RecordBatch]) -> None:
        """Store all batches under the key; nothing is stored when they end with an error."""
        stored: list[pa.RecordBatch | _Spooled] = []
        try:
            for batch in batches:
                stored.append(self._stored(batch))  # noqa: PERF401 - what was stored before an error is given up
        except BaseException:
            self._free += sum(one.nbytes for one in stored if isinstance(one, pa.RecordBatch))
            raise
        self._batches[key] = stored

    def get(self, key: Hashable) -> Iterator[pa.RecordBatch]:
        """The batches of the key, in the order in which they were put."""
        for stored in self._batches[key]:
            yield self._read(stored) if isinstance(stored, _Spooled) else stored

    def close(self) -> None:
        """Remove everything."""
        self._batches.clear()
        if "_file" in vars(self):
            self._file.close()

    @cached_property
    def _file(self) -> IO[bytes]:
        # no name in the file system: gone with the process, however it ends
        return TemporaryFile()

    def _stored(self, batch: pa.RecordBatch) -> pa.RecordBatch | _Spooled:
        if batch.nbytes <= self._free:
            self._free -= batch.nbytes
            return batch
        message = batch.serialize()
        self._file.write(message)
        self._file.flush()
        spooled = _Spooled(batch.schema, self._end, message.size)
        self._end += message.size
        return spooled

    def _read(self, spooled: _Spooled) -> pa.RecordBatch:
        message = os.pread(self._file.fileno(), spooled.size, spooled.offset)  # without a position that threads would share
        return pa.ipc.read_record_batch(pa.py_buffer(message), spooled.schema)
