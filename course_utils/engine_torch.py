"""The training loop on PyTorch: see `engine` for the idea.

PyTorch computes each operation when it is called, so nothing is compiled here: Keras's own step is
called for one batch after another. What is spared is Keras's preparation of each batch; order of
the examples and measurements are those of the other backends.
"""

from __future__ import annotations

import numpy as np
import torch

from course_utils.engine import EVALUATED_AT_ONCE, Engine


class TorchEngine(Engine):
    """The loops in Python, over tensors that stay in memory."""

    def prepare(self, x: torch.Tensor, y: torch.Tensor) -> None:
        with torch.no_grad():
            super().prepare(x, y)

    def train(
        self, x: torch.Tensor, y: torch.Tensor, order: np.ndarray, start: int, stop: int, xla: bool
    ) -> None:
        """As in `Engine`; there is no XLA."""
        for step in order[start:stop]:
            batch = torch.as_tensor(step, device=x.device)
            self._model.train_step((x[batch], y[batch]))

    def _test(self, x: torch.Tensor, y: torch.Tensor) -> None:
        with torch.no_grad():
            for start in range(0, len(x), EVALUATED_AT_ONCE):
                some = slice(start, start + EVALUATED_AT_ONCE)
                self._model.test_step((x[some], y[some]))
