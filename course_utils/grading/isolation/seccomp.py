"""A filter of system calls, for a process that runs a student's code (Linux, seccomp).

Refused: new processes and programs; other processes' memory and signals; namespaces and mounts;
sockets, but for connected pairs; memory outside the process's own (shared segments, memory files);
the kernel's administration. Threads, files and memory of one's own stay. A refused call fails with
EPERM; clone3 and memfd_create fail with ENOSYS, for which the C library has another way. Changes of
a file's mode, owner and times do nothing.

The filter is a program of the classic BPF: a list of instructions (code, jump if true, jump if
false, constant) that looks at the call's number and arguments.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys

#: By machine: the kernel's name of it (AUDIT_ARCH_…), the column of the tables below.
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

#: Calls that always fail: numbers on x86_64 and aarch64.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # Processes and programs.
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    # Other processes.
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "tkill": (200, 130),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # Namespaces and mounts.
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    # Sockets, and memory that outlives a mapping.
    "socket": (41, 198),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "memfd_secret": (447, 447),
    # The kernel.
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "quotactl": (179, 60),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "acct": (163, 89),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "syslog": (103, 116),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "vhangup": (153, 58),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
}
#: A file's mode, owner and times: these calls do nothing and say that it is done, as one may own
#: files of the machine (the grader may be root), and code that copies files expects no refusal.
_IGNORED: dict[str, tuple[int | None, int | None]] = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
}
#: As on a file system without extended attributes.
_UNSUPPORTED = {
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
}
#: Calls that the C library does without.
_ABSENT = {"clone3": (435, 435), "memfd_create": (319, 279)}
_CLONE = (56, 220)
#: Calls on a process: the number of the argument that names it. Only the caller itself will do.
_ON_PROCESS = {"kill": (62, 129), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138)}
_ON_PROCESS |= {"rt_tgsigqueueinfo": (297, 240), "prlimit64": (302, 261)}
#: Ways to have signals sent to another process, to type on a terminal, or to outlive one's grader:
#: numbers, the argument that says what is wanted, and what is refused.
_COMMANDS = {
    # F_SETOWN, F_SETOWN_EX
    "fcntl": ((72, 25), 1, (8, 15)),
    # TIOCSCTTY, TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP
    "ioctl": ((16, 29), 1, (0x540E, 0x5412, 0x541C, 0x8901, 0x8902)),
    # PR_SET_PDEATHSIG, PR_SET_DUMPABLE
    "prctl": ((157, 167), 0, (1, 4)),
}
#: A pair of datagram sockets could still send to any address: SOCK_STREAM alone, plain or with
#: SOCK_NONBLOCK and SOCK_CLOEXEC.
_SOCKETPAIR = (53, 199)
_STREAM_PAIRS = (1, 0x801, 0x80001, 0x80801)

_CLONE_THREAD = 0x10000
_X32_CALLS = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
#: Where the kernel shows a filter the call's number, its machine, its arguments (lower halves; both
#: machines are little-endian).
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16

_SET_FILTER, _NO_NEW_PRIVILEGES, _MODE_FILTER = 22, 38, 2

Instruction = tuple[int, int, int, int]


def unavailable() -> str:
    """Why this machine has no such filter, in words; empty if it has."""
    if sys.platform != "linux":
        return f"{platform.system()} has no seccomp"
    if platform.machine() not in _MACHINES:
        return f"the system-call filter isn't written for {platform.machine()}"
    return ""


def refuse_system_calls() -> None:
    """Put the filter on this process, for good. Call it while there is one thread.

    Raises OSError where the kernel refuses.
    """
    program = filter_program(platform.machine(), os.getpid())
    # struct sock_filter (8 bytes each) and struct sock_fprog, as <linux/filter.h> has them.
    code = b"".join(
        operation.to_bytes(2, sys.byteorder)
        + bytes((true, false))
        + constant.to_bytes(4, sys.byteorder)
        for operation, true, false, constant in program
    )
    instructions = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    described = Program(len(program), ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(
        _SET_FILTER, _MODE_FILTER, ctypes.byref(described), 0, 0
    ):
        number = ctypes.get_errno()
        raise OSError(number, f"the system-call filter was refused: {os.strerror(number)}")


def filter_program(machine: str, pid: int) -> list[Instruction]:
    """The filter for a machine ("x86_64", "aarch64") and the process of that number."""
    name, column = _MACHINES[machine]
    program = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, name), (_RETURN, 0, 0, _KILL)]
    program += [(_LOAD, 0, 0, _NUMBER)]
    # A second table of calls on x86_64, with other numbers.
    program += [(_AT_LEAST, 0, 1, _X32_CALLS), (_RETURN, 0, 0, _ERROR | errno.ENOSYS)]
    tables = [(_REFUSED, errno.EPERM), (_ABSENT, errno.ENOSYS)]
    tables += [(_IGNORED, 0), (_UNSUPPORTED, errno.ENOTSUP)]
    for table, error in tables:
        for numbers in table.values():
            if numbers[column] is not None:
                program += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _ERROR | error)]
    program += _when(_CLONE[column], 0, [(_ANY_BIT, 0, 1, _CLONE_THREAD)], allowed=True)
    for name, numbers in _ON_PROCESS.items():
        itself = (pid, 0) if name == "prlimit64" else (pid,)
        program += _when(numbers[column], 0, _equal(itself), allowed=True)
    for numbers, argument, commands in _COMMANDS.values():
        program += _when(numbers[column], argument, _equal(commands), allowed=False)
    program += _when(_SOCKETPAIR[column], 1, _equal(_STREAM_PAIRS), allowed=True)
    return [*program, (_RETURN, 0, 0, _ALLOW)]


def _equal(values: tuple[int, ...]) -> list[Instruction]:
    return [(_EQUAL, 0, 1, value) for value in values]


def _when(
    number: int, argument: int, tests: list[Instruction], *, allowed: bool
) -> list[Instruction]:
    """Instructions for one call: what a test finds true is allowed (or refused), the rest not."""
    refused = _ERROR | errno.EPERM
    found, other = (_ALLOW, refused) if allowed else (refused, _ALLOW)
    block = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument)]
    for test in tests:
        block += [test, (_RETURN, 0, 0, found)]
    block += [(_RETURN, 0, 0, other)]
    return [(_EQUAL, 0, len(block), number), *block]
