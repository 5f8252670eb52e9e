"""The comparison with nn.BatchNorm1d tells right answers from wrong ones."""

import importlib.util
import re

import numpy as np
import pytest

from course_utils import torch_parity
from course_utils.gradient_paths import backward_without

needs_torch = pytest.mark.skipif(
    not importlib.util.find_spec("torch"), reason="PyTorch is not installed (extra `torch`)"
)


def forward(x, gamma, beta, epsilon):
    mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta, mean, variance


def inference(x, gamma, beta, mean, variance, epsilon):
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def update(mean, variance, x, momentum, convention):
    assert convention == "pytorch"
    kept = 1 - momentum
    return kept * mean + momentum * x.mean(0), kept * variance + momentum * x.var(0, ddof=1)


def backward(*missing):
    def gradients(dy, x_hat, gamma, std):
        x = x_hat * std
        return backward_without(*missing)(dy, x, gamma, std**2 - x.var(axis=0))

    return gradients


RIGHT = {
    "batch_norm_forward": forward,
    "batch_norm_inference": inference,
    "update_moving_statistics": update,
    "batch_norm_backward": backward(),
}


@needs_torch
def test_right_answers_agree():
    """Do the formulas agree with PyTorch in all that they return, up to rounding?"""
    table = torch_parity.compare(**RIGHT)
    assert table["agrees"].all() and (table["remark"] == "").all()
    assert table["largest difference"].max() < 1e-10
    assert len(table) == 3 + 1 + 2 + 3


def wrong_epsilon(x, gamma, beta, epsilon):
    mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / (np.sqrt(variance) + epsilon) + beta, mean, variance


def biased_update(mean, variance, x, momentum, convention):
    kept = 1 - momentum
    return kept * mean + momentum * x.mean(0), kept * variance + momentum * x.var(0)


@needs_torch
@pytest.mark.parametrize(
    ("name", "answer", "off"),
    [
        ("batch_norm_forward", wrong_epsilon, ["y"]),
        ("update_moving_statistics", biased_update, ["moving variance"]),
        ("batch_norm_backward", backward("mean", "variance"), ["dx"]),
        ("batch_norm_inference", lambda x, *rest: x * np.nan, ["y"]),
    ],
)
def test_mistakes_are_found_where_they_are(name, answer, off):
    """Does a wrong answer disagree in what it gets wrong, and agree in the rest?"""
    table = torch_parity.compare(**{name: answer})
    assert table.loc[~table["agrees"], "returns"].tolist() == off


def raises(*arguments):
    raise NotImplementedError("not yet")


@needs_torch
@pytest.mark.parametrize(
    ("answer", "remark"),
    [
        (raises, "NotImplementedError: not yet"),
        (lambda *arguments: (1, 2), "expected 3 results, got 2"),
        (lambda x, *rest: (x[:1], x[0], x[0]), r"expected shape \(32, 5\), got \(1, 5\)"),
        (lambda *arguments: ("a", "b", "c"), "expected an array of numbers, got str"),
        (lambda *arguments: None, "TypeError"),
    ],
)
def test_what_goes_wrong_stands_in_the_table(answer, remark):
    """Is an answer that fails, or returns other things, a row with a remark, and no exception?"""
    table = torch_parity.compare(batch_norm_forward=answer)
    assert not table["agrees"].any()
    assert any(re.search(remark, text) for text in table["remark"])


@needs_torch
def test_arguments_may_be_changed_without_harm():
    """Does an answer that writes into its arguments spoil nothing but itself?"""

    def greedy(x, *rest):
        result = forward(x, *rest)
        x[:] = 0
        return result

    assert torch_parity.compare(batch_norm_forward=greedy)["agrees"].all()
    assert torch_parity.compare(batch_norm_forward=forward)["agrees"].all()


@pytest.mark.parametrize("functions", [{}, {"forward": forward}])
def test_other_names_are_refused(functions):
    """Do no function, and an unknown name, say which names there are?"""
    with pytest.raises(ValueError, match="batch_norm_forward, batch_norm_inference"):
        torch_parity.compare(**functions)
