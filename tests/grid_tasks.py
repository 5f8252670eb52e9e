"""Tasks for the tests of grids: no training, so that what is tested is the grid itself.

They stand in a module of their own because worker processes import them by name.
"""

import os
import signal
import time
from pathlib import Path

import pandas as pd

from course_utils.training import history_frame


def quick(digits, *, seed: int, batch_norm: bool = False, log: str = "") -> pd.DataFrame:
    """A history of two epochs whose values follow from the setting; each call leaves a mark."""
    if log:
        Path(log, f"{seed}-{batch_norm}-{os.getpid()}-{time.time_ns()}").touch()
    loss = [1 / 3 + seed, 0.1 * seed + batch_norm]
    return history_frame({"loss": loss}, run=f"s{seed}-{batch_norm}", seed=seed)


def fails_at_two(digits, *, seed: int) -> pd.DataFrame:
    """Raises for seed 2."""
    if seed == 2:
        raise ArithmeticError("seed 2 diverged")
    return quick(digits, seed=seed)


def dies_at_two(digits, *, seed: int) -> pd.DataFrame:
    """Kills its own process for seed 2, as the kernel does when memory runs out."""
    if seed == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(digits, seed=seed)


def dies_once(digits, *, seed: int, log: str) -> pd.DataFrame:
    """Kills its process the first time that seed 2 is run, as a worker that is lost midway."""
    lost = Path(log, "lost")
    if seed == 2 and not lost.exists():
        lost.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(digits, seed=seed)


def slow(digits, *, seed: int, log: str) -> pd.DataFrame:
    """Takes half a second."""
    time.sleep(0.5)
    return quick(digits, seed=seed, log=log)
