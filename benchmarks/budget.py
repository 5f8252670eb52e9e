"""The course's budget of time: measures it, keeps it in docs/budget.json, puts it into README.

`make bench` measures every part (more than an hour on two cores); `--only engine grid` measures
some and keeps the rest. Each part says when it was measured, and what on. README's table and
docs/budget.md are written from the file alone, and a test compares them: no number was typed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STORED = ROOT / "docs" / "budget.json"
PAGE = ROOT / "docs" / "budget.md"
FIGURE = ROOT / "docs" / "growth.png"
BEGIN, END = "<!-- budget: written by `make bench` -->", "<!-- end of budget -->"
#: What a class and a sweep are made of, for the costs worked out at the end.
STUDENTS, ASSIGNMENTS, RUNS, WORKERS = 1_000, 8, 100_000, 100


def _engine() -> dict:
    import training

    return {"ratios": training.ratios(rounds=3)}


def _ways() -> dict:
    import training

    return {"ways": training.all_ways(rounds=3), "longest epoch": training.steadiness()}


def _grid() -> dict:
    import grid

    return grid.measure()


def _lectures() -> dict:
    import lectures

    return {"rows": lectures.measure()}


def _full_lectures() -> dict | None:
    import lectures

    from course_utils.data import DataError, load_mnist

    try:
        load_mnist("full")
    except DataError as error:
        print(f"  left out: {error}", flush=True)
        return None
    return {"rows": lectures.measure("full")}


def _grading() -> dict:
    import grading

    return {"rows": grading.measure()}


def _growth() -> dict:
    import growth

    from course_utils import plots

    rows = growth.measure()
    plots.use_style()
    axes = growth.figure(rows)
    plots.save(axes, FIGURE)
    return {
        "rows": rows,
        "exponents": growth.exponents(rows),
        "alternative text": plots.alt_text(axes),
    }


PARTS: dict[str, Callable[[], dict | None]] = {
    "engine": _engine,
    "ways": _ways,
    "grid": _grid,
    "lectures": _lectures,
    "full-lectures": _full_lectures,
    "grading": _grading,
    "growth": _growth,
}


def measure(names: list[str]) -> None:
    """Measure these parts, each stored as soon as it is there."""
    import machine

    for name in names:
        print(f"{name} …", flush=True)
        found = PARTS[name]()
        if found is None:
            continue
        stored = read()
        stored[name] = {
            "date": datetime.date.today().isoformat(),
            "machine": machine.described(),
            "matrix products a second": machine.matrix_rate(),
            **found,
        }
        STORED.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def read() -> dict:
    """Return what is stored; {} before the first measurement."""
    return json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}


def table(stored: dict) -> str:
    """README's table: a line a part."""
    rows = ["| what | measured |", "| --- | --- |"]
    if engine := stored.get("engine"):
        for name in ("dense128", "dense64x2"):
            sizes = {}
            for row in engine["ratios"]:
                if row["network"] == name:
                    sizes.setdefault(row["batch size"], []).append(row["epoch"])
            told = ", ".join(f"{size}: {_span(found)}" for size, found in sorted(sizes.items()))
            rows.append(
                f"| `fit` against Keras's default, {name}, by batch size | {told} times as fast |"
            )
        wide = [
            row for row in engine["ratios"] if row["network"] in ("dense256x128", "torch512x256")
        ]
        rows.append(
            f"| the wider networks, batch size 32 | {_span([row['epoch'] for row in wide])} times |"
        )
        runs = [row["run"] for row in engine["ratios"] if row["batch size"] == 32]
        rows.append(
            f"| five epochs with all that is compiled, batch size 32 | {_span(runs)} times |"
        )
    if grid := stored.get("grid"):
        rows.append(
            f"| a grid of {grid['runs']} runs against a plain loop | {grid['first']:.1f} times as "
            f"fast, {grid['again']:.1f} once the processes are there |"
        )
    if lectures := stored.get("lectures"):
        seconds = [row["seconds"] for row in lectures["rows"]]
        one, together = (
            max(row[name] for row in lectures["rows"]) for name in ("process GB", "all GB")
        )
        rows.append(
            f"| all {len(seconds)} lectures, nothing stored | {_minutes(sum(seconds))}, the "
            f"longest {max(seconds):.0f} s; at most {one:.1f} GB in the kernel, {together:.1f} "
            "with its workers |"
        )
    if full := stored.get("full-lectures"):
        seconds = [row["seconds"] for row in full["rows"]]
        rows.append(
            f'| all {len(seconds)} lectures with `DATASET = "full"` | {_minutes(sum(seconds))}, '
            f"the longest {_minutes(max(seconds))} |"
        )
    for row in stored.get("grading", {}).get("rows", []):
        rows.append(
            f"| `bncourse grade {row['assignment']}`, {row['submissions']} submissions | "
            f"{row['a minute']:.0f} a minute, {row['ratio']:.1f} times plain nbgrader |"
        )
    return "\n".join(rows)


