"""Opens what was handed in: regular files below a folder that is trusted, and nothing else.

`Folder.trusted` opens a folder of the instructor's, `enter` one inside it, `read` a file in it. No
link is followed, no pipe is waited for, nothing above a size is read, and each name is looked up
in the folder that is held open: exchanging a folder for a link meanwhile changes nothing. Where a
system can't open relative to a folder (Windows), each step is looked at before it is taken.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from course_utils.grading.notes import Unusable, shown

#: The largest notebook that is read, in bytes.
LARGEST_FILE = 20 * 2**20
#: How many entries of one folder are looked at.
MOST_ENTRIES = 1000

What = Literal["file", "folder", "link", "other"]

_RELATIVE = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
# A pipe without a writer would hold an open() without O_NONBLOCK for ever.
_SAFELY = sum(
    getattr(os, flag, 0)
    for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
)
_NEVER_IN_NAMES = {"\0", os.sep, os.altsep or os.sep}
_MOUNT_POINT = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)


@dataclass(frozen=True)
class Content:
    """A file's bytes, and when it was last changed (UTC; None for a time no calendar has)."""

    data: bytes
    modified: datetime | None


class Folder:
    """A folder held open; a context manager."""

    def __init__(self, path: Path, handle: int | None):
        self.path = path
        self._handle = handle

    @classmethod
    def trusted(cls, path: Path) -> Folder:
        """Open a folder of the instructor's own, links and all. Raises OSError."""
        return cls(path, os.open(path, os.O_RDONLY | os.O_DIRECTORY) if _RELATIVE else None)

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *error) -> None:
        if self._handle is not None:
            os.close(self._handle)

    def what(self, name: str) -> What | None:
        """What stands under that name here; None for nothing. Raises Unusable."""
        try:
            return _what(self._look(name))
        except FileNotFoundError:
            return None

    def entries(self) -> dict[str, What]:
        """What stands in this folder, by name, sorted; at most MOST_ENTRIES. Raises Unusable."""
        found: dict[str, What] = {}
        with (
            _in_words(self.path.name),
            os.scandir(self.path if self._handle is None else self._handle) as entries,
        ):
            for entry in entries:
                if len(found) == MOST_ENTRIES:
                    break
                found[entry.name] = _what(entry.stat(follow_symlinks=False))
        return dict(sorted(found.items()))

    def enter(self, name: str) -> Folder:
        """Open a folder in this one. Raises Unusable for a link or anything else."""
        what = self.what(name)
        if what != "folder":
            raise Unusable(_refusal(name, what, "a folder"))
        if self._handle is None:
            return Folder(self.path / name, None)
        with _in_words(name):
            handle = self._open(name, os.O_DIRECTORY)
        return Folder(self.path / name, handle)

    def read(self, name: str, most: int = LARGEST_FILE) -> Content:
        """Read a regular file of at most `most` bytes. Raises Unusable for anything else."""
        what = self.what(name)
        if what != "file":
            raise Unusable(_refusal(name, what, "a file"))
        with _in_words(name):
            handle = self._open(name)
            with os.fdopen(handle, "rb") as file:
                status = os.fstat(handle)
                # It may have been exchanged since it was looked at.
                if _what(status) != "file":
                    raise Unusable(_refusal(name, _what(status), "a file"))
                if status.st_nlink > 1:
                    raise Unusable(
                        f"{shown(name)} is a hard link: the same file stands elsewhere, too. "
                        "Hand in a copy of it."
                    )
                data = b"" if status.st_size > most else file.read(most + 1)
        if status.st_size > most or len(data) > most:
            raise Unusable(f"{shown(name)} is larger than {_size(most)}. Clear its outputs.")
        return Content(data, _moment(status.st_mtime))

    def _look(self, name: str) -> os.stat_result:
        """The status of what stands under a name here, of a link itself."""
        if name in ("", ".", "..") or any(sign in name for sign in _NEVER_IN_NAMES):
            raise Unusable(f"{shown(name)} is not a name of a file.")
        with _in_words(name):
            if self._handle is None:
                return os.lstat(self.path / name)
            return os.stat(name, dir_fd=self._handle, follow_symlinks=False)

    def _open(self, name: str, flags: int = 0) -> int:
        if self._handle is None:
            return os.open(self.path / name, os.O_RDONLY | _SAFELY | flags)
        return os.open(name, os.O_RDONLY | _SAFELY | flags, dir_fd=self._handle)


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    """Turn the system's refusal into Unusable; that nothing is there stays FileNotFoundError."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        reason = "it is a link" if _is_loop(error) else getattr(error, "strerror", None) or error
        raise Unusable(f"{shown(name)} can't be opened: {reason}.") from error


def _is_loop(error: Exception) -> bool:
    return getattr(error, "errno", None) == errno.ELOOP


def _what(status: os.stat_result) -> What:
    if stat.S_ISLNK(status.st_mode):
        return "link"
    if _MOUNT_POINT and getattr(status, "st_reparse_tag", 0) == _MOUNT_POINT:
        return "link"
    if stat.S_ISREG(status.st_mode):
        return "file"
    return "folder" if stat.S_ISDIR(status.st_mode) else "other"


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _refusal(name: str, what: What | None, wanted: str) -> str:
    words = {
        "file": "is a file",
        "folder": "is a folder",
        "link": "is a link to something else, and links are not followed",
        "other": "is a pipe, a socket or a device",
        None: "is not there",
    }
    return f"{shown(name)} {words[what]}: {wanted} is needed."


def _size(count: int) -> str:
    return f"{count // 2**20} MB" if count >= 2**20 else f"{count} bytes"
