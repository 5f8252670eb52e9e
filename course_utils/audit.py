"""Sentences about batch normalization, judged by what this course shows.

1. ``SENTENCES``: twelve from the course's sources, each with a label and the cells that bear on it.
2. ``audit_table`` turns sentences into a table whose last column links to these cells;
   ``missing_cells`` says which of them a folder of lectures doesn't have.
3. ``read_entry`` reads a student's own judgement, for the assignment.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from course_utils import checks

Label = Literal["supported", "contradicted", "not tested here"]
LABELS: tuple[Label, ...] = get_args(Label)
#: The numbers of the lectures that an entry may name.
LECTURES = range(1, 9)


@dataclass(frozen=True)
class Place:
    """A cell of a lecture; cell "" stands for the lecture as a whole."""

    lecture: str
    cell: str = ""

    def link(self) -> str:
        """An HTML link that JupyterLab and the exported pages follow."""
        number = self.lecture.split("_", 1)[0]
        if not self.cell:
            return f'<a href="{self.lecture}.ipynb">{number}</a>'
        return f'<a href="{self.lecture}.ipynb#cell-id={self.cell}">{number} · {self.cell}</a>'


@dataclass(frozen=True)
class Sentence:
    """A sentence, its label, why, and where the course shows it.

    Raises ValueError for an unknown label, or a label that needs a place and has none.
    """

    text: str
    label: Label
    why: str
    places: tuple[Place, ...] = ()

    def __post_init__(self) -> None:
        if self.label not in LABELS:
            raise ValueError(f"The label must be one of {', '.join(LABELS)}, not {self.label!r}.")
        if (self.label == "not tested here") == bool(self.places):
            raise ValueError(f"{self.text!r}: a tested sentence, and only one, names its places.")


PREPROCESSING = "01_preprocessing"
FORWARD = "03_batchnorm_forward"
KERAS = "05_keras_models"
WHY = "06_why_it_helps"
BATCH_SIZE = "07_batch_size"
LIMITS = "08_limits_and_alternatives"

#: Quoted or shortened from the five notebooks that the course began with.
SENTENCES: tuple[Sentence, ...] = (
    Sentence(
        "At inference, the learned mean and variance for each batch are used.",
        "contradicted",
        "one moving mean and variance per unit, the same for every batch",
        (Place(KERAS, "numpy-batch-norm"), Place(KERAS, "composition-figure")),
    ),
    Sentence(
        "It requires storing mean and variance statistics for each batch.",
        "contradicted",
        "a layer keeps two vectors, however long it is trained",
        (Place(KERAS, "sequential"),),
    ),
    Sentence(
        "The bias before BN matters.",
        "contradicted",
        "its gradient is zero up to rounding",
        (Place(KERAS, "bias-gradient"),),
    ),
    Sentence(
        "The inputs to the next layer are normalised.",
        "contradicted",
        "true only where no ReLU stands between",
        (Place(KERAS, "placement-measured"),),
    ),
    Sentence(
        "Higher learning rates can be used without the risk of divergence.",
        "contradicted",
        "higher ones than without BN, but not any",
        (Place(WHY, "rates"), Place(LIMITS, "table")),
    ),
    Sentence(
        "BN works because it reduces internal covariate shift.",
        "contradicted",
        "as settled fact: noisy BN shifts more, and still trains",
        (Place(WHY, "noise-sigmoid"), Place(WHY, "table")),
    ),
    Sentence(
        "It is less affected by the choice of batch size.",
        "contradicted",
        "more than LayerNorm or no normalization, as batches of two show",
        (Place(BATCH_SIZE, "reversed-table"), Place(LIMITS, "table")),
    ),
    Sentence(
        "Statistics of larger batches are less representative.",
        "contradicted",
        "their noise falls with the root of the batch size",
        (Place(FORWARD, "noise-claim"), Place(BATCH_SIZE, "noise-measured")),
    ),
    Sentence(
        "BN costs time at inference.",
        "contradicted",
        "folded into the Dense layers it is no longer there",
        (Place(LIMITS, "folding"), Place(KERAS, "fold-two-networks")),
    ),
    Sentence(
        "Flipped copies are a useful augmentation for digits.",
        "contradicted",
        "they cost accuracy: a flipped digit is no digit",
        (Place(PREPROCESSING, "claim-flips"),),
    ),
    Sentence(
        "BN speeds up training.",
        "supported",
        "in steps needed, above all the first ones; a step takes longer",
        (Place(KERAS, "presets-first-epoch"), Place(LIMITS, "table")),
    ),
    Sentence(
        "With BN, dropout can be reduced or left out.",
        "not tested here",
        "no experiment of the course uses dropout",
    ),
)


def audit_table(sentences: Iterable[Sentence] = SENTENCES) -> pd.DataFrame:
    """Return one row a sentence: the sentence, the label, why, and links to the cells (HTML)."""
    return pd.DataFrame(
        {
            "sentence": sentence.text,
            "label": sentence.label,
            "because": sentence.why,
            "shown in": ", ".join(place.link() for place in sentence.places) or "–",
        }
        for sentence in sentences
    )


def missing_cells(folder: Path, sentences: Iterable[Sentence] = SENTENCES) -> list[Place]:
    """Return the places that the lectures in a folder don't have; absent lectures are left out."""
    missing = []
    for place in {place for sentence in sentences for place in sentence.places}:
        path = folder / f"{place.lecture}.ipynb"
        if not path.is_file() or not place.cell:
            continue
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        if place.cell not in {cell.get("id") for cell in cells}:
            missing.append(place)
    return missing


def read_entry(answers: Mapping[str, Any], key: str) -> tuple[Label, int | None]:
    """Return a student's label and lecture number for one sentence.

    The lecture may be written as "05", 5 or "05_keras_models"; it is None for "not tested here".
    Raises CheckFailure for an entry that can't be read.
    """
    entry = answers.get(key) if isinstance(answers, Mapping) else None
    pair = isinstance(entry, (tuple, list)) and len(entry) == 2
    checks.true(pair, f"{key}: expected a label and a lecture.", '("supported", "05")', entry)
    label = str(entry[0]).strip().lower()
    checks.true(label in LABELS, f"{key}: no label.", " or ".join(map(repr, LABELS)), entry[0])
    if label == "not tested here":
        return label, None
    number = str(entry[1]).strip().split("_")[0]
    known = number.isdigit() and int(number) in LECTURES
    checks.true(known, f"{key}: no number of a lecture.", '"01" to "08"', entry[1])
    return label, int(number)
