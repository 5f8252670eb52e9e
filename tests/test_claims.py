"""Claims get the verdict that their evidence gives them."""

import math

import pytest

from course_utils.claims import Claim, Range, above, below, claims_table, within
from course_utils.intervals import Interval


def claim(evidence, holds_if, **settings) -> Claim:
    return Claim("BN helps", "accuracy, BN − none", evidence, holds_if, **settings)


@pytest.mark.parametrize(
    ("evidence", "holds_if", "verdict"),
    [
        (Interval(2.0, 0.5, 3), above(1.0), "supported"),
        (Interval(2.0, 1.0, 3), above(1.0), "supported"),
        (Interval(2.0, 1.5, 3), above(1.0), "inconclusive"),
        (Interval(0.0, 0.5, 3), above(1.0), "contradicted"),
        (Interval(2.0, 0.5, 3), below(1.0), "contradicted"),
        (Interval(0.0, 0.5, 3), below(1.0), "supported"),
        (Interval(1.0, 0.05, 3), within(0.9, 1.1), "supported"),
        (Interval(1.0, 0.2, 3), within(0.9, 1.1), "inconclusive"),
        (Interval(1.5, 0.2, 3), within(0.9, 1.1), "contradicted"),
        (Interval(2.0, 0.5, 3, diverged=1), above(1.0), "diverged"),
        (Interval(math.nan, math.nan, 0, diverged=3), above(1.0), "diverged"),
        (Interval(2.0, math.nan, 1), above(1.0), "inconclusive"),
        (2.0, above(1.0), "supported"),
        (0.5, above(1.0), "contradicted"),
        (math.nan, above(1.0), "diverged"),
        (math.inf, above(1.0), "diverged"),
    ],
)
def test_verdict_says_where_the_evidence_lies(evidence, holds_if, verdict):
    """Is a claim supported inside its range, contradicted outside, and open on the border?"""
    assert claim(evidence, holds_if).verdict() == verdict


def test_table_shows_evidence_in_the_unit_of_the_claim():
    """Are evidence and range scaled alike, and diverged runs told?"""
    table = claims_table(
        [
            claim(Interval(0.021, 0.004, 3), above(0.0), scale=100, digits=1, literature="paper"),
            claim(Interval(math.nan, math.nan, 0, diverged=3), within(-0.5, 0.5)),
            claim(1.467, below(1.0), digits=3),
            claim(math.inf, below(1.0)),
        ]
    )
    assert list(table["evidence here"]) == ["2.1 ± 0.4", "diverged (3 of 3)", "1.467", "diverged"]
    assert list(table["holds if"]) == ["≥ 0", "-0.5 to 0.5", "≤ 1", "≤ 1"]
    assert list(table["verdict"]) == ["supported", "diverged", "contradicted", "diverged"]
    assert table["literature"][0] == "paper"


def test_an_empty_range_is_refused():
    """Is a range that no value can lie in an error?"""
    with pytest.raises(ValueError, match="less than"):
        Range(2.0, 1.0)


def test_an_empty_table_is_refused():
    """Is a table of no claims an error?"""
    with pytest.raises(ValueError, match="at least one"):
        claims_table([])
