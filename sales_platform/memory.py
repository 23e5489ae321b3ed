"""Keep the process small: glibc keeps what many threads have freed unless it is told to give it back.

Measured on 24 months of 580,000 rows each: without this the process grows from month to month.
"""

import ctypes
import sys

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE_BYTES = 1 << 20
_ARENAS = 2


def use_little_memory() -> None:
    """Let all threads share two heaps, with large blocks outside of them; in time before a second thread is started."""
    if (libc := _glibc()) is not None:
        libc.mallopt(_M_ARENA_MAX, _ARENAS)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def give_back_memory() -> None:
    """Return what has been freed to the operating system; to be called after each large piece of work."""
    if (libc := _glibc()) is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    """The C library, when it is glibc: others have no such functions and need none."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") else None
