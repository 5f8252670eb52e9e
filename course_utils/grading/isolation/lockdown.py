"""What a process gives up before it sees a student's code.

`enter_own_namespaces`  once, in the warm process: user, pid and mount namespaces of its own
`fork_apart`            forks a child that is number 1 of a new pid namespace and sees nobody else
`confine`               in that child: its own mounts, network and shared memory, no /proc, small
                        folders for files; limits; no privileges; fewer system calls
`undumpable`            closes a process's memory to other processes of the same user

Outside Linux `confine` is what is left: a folder, the limits that the system knows.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_utils.grading.isolation import landlock, seccomp
from course_utils.grading.isolation.limits import Limits

_LINUX = sys.platform == "linux"
_MOUNTS, _CGROUP, _NAMES, _IPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
_USER, _PIDS, _NETWORK = 0x10000000, 0x20000000, 0x40000000
_READ_ONLY, _NO_SETUID, _NO_DEVICES, _NO_PROGRAMS, _REMOUNT = 1, 2, 4, 8, 32
_RECURSIVE, _PRIVATE = 0x4000, 0x40000
_DIE_WITH_PARENT, _DUMPABLE, _DROP_BOUND, _NO_NEW_PRIVILEGES = 1, 4, 24, 38
_AMBIENT, _CLEAR_ALL = 47, 4
_CAPABILITIES_VERSION_3 = 0x20080522

_SHARED_MEMORY = "/dev/shm"
#: Files of /proc that libraries read to know the machine; a worker finds copies.
_PROC_FILES = ("cpuinfo", "meminfo")
_OPEN_FILES = 256
_THREADS = 512
_FILE_COUNT = 4096


@dataclass(frozen=True)
class Surroundings:
    """What a child can't see: its size and program, files of the machine's /proc."""

    mapped_bytes: int
    program: str
    proc_files: dict[str, bytes]


def limit_memory(most: int) -> None:
    """Let this process map that many bytes more than it has, where the system can be told so."""
    if _LINUX:
        import resource

        limit = surroundings().mapped_bytes + most
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def surroundings() -> Surroundings:
    """Look at this process and its machine."""
    if not _LINUX:
        return Surroundings(0, sys.executable, {})
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    files = {}
    for name in _PROC_FILES:
        with contextlib.suppress(OSError):
            files[name] = Path("/proc", name).read_bytes()
    mapped = pages * os.sysconf("SC_PAGE_SIZE")
    return Surroundings(mapped, os.path.realpath(sys.executable), files)


def undumpable() -> None:
    """Close this process's memory, and its entries in /proc, to the same user's processes."""
    if _LINUX:
        _call("prctl", _DUMPABLE, 0, 0, 0, 0)


def first_to_go() -> None:
    """Let the kernel end this process and its children first when memory runs out."""
    if _LINUX:
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")


def close_from(first: int) -> None:
    """Close all descriptors from that number on."""
    # Where there is no limit, counting to it takes minutes.
    os.closerange(first, min(os.sysconf("SC_OPEN_MAX"), 2**16))


def enter_own_namespaces() -> int:
    """Go on as a child with user, pid and mount namespaces of its own: it may make more of them.

    The process that called waits for that child and ends as it ends. Returns a descriptor of the
    new pid namespace. Raises OSError where the machine refuses; the process is spoilt then.
    """
    _own_user(_PIDS | _MOUNTS)
    child = os.fork()
    if child:
        close_from(0)
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    _call("prctl", _DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    return os.open("/proc/self/ns/pid", os.O_RDONLY)


def fork_apart(pid_namespace: int | None) -> int:
    """`os.fork`, the child being number 1 of a new pid namespace.

    pid_namespace: what `enter_own_namespaces` returned; None for a plain fork.
    """
    if pid_namespace is None:
        return os.fork()
    _call("unshare", _PIDS)
    child = os.fork()
    if child:
        # Without the way back, the next call of unshare would be an error.
        _call("setns", pid_namespace, _PIDS)
    return child


def confine(
    limits: Limits,
    around: Surroundings,
    *,
    namespaces: bool,
    folder: str,
    readable: Sequence[str] = (),
) -> None:
    """Give up everything that a worker doesn't need. Call it while there is one thread.

    namespaces: also leave the mounts, the network and the shared memory of the warm process.
    folder: where files may be written; home and working folder.
    readable: close all other files, with Landlock, if it isn't empty.
    Raises OSError where the system refuses: no student's code may run then.
    """
    os.umask(0o077)
    if namespaces:
        _own_mounts(limits, around, folder)
    os.chdir(folder)
    os.environ.update(HOME=folder, TMPDIR=folder)
    # Imports may have asked for the place already.
    tempfile.tempdir = folder
    _draw_other_numbers()
    # Threads are counted for each user in each user namespace: without one of its own, a worker
    # would pay for everything else that the user runs.
    _limit(limits, around, _THREADS if namespaces else None)
    if _LINUX:
        _drop_privileges()
        if readable:
            landlock.close_files(readable, folder)
        if not seccomp.unavailable():
            seccomp.refuse_system_calls()


def _own_user(others: int) -> None:
    """Make a user namespace, and others in it, with this user alone. Threads are counted in it."""
    user, group = os.getuid(), os.getgid()
    # /proc/self isn't this process's to write if it is undumpable, as children of such are.
    _call("prctl", _DUMPABLE, 1, 0, 0, 0)
    _call("unshare", _USER | others)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _own_mounts(limits: Limits, around: Surroundings, folder: str) -> None:
    _own_user(_MOUNTS | _CGROUP | _NAMES | _IPC | _NETWORK)
    _call("mount", b"none", b"/", None, _RECURSIVE | _PRIVATE, None)
    _mount_small(folder, limits.file_bytes)
    if os.path.isdir(_SHARED_MEMORY):
        _mount_small(_SHARED_MEMORY, limits.file_bytes // 4)
    _mount_small("/proc", 2**20)
    for name, content in around.proc_files.items():
        Path("/proc", name).write_bytes(content)
    # TensorFlow asks for its program's path, and aborts if these are missing.
    Path("/proc/self").mkdir()
    Path("/proc/self/exe").symlink_to(around.program)
    Path("/proc/self/cmdline").write_bytes(around.program.encode() + b"\0worker\0")
    _mount_small("/proc", 2**20, _REMOUNT | _READ_ONLY)


def _mount_small(folder: str, size: int, flags: int = 0) -> None:
    """Mount an empty file system of at most `size` bytes, in memory, over a folder."""
    options = f"size={size},nr_inodes={_FILE_COUNT},mode=700".encode()
    flags |= _NO_SETUID | _NO_DEVICES | _NO_PROGRAMS
    _call("mount", b"tmpfs", folder.encode(), b"tmpfs", flags, options)


def _draw_other_numbers() -> None:
    """Without this, all workers forked from one process would draw the same "random" numbers."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def _limit(limits: Limits, around: Surroundings, threads: int | None) -> None:
    if sys.platform == "win32":
        return
    import resource

    # The grader watches the clock; this is for a worker whose grader is gone. Threads add up.
    seconds = int(limits.total_seconds) * max(4, os.cpu_count() or 1)
    wanted = {
        "RLIMIT_AS": around.mapped_bytes + limits.memory_bytes,
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": limits.file_bytes,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_NOFILE": _OPEN_FILES,
    }
    if threads is not None:
        wanted["RLIMIT_NPROC"] = threads
    for name, value in wanted.items():
        if hasattr(resource, name) and (_LINUX or name != "RLIMIT_AS"):
            number = getattr(resource, name)
            most = resource.getrlimit(number)[1]
            value = value if most == resource.RLIM_INFINITY else min(value, most)
            resource.setrlimit(number, (value, value))


def _drop_privileges() -> None:
    _call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _call("prctl", _AMBIENT, _CLEAR_ALL, 0, 0, 0)
    for capability in range(64):
        # Past the last capability the kernel knows; or it was not ours to drop.
        with contextlib.suppress(OSError):
            _call("prctl", _DROP_BOUND, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION_3, 0)
    _call("capset", header, (ctypes.c_uint32 * 6)())
    undumpable()
    _call("prctl", _DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)


def _call(name: str, *arguments) -> None:
    """Call a function of the C library. Raises OSError, with the name, if it fails."""
    libc = ctypes.CDLL(None, use_errno=True)
    # Numbers are passed as long: prctl and mount take longs.
    passed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    if getattr(libc, name)(*passed) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
