"""A worker reaches nothing but its grader: what hostile code tries in the sandboxes."""

import contextlib
import multiprocessing
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import pytest

from course_utils.grading.isolation import commands, landlock, launching, zygote
from course_utils.grading.isolation import sandbox as sandboxes
from course_utils.grading.isolation.commands import PACKAGE
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.sandbox import open_sandbox
from course_utils.grading.isolation.trial import run

COURSE = PACKAGE.parent
#: Where a worker's files are: another place if the course itself lies in /tmp.
FILES = commands.files(COURSE)
TRIAL = "course_utils.grading.isolation.trial:serve"
SMALL = Limits(memory_bytes=2**29, file_bytes=2**22)

linux = pytest.mark.skipif(sys.platform != "linux", reason="what Linux alone refuses a process")


def why_not_bubblewrap():
    """Why bubblewrap can't be used on this machine; empty if it can."""
    try:
        open_sandbox("bubblewrap", limits=SMALL, warm=(), root=COURSE, serve=TRIAL).close()
    except RuntimeError as error:
        return str(error)
    return ""


WHY_NOT_BUBBLEWRAP = why_not_bubblewrap()
contained = pytest.mark.skipif(bool(WHY_NOT_BUBBLEWRAP), reason=WHY_NOT_BUBBLEWRAP or "it works")


def keep_from_nesting(patched):
    """Let bubblewrap be launched so that no namespace can be made inside."""
    build = sandboxes.commands.bubblewrap

    def command(*how):
        program, *options = build(*how)
        return [program, "--disable-userns", *options]

    patched.setattr(sandboxes.commands, "bubblewrap", command)


@contextlib.contextmanager
def opened(name, limits=SMALL, warm=("numpy",), root=COURSE):
    """A sandbox whose workers run what they are sent.

    name: "bubblewrap with Landlock" for one that may make no namespaces inside.
    """
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patched:
        warnings.simplefilter("ignore", sandboxes.SandboxWarning)
        if name == "bubblewrap with Landlock":
            name = "bubblewrap"
            keep_from_nesting(patched)
        sandbox = open_sandbox(name, limits=limits, warm=warm, root=root, serve=TRIAL)
    with sandbox:
        yield sandbox


@contextlib.contextmanager
def started(sandbox):
    """A worker, killed at the end of the block."""
    worker = sandbox.start()
    try:
        yield worker
    finally:
        worker.kill()


def tried(sandbox, code, seconds=60.0):
    """The result of code in a fresh worker."""
    with started(sandbox) as worker:
        return run(worker.socket, code, seconds)


@pytest.fixture(scope="module")
def bubblewrap():
    """One sandbox for all tests that leave it whole, as it should be for all submissions."""
    with opened("bubblewrap") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def landlocked():
    """A sandbox on a machine where namespaces don't nest."""
    if landlock.unavailable():
        pytest.skip(landlock.unavailable())
    if (
        "--disable-userns"
        not in subprocess.run(["bwrap", "--help"], capture_output=True, text=True).stdout
    ):
        pytest.skip("bubblewrap before 0.8 can't be kept from making namespaces inside")
    with opened("bubblewrap with Landlock") as sandbox:
        assert "Landlock" in sandbox.note
        yield sandbox


@pytest.fixture(scope="module")
def bare():
    """No sandbox."""
    with opened("none") as sandbox:
        yield sandbox


@pytest.fixture(
    params=[
        pytest.param("bubblewrap", marks=contained),
        pytest.param("landlocked", marks=contained),
        pytest.param("bare", marks=linux),
    ]
)
def either(request):
    """A sandbox and none: for what a worker gives up itself."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["bubblewrap", "landlocked"])
def closed(request):
    """Bubblewrap, workers being apart in either way."""
    return request.getfixturevalue(request.param)


#: Names the exception that `attempt` meets, or says what it returned.
ATTEMPT = """
def outcome(attempt, *arguments):
    try:
        return f"returned {attempt(*arguments)!r}"
    except BaseException as error:
        return type(error).__name__
"""

SYSTEM_CALLS = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    if getattr(libc, name)(*arguments) >= 0:
        return "done"
    return errno.errorcode[ctypes.get_errno()]
"""


