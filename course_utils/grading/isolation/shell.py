"""IPython for a student's cells: magics, display and figures as in a notebook, and no history.

`Shell.run` runs one cell; its output goes to `Output`, an exception comes back as name, text and
traceback. There is nobody to answer `input()`.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_utils.grading.isolation.output import Output

_SETTINGS = Config(
    {
        "HistoryManager": {"enabled": False, "hist_file": ":memory:"},
        "InteractiveShell": {"colors": "NoColor", "xmode": "Context", "autocall": 0},
    }
)

#: Magics that start programs.
_PROGRAMS = ("bash", "sh", "script", "perl", "ruby", "system", "sx", "pip", "conda", "mamba", "uv")


class _Publisher(DisplayPublisher):
    """Display that notes text and images."""

    def publish(self, data, metadata=None, **_: Any) -> None:
        """Note what an object shows."""
        self.shell.output.display(data)

    def clear_output(self, wait: bool = False) -> None:
        """Nothing is taken back."""


class _Hook(DisplayHook):
    """The value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """No prompt."""

    def write_format_data(self, format_dict, md_dict=None) -> None:
        """Note the value as a display."""
        self.shell.output.display(format_dict)

    def finish_displayhook(self) -> None:
        """No line feed."""


class Shell(InteractiveShell):
    """One student's namespace and what runs in it."""

    def __init__(self, output: Output):
        self.output = output
        self.failure: tuple[str, str, list[str]] | None = None
        super().__init__(config=_SETTINGS, display_pub_class=_Publisher, displayhook_class=_Hook)
        for magic in _PROGRAMS:
            self.register_magic_function(self._not_run, "line_cell", magic)
        self.display_formatter.active_types = ["text/plain", "image/png"]
        builtins.input = _no_input

    def run(self, source: str) -> tuple[str, str, list[str]] | None:
        """Run a cell; return its exception as name, text and traceback, or None."""
        self.failure = None
        try:
            result = self.run_cell(source, store_history=False)
            error = result.error_before_exec or result.error_in_exec
            self._show_figures()
        except BaseException as error_of_shell:
            error = error_of_shell
        if error is not None and self.failure is None:
            self.failure = type(error).__name__, str(error), [f"{type(error).__name__}: {error}"]
        return self.failure

    def system(self, cmd: str) -> None:
        """Say of `!command` that it isn't run: an answer below it in the cell shall count."""
        self.user_ns["_exit_code"] = 1
        print(f"No commands are run while grading: {cmd}")

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """What `!command` prints, which is nothing here."""
        self.system(cmd)
        return [] if split else ""

    def _not_run(self, line: str, cell: str | None = None) -> None:
        self.system(line or "a script")

    def ask_exit(self) -> None:
        """What `exit` asks for."""
        raise SystemExit("exit() was called")

    def init_syntax_highlighting(self) -> None:
        """No colours."""

    def enable_gui(self, gui=None) -> None:
        """No windows."""

    def _showtraceback(self, etype, evalue, stb) -> None:
        self.failure = etype.__name__, str(evalue), list(stb)

    def _show_figures(self) -> None:
        """Show the figures that are open as images, and close them."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None:
            return
        for number in pyplot.get_fignums():
            figure, image = pyplot.figure(number), io.BytesIO()
            figure.savefig(image, format="png", bbox_inches="tight")
            self.output.display({"text/plain": repr(figure), "image/png": image.getvalue()})
        pyplot.close("all")


def _no_input(*_: Any, **__: Any) -> str:
    raise StdinNotImplementedError(
        "raw_input was called, but this frontend does not support input requests."
    )


os.environ.setdefault("MPLBACKEND", "agg")
