"""Figures of digits, and the checks that digits and their labels go through.

1. ``image_grid``, ``digit_heatmap``, ``predictions``: data in, Axes out.
2. ``digits`` and ``class_labels`` refuse shapes and values that a figure would misrepresent.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes

from course_utils import plot_style as style

SIDE = 28
CLASSES = 10
# The grey on which black and white text have equal contrast (relative luminance 0.179, WCAG 2).
MIDDLE_GREY = 0.46


def image_grid(
    images: npt.ArrayLike,
    labels: npt.ArrayLike | None = None,
    *,
    rows: int = 4,
    columns: int = 8,
    seed: int | None = None,
    axes: Iterable[Axes] | None = None,
) -> np.ndarray:
    """The first rows × columns digits, or a random choice of them, with their labels as titles.

    images: shape (n, 28, 28) or (n, 784), on any one scale (black is 0, or the smallest value if
    that is negative; white is the largest shown). labels: integers, shape (n,). seed: None takes
    the first ones, an integer draws without replacement. Cells without an image stay empty.
    axes: rows × columns Axes, or None for a new figure.
    Returns an array of Axes, shape (rows, columns). Raises ValueError for other shapes or lengths.
    """
    images = digits(images)
    if rows < 1 or columns < 1:
        raise ValueError(f"expected at least one row and column, got {rows} × {columns}")
    if labels is not None:
        labels = class_labels(labels, len(images))
    count = min(rows * columns, len(images))
    chosen = np.arange(count)
    if seed is not None:
        chosen = np.random.default_rng(seed).choice(len(images), size=count, replace=False)
    axes = style.panels(
        axes, rows * columns, size=(0.95, 0.95 if labels is None else 1.15), columns=columns
    )
    low, high = _grey_range(images[chosen])
    for ax in axes:
        ax.set_axis_off()
    for ax, index in zip(axes, chosen, strict=False):
        ax.imshow(images[index], cmap="gray", vmin=low, vmax=high)
        if labels is not None:
            ax.set_title(str(labels[index]), pad=3)
    words = "" if labels is None else f", labelled {', '.join(map(str, labels[chosen]))}"
    style.describe(axes, f"{count} digits of {SIDE} × {SIDE} pixels, row by row{words}.")
    return axes.reshape(rows, columns)


def digit_heatmap(image: npt.ArrayLike, ax: Axes | None = None) -> Axes:
    """One digit with the value of each pixel written into it.

    image: shape (28, 28) or (784,). Integers are written as they are, floats with two decimals and
    no leading zero (".50"), or in short powers of ten ("4e-3") where no pixel exceeds 0.1.
    ax: an Axes of at least 8 × 8 inches, or None for a new figure. Returns the Axes.
    Raises ValueError for other shapes and for pixels that are not finite.
    """
    image = np.asarray(image)
    if image.shape not in {(SIDE, SIDE), (SIDE * SIDE,)}:
        raise ValueError(
            f"expected one image of shape (28, 28) or (784,), got {image.shape}: "
            "pass a single one, e.g. images[0]"
        )
    image = digits(image[np.newaxis])[0]
    (ax,) = style.panels(ax, 1, size=(10.5, 9.5))
    low, high = _grey_range(image)
    # A cell is 1/28 of the Axes; three characters at this share of it leave a margin on both sides.
    cell_points = ax.get_position().width * ax.figure.get_size_inches()[0] * 72 / SIDE
    sns.heatmap(
        image,
        vmin=low,
        vmax=high,
        cmap="gray",
        annot=_pixel_words(image),
        fmt="",
        annot_kws={"size": min(7.5, 0.36 * cell_points)},
        square=True,
        xticklabels=3,
        yticklabels=3,
        cbar_kws={"label": "pixel value", "shrink": 0.8},
        ax=ax,
    )
    for text, grey in zip(ax.texts, (image.ravel() - low) / (high - low), strict=True):
        text.set_color("white" if grey < MIDDLE_GREY else "black")
    ax.tick_params(axis="y", rotation=0)
    ax.set_xlabel("pixel column")
    ax.set_ylabel("pixel row")
    style.describe(
        ax,
        f"One digit as {SIDE} × {SIDE} pixel values from {image.min():.4g} to {image.max():.4g}, "
        f"{np.count_nonzero(image)} of {image.size} not 0.",
    )
    return ax


def predictions(
    images: npt.ArrayLike,
    labels: npt.ArrayLike,
    probabilities: npt.ArrayLike,
    axes: Iterable[Axes] | None = None,
) -> np.ndarray:
    """Each digit beside the probabilities that a network gives its ten classes.

    images: shape (n, 28, 28) or (n, 784). labels: integers, shape (n,). probabilities: shape
    (n, 10), each row summing to 1. The predicted class (argmax) is coloured; a wrong one is hatched
    and named wrong. axes: 2 n Axes (image, bars, image, ...), or None for a new figure.
    Returns an array of Axes, shape (n, 2): image, bars.
    Raises ValueError for other shapes or lengths, and for logits in place of probabilities.
    """
    images = digits(images)
    labels = class_labels(labels, len(images))
    probabilities = _probabilities(probabilities, len(images))
    predicted = probabilities.argmax(axis=1)
    columns = 2 * min(3, len(images))
    ratios = {"width_ratios": [1, 1.3] * (columns // 2)}
    axes = style.panels(
        axes, 2 * len(images), size=(1.95, 2.7), columns=columns, gridspec_kw=ratios
    ).reshape(-1, 2)
    low, high = _grey_range(images)
    for index, (picture, bars) in enumerate(axes):
        wrong = predicted[index] != labels[index]
        picture.imshow(images[index], cmap="gray", vmin=low, vmax=high)
        picture.set_axis_off()
        picture.set_anchor("N")
        patches = bars.barh(range(CLASSES), probabilities[index], color=style.GREY)
        best = patches[predicted[index]]
        best.set(facecolor=style.VERMILLION if wrong else style.BLUE, hatch="////" if wrong else "")
        verdict = "wrong: " if wrong else ""
        picture.set_title(f"true {labels[index]}")
        bars.set_title(f"{verdict}predicted {predicted[index]}")
        bars.set_xlim(0, 1)
        bars.set_xticks([0, 0.5, 1], labels=["0", "0.5", "1"])
        bars.set_ylim(CLASSES - 0.5, -0.5)
        bars.set_yticks(range(CLASSES))
        bars.tick_params(axis="y", labelsize="small")
        bars.grid(visible=False, axis="y")
        bars.set_xlabel("probability")
        bars.set_ylabel("digit")
    told = [
        f"true {label}, predicted {guess} with probability {row[guess]:.2f}"
        for label, guess, row in zip(labels, predicted, probabilities, strict=True)
    ]
    style.describe(axes, f"Class probabilities of {len(images)} digits: {'; '.join(told)}.")
    return axes


def digits(images: npt.ArrayLike) -> np.ndarray:
    """Images as (n, 28, 28); raises ValueError for other shapes, none, and pixels not finite."""
    images = np.asarray(images)
    if images.ndim not in (2, 3) or images.shape[1:] not in {(SIDE, SIDE), (SIDE * SIDE,)}:
        raise ValueError(
            f"expected images of shape (n, 28, 28) or (n, 784), got {images.shape}: "
            "reshape them, or pass images[:1] to show a single one"
        )
    if not len(images):
        raise ValueError("expected at least one image, got 0: check how they were selected")
    if not np.isfinite(images).all():
        raise ValueError("expected finite pixel values, got nan or infinity: check the preparation")
    return images.reshape(-1, SIDE, SIDE)


def class_labels(labels: npt.ArrayLike, count: int | None = None) -> np.ndarray:
    """Labels as integers of shape (n,); raises ValueError for others, and if n is not ``count``."""
    labels = np.asarray(labels)
    if labels.ndim != 1 or not labels.size or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            f"expected integer labels of shape (n,), got {labels.dtype} of shape {labels.shape}: "
            "one-hot labels become integers with labels.argmax(axis=1)"
        )
    if labels.min() < 0 or labels.max() >= CLASSES:
        raise ValueError(f"expected labels from 0 to 9, got {labels.min()} to {labels.max()}")
    if count is not None and len(labels) != count:
        raise ValueError(
            f"expected one label for each of {count} images, got {len(labels)}: slice both alike"
        )
    return labels


def _probabilities(probabilities: npt.ArrayLike, count: int) -> np.ndarray:
    probabilities = np.asarray(probabilities, dtype=float)
    if probabilities.shape != (count, CLASSES):
        raise ValueError(
            f"expected probabilities of shape ({count}, 10), got {probabilities.shape}: "
            "one row for each image, one column for each class"
        )
    if not (probabilities.min() >= 0 and np.allclose(probabilities.sum(axis=1), 1, atol=1e-3)):
        raise ValueError(
            "expected rows of probabilities that sum to 1, got others: "
            "if they are logits, apply keras.ops.softmax; if nan, the training diverged"
        )
    return probabilities


def _grey_range(images: np.ndarray) -> tuple[float, float]:
    """Values drawn black and white: 0 (or the smallest, if negative) and the largest."""
    low, high = min(0.0, float(images.min())), float(images.max())
    return low, high if high > low else low + 1.0


def _pixel_words(image: np.ndarray) -> np.ndarray:
    if np.issubdtype(image.dtype, np.integer):
        return image.astype(str)
    largest = np.abs(image).max()
    pattern = "{:.0e}" if largest < 0.1 else "{:.2f}" if largest < 10 else "{:.0f}"

    def word(value: float) -> str:
        if value == int(value):
            return str(int(value))
        return pattern.format(value).replace("e-0", "e-").replace("0.", ".", 1)

    return np.array([[word(value) for value in row] for row in image.tolist()])
