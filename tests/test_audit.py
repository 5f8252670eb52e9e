"""Sentences with their labels and places, and what a student writes about others."""

import pytest
from conftest import ROOT

from course_utils import audit
from course_utils.audit import Place, Sentence, audit_table, missing_cells, read_entry
from course_utils.checks import CheckFailure


def test_twelve_sentences_are_judged():
    """Are there twelve sentences, and does each of the three labels occur?"""
    assert len(audit.SENTENCES) == 12
    assert {sentence.label for sentence in audit.SENTENCES} == set(audit.LABELS)


def test_every_cell_named_exists():
    """Has every lecture that is there the cells that the audit refers to?"""
    assert missing_cells(ROOT / "notebooks") == []


def test_table_links_to_cells():
    """Does a row link to its cells, by lecture and cell, and to whole lectures?"""
    table = audit_table(
        [
            Sentence("A", "supported", "why", (Place("05_x", "fit"), Place("06_y"))),
            Sentence("B", "not tested here", "nothing"),
        ]
    )
    assert table["shown in"][0] == (
        '<a href="05_x.ipynb#cell-id=fit">05 · fit</a>, <a href="06_y.ipynb">06</a>'
    )
    assert table["shown in"][1] == "–"
    assert list(table["label"]) == ["supported", "not tested here"]


def test_missing_cells_are_found(tmp_path):
    """Is a cell that a lecture lacks reported, and an absent lecture not?"""
    (tmp_path / "05_x.ipynb").write_text('{"cells": [{"id": "fit"}]}', encoding="utf-8")
    sentence = Sentence(
        "A", "supported", "why", (Place("05_x", "fit"), Place("05_x", "no"), Place("06_y", "no"))
    )
    assert missing_cells(tmp_path, [sentence]) == [Place("05_x", "no")]


@pytest.mark.parametrize(
    ("label", "places", "message"),
    [
        ("perhaps", (Place("05_x"),), "one of"),
        ("supported", (), "names its places"),
        ("not tested here", (Place("05_x"),), "names its places"),
    ],
)
def test_a_sentence_without_evidence_is_refused(label, places, message):
    """Is an unknown label, or a label that doesn't fit its places, an error?"""
    with pytest.raises(ValueError, match=message):
        Sentence("A", label, "why", places)


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        (("supported", "05"), ("supported", 5)),
        (["Contradicted ", 8], ("contradicted", 8)),
        (("supported", "03_batchnorm_forward"), ("supported", 3)),
        (("not tested here", None), ("not tested here", None)),
        (("not tested here", "?"), ("not tested here", None)),
    ],
)
def test_entries_are_read_in_every_spelling(entry, read):
    """Are lectures read as text, number or id, and ignored for what wasn't tested?"""
    assert read_entry({"key": entry}, "key") == read


@pytest.mark.parametrize(
    "entry",
    [("?", "?"), "supported", None, ("supported", None), ("supported", "09"), ("yes", "05")],
)
def test_entries_that_cannot_be_read_are_refused(entry):
    """Does a malformed entry say what was expected?"""
    with pytest.raises(CheckFailure, match="expected"):
        read_entry({"key": entry}, "key")
    with pytest.raises(CheckFailure, match="expected"):
        read_entry({}, "key")
