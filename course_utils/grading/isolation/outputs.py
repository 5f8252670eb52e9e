"""What a worker says it printed and showed, checked piece by piece, and as a notebook's outputs.

Streams, errors, and displays of text and PNG images: nothing that a browser would run. Text loses
control characters except colours in tracebacks; an image keeps only the chunks that draw it.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import Any

from nbformat import NotebookNode, v4

from course_utils.grading.isolation.frames import ProtocolError

#: The parts of each kind of piece besides its kind.
PARTS = {"stdout": 1, "stderr": 1, "display": 2, "warning": 3}
#: The most pieces of one message, the most pixels of an image on each side, lines of a traceback.
PIECES, PIXELS, LINES = 10_000, 8_000, 200
CUT = "\n… (output was cut)\n"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNKS = frozenset([b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"pHYs", b"gAMA", b"sRGB"])
_COLOUR = re.compile("\x1b(?!\\[[\\d;]{0,20}m)")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def plain_text(text: str) -> str:
    """The text without control characters; what sets colours stays."""
    return _CONTROL.sub("", _COLOUR.sub("", text))


def checked(pieces: Any, most_bytes: int) -> list[list[str]]:
    """The pieces of output that a worker has sent. Raises ProtocolError for what are none."""
    if type(pieces) is not list or len(pieces) > PIECES:
        raise ProtocolError("this is no output")
    found, left = [], most_bytes
    for piece in pieces:
        if type(piece) is not list or not all(type(part) is str for part in piece):
            raise ProtocolError("this is no output")
        if len(piece) != 1 + PARTS.get(piece[0] if piece else "", -1):
            raise ProtocolError("this is no output")
        kind, *parts = piece
        found.append([kind, *(plain_text(part[:left]) for part in parts)])
        left -= min(left, sum(map(len, parts)))
    return found


def of_cell(
    pieces: list[list[str]], failure: Any, most_bytes: int, is_cut: bool = False
) -> list[NotebookNode]:
    """The outputs of a cell: what it printed and showed, and its exception."""
    found = []
    for kind, *parts in pieces:
        if kind == "display":
            found += _display(*parts)
        elif kind == "warning":
            found.append(_stream("stderr", f"{parts[0]}: {parts[1]}\n"))
        else:
            found.append(_stream(kind, parts[0]))
    if is_cut:
        found.append(_stream("stdout", CUT))
    found = _joined(found)
    if failure is not None:
        found.append(_failure(failure, most_bytes))
    return found


def error(name: str, text: str, traceback: list[str]) -> NotebookNode:
    """The output of an exception."""
    return v4.new_output("error", ename=name, evalue=text, traceback=traceback)


def _failure(failure: Any, most_bytes: int) -> NotebookNode:
    """An exception of a cell, as the worker tells it."""
    try:
        name, text, traceback = failure
        kinds = {type(part) for part in (name, text, *traceback)}
        if type(traceback) is not list or kinds != {str}:
            raise TypeError("these are no texts")
        lines = [plain_text(line[:most_bytes]) for line in traceback[:LINES]]
        return error(plain_text(name[:100]), plain_text(text[:4000]), lines)
    except (TypeError, ValueError):
        return error("Exception", "", [])


def _stream(name: str, text: str) -> NotebookNode:
    return v4.new_output("stream", name=name, text=text)


def _joined(found: list[NotebookNode]) -> list[NotebookNode]:
    """Streams of one name that follow each other are one."""
    joined: list[NotebookNode] = []
    for output in found:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _display(text: str, image: str) -> list[NotebookNode]:
    data = {"text/plain": text} if text else {}
    image = clean_png(image) if image else None
    if image:
        data["image/png"] = image
    return [v4.new_output("display_data", data=data)] if data else []


def clean_png(encoded: str) -> str | None:
    """A PNG image in base64 without comments and unknown chunks; None if it is none."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        return None
    if not data.startswith(_SIGNATURE):
        return None
    kept, place, names = [_SIGNATURE], len(_SIGNATURE), []
    while place + 12 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        name, end = data[place + 4 : place + 8], place + 12 + size
        if end > len(data) or zlib.crc32(data[place + 4 : end - 4]) != int.from_bytes(
            data[end - 4 : end], "big"
        ):
            return None
        if name in _CHUNKS:
            names.append(name)
            kept.append(data[place:end])
        place = end
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or len(kept[1]) != 25:
        return None
    width, height = (int.from_bytes(kept[1][start : start + 4], "big") for start in (8, 12))
    if not (0 < width <= PIXELS and 0 < height <= PIXELS):
        return None
    return base64.b64encode(b"".join(kept)).decode()
