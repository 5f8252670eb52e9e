"""Reads the cells of a notebook from bytes that anyone may have written.

`read_versions` decodes the bytes (BOM, UTF-16, UTF-32, Latin-1), parses the JSON (also with
something after it, cut off, in a list, or with Git's conflict markers, which make two versions)
and returns the cells' texts with what identifies them. It knows the formats 3, 4 and 5 by where
they keep cells and text, and looks at nothing else: what a notebook says about itself, its outputs
and all other metadata never leave this module. Texts come back with "\\n" as the end of a line, as
Python reads them, and without NULs and lone surrogates, which nobody can write down again.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import Any

from course_utils.grading import conflicts
from course_utils.grading.notes import Note, Unusable, shown

#: How many cells of a notebook are looked at.
MOST_CELLS = 5000

#: How many characters its cells may have in all.
MOST_TEXT = 4_000_000
#: After how many damaged places the rest of a file is given up.
MOST_DAMAGES = 100

_SEPARATOR = re.compile(r"[\s,]*")
_CELL = re.compile(r'\{\s*"(?:attachments|cell_type|execution_count|id|metadata)"\s*:')
_OTHER_FORMATS = {
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF document",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x89PNG": "a picture",
    b"<!": "a web page",
    b"<html": "a web page",
    b"<?xml": "a web page",
    b"version https://git-lfs": "a placeholder of Git LFS",
}


@dataclass(frozen=True)
class Cell:
    """What the intake reads of a cell. settings: nbgrader's, unchecked; grade_id: "" for none."""

    kind: str
    source: str
    grade_id: str = ""
    cell_id: str = ""
    settings: tuple[tuple[str, Any], ...] = ()
    tags: tuple[str, ...] = ()
    has_attachments: bool = False

    @property
    def is_code(self) -> bool:
        """Whether it is a code cell."""
        return self.kind == "code"


def read_versions(data: bytes) -> tuple[list[list[Cell]], list[Note]]:
    """Return the notebook's cells: one version, or two of a file in conflict. Raises Unusable."""
    notes: list[Note] = []
    text = decode(data, notes)
    sides = conflicts.sides(text)
    if sides is None:
        return [_cells(_parse(text, notes), notes)], notes
    versions = []
    for side in sides:
        try:
            versions.append(_cells(_parse(side, notes), notes))
        except Unusable:
            continue
    if not versions:
        raise Unusable(
            "The file holds Git's conflict markers (<<<<<<<) and neither of the two versions is a "
            "notebook. Resolve the conflict and hand in again."
        )
    notes.append(
        Note("repaired", "", "The file held Git's conflict markers; its versions were read apart.")
    )
    return versions, list(dict.fromkeys(notes))


def decode(data: bytes, notes: list[Note]) -> str:
    """Return a file's text; a note says if it isn't plain UTF-8. Raises Unusable."""
    if not data.strip(b"\0 \t\r\n"):
        raise Unusable("The file is empty.")
    # Python's own guess looks at the byte-order mark, then at where the first bytes are 0.
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text, encoding = _decode_damaged(data)
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    name = next((name for sign, name in _OTHER_FORMATS.items() if start.startswith(sign)), None)
    if name:
        raise Unusable(f"The file is {name}, not a notebook. Hand in the .ipynb file itself.")
    if encoding != "utf-8":
        notes.append(Note("repaired", "", f"The file was read as {encoding}; expected is UTF-8."))
    return text.lstrip("\ufeff")


def _decode_damaged(data: bytes) -> tuple[str, str]:
    """The text of bytes that are not what they seem to be, and what they were taken for."""
    lenient = data.decode("utf-8", "replace")
    if any(sign > "\x7f" and sign != "\ufffd" for sign in lenient):
        return lenient, "damaged UTF-8"
    return data.decode("latin-1"), "Latin-1"


def _parse(text: str, notes: list[Note]) -> Any:
    """The JSON value in a text; notes say what was wrong with it. Raises Unusable."""
    repeated: list[str] = []
    decoder = json.JSONDecoder(
        object_pairs_hook=lambda pairs: _last_of_each(pairs, repeated),
        # Numbers are of no use here, and a huge one would be an error.
        parse_int=lambda digits: int(digits) if len(digits) < 10 else 0,
        strict=False,
    )
    text = text.strip("\0 \t\r\n")
    try:
        value, end = decoder.raw_decode(text)
    except RecursionError as error:
        raise Unusable("The file is nested too deeply to be a notebook.") from error
    except ValueError as error:
        return _parse_damaged(text, decoder, error, notes)
    if text[end:].strip():
        notes.append(Note("repaired", "", "Something stood after the notebook's end; left out."))
    if repeated:
        notes.append(
            Note(
                "repaired",
                "",
                f"The file names {shown(repeated[0])} twice where it may stand once; "
                "the last one counts, as in Jupyter.",
            )
        )
    return value


def _last_of_each(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) and not repeated:
        counts = Counter(name for name, _ in pairs)
        repeated.append(counts.most_common(1)[0][0])
    return found


