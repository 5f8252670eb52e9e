"""Finds the machine's Chromium or Chrome, and has it print a page as PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
#: Names the program where it stands elsewhere.
VARIABLE = "BNCOURSE_CHROMIUM"
MISSING = (
    "no Chromium or Chrome is found: install one (Debian, Ubuntu: sudo apt-get install chromium), "
    f"and if it is not in PATH, set {VARIABLE} to its program file."
)
#: A page takes seconds; this is for a machine that is busy.
SECONDS = 180


def find() -> str | None:
    """The path of the browser: $BNCOURSE_CHROMIUM, or the first of NAMES in PATH; None for none."""
    named = os.environ.get(VARIABLE)
    if named:
        return named if Path(named).is_file() else None
    return next((path for path in map(shutil.which, NAMES) if path), None)


def print_pdf(browser: str, page: Path, pdf: Path) -> None:
    """Write `page` as PDF. Raises RuntimeError with what the browser said if there is none then."""
    pdf.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={profile}",
            # Nothing may be asked of another machine, not even its name.
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            # Formulas are typeset by a script: the page is printed when its clock says so, and
            # that clock stands still while the script runs.
            "--virtual-time-budget=60000",
            f"--print-to-pdf={pdf.resolve()}",
            page.resolve().as_uri(),
        ]
        # Chromium refuses to sandbox itself for root. The page is the course's own.
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as late:
            raise RuntimeError(f"{browser} took longer than {SECONDS} s for {page}.") from late
    if not pdf.is_file():
        raise RuntimeError(f"{browser} printed nothing for {page}:\n{done.stderr.strip()}")
