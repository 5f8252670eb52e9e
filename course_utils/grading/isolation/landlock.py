"""Closes the file system to a process, but for what it needs (Linux 5.13 and later, Landlock).

It asks for no privilege and works where namespaces are refused. A process behind it opens files
below the folders it was given and no others, in /proc too; it can't trace a process before it,
and newer kernels keep its signals, its TCP connections and its abstract sockets inside as well.
It leaves two things open: asking whether a file exists, and changing a file's mode, owner or times,
which is for `seccomp` to stop.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import stat
import struct
import sys
from collections.abc import Iterable

#: The same numbers on every machine.
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_PATH_ONLY = 0o10000000

_WRITE_FILE, _READ_FILE, _READ_FOLDER, _TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
#: Removing, and making folders, files and links: not devices, sockets and pipes.
_CHANGE = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 12 | 1 << 13
#: How many kinds of access to files a version of Landlock knows, from version 1 on.
_KINDS = (13, 14, 15, 15, 16)
#: What a rule for a file, and not a folder, may speak of.
_OF_FILES = 1 | _WRITE_FILE | _READ_FILE | _TRUNCATE
_TCP = 0b11
_SIGNALS_AND_ABSTRACT_SOCKETS = 0b11

#: Devices that any program may open.
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


def version() -> int:
    """Which version of Landlock the kernel has; 0 for none."""
    if sys.platform != "linux":
        return 0
    return max(0, ctypes.CDLL(None).syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION))


def unavailable() -> str:
    """Why there is no Landlock here, in words; empty if there is."""
    return "" if version() else f"this {platform.system()} has no Landlock"


def close_files(readable: Iterable[str], folder: str) -> None:
    """Leave this process files below `readable` to read and `folder` to write, for good.

    Its own entries of /proc and harmless devices stay too. Privileges must be given up before.
    Raises OSError where the kernel refuses.
    """
    known = version()
    handled = (1 << _KINDS[min(known, len(_KINDS)) - 1]) - 1
    described = struct.pack("Q", handled)
    if known >= 4:
        described += struct.pack("Q", _TCP)
    if known >= 6:
        described += struct.pack("Q", _SIGNALS_AND_ABSTRACT_SOCKETS)
    ruleset = _call(_CREATE, described, ctypes.c_size_t(len(described)), 0)
    try:
        for path in (*readable, "/proc/cpuinfo", "/proc/meminfo", f"/proc/{os.getpid()}"):
            _allow(ruleset, path, handled & (_READ_FILE | _READ_FOLDER))
        for path in _DEVICES:
            _allow(ruleset, path, handled & (_READ_FILE | _WRITE_FILE | _TRUNCATE))
        own = _READ_FILE | _READ_FOLDER | _WRITE_FILE | _TRUNCATE | _CHANGE
        _allow(ruleset, folder, handled & own)
        _call(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    """Add a rule for what lies below a path; none if the path isn't there."""
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(path, _PATH_ONLY | os.O_CLOEXEC)
        try:
            if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
                access &= _OF_FILES
            rule = struct.pack("=Qi", access, descriptor)
            _call(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
        finally:
            os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(number, *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"Landlock: {os.strerror(error)}")
    return result
