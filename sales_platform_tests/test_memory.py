"""What the process keeps of memory that has been freed, in a process of its own: allocators are set up once."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, which only Linux has")
VARIABLE = "MIMALLOC_PURGE_DELAY"
KEPT_OF_200_MB = """
import ctypes, sales_platform, pyarrow
def resident(): return int(open("/proc/self/statm").read().split()[1]) * 4096
pool = pyarrow.mimalloc_memory_pool()
before = resident()
buffers = [pyarrow.allocate_buffer(100_000, memory_pool=pool) for _ in range(2_000)]
for buffer in buffers: ctypes.memset(buffer.address, 1, buffer.size)
assert resident() - before > 190e6
del buffers, buffer
print(resident() - before)
"""


def kept(**variables: str) -> int:
    """Bytes that stay with the process after 200 MB of Arrow's have been freed."""
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    command = [sys.executable, "-c", KEPT_OF_200_MB]
    return int(subprocess.run(command, env=environment | variables, capture_output=True, text=True, check=True).stdout)


def test_memory_that_arrow_has_freed_goes_back_to_the_system_at_once() -> None:
    assert kept() < 40e6


def test_an_operator_can_have_it_kept() -> None:
    assert kept(**{VARIABLE: "60000"}) > 150e6


def test_garbage_is_not_collected_once_more_when_the_process_ends() -> None:
    code = "import atexit, gc; atexit.register(lambda: print(gc.get_freeze_count() > 0)); import sales_platform"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True\n"