def family(number):
    """Numbers of a process's descendants on this machine, itself included."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
    found = {number} & set(parents)
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def signalled(numbers, number):
    """Send a signal to processes, of which some end with others."""
    for process in numbers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def outer(sandbox):
    """The process that the grader launched."""
    return sandbox._next.process.pid


# --- other processes


@contained
def test_a_worker_is_alone(bubblewrap):
    """Is a worker number 1 of its world, without a parent, and without other processes in /proc?"""
    with started(bubblewrap), started(bubblewrap) as second:
        code = "import os; result = [os.getpid(), os.getppid(), sorted(os.listdir('/proc'))]"
        number, parent, seen = run(second.socket, code)
    assert (number, parent) == (1, 0)
    assert set(seen) <= {"cpuinfo", "meminfo", "self"}


@linux
@pytest.mark.parametrize("signal_name", ["SIGKILL", "SIGSTOP", "SIGINT", "SIGTERM", "SIGCONT"])
def test_nobody_else_can_be_signalled(either, signal_name):
    """Is each way to signal the parent, the group, everybody, or any number refused?"""
    attempts = f"""
import os, signal
number = signal.{signal_name}
targets = [-1, 0, os.getppid(), -os.getppid(), os.getppid() - 1, *range(2, 60)]
targets = [target for target in targets if target != os.getpid()]
result = [outcome(os.kill, target, number) for target in targets]
result += [outcome(os.killpg, 0, number), outcome(signal.pidfd_send_signal, 3, number)]
result += [outcome(os.pidfd_open, os.getppid() or 1)]
"""
    got = tried(either, ATTEMPT + attempts)
    assert len(got) > 50
    assert set(got) == {"PermissionError"}
    assert tried(either, "result = 1") == 1


@linux
def test_a_worker_may_signal_itself(either):
    """Do handlers of one's own signals, and alarms, work as anywhere?"""
    code = """
import os, signal, time
result = []
signal.signal(signal.SIGALRM, lambda number, frame: result.append(number))
signal.signal(signal.SIGUSR1, lambda number, frame: result.append(number))
os.kill(os.getpid(), signal.SIGUSR1)
signal.setitimer(signal.ITIMER_REAL, 0.01)
time.sleep(0.1)
"""
    assert tried(either, code) == [signal.SIGUSR1, signal.SIGALRM]


@linux
def test_no_other_memory_is_read(either):
    """Are ptrace, process_vm_readv and /proc/<number>/mem closed, for every number?"""
    attempts = """
import os
buffer = ctypes.create_string_buffer(64)
class Piece(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))
here, there = Piece(ctypes.addressof(buffer), 64), Piece(id(None), 64)
others = [number for number in (1, os.getppid(), *range(2, 20)) if number != os.getpid()]
result = [call("ptrace", 16, number, 0, 0) for number in others]
result += [
    call("process_vm_readv", number, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    for number in others
]
"""
    assert set(tried(either, SYSTEM_CALLS + attempts)) == {"EPERM"}
    opened_files = """
import os
result = [
    outcome(open, f"/proc/{number}/{name}", "rb", 0)
    for number in (os.getppid(), os.getppid() - 1) for name in ("mem", "environ", "maps")
]
"""
    assert set(tried(either, ATTEMPT + opened_files)) <= {"FileNotFoundError", "PermissionError"}


@linux
@pytest.mark.parametrize(
    "attempt",
    [
        "os.fork()",
        "os.forkpty()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "subprocess.run(['/bin/true'])",
        "subprocess.run('true', shell=True)",
        "multiprocessing.get_context('fork').Process(target=print).start()",
        "multiprocessing.get_context('spawn').Process(target=print).start()",
    ],
)
def test_no_process_is_made(either, attempt):
    """Is every way to a second process, or to another program, refused?"""
    code = f"import multiprocessing, os, subprocess\nresult = outcome(lambda: {attempt})"
    assert tried(either, ATTEMPT + code) == "PermissionError"


@linux
def test_the_shell_runs_nothing(either):
    """Does os.system fail, as it can't fork?"""
    assert tried(either, "import os\nresult = os.system('true')") != 0


@linux
@pytest.mark.parametrize(
    "call",
    [
        '"unshare", 0x10000000',
        '"unshare", 0x20000',
        '"setns", 3, 0',
        '"mount", b"tmpfs", b"/tmp", b"tmpfs", 0, None',
        '"umount2", b"/proc", 2',
        '"chroot", b"/tmp"',
        '"ptrace", 0, 0, 0, 0',
        '"shmget", 0, 4096, 0o1600',
        '"msgget", 0, 0o1600',
        '"klogctl", 3, None, 0',
        '"sethostname", b"x", 1',
        '"ioctl", 0, 0x5412, b"x"',
        '"fcntl", 3, 8, 1',
        '"prctl", 1, 0, 0, 0, 0',
        '"prctl", 4, 1, 0, 0, 0',
        '"prlimit", 1 + __import__("os").getpid(), 7, None, None',
    ],
)
def test_the_kernel_refuses(either, call):
    """Are namespaces, mounts, shared segments, terminals and other processes' limits refused?"""
    assert tried(either, SYSTEM_CALLS + f"result = call({call})") == "EPERM"


