"""Random damage to a notebook: is each answer poured exactly, or does a note name what was not?"""

import copy
import json
import random

import pytest
from handed_in import (
    answers,
    cell_of,
    grade_id_of,
    kept_release,
    messages,
    notebook,
    own,
    poured,
    release,
    take_in,
)


def delete(nb, rng):
    """Delete a cell."""
    del nb["cells"][rng.randrange(len(nb["cells"]))]


def duplicate(nb, rng):
    """Copy a cell, marks and all, to another place."""
    nb["cells"].insert(rng.randrange(len(nb["cells"])), copy.deepcopy(rng.choice(nb["cells"])))


def copy_of_the_stub(nb, rng):
    """Paste a cell of the release."""
    nb["cells"].insert(rng.randrange(len(nb["cells"])), copy.deepcopy(rng.choice(release().cells)))


def move(nb, rng):
    """Move a cell."""
    cell = nb["cells"].pop(rng.randrange(len(nb["cells"])))
    nb["cells"].insert(rng.randrange(len(nb["cells"]) + 1), cell)


def retype(nb, rng):
    """Change a cell's type."""
    rng.choice(nb["cells"])["cell_type"] = rng.choice(["code", "markdown", "raw"])


def lose_marks(nb, rng):
    """Take nbgrader's metadata from a cell."""
    rng.choice(nb["cells"])["metadata"] = {}


def lose_id(nb, rng):
    """Take a cell's id, or give it another cell's."""
    cell = rng.choice(nb["cells"])
    cell["id"] = rng.choice(["", 7, "new", rng.choice(nb["cells"]).get("id")])


def retype_by_hand(nb, rng):
    """Replace a cell by one with the same text and nothing else."""
    place = rng.randrange(len(nb["cells"]))
    nb["cells"][place] = own(nb["cells"][place]["source"], nb["cells"][place]["cell_type"])


def split(nb, rng):
    """Split a cell, as Jupyter does: both halves keep the marks."""
    place = rng.randrange(len(nb["cells"]))
    cell = nb["cells"][place]
    lines = cell["source"].split("\n")
    at = rng.randrange(len(lines))
    halves = ["\n".join(lines[:at]), "\n".join(lines[at:])]
    nb["cells"][place : place + 1] = [copy.deepcopy(cell) | {"source": half} for half in halves]


def write_around(nb, rng):
    """Add a cell of the student's own."""
    cell = rng.choice([own("x = 1"), own("My notes.", "markdown"), own("")])
    nb["cells"].insert(rng.randrange(len(nb["cells"]) + 1), cell)


def tamper(nb, rng):
    """Rewrite a cell that is the course's."""
    cell = rng.choice(nb["cells"])
    if grade_id_of(cell) not in answers():
        cell["source"] = "pass"


DAMAGES = [
    delete,
    duplicate,
    copy_of_the_stub,
    move,
    retype,
    lose_marks,
    lose_id,
    retype_by_hand,
    split,
    write_around,
    tamper,
]


def is_told(intake, name):
    """Whether a note names an answer that did not come through exactly."""
    return bool(messages(intake, cell=name)) or any(name in note.message for note in intake.notes)


@pytest.mark.parametrize("seed", range(150))
def test_no_answer_is_lost_in_silence(seed, tmp_path):
    """After several random damages, is each answer the student's exactly, or named in a note?"""
    rng = random.Random(seed)
    nb = notebook()
    done = [rng.choice(DAMAGES) for _ in range(rng.randint(1, 8))]
    for damage in done:
        damage(nb, rng)
    intake = take_in(tmp_path, nb)
    assert kept_release(intake)
    for name, text in poured(intake).items():
        assert text == answers()[name] or is_told(intake, name), [d.__name__ for d in done]


@pytest.mark.parametrize("damage", [d for d in DAMAGES if d not in (delete, split)])
def test_a_single_damage_costs_no_answer(damage, tmp_path):
    """Does any one damage but a deletion and a split leave every answer exactly as it was?"""
    for seed in range(40):
        nb = notebook()
        damage(nb, random.Random(seed))
        intake = take_in(tmp_path, nb)
        found = poured(intake)
        # A text that stands beside a written answer belongs to it.
        assert answers()["explain_scale"] in found["explain_scale"]
        assert found | {"explain_scale": answers()["explain_scale"]} == answers(), seed
        assert kept_release(intake)


def test_a_split_costs_no_code(tmp_path):
    """Wherever a code answer is split, do its lines come through, together or in order?"""
    for name in ("prepare", "check_scale", "quiz"):
        lines = answers()[name].split("\n")
        for at in range(1, len(lines)):
            nb = notebook()
            place = nb["cells"].index(cell_of(nb, name))
            halves = ["\n".join(lines[:at]), "\n".join(lines[at:])]
            nb["cells"][place : place + 1] = [
                copy.deepcopy(nb["cells"][place]) | {"source": half} for half in halves
            ]
            intake = take_in(tmp_path, nb)
            released = {cell.id for cell in release().cells} - {name}
            own_cells = [c.source for c in intake.notebook.cells if c.id not in released]
            assert own_cells in ([answers()[name]], [half for half in halves if half]), (name, at)


@pytest.mark.parametrize("seed", range(60))
def test_random_bytes_never_raise(seed, tmp_path):
    """Is a notebook with bytes changed, cut or inserted at random read or refused in words?"""
    rng = random.Random(seed)
    data = bytearray(json.dumps(notebook()).encode())
    for _ in range(rng.randint(1, 20)):
        at = rng.randrange(len(data))
        rng.choice(
            [
                lambda at=at: data.__setitem__(at, rng.randrange(256)),
                lambda at=at: data.__delitem__(slice(at, at + rng.randrange(2000))),
                lambda at=at: data[at:at].extend(rng.randbytes(rng.randrange(50))),
                lambda at=at: data.insert(at, rng.choice(b'{}[]",:\\')),
            ]
        )()
    intake = take_in(tmp_path, bytes(data))
    assert intake.notes or intake.notebook is not None
    assert intake.notebook is None or kept_release(intake)
