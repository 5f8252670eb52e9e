"""Compares the functions of assignments 03 and 04 with PyTorch's `nn.BatchNorm1d`.

`compare` takes a student's own functions by their exercise's name and returns a table: for each
array that they return, the largest difference from PyTorch's. It holds no formula of batch
normalization: what is right is what PyTorch computes, gradients by its automatic differentiation.
PyTorch is imported when it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

#: Largest difference, relative to the largest entry, that still counts as rounding.
TOLERANCE = 1e-5
EXAMPLES, UNITS = 32, 5
COLUMNS = ["function", "returns", "largest difference", "agrees", "remark"]


def compare(**functions: Callable) -> pd.DataFrame:
    """Return a table of how far each function is from `nn.BatchNorm1d`.

    functions: any of `batch_norm_forward`, `batch_norm_inference`, `update_moving_statistics` and
    `batch_norm_backward`, with the signatures of assignments 03 and 04. Inputs are random, the
    same in every call, in float64; some units vary little, so that ε matters.
    A function that fails has its error as the remark. Raises ValueError for other names.
    """
    unknown = [name for name in functions if name not in _COMPARISONS]
    if unknown or not functions:
        raise ValueError(
            f"expected functions named {', '.join(_COMPARISONS)}, got "
            f"{', '.join(unknown) or 'none'}: compare(batch_norm_forward=my_function)"
        )
    rows = []
    for name, function in functions.items():
        for part, expected, found in _COMPARISONS[name](function):
            rows.append([name, part, *_verdict(expected, found)])
    return pd.DataFrame(rows, columns=COLUMNS)


def _verdict(expected: np.ndarray, found) -> tuple[float, bool, str]:
    """Largest difference, whether it is rounding, and what else is wrong."""
    if isinstance(found, Exception):
        return np.nan, False, f"{type(found).__name__}: {found}"
    try:
        found = np.asarray(found, dtype=float)
    except (TypeError, ValueError):
        return np.nan, False, f"expected an array of numbers, got {type(found).__name__}"
    if found.shape != expected.shape:
        return np.nan, False, f"expected shape {expected.shape}, got {found.shape}"
    difference = float(np.abs(found - expected).max())
    # Not `difference > …`: a difference that is no number agrees with nothing.
    agrees = difference <= TOLERANCE * max(1.0, float(np.abs(expected).max()))
    return difference, agrees, ""


def _call(function: Callable, parts: tuple[str, ...], *arguments):
    """The parts that a function returns, or its error for each of them."""
    # Copies: an answer that changes its arguments spoils no later comparison.
    copies = [np.copy(one) if isinstance(one, np.ndarray) else one for one in arguments]
    try:
        result = function(*copies)
        if len(parts) == 1:
            return (result,)
        if len(result) != len(parts):
            raise ValueError(f"expected {len(parts)} results, got {len(result)}")
        return tuple(result)
    except Exception as error:
        # Whatever a student's function raises belongs into the table.
        return (error,) * len(parts)


def _inputs() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    spread = np.array([3.0, 1.0, 0.3, 0.03, 0.003])
    return {
        "x": rng.normal(2.0, 1.0, (EXAMPLES, UNITS)) * spread,
        "dy": rng.normal(size=(EXAMPLES, UNITS)),
        "gamma": rng.uniform(0.5, 2.0, UNITS),
        "beta": rng.normal(size=UNITS),
        "mean": rng.normal(size=UNITS),
        "variance": rng.uniform(0.01, 2.0, UNITS),
    }


def _layer(epsilon: float = 1e-5, momentum: float = 0.1, **values: np.ndarray):
    """An `nn.BatchNorm1d` in float64, with some of weight, bias and running statistics set."""
    import torch

    layer = torch.nn.BatchNorm1d(UNITS, eps=epsilon, momentum=momentum, dtype=torch.float64)
    with torch.no_grad():
        for name, value in values.items():
            getattr(layer, name).copy_(torch.tensor(value))
    return layer


def _forward(function: Callable):
    import torch

    given, epsilon = _inputs(), 1e-3
    x = torch.tensor(given["x"])
    layer = _layer(epsilon, weight=given["gamma"], bias=given["beta"])
    expected = {
        "y": layer(x).detach(),
        "batch mean": x.mean(0),
        "batch variance": x.var(0, correction=0),
    }
    arguments = given["x"], given["gamma"], given["beta"], epsilon
    return _paired(expected, _call(function, tuple(expected), *arguments))


def _inference(function: Callable):
    import torch

    given, epsilon = _inputs(), 1e-3
    layer = _layer(
        epsilon,
        weight=given["gamma"],
        bias=given["beta"],
        running_mean=given["mean"],
        running_var=given["variance"],
    ).eval()
    names = ("x", "gamma", "beta", "mean", "variance")
    arguments = *(given[name] for name in names), epsilon
    expected = {"y": layer(torch.tensor(given["x"])).detach()}
    return _paired(expected, _call(function, tuple(expected), *arguments))


def _update(function: Callable):
    import torch

    given, momentum = _inputs(), 0.1
    layer = _layer(momentum=momentum, running_mean=given["mean"], running_var=given["variance"])
    layer(torch.tensor(given["x"]))
    expected = {"moving mean": layer.running_mean, "moving variance": layer.running_var}
    arguments = given["mean"], given["variance"], given["x"], momentum, "pytorch"
    return _paired(expected, _call(function, tuple(expected), *arguments))


def _backward(function: Callable):
    import torch

    given, epsilon = _inputs(), 1e-3
    x = torch.tensor(given["x"], requires_grad=True)
    layer = _layer(epsilon, weight=given["gamma"])
    layer(x).backward(torch.tensor(given["dy"]))
    expected = {"dx": x.grad, "dγ": layer.weight.grad, "dβ": layer.bias.grad}
    # With γ = 1 and β = 0 the layer's output is what the function is given as x̂.
    x_hat = _layer(epsilon)(x.detach()).detach().numpy()
    std = (x.detach().var(0, correction=0) + epsilon).sqrt().numpy()
    arguments = given["dy"], x_hat, given["gamma"], std
    return _paired(expected, _call(function, tuple(expected), *arguments))


def _paired(expected: Mapping, found: tuple):
    return [
        (part, value.numpy(), one)
        for (part, value), one in zip(expected.items(), found, strict=True)
    ]


_COMPARISONS: dict[str, Callable] = {
    "batch_norm_forward": _forward,
    "batch_norm_inference": _inference,
    "update_moving_statistics": _update,
    "batch_norm_backward": _backward,
}
