"""Probes of unit 01: what an answer does on small fixed inputs, as far as it tells answers apart.

One probe an exercise; `PROBES` names them. What depends on random numbers is observed as a
property (how many overlap, does a seed repeat), never as the numbers themselves.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_utils.feedback.probing import outcome

#: Sorted, and of unequal size: what a split does with classes shows on these.
LABELS = np.repeat([0, 1, 2], [480, 160, 80])
SHARE = 0.25


def prepare(answer: Callable) -> dict[str, Any]:
    """Values, dtype and shape once and twice, dark images, refusals, and the input afterwards."""
    images = np.zeros((2, 28, 28), dtype=np.uint8)
    images[0, 0, :4] = [0, 1, 51, 102]
    dark = np.zeros((1, 28, 28), dtype=np.uint8)
    dark[0, 0, 1] = 1
    given = images.copy()

    def seen(*arguments: np.ndarray) -> Any:
        result = np.asarray(answer(*arguments))
        return [str(result.dtype), list(result.shape), result.ravel()[:4], result.max()]

    return {
        "once": outcome(lambda: seen(given)),
        "input unchanged": given.shape == images.shape and bool((given == images).all()),
        "twice": outcome(lambda: seen(np.asarray(answer(images.copy())))),
        "dark": outcome(lambda: seen(dark)),
        "float64": outcome(lambda: seen(np.full((1, 784), 0.25))),
        "floats to 255": outcome(lambda: seen(np.full((1, 784), 255.0))),
        "floats from -1": outcome(lambda: seen(np.full((1, 784), -1.0))),
        "just outside": [
            outcome(lambda end=end: seen(np.full((1, 784), end))) for end in (-0.01, 1.01)
        ],
    }


def split_indices(answer: Callable) -> dict[str, Any]:
    """Sizes, overlaps, losses and class shares of a split, and what the seed decides."""
    return {
        "from 0": outcome(lambda: _parts(answer, LABELS)),
        "from 11": outcome(lambda: _parts(answer, LABELS + 11)),
        "unsorted": outcome(lambda: _parts(answer, LABELS[::-1])),
        "of one size": outcome(lambda: _parts(answer, np.repeat([0, 1, 2], 240))),
        "same seed": outcome(lambda: _held_out(answer, 1) == _held_out(answer, 1)),
        "other seeds": outcome(lambda: len({_held_out(answer, seed) for seed in range(5)}) > 1),
    }


def _parts(answer: Callable, labels: np.ndarray) -> dict[str, Any]:
    given = labels.copy()
    parts = [np.asarray(part) for part in answer(given, SHARE, 0)]
    train, validation = (part.astype(int) for part in parts)
    held_out = [np.flatnonzero(labels == name) for name in np.unique(labels)]
    held_out = [np.flatnonzero(np.isin(members, validation)) for members in held_out]
    return {
        "kinds": [part.dtype.kind for part in parts],
        "input unchanged": np.array_equal(given, labels),
        "about its size": bool(abs(len(validation) - SHARE * len(labels)) < 0.2 * len(labels) / 2),
        "as many of each": len({len(places) for places in held_out}) == 1,
        "neighbours": all(bool((np.diff(places) == 1).all()) for places in held_out),
        "every index": np.array_equal(np.union1d(train, validation), np.arange(len(labels))),
        "in both": bool(np.intersect1d(train, validation).size),
        "held out twice": len(np.unique(validation)) < len(validation),
        "more for training": len(train) > len(validation),
        "shares": [
            _near_share(labels, part, share)
            for part, share in ((train, 1 - SHARE), (validation, SHARE))
        ],
    }


def _near_share(labels: np.ndarray, part: np.ndarray, share: float) -> bool:
    """Whether each class has its share in the part, give or take one example."""
    counts = [np.sum(labels[part] == name) for name in np.unique(labels)]
    wanted = share * np.unique(labels, return_counts=True)[1]
    return bool((np.abs(counts - wanted) <= 1).all())


def _held_out(answer: Callable, seed: int) -> tuple[int, ...]:
    return tuple(sorted(int(index) for index in answer(LABELS.copy(), SHARE, seed)[1]))


def check_scale(answer: Callable) -> dict[str, Any]:
    """Which pairs are refused, with which exception, and whether the message names the ranges."""
    unit = np.array([0.0, 0.25, 1.0])
    stored = np.array([0, 90, 255], dtype=np.uint8)
    pairs = {
        "itself": (unit, unit),
        "too large": (unit, 255 * unit),
        "too small": (unit, unit / 255),
        "signed": (unit, 2 * unit - 1),
        "signed, the other without a zero": (unit + 0.5, 2 * unit - 1),
        "signed reference": (2 * unit - 1, unit),
        "ten times": (unit, 10 * unit),
        "fifty times": (unit, 50 * unit),
        "narrow": (0.5 + 0.5 * unit, 0.8 + 0.01 * unit),
        "below 0 alone too large": (2 * unit - 1, np.array([-255.0, 1.0])),
        "dimmer": (unit, 0.3 * unit),
        "stored and dimmer": (stored, np.minimum(stored, 200)),
        "zeros": (unit, 0 * unit),
    }
    seen = {name: outcome(lambda pair=pair: answer(*pair)) for name, pair in pairs.items()}
    return seen | {"named": outcome(lambda: _named(answer))}


def _named(answer: Callable) -> list[bool] | None:
    """Which ends of the ranges the error names, and whether it names any number; None if none."""
    unit = np.array([0.0, 0.25, 1.0])
    try:
        answer(0.00311 * unit + 0.00072, 2.5 * unit + 0.125)
    except ValueError as error:
        number = r"(?:\d+(?:\.\d+)?|(?<!\.)\.\d+)(?:[eE][-+]?\d+)?"
        numbers = [float(word) for word in re.findall(number, str(error))]
        ends = (0.00072, 0.00383, 0.125, 2.625)
        return [any(abs(n - end) <= 0.01 * end for n in numbers) for end in ends] + [bool(numbers)]
    return None


def repaired_pipeline(answer: Callable) -> dict[str, Any]:
    """Which images stand in which part, their scale and labels, what the mean is made of."""
    images, labels, test_images, test_labels = drawn = tuple(_digits())
    given = [array.copy() for array in drawn]
    parts = {key: np.asarray(value) for key, value in answer(*given, seed=0).items()}
    again = answer(*given, seed=0)
    pixels = np.concatenate([images, test_images]).reshape(-1, 784) / 255
    every_label = np.concatenate([labels, test_labels])
    behind = {name: _origin(parts[f"x_{name}"], pixels) for name in ("train", "validation", "test")}
    seen: dict[str, Any] = {}
    for name, rows in behind.items():
        values, wanted = parts[f"x_{name}"], pixels[rows]
        spread = np.std(values - values[:1]) / np.std(wanted - wanted[:1])
        seen[name] = {
            "from images": bool((rows < len(images)).all()),
            "count": len(rows),
            "in order": bool((np.diff(rows) == 1).all()),
            "scale": float(f"{spread:.3g}"),
            "labels": np.array_equal(parts[f"y_{name}"], every_label[rows]),
            "centred by itself": bool(np.abs(values.mean(axis=0)).max() < 1e-4 * spread),
        }
    train, validation = behind["train"], behind["validation"]
    used = {"training": train, "images": np.arange(len(images)), "all": np.arange(len(pixels))}
    seen["mean of"] = [
        name
        for name, rows in used.items()
        if np.allclose(parts["mean"], pixels[rows].mean(axis=0), atol=1e-4)
    ]
    seen["in both"] = bool(np.intersect1d(train, validation).size)
    seen["unchanged"] = all(map(np.array_equal, given, drawn))
    seen["repeats"] = np.allclose(parts["x_train"], np.asarray(again["x_train"]), atol=1e-4)
    other = np.asarray(answer(*(a.copy() for a in drawn), seed=1)["x_validation"])
    seen["seed matters"] = set(_origin(other, pixels)) != set(validation)
    return seen


def _digits() -> Iterator[np.ndarray]:
    """Random images and labels, 53 for training (5 doesn't divide it) and 20 for testing."""
    rng = np.random.default_rng(7)
    for count in (53, 20):
        yield rng.integers(0, 256, size=(count, 28, 28), dtype=np.uint8)
        yield rng.permutation(np.arange(count) % 10)


def _origin(rows: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """The index of the image that each row resembles most."""
    centred = [a - a.mean(axis=1, keepdims=True) for a in (rows, pixels)]
    ours, theirs = (a / np.linalg.norm(a, axis=1, keepdims=True) for a in centred)
    return (ours @ theirs.T).argmax(axis=1)


PROBES: dict[str, Callable[[Callable], dict[str, Any]]] = {
    "prepare": prepare,
    "split_indices": split_indices,
    "check_scale": check_scale,
    "repaired_pipeline": repaired_pipeline,
}
