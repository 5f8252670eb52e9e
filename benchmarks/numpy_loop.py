"""The same training in plain NumPy: how far is a framework from what an array library reaches?

One hidden layer, BN before its ReLU if asked for, softmax with cross-entropy, Adam: the network
dense128 written out by hand. A test compares it with Keras, step by step.
"""

from __future__ import annotations

import numpy as np

EPSILON, MOMENTUM = 1e-3, 0.99
BETA_1, BETA_2, ADAM_EPSILON = 0.9, 0.999, 1e-7

Arrays = dict[str, np.ndarray]


def initial(rng: np.random.Generator, inputs: int, hidden: int, classes: int) -> Arrays:
    """Glorot-uniform kernels (inputs, units), and the rest as Keras begins."""

    def kernel(rows: int, columns: int) -> np.ndarray:
        limit = np.sqrt(6 / (rows + columns))
        return rng.uniform(-limit, limit, (rows, columns)).astype(np.float32)

    return {
        "kernel_1": kernel(inputs, hidden),
        "bias_1": np.zeros(hidden, np.float32),
        "gamma": np.ones(hidden, np.float32),
        "beta": np.zeros(hidden, np.float32),
        "kernel_2": kernel(hidden, classes),
        "bias_2": np.zeros(classes, np.float32),
    }


class Network:
    """dense128 in NumPy. `weights` are updated in place; `moving` holds BN's moving statistics."""

    def __init__(self, weights: Arrays, batch_norm: bool, learning_rate: float = 1e-3):
        self.weights, self._batch_norm, self._rate = weights, batch_norm, learning_rate
        hidden = weights["bias_1"].shape
        self.moving = np.zeros(hidden, np.float32), np.ones(hidden, np.float32)
        self._means = {name: np.zeros_like(w) for name, w in weights.items()}
        self._squares = {name: np.zeros_like(w) for name, w in weights.items()}
        self._steps = 0

    def train(self, x: np.ndarray, y: np.ndarray, batch_size: int, order: np.ndarray) -> float:
        """Train once on the examples in `order`; return the mean loss. x (n, d), y (n,) ints."""
        total = 0.0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            total += self.step(x[batch], y[batch]) * len(batch)
        return total / len(order)

    def step(self, x: np.ndarray, y: np.ndarray) -> float:
        """One update; return the loss before it."""
        w = self.weights
        z = x @ w["kernel_1"] + w["bias_1"]
        if self._batch_norm:
            mean, variance = z.mean(axis=0), z.var(axis=0)
            self._move(mean, variance)
            scale = 1 / np.sqrt(variance + np.float32(EPSILON))
            x_hat = (z - mean) * scale
            z = w["gamma"] * x_hat + w["beta"]
        hidden = np.maximum(z, 0)
        logits = hidden @ w["kernel_2"] + w["bias_2"]
        logits -= logits.max(axis=1, keepdims=True)
        exponentials = np.exp(logits)
        totals = exponentials.sum(axis=1, keepdims=True)
        rows = np.arange(len(x))
        loss = float((np.log(totals[:, 0]) - logits[rows, y]).mean())

        d_logits = exponentials / totals
        d_logits[rows, y] -= 1
        d_logits /= len(x)
        gradients = {"kernel_2": hidden.T @ d_logits, "bias_2": d_logits.sum(axis=0)}
        d_z = (d_logits @ w["kernel_2"].T) * (z > 0)
        if self._batch_norm:
            gradients |= {"gamma": (d_z * x_hat).sum(axis=0), "beta": d_z.sum(axis=0)}
            centred = d_z - d_z.mean(axis=0) - x_hat * (d_z * x_hat).mean(axis=0)
            d_z = w["gamma"] * scale * centred
        gradients |= {"kernel_1": x.T @ d_z, "bias_1": d_z.sum(axis=0)}
        self._adam(gradients)
        return loss

    def _move(self, mean: np.ndarray, variance: np.ndarray) -> None:
        for moving, new in zip(self.moving, (mean, variance), strict=True):
            moving += np.float32(1 - MOMENTUM) * (new - moving)

    def _adam(self, gradients: Arrays) -> None:
        self._steps += 1
        corrected = np.sqrt(1 - BETA_2**self._steps) / (1 - BETA_1**self._steps)
        rate = np.float32(self._rate * corrected)
        for name, gradient in gradients.items():
            mean, square = self._means[name], self._squares[name]
            mean += np.float32(1 - BETA_1) * (gradient - mean)
            square += np.float32(1 - BETA_2) * (gradient * gradient - square)
            self.weights[name] -= rate * mean / (np.sqrt(square) + np.float32(ADAM_EPSILON))
