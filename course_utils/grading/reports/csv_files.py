"""CSV files whose cells no spreadsheet runs.

Excel, LibreOffice and Google Sheets take a cell that begins with = + - @, a tab or a carriage
return for a formula, quoted or not (CWE-1236). Text that does, even after spaces, gets an
apostrophe in front; numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from numbers import Real
from pathlib import Path
from typing import Any

import pandas as pd

#: The last four are the full-width forms, which spreadsheets take for the plain ones.
STARTS = tuple("=+-@\t\r\n＝＋－＠")


def neutral(value: Any) -> Any:
    """Return a cell's value: numbers as they are, text so that it is no formula, None as ""."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, Real) and not isinstance(value, bool):
        return f"{value:.10g}"
    # A null byte ends the file for some readers; it hides a formula from others.
    text = str(value).replace("\0", "")
    return f"'{text}" if text.startswith(STARTS) or text.strip().startswith(STARTS) else text


def to_csv(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as CSV (RFC 4180: commas, quotes where needed, CRLF)."""
    text = io.StringIO()
    csv.writer(text).writerows([neutral(value) for value in row] for row in rows)
    return text.getvalue()


def write(path: Path, rows: Iterable[Iterable[Any]]) -> Path:
    """Write rows to a file in UTF-8 and return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_csv(rows), encoding="utf-8", newline="")
    return path


def write_table(path: Path, table: pd.DataFrame) -> Path:
    """Write a table with its column names."""
    return write(path, [table.columns, *table.itertuples(index=False)])