# --- files


@contained
@pytest.mark.parametrize("name", ["bubblewrap", "bubblewrap with Landlock"])
def test_only_python_and_the_course_utils_are_visible(name, tmp_path_factory):
    """Are source/, the gradebook, submissions, homes and the environment invisible?"""
    root = tmp_path_factory.mktemp("course")
    secrets = [
        root / "gradebook.db",
        root / "source/01/01.ipynb",
        root / "submitted/ada/01/01.ipynb",
    ]
    for secret in secrets:
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.write_text("secret")
    beside = [
        COURSE / name for name in ("source", "tests", "release", ".git", "nbgrader_config.py")
    ]
    homes = [
        Path.home() / ".bashrc",
        Path.home() / ".ssh",
        Path("/etc/passwd"),
        Path("/etc/shadow"),
    ]
    paths = [
        str(path) for path in (*secrets, *beside, *homes, "/proc/1/environ", "/sys/fs", "/run")
    ]
    code = f"""
import os
result = [path for path in {paths} if outcome(os.listdir, path) != "FileNotFoundError"]
result = [path for path in result if outcome(open, path) != "PermissionError"]
"""
    with opened(name, root=root) as sandbox:
        assert tried(sandbox, ATTEMPT + code) == []


@contained
def test_a_course_inside_pythons_folder_is_invisible(tmp_path, monkeypatch):
    """Is the course hidden, and its Python still there, where one lies inside the other?"""
    root = Path(sys.prefix, "lib", f"course-{os.getpid()}")
    root.mkdir()
    try:
        (root / "gradebook.db").write_text("secret")
        with opened("bubblewrap", root=root) as sandbox:
            assert tried(sandbox, f"import os; result = os.listdir({str(root)!r})") == []
    finally:
        shutil.rmtree(root)


ABROAD = f"""
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from course_utils.grading.isolation import commands, limits, sandbox, trial
root = Path(sys.argv[1])
assert commands.PACKAGE.parent == root
with sandbox.open_sandbox(
    "bubblewrap", limits=limits.Limits(), warm=(), root=root, serve={TRIAL!r}
) as opened:
    worker = opened.start()
    code = f"import os; result = [os.listdir({{str(root)!r}}), os.listdir('.')]"
    print(trial.run(worker.socket, code))
    code = "import tempfile; result = tempfile.TemporaryFile().write(b'x')"
    print(trial.run(worker.socket, code))
    worker.kill()
"""


@contained
def test_the_course_may_lie_among_temporary_files():
    """Does a worker start, with files of its own, where the course itself is below /tmp?"""
    with tempfile.TemporaryDirectory(dir="/tmp") as root:
        shutil.copytree(PACKAGE, Path(root, "course_utils"))
        Path(root, "gradebook.db").touch()
        command = [sys.executable, "-c", ABROAD, root]
        ran = subprocess.run(command, capture_output=True, text=True, cwd="/")
    assert ran.stdout == "[['course_utils'], []]\n1\n", ran.stderr


@contained
def test_nothing_can_be_written_but_temporary_files(closed):
    """Does every folder that a worker sees refuse a new file, but for its own and /dev/shm?"""
    code = """
import os, sys
tried, written = 0, set()
tops = ["/", "/usr/lib", "/etc", "/dev", "/proc", "/tmp", "/scratch"]
tops += [sys.prefix + "/lib", sys.base_prefix]
for folder in [*tops, os.getcwd(), *(f for top in tops for f, _, _ in os.walk(top))]:
    tried += 1
    try:
        with open(os.path.join(folder, "sitecustomize.py"), "w"):
            written.add(folder)
    except OSError:
        pass
result = [tried, sorted(written)]
"""
    count, written = tried(closed, code)
    assert count > 500
    own = {f for f in written if re.fullmatch(rf"{FILES}(/tmp\w+)?|/dev/shm", f)}
    assert own and set(written) == own


@linux
def test_temporary_files_are_in_the_workers_own_folder(either):
    """Do Python's temporary files, the home and the working folder lie in the same place?"""
    code = """
import os, pathlib, tempfile
with tempfile.NamedTemporaryFile() as file:
    places = {os.path.dirname(file.name), tempfile.gettempdir(), os.getcwd()}
result = [tempfile.tempdir, *places | {str(pathlib.Path.home())}]
"""
    place, *rest = tried(either, code)
    assert rest == [place]