def _parse_damaged(
    text: str, decoder: json.JSONDecoder, error: ValueError, notes: list[Note]
) -> Any:
    """The whole cells of a file that is cut off or damaged. Raises Unusable without any."""
    start = re.search(r'"cells"\s*:\s*\[', text)
    cells: list[dict] = []
    position: int | None = start.end() if start else None
    attempts = MOST_DAMAGES
    while position is not None and len(cells) < MOST_CELLS and attempts:
        try:
            cell, position = decoder.raw_decode(text, _after_separator(text, position))
        except (ValueError, RecursionError):
            position, attempts = _next_cell(text, position + 1), attempts - 1
            continue
        if isinstance(cell, dict) and "cell_type" in cell:
            cells.append(cell)
        else:
            position, attempts = _next_cell(text, position), attempts - 1
    if not cells:
        raise Unusable(f"The file is not a notebook: {_where(error)}.") from error
    notes.append(
        Note(
            "repaired",
            "",
            f"The file is damaged or cut off ({_where(error)}); the {len(cells)} cells that are "
            "whole were read.",
        )
    )
    return {"cells": cells, "nbformat": 4}


def _after_separator(text: str, position: int) -> int:
    return _SEPARATOR.match(text, position).end()


def _next_cell(text: str, position: int) -> int | None:
    """Where an object begins that may be a cell."""
    match = _CELL.search(text, position)
    return match.start() if match else None


def _where(error: ValueError) -> str:
    line = getattr(error, "lineno", None)
    return f"its JSON has an error in line {line}" if line else "its JSON has an error"


def _cells(value: Any, notes: list[Note]) -> list[Cell]:
    """The cells of a parsed notebook of any format. Raises Unusable if there are none."""
    if isinstance(value, list):
        value = _notebook_in(value, notes)
    if not isinstance(value, dict):
        raise Unusable("The file is not a notebook: its JSON is no object.")
    raw, version = _raw_cells(value)
    if version != 4:
        notes.append(
            Note("repaired", "", f"The notebook is not of format 4 ({version}): its text was read.")
        )
    if not raw:
        raise Unusable("The notebook has no cells.")
    if len(raw) > MOST_CELLS:
        raise Unusable(f"The notebook has more than {MOST_CELLS} cells.")
    cells = [cell for item in raw if (cell := _cell(item, notes)) is not None]
    if sum(len(cell.source) for cell in cells) > MOST_TEXT:
        raise Unusable(f"The notebook's cells have more than {MOST_TEXT:,} characters in all.")
    return cells


def _notebook_in(values: list, notes: list[Note]) -> Any:
    """The notebook in a list: its only notebook, or the list itself if it holds cells."""
    notes.append(Note("repaired", "", "The notebook stood in a list; its cells were read."))
    notebooks = [item for item in values if isinstance(item, dict) and _raw_cells(item)[0]]
    if len(notebooks) > 1:
        raise Unusable("The file holds several notebooks.")
    return notebooks[0] if notebooks else {"cells": values, "nbformat": 4}


def _raw_cells(notebook: dict) -> tuple[list, Any]:
    """A notebook's cells where its format keeps them, and what it says of its format."""
    version = notebook.get("nbformat", 4)
    version = version if isinstance(version, int) else "unknown"
    cells = notebook.get("cells")
    if isinstance(cells, list):
        return cells, version
    sheets = notebook.get("worksheets")
    sheets = sheets if isinstance(sheets, list) else []
    found = [sheet["cells"] for sheet in sheets if isinstance(_get(sheet, "cells"), list)]
    return list(chain.from_iterable(found)), version


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _cell(raw: Any, notes: list[Note]) -> Cell | None:
    """One cell, with a note on what could not be read of it."""
    if not isinstance(raw, dict):
        notes.append(Note("dropped", "", "Something among the cells was no cell; left out."))
        return None
    metadata = _get(raw, "metadata")
    settings = _get(metadata, "nbgrader")
    settings = settings if isinstance(settings, dict) else {}
    grade_id = _text(settings.get("grade_id"), "")
    kind = _text(raw.get("cell_type"), "raw")
    # Format 3 and before kept code in "input".
    written = raw.get("source", raw.get("input"))
    source = _source(written, grade_id, notes)
    tags = _get(metadata, "tags")
    return Cell(
        kind=kind if kind in ("code", "markdown") else "raw",
        source=source,
        grade_id=grade_id,
        cell_id=_text(raw.get("id"), ""),
        settings=tuple(
            (name, settings[name])
            for name in ("grade", "solution", "locked", "task", "points")
            if isinstance(settings.get(name), bool | int | float)
        ),
        tags=tuple(_texts(tags)),
        has_attachments=bool(_get(raw, "attachments")),
    )


def _text(value: Any, otherwise: str) -> str:
    return value if isinstance(value, str) else otherwise


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _source(written: Any, grade_id: str, notes: list[Note]) -> str:
    """A cell's text: a string or a list of lines in the file."""
    lines = [written] if isinstance(written, str) else _texts(written)
    complete = isinstance(written, str) or written is None
    if not complete and not (isinstance(written, list) and len(lines) == len(written)):
        notes.append(Note("refused", shown_id(grade_id), "A part of this cell's text is no text."))
    text = "".join(lines).replace("\r\n", "\n").replace("\r", "\n")
    for pattern, replacement, what in _UNWRITABLE:
        text, count = pattern.subn(replacement, text)
        if count:
            notes.append(Note("repaired", shown_id(grade_id), f"{what} was taken out of a cell."))
    return text


_UNWRITABLE: list[tuple[re.Pattern, str, str]] = [
    # JSON may write a character beyond U+FFFF as two surrogates that Python's decoder joins; what
    # is left stands alone.
    (re.compile("[\ud800-\udfff]"), "\ufffd", "Half a character (a lone surrogate)"),
    (re.compile("\0"), "", "A NUL character"),
]


def shown_id(grade_id: str) -> str:
    """A grade_id as it stands in a note: only one that looks like one."""
    return grade_id if re.fullmatch(r"[\w-]{1,80}", grade_id) else ""
