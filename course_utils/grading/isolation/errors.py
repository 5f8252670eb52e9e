"""Exceptions across the boundary: the type by its first built-in base, the text, and the lines.

An exception is rebuilt as the built-in it is or derives from, under its own name and with its own
text. `Crossed` is what an exception brings along: the lines of the notebook that it came through,
and whether it began on the side it comes back to.
"""

from __future__ import annotations

import builtins
import functools
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_utils.checks import CheckFailure
from course_utils.gradient_paths import Withheld
from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.plain import whole
from course_utils.grading.isolation.stand_ins import clean, clean_name
from course_utils.grading.isolation.values import FALLBACKS, Decoder, Encoder, Tree, decoder

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How many characters of its text an exception keeps, and of a line of source.
TEXT, LINE = 4_000, 300
#: How many lines a message about an exception shows.
LINES = 3
BUILT_IN = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}
#: The course's own exceptions, which checks tell apart.
COURSE = {"CheckFailure": CheckFailure, "Withheld": Withheld}
#: These need more than a text, or would end more than a check.
_BY_OTHERS = {
    "BaseException": "Exception",
    "BaseExceptionGroup": "Exception",
    "ExceptionGroup": "Exception",
    "GeneratorExit": "Exception",
    "KeyboardInterrupt": "Exception",
    "SystemExit": "Exception",
}
_PLAIN = (str, int, float, bool, type(None))
_FOLDER = Path(__file__).resolve().parents[2]

Line = tuple[str, int, str]


@dataclass(frozen=True)
class Crossed:
    """What an exception from the other side brings along.

    lines: (function, line number, text) of lines it came through there, outermost first.
    origin: the number that this side gave to the exception when it sent it, or None.
    """

    lines: Sequence[Line]
    origin: int | None


def crossed(error: BaseException) -> Crossed:
    """What the exception brought from the other side; nothing if it is of this one."""
    return getattr(error, "_crossed", Crossed((), None))


def lines_of(error: BaseException) -> list[Line]:
    """The last lines that an exception came through, without those of the course's own modules."""
    found = []
    for frame in traceback.extract_tb(error.__traceback__):
        if _FOLDER not in Path(frame.filename).parents:
            found.append((frame.name[:60], frame.lineno or 0, (frame.line or "")[:LINE]))
    return found[-LINES:]


def encode_error(encoder: Encoder, error: BaseException) -> Tree:
    """The tree of an exception, with the lines it came through."""
    kind = type(error)
    built_in = next(base for base in kind.__mro__ if BUILT_IN.get(base.__name__) is base)
    course = next((name for name, known in COURSE.items() if kind is known), None)
    try:
        text = str(error)
    except Exception:
        text = "(an exception without a readable text)"
    if isinstance(error, SystemExit):
        text = f"an answer may not end the program ({text})"
    plain = kind is built_in and all(type(part) in _PLAIN for part in error.args)
    arguments = list(error.args) if plain and len(text) < TEXT else None
    return [
        "e",
        course or kind.__name__,
        None if course else built_in.__name__,
        text[:TEXT],
        encoder.value(tuple(arguments)) if arguments is not None else None,
        lines_of(error),
        crossed(error).origin,
    ]


@decoder("e")
def _decode_error(
    decoder: Decoder,
    name: str,
    built_in: str | None,
    text: str,
    arguments: Tree,
    lines: list,
    origin: int | None,
) -> Exception:
    if type(text) is not str or type(name) is not str:
        raise ProtocolError("an exception has no text or no name")
    text = clean(text, TEXT)
    if built_in is None:
        error: Exception = COURSE[name](text)
    else:
        error = _rebuilt(clean_name(name, "Exception"), built_in, text, decoder.value(arguments))
    origin = None if origin is None else whole(origin)
    error._crossed = Crossed(tuple(_line(*line) for line in lines[:LINES]), origin)
    return error


def _line(name: str, number: int, text: str) -> Line:
    if type(text) is not str:
        raise ProtocolError("a line has no text")
    return clean_name(name, "function"), min(whole(number), 10**6), clean(text, LINE)


def _rebuilt(name: str, built_in: str, text: str, arguments: tuple | None) -> Exception:
    """An exception of the built-in type itself, or of a type derived from it with that name."""
    base = BUILT_IN[_BY_OTHERS.get(built_in, built_in)]
    if arguments is not None and name == base.__name__:
        try:
            error = base(*arguments)
            if type(error) is base and str(error) == text:
                return error
        except Exception:
            # One that doesn't take its own arguments gets its text another way.
            return _derived(name, base)(text)
    return _derived(name, base)(text)


@functools.lru_cache(maxsize=500)
def _derived(name: str, base: type[Exception]) -> type[Exception]:
    """A subclass of a built-in exception that has nothing but its text."""

    def start(self: Exception, text: str) -> None:
        self._text = text

    members = {
        "__module__": "builtins",
        "__init__": start,
        "__str__": lambda self: self._text,
        "__repr__": lambda self: f"{name}({self._text!r})",
    }
    return type(name, (base,), members)


def _encode_exception(encoder: Encoder, value: Any) -> Tree | None:
    return encode_error(encoder, value) if isinstance(value, BaseException) else None


FALLBACKS.append(_encode_exception)