@contained
def test_no_file_can_be_changed(closed):
    """Can code, packages and the interpreter be neither written, moved, nor removed?"""
    code = f"""
import os, sys, numpy
result = []
for path in ({str(PACKAGE / "checks.py")!r}, numpy.__file__, sys.executable, "/proc/cpuinfo"):
    result.append(outcome(open, path, "ab"))
    result.append(outcome(os.rename, path, path + ".old"))
    result.append(outcome(os.unlink, path))
refusals = ("OSError", "PermissionError", "FileNotFoundError")
result = [refusal for refusal in result if refusal not in refusals]
"""
    assert tried(closed, ATTEMPT + code) == []


@linux
def test_no_mode_owner_or_time_is_changed(either, tmp_path):
    """Do these stay as they are, of devices, of the machine's files and of the grader's?"""
    mine = tmp_path / "gradebook.db"
    mine.touch(mode=0o640)
    paths = ["/dev/null", "/proc/cpuinfo", "/proc/meminfo", sys.executable, os.__file__, str(mine)]
    before = [os.stat(path) for path in paths]
    code = f"""
import os, shutil
for path in {paths!r}:
    for change in (
        lambda: os.chmod(path, 0o777), lambda: os.utime(path, (0, 0)), lambda: os.chown(path, 1, 1),
        lambda: os.chmod(path, 0o777, dir_fd=0), lambda: os.setxattr(path, "user.x", b"1"),
    ):
        outcome(change)
open("here", "w").close()
shutil.copy2("here", "there")
result = os.listdir(".")
"""
    assert set(tried(either, ATTEMPT + code)) >= {"here", "there"}
    after = [os.stat(path) for path in paths]
    look = [(s.st_mode, s.st_uid, s.st_gid, s.st_mtime) for s in before]
    devices = 3
    assert [(s.st_mode, s.st_uid, s.st_gid, s.st_mtime) for s in after][devices:] == look[devices:]
    assert [entry[:3] for entry in look] == [(s.st_mode, s.st_uid, s.st_gid) for s in after]


@linux
def test_nothing_is_left_for_the_next_worker(either):
    """Are files, modules, patches and environment of one worker unknown to the next?"""
    code = """
import os, sys, tempfile, numpy, builtins, json, site
for folder in {os.getcwd(), os.path.expanduser("~"), tempfile.gettempdir()}:
    for name in ("json.py", "sitecustomize.py", "usercustomize.py", "x.pth", "ipykernel.py"):
        with open(os.path.join(folder, name), "w") as file:
            file.write("raise SystemExit")
with open("/dev/shm/left" if os.getpid() == 1 else "left", "w"):
    pass
sys.modules["secrets"] = None
builtins.print = numpy.testing.assert_allclose = json.load = lambda *a, **k: "patched"
os.environ["PYTHONSTARTUP"] = "x"
sys.path.insert(0, os.getcwd())
sys.meta_path.clear()
"""
    with started(either) as worker, contextlib.suppress(ConnectionError):
        run(worker.socket, code)
    look = """
import os, sys, json, numpy, secrets, builtins, tempfile
result = [
    os.listdir("."), os.listdir(tempfile.gettempdir()), os.environ.get("PYTHONSTARTUP"),
    [f.__name__ for f in (builtins.print, numpy.testing.assert_allclose, json.load)],
    os.getcwd() in sys.path, bool(sys.meta_path), os.path.exists("/dev/shm/left"),
]
"""
    names = ["print", "assert_allclose", "load"]
    assert tried(either, look) == [[], [], None, names, False, True, False]


@linux
def test_folders_of_workers_are_removed():
    """Is nothing left on the disk of what workers without a sandbox wrote, nor of the sandbox?"""
    with opened("none") as sandbox:
        with started(sandbox) as worker:
            folder = Path(run(worker.socket, "import os; open('x', 'w'); result = os.getcwd()"))
            assert (folder / "x").exists()
        assert not folder.exists()
    assert not folder.parent.exists()


@linux
@pytest.mark.skipif(bool(landlock.unavailable()), reason="this kernel has no Landlock")
def test_without_a_sandbox_landlock_closes_files(bare, tmp_path):
    """Are files of the grader's user, other submissions and other processes closed even so?"""
    (tmp_path / "gradebook.db").write_text("secret")
    with started(bare) as other:
        folder = run(other.socket, "import os; open('x', 'w').close(); result = os.getcwd()")
        code = f"""
import os
files = [{str(tmp_path / "gradebook.db")!r}, {str(COURSE / "README.md")!r}, {folder + "/x"!r}]
files += ["/etc/passwd", f"/proc/{{os.getppid()}}/mem", f"/proc/{{os.getppid()}}/environ"]
result = [outcome(open, file) for file in files]
result += [outcome(open, file, "w") for file in files[:3]]
result += [outcome(os.listdir, path) for path in ({folder!r}, "/", "/proc", "/tmp")]
result += [outcome(os.unlink, file) for file in files[:3]]
os.symlink(files[0], "link")
result += [outcome(open, "link"), outcome(os.link, files[0], "hard")]
"""
        assert set(tried(bare, ATTEMPT + code)) <= {"PermissionError", "OSError"}
    assert (tmp_path / "gradebook.db").read_text() == "secret"


