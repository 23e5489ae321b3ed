"""The lock of a lake in a folder, among the threads of one process."""

import threading
from pathlib import Path

from sales_platform.storage.lock import is_locked, lake_lock


def test_a_second_thread_of_the_process_waits_for_the_first(tmp_path: Path) -> None:
    order: list[str] = []
    waits = threading.Event()

    def follow() -> None:
        with lake_lock(str(tmp_path), waits.set):
            order.append("second")

    thread = threading.Thread(target=follow)
    with lake_lock(str(tmp_path)):
        thread.start()
        assert waits.wait(10)
        assert is_locked(str(tmp_path))
        order.append("first ends")
    thread.join(10)
    assert order == ["first ends", "second"]
    assert not is_locked(str(tmp_path))


def test_different_lakes_do_not_wait_for_each_other(tmp_path: Path) -> None:
    done = threading.Event()

    def other() -> None:
        with lake_lock(str(tmp_path / "b")):
            done.set()

    with lake_lock(str(tmp_path / "a")):
        thread = threading.Thread(target=other)
        thread.start()
        assert done.wait(10)
        thread.join()
