"""What sandboxes are made of: the choice, command lines, and the system-call filter's program."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.grading.isolation import commands, launching, sandbox, seccomp
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.sandbox import SandboxWarning, open_sandbox

LIMITS = Limits()
COURSE = commands.PACKAGE.parent
CALLS = {
    "x86_64": {"read": 0, "kill": 62, "clone": 56, "fcntl": 72, "socketpair": 53, "clone3": 435},
    "aarch64": {
        "read": 63,
        "kill": 129,
        "clone": 220,
        "fcntl": 25,
        "socketpair": 199,
        "clone3": 435,
    },
}
ALLOWED, REFUSED, ABSENT = 0x7FFF0000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS


def verdict(machine, number, arguments=(), pid=42, architecture=None):
    """What the filter's program returns for a call: it is run here, instruction by instruction."""
    program = seccomp.filter_program(machine, pid)
    data = {0: number, 4: architecture or seccomp._MACHINES[machine][0]}
    data |= {16 + 8 * index: value & 0xFFFFFFFF for index, value in enumerate(arguments)}
    at, accumulator = 0, 0
    while True:
        operation, if_true, if_false, constant = program[at]
        at += 1
        match operation:
            case 0x20:
                accumulator = data.get(constant, 0)
            case 0x06:
                return constant
            case 0x15:
                at += if_true if accumulator == constant else if_false
            case 0x35:
                at += if_true if accumulator >= constant else if_false
            case 0x45:
                at += if_true if accumulator & constant else if_false


@pytest.mark.parametrize("machine", CALLS)
def test_the_filter_decides_as_meant(machine):
    """Do reads and threads pass, and are forks, others' signals and the like refused?"""
    calls = CALLS[machine]
    thread, fork = 0x3D0F00, 0x1200011
    assert verdict(machine, calls["read"]) == ALLOWED
    assert verdict(machine, calls["clone"], (thread,)) == ALLOWED
    assert verdict(machine, calls["clone"], (fork,)) == REFUSED
    assert verdict(machine, calls["clone3"]) == ABSENT
    assert verdict(machine, calls["kill"], (42, 9)) == ALLOWED
    for target in (41, 1, 0, -1, -42):
        assert verdict(machine, calls["kill"], (target, 9)) == REFUSED
    assert verdict(machine, calls["fcntl"], (3, 2)) == ALLOWED
    assert verdict(machine, calls["fcntl"], (3, 8, 41)) == REFUSED
    assert verdict(machine, calls["socketpair"], (1, 0x80001)) == ALLOWED
    assert verdict(machine, calls["socketpair"], (1, 2)) == REFUSED


@pytest.mark.parametrize("machine", CALLS)
def test_every_refused_call_is_refused(machine):
    """Is each call of the tables refused, and another machine's or table's call not let through?"""
    column = seccomp._MACHINES[machine][1]
    ignored = [both[column] for both in seccomp._IGNORED.values() if both[column] is not None]
    assert {verdict(machine, number) for number in ignored} == {0x50000}
    numbers = [both[column] for both in seccomp._REFUSED.values() if both[column] is not None]
    assert len(numbers) > 55
    assert {verdict(machine, number) for number in numbers} == {REFUSED}
    assert verdict(machine, 0, architecture=0x40000003) == 0x80000000
    assert verdict(machine, 0x40000000 | 57) == ABSENT


HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize("machine", HEADERS)
def test_numbers_are_the_kernels(machine):
    """Are the tables' numbers those of the kernel's own headers?"""
    header = HEADERS[machine]
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    known = {}
    for line in header.read_text().splitlines():
        words = line.replace("__NR3264_", "__NR_").split()
        if len(words) == 3 and words[0] == "#define" and words[2].isdigit():
            known[words[1].removeprefix("__NR_")] = int(words[2])
    column = seccomp._MACHINES[machine][1]
    single = {"clone": seccomp._CLONE, "socketpair": seccomp._SOCKETPAIR}
    single |= {name: numbers for name, (numbers, *_) in seccomp._COMMANDS.items()}
    tables = seccomp._REFUSED | seccomp._ABSENT | seccomp._IGNORED | seccomp._UNSUPPORTED
    tables |= seccomp._ON_PROCESS | single
    # Headers older than a call don't have it.
    ours = {name: both[column] for name, both in tables.items() if name in known}
    assert len(ours) > 60
    assert ours == {name: known[name] for name in ours}


def words_after(command, flag):
    """What stands behind each occurrence of a flag."""
    return [command[index + 1] for index, word in enumerate(command) if word == flag]


def test_containers_promise_what_bubblewrap_does():
    """Are podman's and docker's containers without network, privileges and writable files?"""
    control = Path("/scratch")
    built = {
        "podman": commands.podman("podman", "n", control, COURSE, LIMITS, Path("/scratch/files")),
        "docker": commands.docker("docker", "n", control, COURSE, LIMITS),
    }
    for command in built.values():
        assert words_after(command, "--network") == ["none"]
        assert words_after(command, "--cap-drop") == ["ALL"]
        assert "no-new-privileges" in words_after(command, "--security-opt")
        assert {"--read-only", "--rm"} <= set(command)
        assert words_after(command, "--pids-limit") == ["1024"]
        assert int(words_after(command, "--memory")[0]) > LIMITS.memory_bytes
        assert words_after(command, "--tmpfs")[0].endswith(f"size={LIMITS.file_bytes},mode=1777")
        assert not {"--privileged", "--env", "-e", "--pid", "--cap-add"} & set(command)
        volumes = words_after(command, "--volume")
        assert f"{commands.PACKAGE}:{commands.PACKAGE}:ro" in volumes
        assert [volume for volume in volumes if not volume.endswith(":ro")] == ["/scratch:/scratch"]
        shown = {Path(volume.split(":")[0]) for volume in volumes}
        assert not shown & {COURSE, COURSE / "source", Path.home(), Path("/"), Path("/usr")}
    assert built["docker"][built["docker"].index(sys.executable) - 1] == commands.DOCKER_IMAGE
    assert words_after(built["podman"], "--rootfs") == ["/scratch/files"]