@contained
def test_a_flood_of_files_is_bounded(bubblewrap):
    """Do big, many and sparse files all stop at the limit, and are they gone afterwards?"""
    code = """
import os
written = 0
try:
    for number in range(1000):
        with open(f"{number}", "wb") as file:
            for _ in range(8):
                written += file.write(bytes(2**20))
except OSError:
    pass
many = 0
try:
    for many in range(10**5):
        os.mkdir(f"/dev/shm/{many}")
except OSError:
    pass
with open("0", "r+b") as file:
    sparse = outcome(file.truncate, 2**40)
result = [written, many, sparse]
"""
    written, many, sparse = tried(bubblewrap, ATTEMPT + code)
    assert 0 < written <= SMALL.file_bytes
    assert 0 < many < 10**4
    assert sparse == "OSError"
    free = "import shutil; result = shutil.disk_usage('.').free"
    assert tried(bubblewrap, free) > SMALL.file_bytes * 0.9


# --- the network, terminals, inherited things


@linux
def test_there_is_no_network(either):
    """Is a listener on this machine, on a port or an abstract name, out of reach?"""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        abstract.bind(f"\0bncourse-{os.getpid()}")
        abstract.listen()
        code = f"""
import socket
def connect(family, address):
    with socket.socket(family) as client:
        client.settimeout(1)
        return client.connect(address)
result = [
    outcome(connect, socket.AF_INET, {server.getsockname()!r}),
    outcome(connect, socket.AF_UNIX, "\\0bncourse-{os.getpid()}"),
    outcome(connect, socket.AF_INET6, ("::1", 80)),
    outcome(socket.getaddrinfo, "localhost", 80),
    outcome(socket.socketpair, socket.AF_UNIX, socket.SOCK_DGRAM),
    outcome(socket.socket, socket.AF_NETLINK, socket.SOCK_RAW),
    outcome(socket.create_server, ("127.0.0.1", 0)),
]
"""
        got = tried(either, ATTEMPT + code)
    # A number's or a file's lookup of localhost needs no socket.
    assert set(got[:3] + got[4:]) == {"PermissionError"}


@linux
def test_only_the_socket_is_inherited(either):
    """Are descriptors 0 to 2 empty, 3 the socket, and all others closed?"""
    code = """
import fcntl, os, stat
result = []
for number in range(256):
    try:
        mode = os.fstat(number).st_mode
    except OSError:
        continue
    result.append([number, stat.S_ISCHR(mode), stat.S_ISSOCK(mode)])
result.append(os.read(0, 1) == b"" and os.write(1, b"x" * 100000) and os.write(2, b"x"))
"""
    null = [[number, True, False] for number in range(3)]
    assert tried(either, code) == [*null, [3, False, True], 1]


@linux
def test_there_is_no_terminal(either):
    """Is there no terminal to type on or to change?"""
    code = (
        "import os\nresult = [os.isatty(0), outcome(open, '/dev/tty'), os.getsid(0) == os.getpid()]"
    )
    terminal, controlling, leads = tried(either, ATTEMPT + code)
    assert not terminal and leads
    assert controlling in ("OSError", "FileNotFoundError", "PermissionError")


@linux
def test_the_environment_is_empty_but_for_settings(either, monkeypatch):
    """Does a worker see none of the grader's variables, which may hold seeds and passwords?"""
    monkeypatch.setenv("BNCOURSE_SEED", "7")
    with opened(either.name, warm=()) as sandbox:
        environment = tried(sandbox, "import os; result = dict(os.environ)")
        launched = Path(f"/proc/{outer(sandbox)}/environ").read_bytes()
    assert launched == b""
    assert "PATH" not in environment
    assert "BNCOURSE_SEED" not in environment
    assert environment["TF_ENABLE_ONEDNN_OPTS"] == "0"
    assert Path(environment["HOME"]) != Path.home()


@linux
def test_python_is_started_safely(either):
    """Are the user's packages, Python's variables and the working folder out of the search path?"""
    code = (
        "import sys, os; result = [*map(bool, (sys.flags.isolated, sys.flags.safe_path)), sys.path]"
    )
    isolated, safe, path = tried(either, code + "; result.append(os.getcwd() in sys.path)")[:3]
    assert isolated and safe
    assert "" not in path


