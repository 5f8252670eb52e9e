"""A notebook in JupyterLab, driven as a person drives it; its model is read, not the page alone.

JupyterLab draws the cells near the window only, so outputs are read from the notebook's model
(`--expose-app-in-browser`).
"""

from __future__ import annotations

from lab_server import LabServer
from local_page import LocalPage
from playwright.sync_api import Locator

_MODEL = "window.jupyterapp.shell.currentWidget.content.model"
_KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
_CODE = f"[...{_MODEL}.cells].map(c => c.toJSON()).filter(c => c.cell_type === 'code')"
#: A first run imports TensorFlow, on a machine that may be busy.
RUN_MS = 300_000


class NotebookPage:
    """One notebook, opened in a tab of its own."""

    def __init__(self, tab: LocalPage, server: LabServer, path: str):
        self.tab, self.page = tab, tab.page
        self.page.goto(server.url(f"lab/tree/{path}") + "&reset")
        self.page.wait_for_function(
            f"() => window.jupyterapp?.shell.currentWidget?.content?.model && {_MODEL}.cells.length"
        )
        self.wait_until_idle()

    def wait_until_idle(self, timeout: float = RUN_MS) -> None:
        """Wait for a kernel that has nothing to do: Run All before that is lost."""
        self.page.wait_for_function(f"() => {_KERNEL}?.status === 'idle'", timeout=timeout)

    def code_cells(self) -> list[dict]:
        """The code cells as nbformat has them."""
        return self.page.evaluate(f"() => {_CODE}")

    def all_cells(self) -> list[dict]:
        """All cells as nbformat has them."""
        return self.page.evaluate(f"() => [...{_MODEL}.cells].map(c => c.toJSON())")

    def run_all(self) -> list[dict]:
        """Run → Run All Cells; return the code cells once all have run or one has failed."""
        self.clear_outputs()
        self.tab.menu("Run", "Run All Cells")
        self.page.wait_for_function(
            f"""() => {{
                const cells = {_CODE};
                const failed = cells.some(c => c.outputs.some(o => o.output_type === 'error'));
                const last = cells.filter(c => c.source.toString().trim()).at(-1);
                return failed || last.execution_count >= cells.length;
            }}""",
            timeout=RUN_MS,
            polling=500,
        )
        self.wait_until_idle()
        return self.code_cells()

    def clear_outputs(self) -> None:
        """Edit → Clear Outputs of All Cells."""
        self.tab.menu("Edit", "Clear Outputs of All Cells")

    def write(self, index: int, source: str) -> None:
        """Replace the text of a cell, through the model that the editor shows."""
        self.page.evaluate(
            f"([index, text]) => {{ {_MODEL}.cells.get(index).sharedModel.setSource(text); }}",
            [index, source],
        )

    def cell(self, index: int) -> Locator:
        """The cell on the page, scrolled to."""
        self.page.evaluate(
            """index => {
                const notebook = window.jupyterapp.shell.currentWidget.content;
                notebook.activeCellIndex = index;
                return notebook.scrollToItem(index, 'start');
            }""",
            index,
        )
        return self.page.locator(f".jp-Notebook .jp-Cell[data-windowed-list-index='{index}']")

    def shut_down(self) -> None:
        """End the kernel: the machine has memory for a few only."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")

    def save(self) -> None:
        """Save, and wait until it is done."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")

    def pictures(self, name: str) -> None:
        """Keep pictures of the whole notebook, a windowful each."""
        scroller = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer"
        box = self.page.locator(scroller).first
        box.evaluate("e => e.scrollTo(0, 0)")
        for number in range(1, 60):
            # Cells are drawn when they come near; formulas follow.
            self.page.wait_for_timeout(250)
            self.tab.screenshot(f"{name}-{number:02}", clip=box.bounding_box())
            at_end = box.evaluate(
                "e => { const y = e.scrollTop; e.scrollTo(0, y + e.clientHeight - 40);"
                " return e.scrollTop === y; }"
            )
            if at_end:
                return
