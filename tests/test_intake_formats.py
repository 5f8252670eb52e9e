"""What the intake makes of bytes: encodings, damaged JSON, formats, conflicts of a whole file."""

import codecs
import json

import pytest
from handed_in import (
    answers,
    cell_of,
    kept_release,
    messages,
    notebook,
    own,
    poured,
    release,
    take_in,
)

from course_utils.grading import conflicts, notebook_text
from course_utils.grading.safe_files import LARGEST_FILE


def stub(name):
    """What the release has in an answer's cell."""
    return cell_of(release(), name)["source"]


def as_text(answer):
    """A notebook with that written answer, which alone is more than ASCII."""
    nb = notebook()
    cell_of(nb, "explain_scale")["source"] = "HERE"
    return json.dumps(nb, indent=1).replace("HERE", answer)


ENCODINGS = {
    "utf-8": "",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-32": "utf-32",
    "latin-1": "Latin-1",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_encoding_is_read(encoding, tmp_path):
    """Is the notebook read in any usual encoding, with a note on all but plain UTF-8?"""
    answer = "Größer als 255: naïve."
    intake = take_in(tmp_path, as_text(answer).encode(encoding))
    assert poured(intake) == answers() | {"explain_scale": answer}
    said = messages(intake, "repaired")
    assert f"read as {ENCODINGS[encoding]}" in said if ENCODINGS[encoding] else said == ""


def test_utf8_with_a_damaged_letter_keeps_the_others(tmp_path):
    """Are good letters kept if one byte of UTF-8 is damaged?"""
    intake = take_in(tmp_path, as_text("Größer — naïve.").encode().replace("ö".encode(), b"\xf6"))
    assert poured(intake)["explain_scale"] == "Gr\ufffdßer — naïve."
    assert "damaged UTF-8" in messages(intake, "repaired")


def test_what_nobody_can_write_down_is_taken_out(tmp_path):
    """Are NULs and lone surrogates replaced, so that the poured notebook can be written?"""
    nb = notebook()
    cell_of(nb, "prepare")["source"] = "def prepare(images):\n    return '\0\ud800'\n"
    intake = take_in(tmp_path, json.dumps(nb))
    assert poured(intake)["prepare"] == "def prepare(images):\n    return '\ufffd'\n"
    assert json.dumps(intake.notebook, ensure_ascii=False).encode()
    assert "NUL" in messages(intake, "repaired", "prepare")
    assert "surrogate" in messages(intake, "repaired", "prepare")


def test_ends_of_lines_are_pythons(tmp_path):
    """Is a stub with the ends of lines of Windows still the stub, and an answer read alike?"""
    nb = notebook()
    for cell in nb["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    assert kept_release(intake)
    assert intake.notes == ()


def test_texts_may_be_lists_of_lines(tmp_path):
    """Is a source read as a string and as a list of lines, as the format allows?"""
    nb = notebook()
    for cell in nb["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    assert poured(take_in(tmp_path, nb)) == answers()


REFUSED = {
    "empty": (b"", "empty"),
    "zeros": (b"\0" * 1000, "empty"),
    "zip": (b"PK\x03\x04" + bytes(50), "zip archive"),
    "web page": (b"<!DOCTYPE html><html></html>", "web page"),
    "prose": (b"I could not upload the file, sorry.", "not a notebook"),
    "number": (b"42", "no object"),
    "no cells": (b'{"nbformat": 4}', "no cells"),
    "cells that are none": (b'{"cells": 7, "nbformat": 4}', "no cells"),
    "deep list": (b"[" * 200_000, "nested too deeply|not a notebook"),
    "deep object": (b'{"a":' * 200_000, "nested too deeply|not a notebook"),
    "deep cells": (b'{"cells": [' + b"[" * 200_000, "nested too deeply|not a notebook"),
    "several notebooks": (
        b'[{"cells": [{"cell_type": "code"}]}, {"cells": [{"cell_type": "code"}]}]',
        "several notebooks",
    ),
    "cut in the first cell": (b'{"cells": [{"cell_type": "code", "source": "x', "not a notebook"),
    "too large": (b" " * (LARGEST_FILE + 1), "larger than 20 MB"),
    "much text": (
        json.dumps({"cells": [own("x" * 100_000)] * 50}).encode(),
        "4,000,000 characters",
    ),
    "many cells": (
        json.dumps({"cells": [{}] * (notebook_text.MOST_CELLS + 1)}).encode(),
        "more than",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_words(case, tmp_path):
    """Is each unusable file refused with its reason, without raising?"""
    data, says = REFUSED[case]
    intake = take_in(tmp_path, data)
    assert intake.notebook is None
    assert intake.digest == ""
    assert any(part in messages(intake, "refused") for part in says.split("|"))


def test_json_that_python_reads_is_read(tmp_path):
    """Do NaN, huge numbers and a repeated key leave the answers alone?"""
    text = json.dumps(notebook())[:-1]
    text += ', "x": NaN, "y": 1e999, "z": ' + "9" * 5000 + ', "nbformat": 4}'
    intake = take_in(tmp_path, text)
    assert poured(intake) == answers()
    assert "'nbformat' twice" in messages(intake, "repaired")


def test_the_last_of_repeated_texts_counts(tmp_path):
    """If a cell has two sources, does the last one count, as in Jupyter?"""
    nb = notebook()
    cell_of(nb, "prepare")["source"] = "FIRST"
    text = json.dumps(nb).replace('"source": "FIRST"', '"source": "FIRST", "source": "LAST"')
    assert poured(take_in(tmp_path, text))["prepare"] == "LAST"


def test_something_after_the_end_is_left_out(tmp_path):
    """Is a notebook read that has something behind it?"""
    intake = take_in(tmp_path, json.dumps(notebook()) + "\n\n}}]] garbage")
    assert poured(intake) == answers()
    assert "after the notebook's end" in messages(intake, "repaired")


@pytest.mark.parametrize("how", ["list of cells", "list of one notebook"])
def test_a_notebook_in_a_list_is_read(how, tmp_path):
    """Are the cells found if the file holds a list?"""
    nb = notebook()
    value = nb["cells"] if how == "list of cells" else [nb]
    intake = take_in(tmp_path, json.dumps(value))
    assert poured(intake) == answers()
    assert "in a list" in messages(intake, "repaired")


def test_a_cut_file_keeps_the_whole_cells(tmp_path):
    """Are the cells before the place where an upload broke off read, and the rest not?"""
    text = json.dumps(notebook(), indent=1)
    cut = text[: text.index('"check_scale"')]
    intake = take_in(tmp_path, cut)
    wanted = {name: stub(name) for name in answers()}
    wanted |= {name: answers()[name] for name in ("prepare", "split_indices")}
    assert poured(intake) == wanted
    assert kept_release(intake)
    assert "cut off" in messages(intake, "repaired")


def test_a_damaged_cell_costs_no_other(tmp_path):
    """Is what follows a damaged cell read?"""
    nb = notebook()
    cell_of(nb, "split_indices")["source"] = "DAMAGED"
    text = json.dumps(nb, indent=1).replace('"DAMAGED"', '"DAMAGED')
    intake = take_in(tmp_path, text)
    assert poured(intake) == answers() | {"split_indices": stub("split_indices")}


def test_odd_things_among_the_cells_are_left_out(tmp_path):
    """Do cells that are none, and values of a wrong type in cells, leave the others alone?"""
    nb = notebook()
    nb["cells"] += [None, 7, [], {}, {"cell_type": ["code"], "source": {"a": 1}}]
    nb["cells"].append({"cell_type": "code", "metadata": [], "source": "x = 1", "id": 3})
    nb["cells"].append(own("y = 1") | {"metadata": {"nbgrader": "no", "tags": [1, "t"]}})
    nb["cells"].append(own("z = 1") | {"metadata": {"nbgrader": {"grade_id": ["a"]}}})
    nb["cells"].append(own(["a = 1\n", 7, "b = 2"]))
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    extras = [cell.source for cell in intake.notebook.cells[len(release().cells) :]]
    assert extras == ["x = 1", "y = 1", "z = 1", "a = 1\nb = 2"]
    assert "no text" in messages(intake, "refused")


def test_format_3_is_read(tmp_path):
    """Is a notebook of format 3, with its sheets and inputs, read?"""
    import nbformat

    old = nbformat.convert(nbformat.reads(json.dumps(notebook()), as_version=4), 3)
    intake = take_in(tmp_path, nbformat.writes(old, version=3))
    assert poured(intake) == answers()
    assert kept_release(intake)
    assert "format 4 (3)" in messages(intake, "repaired")


@pytest.mark.parametrize("version", [5, 1, "4", None, -1])
def test_other_formats_are_read_where_they_look_alike(version, tmp_path):
    """Is the text read whatever a notebook says of its format?"""
    intake = take_in(tmp_path, notebook() | {"nbformat": version})
    assert poured(intake) == answers()
    assert "not of format 4" in messages(intake, "repaired")


# A file in conflict


def merge(ours, theirs):
    """What Git makes of two notebooks that differ in some lines."""
    import difflib

    a, b = (json.dumps(nb, indent=1).splitlines(keepends=True) for nb in (ours, theirs))
    merged = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            merged += a[i1:i2]
        else:
            merged += ["<<<<<<< HEAD\n", *a[i1:i2], "=======\n", *b[j1:j2], ">>>>>>> other\n"]
    return "".join(merged)


def test_a_conflict_about_counts_costs_nothing(tmp_path):
    """If both sides answer alike, is the answer read?"""
    ours, theirs = notebook(), notebook()
    cell_of(theirs, "prepare")["execution_count"] = 12
    text = merge(ours, theirs)
    assert "<<<<<<< HEAD" in text
    intake = take_in(tmp_path, text)
    assert poured(intake) == answers()
    assert "conflict markers" in messages(intake, "repaired")


def test_of_a_conflict_the_answered_side_counts(tmp_path):
    """If one side has the stub, does the other side's answer count, exercise by exercise?"""
    ours, theirs = notebook(), notebook()
    cell_of(ours, "prepare")["source"] = stub("prepare")
    cell_of(theirs, "quiz")["source"] = stub("quiz")
    assert poured(take_in(tmp_path, merge(ours, theirs))) == answers()


def test_two_answers_in_conflict_are_refused_alone(tmp_path):
    """If both sides answer differently, is that answer refused, and no other?"""
    ours, theirs = notebook(), notebook()
    cell_of(theirs, "prepare")["source"] = "def prepare(images):\n    return None"
    intake = take_in(tmp_path, merge(ours, theirs))
    assert poured(intake) == answers() | {"prepare": stub("prepare")}
    assert "differently" in messages(intake, "refused", "prepare")


def test_the_side_that_is_a_notebook_counts(tmp_path):
    """If only one side of a conflict is a notebook, is it read; and none, refused?"""
    lines = json.dumps(notebook(), indent=1).splitlines(keepends=True)
    half = ["<<<<<<< HEAD\n", *lines, "\n=======\n", "nothing\n", ">>>>>>> other\n"]
    assert poured(take_in(tmp_path, "".join(half))) == answers()
    none = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"
    intake = take_in(tmp_path, none)
    assert intake.notebook is None
    assert "conflict" in messages(intake, "refused")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n<<<<<<< HEAD\nb\n",
        "=======\n",
        "<<<<<<< a\n=======\n",
        "x <<<<<<< y\n=======\n>>>>>>> z\n",
    ],
)
def test_incomplete_markers_are_text(text):
    """Is a text without a whole conflict left alone?"""
    assert conflicts.sides(text) is None


def test_the_base_of_a_conflict_belongs_to_no_side():
    """Is the common ancestor that Git may show read by neither side?"""
    text = "a\n<<<<<<< x\nb\n||||||| base\nc\n=======\nd\n>>>>>>> y\ne\n"
    assert conflicts.sides(text) == ("a\nb\ne\n", "a\nd\ne\n")


def test_a_hostile_file_takes_no_time(tmp_path):
    """Are files made to be slow read or refused within seconds?"""
    import time

    many_keys = ",".join(f'"k{n}":1' for n in range(200_000))
    cells = ",".join('{"id":' for _ in range(200_000))
    for text in (
        "{" + many_keys + "," + many_keys + "}",
        '{"cells": [' + cells,
        '{"worksheets": [' + ",".join(['{"cells": [{}]}'] * 100_000) + "]}",
        "<<<<<<< a\n=======\n>>>>>>> b\n" * 200_000,
    ):
        start = time.perf_counter()
        assert take_in(tmp_path, text).notebook is None
        assert time.perf_counter() - start < 10, text[:40]


def test_the_encoding_is_told_by_the_bytes():
    """Does a byte-order mark decide, also the one of UTF-32 that begins like UTF-16's?"""
    for encoding in ("utf-16", "utf-32"):
        notes = []
        assert notebook_text.decode("{}".encode(encoding), notes) == "{}"
        assert encoding in notes[0].message
    assert notebook_text.decode(codecs.BOM_UTF8 + b"{}", []) == "{}"