@linux
def test_random_numbers_differ_between_workers(either):
    """Do two workers draw different numbers, from Python and from NumPy?"""
    code = "import random, numpy; result = [random.random(), numpy.random.rand()]"
    first, second = tried(either, code), tried(either, code)
    assert first[0] != second[0] and first[1] != second[1]


# --- storms and floods


@linux
def test_a_memory_flood_ends_in_an_error(either):
    """Does a worker that asks for more than its limit get a MemoryError, and work on?"""
    code = """
blocks = []
try:
    while True:
        blocks.append(bytearray(2**24))
except MemoryError:
    result = len(blocks) * 2**24
    blocks.clear()
"""
    with started(either) as worker:
        assert SMALL.memory_bytes / 2 < run(worker.socket, code) < SMALL.memory_bytes * 1.2
        assert run(worker.socket, "result = 1") == 1


@linux
@pytest.mark.parametrize("stack", [0, 32768], ids=["plain", "small stacks"])
def test_a_thread_storm_dies_with_its_worker(either, stack):
    """Are threads bounded, and all gone when the worker is killed?"""
    before = family(outer(either))
    code = f"""
import threading, time
threading.stack_size({stack})
started = 0
end = time.monotonic() + 3
try:
    while time.monotonic() < end:
        threading.Thread(target=time.sleep, args=(1000,)).start()
        started += 1
except (RuntimeError, MemoryError):
    pass
result = started
"""
    with started(either) as worker, contextlib.suppress(TimeoutError):
        assert 0 < run(worker.socket, code, 10) < 30_000
    assert family(outer(either)) == before
    assert tried(either, "result = 1") == 1


STUBBORN = {
    "loops": "while True: pass",
    "swallows": """
import time
while True:
    try:
        time.sleep(100)
    except BaseException:
        pass
""",
    "ignores signals": """
import signal, time
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
time.sleep(100)
""",
    "has something to do at exit": """
import atexit, time
atexit.register(time.sleep, 1000)
time.sleep(100)
""",
    "has threads": """
import threading
for _ in range(5):
    threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()
while True:
    pass
""",
    "stops": "import os, signal, time\nos.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(100)",
    "pauses": "import ctypes\nctypes.CDLL(None).pause()",
    "floods": "import os\nwhile True: os.write(1, bytes(2**20))",
}


@linux
@pytest.mark.parametrize("code", STUBBORN.values(), ids=STUBBORN)
def test_a_worker_is_killed_at_once(either, code):
    """Is a worker gone when `kill` returns, whatever it does?"""
    before = family(outer(either))
    worker = either.start()
    with contextlib.suppress(TimeoutError):
        run(worker.socket, code, seconds=0.2)
    assert len(family(outer(either))) == len(before) + 1
    began = time.monotonic()
    worker.kill()
    assert time.monotonic() - began < 5
    assert family(outer(either)) == before
    worker.kill()
    assert worker.why_dead() == "it was stopped"


@linux
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import os; os._exit(3)", "ended itself (exit status 3)"),
        ("import ctypes; ctypes.string_at(1)", "signal 11"),
        ("import os; os.abort()", "signal"),
    ],
)
def test_the_reason_of_a_death_is_said(either, code, why):
    """Does a worker that ends say how?"""
    with started(either) as worker:
        with pytest.raises(ConnectionError):
            run(worker.socket, code)
        assert why in worker.why_dead()


@linux
def test_processor_time_is_a_backstop():
    """Does a worker whose grader never kills it end by itself?"""
    limits = Limits(total_seconds=0.3)
    with opened("none", limits=limits, warm=()) as sandbox, started(sandbox) as worker:
        # At least a second each for 4 threads: the limit is in whole seconds.
        with pytest.raises(ConnectionError):
            run(worker.socket, "while True: pass", 30)
        assert "processor time" in worker.why_dead()


# --- the warm process


@linux
def test_many_graders_share_a_warm_process(either):
    """Do forked graders that start and kill workers at the same time all get their own?"""

    def grade(told):
        got = []
        for number in range(5):
            with started(either) as worker:
                got.append(run(worker.socket, f"result = {number}") == number)
        told.send(all(got))
        told.close()
        os._exit(0)

    context = multiprocessing.get_context("fork")
    heard = []
    for _ in range(4):
        ours, theirs = context.Pipe()
        process = context.Process(target=grade, args=(theirs,))
        process.start()
        theirs.close()
        heard.append((ours, process))
    assert [ours.poll(30) and ours.recv() for ours, _ in heard] == [True] * 4
    for _, process in heard:
        process.join(10)


