"""What no student may read: solutions, hidden tests, mark schemes and the corpus of answers.

`withheld` reads them from the masters and tests/answers/; of an answer, what the release shows at
its head is left out. `share` says how much of one stands in another text. Code of the course's own
is partly idiom (`model.compile(...)`), so a part of a solution may well stand in a lecture; the
whole, or most of it, may not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile
from pathlib import Path

from course_utils.grading import course
from course_utils.grading.answers import read_answers

REGIONS = re.compile(
    r"BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b[^\n]*\n(.*?)\n[^\n]*"
    r"END (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)",
    re.S,
)


@dataclass(frozen=True)
class Withheld:
    """A text that is withheld. kind: the region's, or the answer's."""

    kind: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """The lines of a file; of a notebook or of JSON, the lines of all strings in it."""

    name: str
    lines: tuple[str, ...]

    @cached_property
    def joined(self) -> str:
        """All lines, each between line breaks."""
        return "\n" + "\n".join(self.lines) + "\n"

    def holds(self, run: tuple[str, ...]) -> bool:
        """Whether these lines stand here, one after another."""
        return run[0] in self._set and "\n" + "\n".join(run) + "\n" in self.joined

    @cached_property
    def _set(self) -> set[str]:
        return set(self.lines)


def withheld(root: Path) -> Iterator[Withheld]:
    """Yield all that is withheld in a course."""
    for assignment in course.assignments(root):
        shown = {
            cell.metadata.get("nbgrader", {}).get("grade_id"): set(lines(cell.source))
            for cell in course.notebook(root, "release", assignment).cells
        }
        for cell in course.notebook(root, "source", assignment).cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            for kind, region in REGIONS.findall(cell.source):
                yield Withheld(kind, f"{assignment}/{name}", tuple(lines(region)))
        for exercise, kinds in read_answers(root, assignment).items():
            for answer in (answer for answers in kinds.values() for answer in answers):
                name = f"{assignment}/{exercise}/{answer.name}"
                own = dropwhile(shown[exercise].__contains__, lines(answer.code))
                yield Withheld(answer.kind, name, tuple(own))


def lines(text: str) -> list[str]:
    """The lines of a text that say something, without what surrounds them."""
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if re.search(r"\w", line)]


def text_of(name: str, content: bytes) -> Text:
    """Read a file of the bundle."""
    text = content.decode("utf-8")
    if name.endswith((".ipynb", ".json")):
        text = "\n".join(_strings(json.loads(text)))
    return Text(name, tuple(lines(text)))


def _strings(value: object) -> Iterator[str]:
    """All strings of a JSON document; lists of strings, a notebook's texts, as one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, content in value.items():
            yield key
            yield from _strings(content)
    elif isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        yield "".join(value)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def share(secret: Withheld, text: Text) -> float:
    """The longest run of a secret's lines that stands in the text, as a share of its letters."""
    total = sum(map(len, secret.lines))
    longest = 0
    for start in range(len(secret.lines)):
        end = start
        while end < len(secret.lines) and text.holds(secret.lines[start : end + 1]):
            end += 1
        longest = max(longest, sum(map(len, secret.lines[start:end])))
    return longest / total if total else 0.0
