"""What a student's code prints, shows and warns of, kept in this process within bounds.

`Output` takes the place of stdout and stderr, of Python and of the process (what C code prints),
and of IPython's display. `take` hands over what has come since the last time: streams, warnings,
text and PNG images, no more than `most_bytes` between two calls of `start`.
"""

from __future__ import annotations

import base64
import io
import os
import sys
import tempfile
import warnings
from typing import Any

Tree = Any


class Output:
    """Collects the output of this process. most_bytes: of one cell or call."""

    def __init__(self, most_bytes: int):
        self.most_bytes = most_bytes
        self._left = most_bytes
        self._cut = False
        self._pieces: list[list[str]] = []
        self._files = {}

    def capture(self) -> None:
        """Take over stdout, stderr and warnings of this process, for good."""
        sys.stdout.flush()
        sys.stderr.flush()
        for name, number in (("stdout", 1), ("stderr", 2)):
            file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (open as long as the process)
            os.dup2(file.fileno(), number)
            self._files[name] = file
            setattr(sys, name, _Stream(self, name))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin = open(os.devnull)  # noqa: SIM115
        warnings.showwarning = self._warn

    def start(self) -> None:
        """Begin a cell or a call, which may print `most_bytes`."""
        self._left = self.most_bytes
        self._cut = False

    def add(self, kind: str, *content: str) -> None:
        """Note a piece of output: a stream's text, a warning's parts, a display's data."""
        size = sum(map(len, content))
        if size > self._left:
            content = content if kind == "stdout" or kind == "stderr" else ("",) * len(content)
            content = tuple(text[: self._left] for text in content)
            self._cut = True
        self._left -= min(size, self._left)
        if not any(content):
            return
        if kind in ("stdout", "stderr") and self._pieces and self._pieces[-1][0] == kind:
            self._pieces[-1][1] += content[0]
        else:
            self._pieces.append([kind, *content])

    def display(self, data: dict[str, Any]) -> None:
        """Note what IPython would show of an object: its text, and its image if it has one."""
        image = data.get("image/png") or ""
        if isinstance(image, bytes):
            image = base64.b64encode(image).decode()
        self.add("display", str(data.get("text/plain") or ""), str(image))

    def take(self) -> tuple[list[list[str]], bool]:
        """Return what has come since the last time, and whether something was cut off."""
        for name, file in self._files.items():
            text = self._from_process(file)
            if text:
                self.add(name, text)
        pieces, self._pieces = self._pieces, []
        return pieces, self._cut

    def _from_process(self, file: Any) -> str:
        """What was written past Python's own stdout or stderr."""
        size = os.fstat(file.fileno()).st_size
        if not size:
            return ""
        data = os.pread(file.fileno(), min(size, self._left + 1), 0)
        os.ftruncate(file.fileno(), 0)
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        return data.decode("utf-8", "replace")

    def _warn(self, message, category, filename, lineno, file=None, line=None) -> None:
        if file is not None:
            file.write(warnings.formatwarning(message, category, filename, lineno, line))
            return
        base = next(kind for kind in category.__mro__ if kind.__module__ == "builtins")
        self.add("warning", base.__name__, str(message), str(lineno))


class _Stream(io.TextIOBase):
    """stdout or stderr of Python, as the course's code and a student's see it."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, output: Output, name: str):
        self._output = output
        self.name = f"<{name}>"
        self._kind = name

    def write(self, text: str) -> int:
        """Note the text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._output.add(self._kind, text)
        return len(text)

    def writable(self) -> bool:
        """Whether it can be written to: yes."""
        return True

    def fileno(self) -> int:
        """The number of the process's stream, for programs that are started."""
        return 1 if self._kind == "stdout" else 2

    @property
    def buffer(self) -> Any:
        """For bytes, which go the way of what C code prints."""
        return open(self.fileno(), "wb", buffering=0, closefd=False)