@linux
def test_a_grader_that_leaves_early_costs_nothing(either):
    """Does the warm process go on when a grader is gone before its worker is there?"""
    before = family(outer(either))
    for _ in range(3):
        mine, theirs = socket.socketpair()
        with theirs:
            zygote.send(either._next.control, {"do": "fork"}, (theirs.fileno(),))
        mine.close()
    assert tried(either, "result = 1") == 1
    assert _soon(lambda: family(outer(either)) == before)


@linux
def test_a_worker_ends_with_its_grader(either):
    """Is a busy worker killed when the process that started it is killed?"""
    before = family(outer(either))

    def grade(told):
        worker = either.start()
        told.send(len(family(outer(either))))
        run(worker.socket, "while True: pass", 100)

    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=grade, args=(theirs,))
    process.start()
    assert ours.recv() == len(before) + 1
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert _soon(lambda: family(outer(either)) == before)


def _soon(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


@linux
@pytest.mark.parametrize("name", [pytest.param("bubblewrap", marks=contained), "none"])
def test_everything_ends_with_the_owner(name, tmp_path):
    """Is nothing left when the process that opened the sandbox is killed?"""
    code = f"""
import sys, time
from pathlib import Path
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.sandbox import open_sandbox
root = Path({str(tmp_path)!r})
sandbox = open_sandbox({name!r}, limits=Limits(), warm=(), root=root, serve={TRIAL!r})
workers = [sandbox.start() for _ in range(2)]
print("ready", flush=True)
time.sleep(100)
"""
    command = [sys.executable, "-W", "ignore", "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=COURSE) as owner:
        assert owner.stdout.readline() == "ready\n"
        everything = family(owner.pid) - {owner.pid}
        assert len(everything) >= 3
        owner.kill()
    gone = _soon(lambda: not any(Path(f"/proc/{number}").exists() for number in everything))
    assert gone


@linux
@pytest.mark.parametrize("name", [pytest.param("bubblewrap", marks=contained), "none"])
def test_a_dead_warm_process_is_replaced(name):
    """Does the next worker start where the warm process was killed, or hangs?"""
    with opened(name, warm=()) as sandbox, pytest.MonkeyPatch.context() as patched:
        assert tried(sandbox, "result = 1") == 1
        signalled(family(outer(sandbox)), signal.SIGKILL)
        assert tried(sandbox, "result = 2") == 2
        signalled(family(outer(sandbox)), signal.SIGKILL)
        sandbox.wait_until_warm()
        assert len(family(outer(sandbox))) > 0
        patched.setattr(launching, "_WARM_SECONDS", 0.5)
        signalled(family(outer(sandbox)), signal.SIGSTOP)
        assert tried(sandbox, "result = 3") == 3


@contained
def test_a_hanging_warm_process_can_still_be_ended(monkeypatch):
    """Does `kill` end a worker whose warm process doesn't answer?"""
    monkeypatch.setattr(launching, "_END_SECONDS", 0.5)
    with opened("bubblewrap", warm=()) as sandbox:
        worker = sandbox.start()
        everything = family(outer(sandbox))
        signalled(everything, signal.SIGSTOP)
        worker.kill()
        assert "together" in worker.why_dead()
        assert _soon(lambda: not any(Path(f"/proc/{n}/exe").exists() for n in everything))


@contained
def test_what_cannot_be_imported_is_said():
    """Does the error name the module that the warm process lacks?"""
    with (
        opened("bubblewrap", warm=("no_such_module",)) as sandbox,
        pytest.raises(RuntimeError, match="no_such_module"),
    ):
        sandbox.start()


# --- machines that refuse to keep workers apart, or can't fork


@contained
def test_a_launch_each_where_workers_cannot_be_kept_apart(monkeypatch):
    """Does each worker get a sandbox of its own, where namespaces don't nest, nor is Landlock?"""
    hello = sandboxes.Launched.hello
    monkeypatch.setattr(
        sandboxes.Launched, "hello", lambda self: hello(self) | {"landlock": "there is none"}
    )
    keep_from_nesting(monkeypatch)
    with opened("bubblewrap") as sandbox:
        assert "a sandbox of its own" in sandbox.note
        look = """
import os
result = [os.getcwd(), os.listdir("."), outcome(os.fork), outcome(os.kill, 1, 9)]
open("left", "w").close()
"""
        for _ in range(2):
            worker = sandbox.start()
            folder, files, *refused = run(worker.socket, ATTEMPT + look)
            assert folder.startswith(f"{FILES}/")
            assert (files, refused) == ([], ["PermissionError"] * 2)
            everything = family(worker._launched.process.pid)
            worker.kill()
            assert worker.why_dead() == "it was stopped"
            assert _soon(lambda: not any(Path(f"/proc/{n}").exists() for n in everything))  # noqa: B023


def test_a_process_each_where_nothing_can_be_forked(monkeypatch):
    """Does a worker start as a process of its own, behind a port and a password?"""
    monkeypatch.setattr(sandboxes, "FORKS", False)
    with opened("none") as sandbox:
        with started(sandbox) as first, started(sandbox) as second:
            folder = Path(run(first.socket, "import os; open('x', 'w'); result = os.getcwd()"))
            assert run(second.socket, "import os; result = os.listdir('.')") == []
        assert not folder.exists()
        assert first.why_dead() == "it was stopped"
        with started(sandbox) as worker:
            with pytest.raises(ConnectionError):
                run(worker.socket, "import os; os._exit(3)")
            assert worker.why_dead() == "it ended itself (exit status 3)"


# --- containers


@linux
@pytest.mark.parametrize("engine", ["podman", "docker"])
def test_a_container_contains(engine, tmp_path_factory):
    """Does a container that the machine can start show as little and refuse as much?"""
    root = tmp_path_factory.mktemp("course")
    (root / "gradebook.db").touch()
    hidden = [root / "gradebook.db", COURSE / "README.md", "/etc/shadow", Path.home() / ".bashrc"]
    code = f"""
import os, socket
result = [outcome(open, path) for path in {[str(path) for path in hidden]}]
result += [outcome(os.fork), outcome(os.kill, os.getppid(), 9), outcome(socket.socket)]
result += [outcome(open, path, "w") for path in ("/new", "/usr/lib/new", "/dev/new", os.__file__)]
result += [outcome(os.listdir, "/proc"), outcome(open, "/proc/1/environ")]
result = [refusal for refusal in result if not refusal.endswith("Error")]
result += os.listdir(".")
open("left", "w").close()
"""
    try:
        sandbox = open_sandbox(engine, limits=SMALL, warm=(), root=root, serve=TRIAL)
    except RuntimeError as error:
        pytest.skip(str(error))
    with sandbox:
        assert tried(sandbox, ATTEMPT + code) == []
        assert tried(sandbox, ATTEMPT + code) == []
        with started(sandbox) as worker, pytest.raises(TimeoutError):
            run(worker.socket, "while True: pass", 0.2)
        assert worker.why_dead() == "it was stopped"
    listed = [engine, "ps", "--all", "--filter", "name=bncourse-", "--quiet"]
    assert subprocess.run(listed, capture_output=True, text=True, check=True).stdout == ""


# --- Keras


TRAIN = """
import keras, numpy as np, tempfile
# What was imported before the fork has asked for the place of such files.
tempfile.TemporaryFile().close()
keras.utils.set_random_seed(0)
layers = [keras.Input((20,)), keras.layers.Dense(16, activation="relu")]
layers += [keras.layers.BatchNormalization(), keras.layers.Dense(3, activation="softmax")]
model = keras.Sequential(layers)
model.compile("adam", "sparse_categorical_crossentropy")
x = np.random.default_rng(0).normal(size=(200, 20)).astype("float32")
result = model.fit(x, np.arange(200) % 3, epochs=2, verbose=0).history["loss"]
"""
KERAS = "course_utils.grading.isolation.warm_keras"


@contained
def test_workers_of_a_warm_tensorflow_train():
    """Do forks of a process that has imported TensorFlow train, with equal losses?"""
    with opened("bubblewrap", limits=Limits(), warm=(KERAS,)) as sandbox:
        losses = [tried(sandbox, TRAIN) for _ in range(3)]
        assert sandbox.note == ""
        with started(sandbox) as worker:
            run(
                worker.socket,
                "import keras\nkeras.layers.Dense.call = None\nkeras.backend.clear_session()",
            )
        losses.append(tried(sandbox, TRAIN))
        compiled = (
            "double = tf.function(lambda x: x * 2, jit_compile=True)\nresult = float(double(3.0))"
        )
        assert tried(sandbox, f"import tensorflow as tf\n{compiled}") == 6.0
    assert len({tuple(loss) for loss in losses}) == 1


@linux
@pytest.mark.thorough
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("bubblewrap", marks=contained),
        pytest.param("bubblewrap with Landlock", marks=contained),
        "none",
    ],
)
def test_workers_train_twenty_times(name):
    """Do twenty workers in a row build and train a network with equal losses?"""
    with opened(name, limits=Limits(), warm=(KERAS,)) as sandbox:
        assert len({tuple(tried(sandbox, TRAIN)) for _ in range(20)}) == 1
