"""Ways to train the same network, each a function that returns the seconds of its epochs."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import numpy_loop

from course_utils import models, training

#: preset, batch_norm, batch_size, epochs, x, y → seconds of each epoch
Way = Callable[[models.Preset, bool, int, int, np.ndarray, np.ndarray], list[float]]


def default_fit(preset, batch_norm, batch_size, epochs, x, y) -> list[float]:
    """`model.fit` as it comes."""
    clock = training.epoch_clock()
    model = preset.compile(preset.build(batch_norm))
    model.fit(x, y, batch_size=batch_size, epochs=epochs, callbacks=[clock], verbose=0)
    return clock.seconds


def whole_epoch_an_execution(preset, batch_norm, batch_size, epochs, x, y) -> list[float]:
    """`model.fit` with `steps_per_execution` set to all steps of an epoch."""
    clock = training.epoch_clock()
    model = preset.compile(preset.build(batch_norm))
    steps = -(-len(x) // batch_size)
    model.compile(model.optimizer, loss=model.loss, metrics=["accuracy"], steps_per_execution=steps)
    model.fit(x, y, batch_size=batch_size, epochs=epochs, callbacks=[clock], verbose=0)
    return clock.seconds


def course_fit(preset, batch_norm, batch_size, epochs, x, y) -> list[float]:
    """The course's `fit`, which decides by itself what to compile how."""
    model = preset.compile(preset.build(batch_norm))
    done = training.fit(model, x, y, batch_size=batch_size, epochs=epochs, seed=0)
    return done.history["seconds"]


def in_numpy(preset, batch_norm, batch_size, epochs, x, y) -> list[float]:
    """The loop written out in NumPy; for networks with one hidden layer."""
    (hidden,) = preset.hidden
    rng = np.random.default_rng(0)
    flat = x.reshape(len(x), -1)
    weights = numpy_loop.initial(rng, flat.shape[1], hidden, 10)
    network = numpy_loop.Network(weights, batch_norm)
    seconds = []
    for _ in range(epochs):
        began = time.perf_counter()
        network.train(flat, y, batch_size, rng.permutation(len(x)))
        seconds.append(time.perf_counter() - began)
    return seconds


def in_pytorch(preset, batch_norm, batch_size, epochs, x, y) -> list[float]:
    """A PyTorch loop over a DataLoader, as tutorials write it."""
    # In a process of its own: PyTorch and TensorFlow may each bring an LLVM, and end over it.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        loop = process.submit(_in_pytorch, preset.hidden, batch_norm, batch_size, epochs, x, y)
        return loop.result()


def _in_pytorch(hidden, batch_norm, batch_size, epochs, x, y) -> list[float]:
    import torch
    from torch import nn

    flat = x.reshape(len(x), -1)
    layers: list[nn.Module] = []
    width = flat.shape[1]
    for units in hidden:
        layers += [nn.Linear(width, units), *([nn.BatchNorm1d(units)] * batch_norm), nn.ReLU()]
        width = units
    model = nn.Sequential(*layers, nn.Linear(width, 10))
    optimizer, loss = torch.optim.Adam(model.parameters()), nn.CrossEntropyLoss()
    data = torch.utils.data.TensorDataset(torch.from_numpy(flat), torch.from_numpy(y))
    batches = torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=True)
    seconds = []
    for _ in range(epochs):
        began = time.perf_counter()
        for images, labels in batches:
            optimizer.zero_grad()
            loss(model(images), labels).backward()
            optimizer.step()
        seconds.append(time.perf_counter() - began)
    return seconds


WAYS: dict[str, Way] = {
    "default fit": default_fit,
    "fit, steps_per_execution": whole_epoch_an_execution,
    "the course's fit": course_fit,
    "NumPy": in_numpy,
}
if importlib.util.find_spec("torch"):
    WAYS["PyTorch"] = in_pytorch
