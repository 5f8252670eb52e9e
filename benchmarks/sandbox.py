"""What a sandbox costs: its launch, its imports once, and then each worker's start, end and memory.

For each sandbox of this machine and each kind of assignment it prints medians over workers: `up` is
the launch without imports, `warm` the imports (what each worker would cost without a warm process),
`start` the fork, lock-down and first answer of a worker, `work` a small piece of it, `kill` its
end; `idle` and `worked` are the memory that a worker does not share with the warm process.
"""

import argparse
import contextlib
import math
import os
import time
import warnings
from pathlib import Path

import pandas as pd

from course_utils.grading.isolation import trial
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.sandbox import NAMES, Sandbox, SandboxWarning, open_sandbox

WARM = {
    "NumPy": "course_utils.grading.isolation.warm_numpy",
    "TensorFlow": "course_utils.grading.isolation.warm_keras",
}
WORK = {
    "NumPy": "import numpy as np\nnp.linalg.eigh(np.cov(np.random.rand(300, 900)))",
    "TensorFlow": """
import keras, numpy as np
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(64), keras.layers.Dense(10)])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(np.random.rand(2000, 784), np.arange(2000) % 10, epochs=1, verbose=0)
""",
}


def measure(name: str, kind: str, workers: int) -> dict[str, object]:
    """One row of the table. Raises RuntimeError if the machine lacks the sandbox."""
    root = Path(__file__).resolve().parents[1]
    began = time.perf_counter()
    sandbox = open_sandbox(
        name, limits=Limits(), warm=(WARM[kind],), root=root, serve=f"{trial.__name__}:serve"
    )
    up = time.perf_counter()
    with sandbox:
        first = sandbox.start()
        trial.run(first.socket, "")
        warm = time.perf_counter()
        first.kill()
        rows = pd.DataFrame([one_worker(sandbox, WORK[kind]) for _ in range(workers)])
    milliseconds = {
        column: f"{1000 * rows[column].median():.0f} ms" for column in ("start", "work", "kill")
    }
    return {
        "sandbox": name,
        "assignment": kind,
        "up": f"{1000 * (up - began):.0f} ms",
        "warm": f"{warm - up:.1f} s",
        **milliseconds,
        **{column: f"{rows[column].median() / 2**20:.0f} MB" for column in ("idle", "worked")},
        "note": sandbox.note,
    }


def one_worker(sandbox: Sandbox, work: str) -> dict[str, float]:
    """Seconds of a worker's start, work and end; bytes of its own before and after the work."""
    began = time.perf_counter()
    worker = sandbox.start()
    trial.run(worker.socket, "")
    started = time.perf_counter()
    idle = own_bytes()
    working = time.perf_counter()
    trial.run(worker.socket, work)
    worked = time.perf_counter()
    after = own_bytes()
    ending = time.perf_counter()
    worker.kill()
    ended = time.perf_counter()
    seconds = {"start": started - began, "work": worked - working, "kill": ended - ending}
    return seconds | {"idle": idle, "worked": after}


def own_bytes() -> float:
    """Memory that this process's newest descendant shares with none; NaN where it can't be read."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[int(folder.name)] = int(fields[1])
    found = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    try:
        lines = Path(f"/proc/{max(found)}/smaps_rollup").read_text().splitlines()
    except OSError:
        return math.nan
    return 1024.0 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def main() -> None:
    """Print the table, and why a sandbox is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sandboxes", nargs="+", default=NAMES, choices=NAMES)
    parser.add_argument("--kinds", nargs="+", default=list(WORK), choices=list(WORK))
    parser.add_argument("--workers", type=int, default=10)
    options = parser.parse_args()
    warnings.simplefilter("ignore", SandboxWarning)
    rows = []
    for name in options.sandboxes:
        for kind in options.kinds:
            try:
                rows.append(measure(name, kind, options.workers))
            except RuntimeError as error:
                print(f"{name}: {error}")
                break
    table = pd.DataFrame(rows)
    print(table.drop(columns="note").to_string(index=False))
    for name, note in table[["sandbox", "note"]].drop_duplicates().itertuples(index=False):
        if note:
            print(f"{name}: {note}")


if __name__ == "__main__":
    main()
