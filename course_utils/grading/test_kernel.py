"""The kernel of the trusted cells: set-up, helpers and nbgrader's test cells, never a student's.

`TestKernel.run` executes one cell in an IPython shell of this process and returns the outputs
that a Jupyter kernel would have sent, as nbformat has them: streams, displays, the result of the
last expression, and an error with the traceback as IPython renders it. A cell has a time limit,
and nobody answers `input`. A shell is for one notebook: it keeps its names.
"""

from __future__ import annotations

import contextlib
import io
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, v4
from traitlets import Type
from traitlets.config import Config

#: How many characters of each stream of a cell are kept: an answer may be called often.
STREAM_SHOWN = 500_000
#: A cell's output is data for a page: what no page shows is not kept.
MEDIA = ("text/plain", "text/html", "image/png")


class CellTimeoutError(BaseException):
    """A trusted cell ran into its time limit; no `except Exception` on the way may keep it."""

    def _render_traceback_(self) -> list[str]:
        return [f"CellTimeoutError: {self}"]


class TestKernel:
    """An IPython shell in this process, for one notebook."""

    __test__ = False  # pytest would take the class for tests

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="test-kernel-")
        settings = Config({"HistoryManager": {"enabled": False}})
        # IPython puts a module of its own in its place.
        self._main = sys.modules["__main__"]
        _Shell.clear_instance()
        self._shell = _Shell.instance(config=settings, ipython_dir=self._folder.name)

    @property
    def namespace(self) -> dict[str, Any]:
        """The names that cells see and define."""
        return self._shell.user_ns

    def run(self, source: str, seconds: float) -> list[NotebookNode]:
        """Execute a cell for at most that long and return its outputs."""
        outputs = _Outputs()
        with self._shell.sending_to(outputs), _streams_to(outputs), _no_input():
            try:
                with _limit(seconds):
                    self._shell.run_cell(source, store_history=True)
            except CellTimeoutError as error:
                # It came between the cell's own code and IPython's `except`.
                self._shell.showtraceback((type(error), error, error.__traceback__))
        return outputs.cells

    def close(self) -> None:
        """Remove what the shell keeps in files and put in this process."""
        sys.modules["__main__"] = self._main
        _Shell.clear_instance()
        self._folder.cleanup()


class _Outputs:
    """Outputs of a cell in their order; what one stream writes in a row is one output."""

    def __init__(self) -> None:
        self.cells: list[NotebookNode] = []
        self._left = {"stdout": STREAM_SHOWN, "stderr": STREAM_SHOWN}

    def write(self, name: str, text: str) -> None:
        """Add to a stream; beyond what is kept there is one note."""
        left = self._left[name]
        self._left[name] = left - len(text)
        if left < len(text):
            text = text[:left] + "\n… the rest is cut …\n" if left >= 0 else ""
        last = self.cells[-1] if self.cells else None
        if not text:
            return
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        else:
            self.cells.append(v4.new_output("stream", name=name, text=text))

    def show(self, kind: str, data: dict, metadata: dict | None, **more: Any) -> None:
        kept = {media: text for media, text in data.items() if media in MEDIA}
        self.cells.append(v4.new_output(kind, data=kept, metadata=metadata or {}, **more))

    def fail(self, kind: type[BaseException], error: BaseException, lines: list[str]) -> None:
        self.cells.append(
            v4.new_output("error", ename=kind.__name__, evalue=str(error), traceback=lines)
        )


class _Hook(DisplayHook):
    """Sends the value of a cell's last expression where the shell's outputs go."""

    def start_displayhook(self) -> None:
        pass

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        count = self.shell.execution_count
        self.shell.outputs.show("execute_result", format_dict, md_dict, execution_count=count)

    def finish_displayhook(self) -> None:
        pass


class _Publisher(DisplayPublisher):
    """Sends what `display` shows where the shell's outputs go."""

    def publish(self, data: dict, metadata: dict | None = None, **_options: Any) -> None:
        self.shell.outputs.show("display_data", data, metadata)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.cells.clear()


class _Shell(InteractiveShell):
    """An IPython shell whose outputs are collected."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    outputs = _Outputs()

    @contextlib.contextmanager
    def sending_to(self, outputs: _Outputs) -> Iterator[None]:
        before, self.outputs = self.outputs, outputs
        try:
            yield
        finally:
            self.outputs = before

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.outputs.fail(etype, evalue, stb)

    def enable_gui(self, gui: str | None = None) -> None:
        pass


class _Stream(io.TextIOBase):
    """One of Python's two streams, of one cell."""

    encoding = "utf-8"

    def __init__(self, name: str, outputs: _Outputs):
        self._name, self._outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.write(self._name, text)
        return len(text)


@contextlib.contextmanager
def _streams_to(outputs: _Outputs) -> Iterator[None]:
    with (
        contextlib.redirect_stdout(_Stream("stdout", outputs)),
        contextlib.redirect_stderr(_Stream("stderr", outputs)),
    ):
        yield


@contextlib.contextmanager
def _no_input() -> Iterator[None]:
    """`input` meets the end of its file, whatever this process itself reads from."""
    before, sys.stdin = sys.stdin, io.StringIO()
    try:
        yield
    finally:
        sys.stdin = before


@contextlib.contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise CellTimeoutError in the block after so many seconds, where the platform can."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        raise CellTimeoutError(f"the check took longer than {seconds:g} s and was stopped.")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
