"""Imports without the garbage collector: what is frozen, and what is as before."""

import gc
import subprocess
import sys
import weakref

import pytest

from course_utils.collector import resting


class Circle:
    """Something that refers to itself, which the collector alone can find."""

    def __init__(self):
        self.itself = self


def test_the_collector_rests_and_goes_on():
    """Is nothing collected meanwhile, and is the collector on again after it, even if it fails?"""
    with resting():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ImportError), resting():
        raise ImportError
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off():
    """Is one block within another, or a program that has turned it off, left as it was?"""
    with resting():
        with resting():
            pass
        assert not gc.isenabled()


def test_garbage_that_comes_later_is_found():
    """Does only what exists at the end stay out of the collector's sight?"""
    with resting():
        pass
    later = weakref.ref(Circle())
    gc.collect()
    assert later() is None


def test_tensorflow_is_out_of_the_collectors_sight():
    """Are the objects of TensorFlow's import frozen, those that come after it not?"""
    code = (
        "import gc\n"
        "from course_utils.backend import load_keras\n"
        "load_keras()\n"
        "print(gc.get_freeze_count() > 100_000, len(gc.get_objects()) < 10_000, gc.isenabled())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 3
