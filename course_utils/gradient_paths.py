"""Backward passes of batch normalization that leave out some of the gradient's paths.

The loss depends on an input x_i in three ways: directly, through the batch mean, and through the
batch variance. `backward_without` makes a backward pass that lacks the paths named, as a function
to call: the tool of lecture and assignment 04 to show what each path does. `withheld` is the
context in which the assignment calls its answers: they can't have the gradient from here then.

It differentiates the forward pass by complex steps, f'(x) = Im f(x + ih) / h, which is exact to
rounding because nothing is subtracted (Squire & Trapp, "Using Complex Variables to Estimate
Derivatives of Real Functions", SIAM Review 40, 1998); a path is left out by giving its statistic
the unperturbed x. No formula of the backward pass stands here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
import numpy.typing as npt

#: The paths from x to the loss that go through the batch's statistics.
PATHS = ("mean", "variance")

Backward = Callable[..., tuple[np.ndarray, np.ndarray, np.ndarray]]

#: So small that its square vanishes beside 1.
_STEP = 1e-100

#: The only functions made here that may be called at present; None: all of them.
_handed: ContextVar[tuple[Backward, ...] | None] = ContextVar("handed", default=None)


class Withheld(RuntimeError):
    """A backward pass was called that an answer has to do without."""


@contextmanager
def withheld(*handed: Backward) -> Iterator[None]:
    """While it lasts, functions of `backward_without` raise Withheld when called, but for `handed`.

    It doesn't matter when and where the function was made: an answer to be tested has none.
    """
    before = _handed.set(handed)
    try:
        yield
    finally:
        _handed.reset(before)


def is_withheld() -> bool:
    """Whether `withheld` lasts: an answer that runs in another process has to be told."""
    return _handed.get() is not None


def backward_without(*missing: str, dtype: npt.DTypeLike = np.float64) -> Backward:
    """Return `backward(dy, x, gamma, epsilon)` whose dx lacks the paths named in `missing`.

    missing: of PATHS, none for the complete gradient. dtype: results are rounded to it.
    The function takes dy and x of shape (m, d), gamma of shape (d,) or a number, and returns
    (dx, dgamma, dbeta) of shapes (m, d), (d,), (d,); inside `withheld` it raises Withheld.
    Raises ValueError for another path's name.
    """
    unknown = sorted(set(missing) - set(PATHS))
    if unknown:
        raise ValueError(f"expected paths among {', '.join(PATHS)}, got {', '.join(unknown)}")

    def backward(dy, x, gamma, epsilon):
        allowed = _handed.get()
        if allowed is not None and backward not in allowed:
            raise Withheld("an answer may not call what backward_without makes: write it yourself.")
        dy, x = (np.asarray(values, dtype=np.float64) for values in (dy, x))
        gamma = np.broadcast_to(np.asarray(gamma, dtype=np.float64), x.shape[1:])
        dx = np.empty_like(x)
        for example in range(len(x)):
            moved = x.astype(complex)
            moved[example] += 1j * _STEP
            y = gamma * _normalised(moved, x, missing, epsilon)
            dx[example] = (dy * y.imag).sum(axis=0) / _STEP
        x_hat = _normalised(x, x, missing, epsilon)
        gradients = dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)
        return tuple(gradient.astype(dtype) for gradient in gradients)

    return backward


def _normalised(
    x: np.ndarray, constant: np.ndarray, missing: tuple[str, ...], epsilon: float
) -> np.ndarray:
    """x̂, each missing statistic computed from `constant`; np.var would take absolute values."""
    mean = (constant if "mean" in missing else x).mean(axis=0)
    source = constant if "variance" in missing else x
    variance = ((source - source.mean(axis=0)) ** 2).mean(axis=0)
    return (x - mean) / np.sqrt(variance + epsilon)
