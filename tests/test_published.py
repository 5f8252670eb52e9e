"""On the whole MNIST, trained as their authors did, the presets reach the published accuracies."""

import pytest

from course_utils.data import load_mnist
from course_utils.experiments import preset_grid, run_grid
from course_utils.intervals import final_values, mean_interval

#: Test accuracies that two sources print, each of a single run: (without BN, with BN).
PUBLISHED = {"dense128": (0.9778, 0.9756), "dense64x2": (0.9751, 0.9764)}
#: The standard error of one accuracy on 10,000 images is 0.0016; seeds scatter about as much.
WITHIN = 0.005


@pytest.mark.thorough
@pytest.mark.parametrize("name", PUBLISHED)
def test_preset_reaches_the_published_accuracy(name, mnist_path, own_cache):
    """Is the mean of three seeds within half a point of the source's figure, both ways?"""
    digits = load_mnist(path=mnist_path, verbose=False)
    done = run_grid(preset_grid([name], range(3), validation=0), digits, progress=False)
    rows = final_values(done.history)
    for batch_norm, published in zip((False, True), PUBLISHED[name], strict=True):
        found = mean_interval(rows[rows["batch_norm"] == batch_norm]["value"])
        print(f"{name}, BN {batch_norm}: {found.format(100)} %, published {100 * published:.2f} %")
        assert found.mean == pytest.approx(published, abs=WITHIN)
