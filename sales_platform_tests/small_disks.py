"""Commands on a disk that is full, read-only or somebody else's: in namespaces of their own, so that it needs no rights.

A command that is forked from ``warm_server`` has one thread, as the kernel wants it for a user namespace.
"""

import os
import subprocess

import pytest

from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.warm import run_warm

_NOT_POSSIBLE = 77
_ENTER = f"""
import ctypes, os
_libc = ctypes.CDLL(None, use_errno=True)
def must(failed):
    if failed:
        os._exit({_NOT_POSSIBLE})
def mount(source, target, kind, flags, options=None):
    must(_libc.mount(source.encode(), target.encode(), kind and kind.encode(), flags, options and options.encode()))
_uid, _gid = os.getuid(), os.getgid()
"""
_AS_ROOT = """
must(_libc.unshare(0x10000000 | 0x00020000))
for name, text in (("setgroups", "deny"), ("uid_map", f"0 {_uid} 1"), ("gid_map", f"0 {_gid} 1")):
    with open(f"/proc/self/{name}", "w") as file:
        file.write(text)
mount("none", "/", None, 0x4000 | 0x40000)
"""
_AS_NOBODY = "must(_libc.unshare(0x10000000))\n"
_COMMAND = "\nfrom sales_platform.cli import main\nmain()\n"


def on_small_disk(workplace: Workplace, folder: str, size: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command where a folder is an empty disk of a size (``2m``); what it wrote there is gone afterwards."""
    return _done(workplace, f"{_AS_ROOT}mount('none', {folder!r}, 'tmpfs', 0, 'size={size}')\n", arguments)


def on_read_only_disk(workplace: Workplace, folder: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command where a folder is on a disk that cannot be written."""
    bind = f"mount({folder!r}, {folder!r}, None, 0x1000)\nmount('none', {folder!r}, None, 0x1000 | 0x20 | 1)\n"
    return _done(workplace, _AS_ROOT + bind, arguments)


def as_other_account(workplace: Workplace, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of an account to which the modes of files apply, whoever runs the tests."""
    return _done(workplace, _AS_NOBODY, arguments)


def _done(workplace: Workplace, enter: str, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    variables = {**workplace.variables, "RUST_BACKTRACE": "0"}
    done = run_warm(arguments, variables, workplace.folder, f"{_ENTER}{enter}{_COMMAND}")
    if done.returncode == _NOT_POSSIBLE:
        pytest.skip(f"this kernel gives user {os.getuid()} no namespaces (unshare), so it has no disks of its own here")
    return done
