"""Batches that are stored come back as they were, from memory and from the file."""

import threading
from collections.abc import Iterator

import pyarrow as pa
import pytest

from sales_platform.storage.batch_store import BatchStore


def batch(number: int) -> pa.RecordBatch:
    texts = pa.array([f"{number}-{row}" if row % 3 else None for row in range(1000)])
    return pa.RecordBatch.from_arrays([texts, pa.nulls(1000, pa.string())], names=["text", "_extra"])


@pytest.mark.parametrize("memory", [0, 3 * batch(1).nbytes, 1 << 30])
def test_batches_come_back_in_order_as_often_as_they_are_read(memory: int) -> None:
    store = BatchStore(memory)
    for key in range(5):
        store.put(key, (batch(key * 10 + number) for number in range(3)))
    store.put("none", [])
    for _ in range(2):
        for key in range(5):
            assert list(store.get(key)) == [batch(key * 10 + number) for number in range(3)]
    assert list(store.get("none")) == []
    assert "none" in store
    store.close()


def test_batches_that_end_with_an_error_are_not_stored() -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield batch(1)
        raise ValueError("broken")

    store = BatchStore(0)
    with pytest.raises(ValueError, match="broken"):
        store.put("key", broken())
    assert "key" not in store
    store.put("key", [batch(2)])
    assert list(store.get("key")) == [batch(2)]
    store.close()


def test_threads_read_the_file_at_once() -> None:
    store = BatchStore(0)
    for key in range(4):
        store.put(key, (batch(key * 100 + number) for number in range(50)))
    wrong: list[int] = []

    def read(key: int) -> None:
        if list(store.get(key)) != [batch(key * 100 + number) for number in range(50)]:
            wrong.append(key)

    threads = [threading.Thread(target=read, args=[key]) for key in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    store.close()