def page(stored: dict) -> str:
    """docs/budget.md: the table, the details, and what larger things would cost."""
    text = ["# What the course costs in time", "", _measured(stored), "", table(stored), ""]
    if ways := stored.get("ways"):
        text += ["## Ways to train dense128 with BN, batch size 32", ""]
        text += ["| way | against default `fit` | share of the machine's matrix products |"]
        text += ["| --- | --- | --- |"]
        for row in ways["ways"]:
            share = 100 * row["share of matrix products"]
            text.append(f"| {row['way']} | {row['epoch']:.1f} | {share:.0f} % |")
        text += [
            "",
            "The share is that of the seconds which the matrix products of an epoch would take at "
            "the rate of one large product.",
            "",
            f"Over fifty epochs beside a busy process the longest one took "
            f"{ways['longest epoch']:.1f} times the median.",
            "",
        ]
    if engine := stored.get("engine"):
        text += [
            "## `fit` against Keras's default `fit`, seconds an epoch and a run of five",
            "",
            "| network | BN | batch size | an epoch | a run |",
            "| --- | --- | --- | --- | --- |",
        ]
        for row in engine["ratios"]:
            text.append(
                f"| {row['network']} | {'yes' if row['BN'] else 'no'} | {row['batch size']} "
                f"| {row['epoch']:.1f} | {row['run']:.1f} |"
            )
        text.append("")
    if lectures := stored.get("lectures"):
        text += [
            "## Lectures",
            "",
            "Memory is what was used at most: by the largest process, and together.",
        ]
        text += ["", "| lecture | seconds | GB, one | GB, all |", "| --- | --- | --- | --- |"]
        for row in lectures["rows"]:
            memory = f"{row['process GB']:.2f} | {row['all GB']:.2f}"
            text.append(f"| {row['lecture']} | {row['seconds']:.0f} | {memory} |")
        text.append("")
    if grading := stored.get("grading"):
        text += ["## Grading", ""]
        for row in grading["rows"]:
            spent = ", ".join(f"{part} {s:.0f} s" for part, s in row["seconds by part"].items())
            ratios = ", ".join(f"{ratio:.1f}" for ratio in row["ratios"])
            text += [
                f"{row['assignment']}: {row['submissions']} submissions of the corpus, "
                f"{row['jobs']} at a time, sandbox {row['sandbox']}. Plain nbgrader grades "
                f"{row['plain a minute']:.1f} a minute, scaled from {row['plain sample']} of them; "
                f"the two took turns, with ratios of {ratios}. Seconds of all jobs together: "
                f"{spent}.",
                "",
            ]
    if growth := stored.get("growth"):
        text += ["## How cost grows", "", f"![{growth['alternative text']}]({FIGURE.name})", ""]
        text += [_growth_told(growth), ""]
    if {"growth", "grid", "grading"} <= set(stored):
        text += ["## What a large class and a large sweep would cost", "", _large(stored), ""]
    return "\n".join(text)


def _measured(stored: dict) -> str:
    told = [f"{name} on {part['date']}, {part['machine']}" for name, part in stored.items()]
    return "Measured by `make bench`: " + "; ".join(told) + "."


def _growth_told(growth: dict) -> str:
    slopes = growth["exponents"]
    return (
        "Time grows as a power of what is varied, with these exponents: "
        + ", ".join(f"{varied} {slope:.2f}" for varied, slope in slopes.items())
        + ". One that is 1 means that twice as much takes twice as long; below, that each step has "
        "a price of its own beside the arithmetic."
    )


def _large(stored: dict) -> str:
    """What larger things cost, worked out from what one submission and one run cost here."""
    run = stored["grid"]["plain"] / stored["grid"]["again"] / stored["grid"]["runs"]
    # Two processes side by side: a run costs twice the seconds between two results.
    core_hours = RUNS * run * 2 / 3600
    submission = statistics.mean(60 / row["a minute"] for row in stored["grading"]["rows"])
    graded = STUDENTS * ASSIGNMENTS * submission / 3600
    return (
        f"A run of the grid above costs {2 * run:.2f} s of a core, so a sweep of {RUNS:,} such "
        f"runs costs {core_hours:,.0f} core hours: {core_hours / 2:,.0f} hours on two cores, "
        f"{60 * core_hours / WORKERS:,.0f} minutes on a Dask cluster of {WORKERS} one-core "
        f"workers, plus each worker's start-up. A submission takes {submission:.2f} s on two "
        f"cores on average, so {ASSIGNMENTS} assignments of a class of {STUDENTS:,} take "
        f"{graded:.1f} hours here, and {60 * 2 * graded / WORKERS:.0f} minutes on that cluster, "
        "the one writer of the gradebook aside."
    )


def _span(values: list[float]) -> str:
    low, high = f"{min(values):.1f}", f"{max(values):.1f}"
    return low if low == high else f"{low} to {high}"


def _minutes(seconds: float) -> str:
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def with_table(readme: str, stored: dict) -> str:
    """README's text with the table of what is stored between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table(stored)}\n{END}{after}"


def write() -> None:
    """Write README's table and docs/budget.md from what is stored."""
    stored = read()
    PAGE.write_text(page(stored), encoding="utf-8")
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(with_table(text, stored), encoding="utf-8")


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--write", action="store_true", help="measure nothing, write anew")
    options = parser.parse_args()
    if not options.write:
        measure(options.only)
    write()
    print(f"\n{table(read())}")


if __name__ == "__main__":
    main()