def test_bubblewrap_is_told_everything():
    """Does bubblewrap get each namespace, no privileges, and no folder to write to?"""
    command = commands.bubblewrap("bwrap", "fd:3", COURSE, LIMITS)
    separate = {"user", "ipc", "pid", "net", "uts", "cgroup-try"}
    assert {f"--unshare-{name}" for name in separate} <= set(command)
    assert {"--die-with-parent", "--new-session"} <= set(command)
    assert not {"--bind", "--dev-bind", "--share-net", "--setenv", "--cap-add"} & set(command)
    assert words_after(command, "--tmpfs") == ["/dev/shm", commands.files(COURSE)]
    assert words_after(command, "--remount-ro") == ["/dev", "/"]
    shown = {Path(path) for path in words_after(command, "--ro-bind")}
    assert commands.PACKAGE in shown
    assert not shown & {COURSE, COURSE / "source", Path.home(), Path("/"), Path("/usr")}


def test_a_course_that_would_be_seen_is_emptied(tmp_path, monkeypatch):
    """Is a course inside a visible folder covered, with Python inside it still there?"""
    root = tmp_path / "lib" / "course"
    environment = root / ".venv"
    (environment / "lib").mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(environment))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    view = commands.view(root)
    assert tmp_path / "lib" in view.shown
    assert view.emptied == (root,)
    assert view.shown_again == (environment / "lib",)
    assert commands.view(tmp_path / "elsewhere").emptied == ()


def test_an_unknown_sandbox_is_an_error():
    """Does the error for a name nobody knows list the sandboxes there are?"""
    with pytest.raises(RuntimeError, match="bubblewrap, podman, docker, none"):
        open_sandbox("jail", limits=LIMITS, warm=(), root=COURSE)


@pytest.mark.skipif(sys.platform != "linux", reason="sandboxes are for Linux")
@pytest.mark.parametrize("name", ["bubblewrap", "podman", "docker"])
def test_a_sandbox_that_is_not_installed_is_an_error(name, monkeypatch):
    """Does the error for a sandbox that is missing say what to do?"""
    monkeypatch.setattr(sandbox.shutil, "which", lambda program: None)
    with pytest.raises(RuntimeError, match=r"is not installed here\..*[Ii]nstall"):
        open_sandbox(name, limits=LIMITS, warm=(), root=COURSE)


@pytest.mark.skipif(sys.platform != "linux", reason="sandboxes are for Linux")
@pytest.mark.parametrize(
    ("name", "program", "says"),
    [
        (
            "bubblewrap",
            "echo 'setting up uid map: Permission denied' >&2; exit 1",
            "uid map.*AppArmor|apparmor",
        ),
        ("podman", "echo 'cannot find newuidmap' >&2; exit 1", "newuidmap"),
        ("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1", "daemon"),
        ("docker", '[ "$1" = run ] || exit 0; echo "No such image" >&2; exit 1', "No such image"),
    ],
)
def test_a_sandbox_that_does_not_start_is_an_error(name, program, says, tmp_path, monkeypatch):
    """Does the error for a sandbox that the machine refuses repeat what it wrote?"""
    script = tmp_path / launching.PROGRAMS[name]
    script.write_text(f"#!/bin/sh\n{program}\n")
    script.chmod(0o755)
    monkeypatch.setattr(sandbox.shutil, "which", lambda program: str(script))
    with pytest.raises(RuntimeError, match=says):
        open_sandbox(name, limits=LIMITS, warm=(), root=COURSE)


def test_no_sandbox_is_a_warning(monkeypatch):
    """Is the last resort taken where nothing else is there, and said loudly?"""
    monkeypatch.setattr(sandbox.shutil, "which", lambda program: None)
    trial = "course_utils.grading.isolation.trial:serve"
    with pytest.warns(SandboxWarning, match="your own account"):
        opened = open_sandbox(None, limits=LIMITS, warm=(), root=COURSE, serve=trial)
    with opened:
        assert opened.name == "none"
        assert "your own account" in opened.note


def test_bubblewrap_is_the_first_choice():
    """Is bubblewrap taken where it works?"""
    try:
        open_sandbox("bubblewrap", limits=LIMITS, warm=(), root=COURSE).close()
    except RuntimeError as error:
        pytest.skip(str(error))
    with open_sandbox(None, limits=LIMITS, warm=(), root=COURSE) as opened:
        assert opened.name == "bubblewrap"


def test_a_worker_side_without_nbgrader():
    """Does what runs beside a student's code import neither nbgrader nor Jupyter?"""
    code = """
import sys
from course_utils.grading.isolation import lockdown, seccomp, trial, zygote
print(sorted({name.partition(".")[0] for name in sys.modules} & {"nbgrader", "jupyter_client"}))
"""
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=COURSE)
    assert ran.stdout == "[]\n"
