"""Wrong notebook parameters and predictions stop with a message that says what is allowed."""

import pytest

from course_utils import parameters, predictions


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATASET", "mnist", '"embedded" or "full"'),
        ("DATASET", None, '"embedded" or "full"'),
        ("EPOCHS", -1, "1 or more, or None"),
        ("EPOCHS", 0, "1 or more, or None"),
        ("EPOCHS", 2.5, "1 or more, or None"),
        ("EPOCHS", True, "1 or more, or None"),
        ("SEEDS", 0, "number of seeds"),
        ("SEEDS", "3", "number of seeds"),
        ("BATCH_SIZE", 0, "number of images"),
        ("BATCH_SIZES", [], "at least one batch size"),
        ("BATCH_SIZES", 32, "at least one batch size"),
        ("BATCH_SIZES", [16, 0], "at least one batch size"),
        ("PRESETS", ["dense_128"], "dense128"),
        ("PRESETS", "dense128", "at least one of"),
    ],
)
def test_wrong_parameters_are_refused(name, value, says):
    """Does each wrong value name its parameter, itself, and what is allowed?"""
    with pytest.raises(ValueError, match=says) as caught:
        parameters.check(**{name: value})
    assert f"{name} = {value!r}" in str(caught.value)


def test_right_parameters_pass():
    """Are the values that lectures use accepted, lists and tuples alike?"""
    parameters.check(
        DATASET="full", EPOCHS=None, SEEDS=3, BATCH_SIZE=32, BATCH_SIZES=(16,), PRESETS=["dense128"]
    )


def test_a_parameter_without_a_rule_is_an_error_of_the_lecture():
    """Is a misspelt parameter noticed instead of never checked?"""
    with pytest.raises(TypeError, match="EPOCH:"):
        parameters.check(EPOCH=3)


OPTIONS = {"a": "goes up", "b": "goes down"}


@pytest.mark.parametrize(
    ("made", "says"),
    [("a", "They agree"), ("b", "They differ"), ("?", "none yet")],
)
def test_prediction_stands_beside_the_measurement(capsys, made, says):
    """Are prediction and measurement both printed, whatever was predicted?"""
    predictions.compare(made, "a", OPTIONS)
    printed = capsys.readouterr().out
    assert says in printed
    assert "Measured:        a) goes up" in printed


def test_a_letter_that_is_no_option_is_refused():
    """Does a prediction of "c" say which letters there are?"""
    with pytest.raises(ValueError, match="'a', 'b'"):
        predictions.compare("c", "a", OPTIONS)
    with pytest.raises(ValueError, match="measured"):
        predictions.compare("a", "c", OPTIONS)
