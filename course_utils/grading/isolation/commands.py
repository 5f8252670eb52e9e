"""Command lines that start the warm process: in bubblewrap, podman, docker, or nowhere special.

What is visible inside is the same in all three: Python, the system's libraries and fonts, and the
folder of `course_utils`, all read-only, and an empty folder for files, mostly /tmp. The course's
folder, homes and everything else are not there. Containers need no image of their own: these files
are theirs too.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import course_utils
from course_utils.grading.isolation.limits import Limits

PACKAGE = Path(course_utils.__file__).parent
#: An image without a file, for docker; podman does without.
DOCKER_IMAGE = "bncourse-empty"
MAKE_IMAGE = f"tar -cf - --files-from /dev/null | docker import - {DOCKER_IMAGE}"
#: The user's and group's number inside bubblewrap.
_USER = "1000"
_PROCESSES = 1024
#: What can be of use below the prefix of a Python installation.
_PARTS = ("bin", "lib", "lib64", "lib32", "pyvenv.cfg", "ssl", "etc/fonts", "share/zoneinfo")
_PARTS += ("share/fonts", "share/fontconfig")
_SYSTEM = ("/usr/bin", "/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/libexec", "/usr/local/lib")
_SYSTEM += ("/usr/share/fonts", "/usr/share/fontconfig", "/usr/share/zoneinfo", "/nix/store")
_SYSTEM += ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives")
_SYSTEM += ("/etc/fonts", "/etc/localtime", "/var/cache/fontconfig", "/sys/devices/system/cpu")
#: Folders on many systems, links into /usr on most.
_TOP = ("/bin", "/lib", "/lib64", "/lib32", "/sbin")

_BOOT = """\
import json, sys
sys.path += [path for path in json.loads(sys.argv[2]) if path not in sys.path]
from course_utils.grading.isolation import zygote
zygote.main(sys.argv[1])
"""


@dataclass(frozen=True)
class View:
    """What is to be seen inside: read-only paths, and folders to be empty, in this order."""

    shown: tuple[Path, ...]
    emptied: tuple[Path, ...]
    shown_again: tuple[Path, ...]


def python(address: str) -> list[str]:
    """The warm process's own command: this Python, without its environment and the user's files.

    address: of the grader's socket, as `zygote.main` takes it.
    """
    paths = [str(path) for path in (*_extra_packages(), PACKAGE.parent)]
    return [sys.executable, "-I", "-B", "-X", "utf8", "-c", _BOOT, address, json.dumps(paths)]


def view(root: Path) -> View:
    """What a sandbox shows: Python, libraries, `course_utils`; of the course at `root` only these.

    The course can lie inside a folder that is shown, and Python inside the course.
    """
    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}
    prefixes |= {os.path.realpath(prefix) for prefix in prefixes}
    wanted = [Path(prefix, part) for prefix in sorted(prefixes) for part in _PARTS]
    wanted += [Path(path) for path in _SYSTEM]
    wanted += [*_extra_packages(), PACKAGE]
    wanted = list(dict.fromkeys(path for path in wanted if path.exists()))
    roots = tuple(dict.fromkeys((root.absolute(), root.resolve())))
    emptied = tuple(
        folder for folder in roots if any(folder.is_relative_to(path) for path in wanted)
    )
    inside = [path for path in wanted if any(path.is_relative_to(folder) for folder in emptied)]
    return View(tuple(p for p in wanted if p not in inside), emptied, tuple(inside))


def files(root: Path) -> str:
    """Where a worker's files are inside: /tmp, unless Python or the course lies there."""
    seen = view(root)
    shown = (*seen.shown, *seen.emptied, *seen.shown_again)
    return "/scratch" if any(path.is_relative_to("/tmp") for path in shown) else "/tmp"


def readable(root: Path) -> list[str]:
    """What a worker needs to read, whatever it could see."""
    seen = view(root)
    return [*(top for top in _TOP if os.path.isdir(top)), *map(str, seen.shown + seen.shown_again)]


def bubblewrap(program: str, address: str, root: Path, limits: Limits) -> list[str]:
    """The command of the warm process in bubblewrap. program: path of bwrap."""
    command = [program, "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net"]
    command += ["--unshare-uts", "--unshare-cgroup-try", "--uid", _USER, "--gid", _USER]
    command += ["--hostname", "grader", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    for top in _TOP:
        if os.path.islink(top):
            command += ["--symlink", os.readlink(top), top]
        elif os.path.isdir(top):
            command += ["--ro-bind", top, top]
    seen = view(root)
    for path in seen.shown:
        command += ["--ro-bind", str(path), str(path)]
    for path in seen.emptied:
        command += ["--tmpfs", str(path)]
    for path in seen.shown_again:
        command += ["--ro-bind", str(path), str(path)]
    for path in seen.emptied:
        command += ["--remount-ro", str(path)]
    command += ["--proc", "/proc", "--dev", "/dev"]
    size = str(limits.file_bytes)
    place = files(root)
    command += ["--size", size, "--tmpfs", "/dev/shm", "--size", size, "--tmpfs", place]
    command += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", place, "--"]
    return command + python(address)


def podman(
    program: str, name: str, control: Path, root: Path, limits: Limits, rootfs: Path
) -> list[str]:
    """The command of the warm process in podman.

    control: folder with the grader's socket. rootfs: an empty folder.
    """
    command = [program, *_container(name, control, root, limits)]
    # Its own default limits are higher than some users may set.
    command += ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096"]
    command += ["--userns", "keep-id"] if os.getuid() else []
    command += ["--rootfs", str(rootfs)]
    return command + python(f"unix:{control / 'grader'}")


def docker(program: str, name: str, control: Path, root: Path, limits: Limits) -> list[str]:
    """The command of the warm process in docker, in an image without a file."""
    command = [program, *_container(name, control, root, limits), DOCKER_IMAGE]
    return command + python(f"unix:{control / 'grader'}")


def _container(name: str, control: Path, root: Path, limits: Limits) -> list[str]:
    """What podman and docker take alike."""
    size, place = str(limits.file_bytes), files(root)
    command = ["run", "--rm", "--name", name, "--network", "none", "--read-only"]
    command += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
    # SELinux would keep the grader's files and socket from the container.
    command += ["--security-opt", "label=disable", "--ipc", "private"]
    # The warm process and its modules, besides what a worker may use.
    memory = limits.memory_bytes + 2 * 2**30
    command += ["--pids-limit", str(_PROCESSES), "--memory", str(memory), "--shm-size", size]
    command += ["--user", f"{os.getuid()}:{os.getgid()}", "--workdir", place]
    command += ["--tmpfs", f"{place}:rw,nosuid,nodev,noexec,size={size},mode=1777"]
    seen = view(root)
    shown = [*(Path(top) for top in _TOP if os.path.isdir(top)), *seen.shown, *seen.shown_again]
    for path in shown:
        if not path.is_relative_to("/sys"):
            command += ["--volume", f"{path}:{path}:ro"]
    for path in seen.emptied:
        command += ["--tmpfs", f"{path}:ro"]
    return [*command, "--volume", f"{control}:{control}"]


def _extra_packages() -> list[Path]:
    """Folders with packages that this Python uses and that lie outside its prefixes."""
    known = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return [
        Path(path)
        for path in sys.path
        if Path(path).name in ("site-packages", "dist-packages")
        and path not in known
        and Path(path).is_dir()
    ]
