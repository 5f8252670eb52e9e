"""Raises the pins of constraints.txt, runs everything with them, and says what changed.

1. pip resolves the newest versions that pyproject.toml allows.
2. A copy of the course, in build/update/, gets an environment of its own with these versions.
3. There release/ and the lectures' outputs are made anew, and all tests are run.
4. A report names every changed pin, every generated file that changed, and every failed test.
5. If all of it passed, pins and generated files come back from the copy; else nothing does.

`make update` calls this; it takes about an hour. `python tools/update.py --look` stops after 1.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pins
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
#: What `make` and `make browser-test` install.
EXTRAS = ("dev", "browser")
#: Targets of the Makefile, in order. The last ones find what the first ones broke.
SETUP, STEPS = "setup", ("release", "notebooks", "test", "browser-test")
#: What the first steps write, and git keeps.
GENERATED = ("release/*/*.ipynb", "course_utils/feedback/*.json", "notebooks/*.ipynb")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+::.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One target of the Makefile, run in the copy. failed: the tests that its log names."""

    target: str
    passed: bool
    log: Path
    failed: tuple[str, ...] = ()


def new_pins(root: Path) -> dict[str, str]:
    """Resolve the newest versions; pins that only other extras need stay as they are."""
    resolved = pins.resolve(root, EXTRAS)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [Requirement(text).name for extra in extras for text in extra]
    return resolved | pins.kept(pins.read(_constraints(root)), resolved, wanted)


def _constraints(root: Path) -> str:
    return (root / "constraints.txt").read_text(encoding="utf-8")


def update(root: Path, new: dict[str, str], steps: Sequence[str] = STEPS) -> tuple[str, bool]:
    """Try the pins in a copy of the course; return the report, and whether they were taken over."""
    changes = pins.compare(pins.read(_constraints(root)), new)
    work = root / "build" / "update"
    shutil.rmtree(work, ignore_errors=True)
    copy = work / "course"
    copy_course(root, copy)
    (copy / "constraints.txt").write_text(pins.rewritten(_constraints(root), new), encoding="utf-8")
    done = [run(copy, SETUP, work)]
    if done[0].passed:
        done += [run(copy, target, work) for target in steps]
    passed = all(step.passed for step in done)
    generated = changed_files(root, copy)
    report = written(changes, done, generated, passed)
    (work / "report.md").write_text(report, encoding="utf-8")
    if passed:
        for name in ("constraints.txt", *generated):
            shutil.copyfile(copy / name, root / name)
    return report, passed


def copy_course(root: Path, copy: Path) -> None:
    """Copy the files that git knows, as they stand in the folder now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)


def run(copy: Path, target: str, work: Path) -> Step:
    """Run a target of the copy's Makefile, with an environment in the copy; keep its log."""
    log = work / f"{target}.log"
    print(f"make {target} … ({log})", flush=True)
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            ["make", target, f"PYTHON={sys.executable}"],
            cwd=copy,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    failed = FAILED.findall(log.read_text(encoding="utf-8", errors="replace"))
    return Step(target, done.returncode == 0, log, tuple(dict.fromkeys(failed)))


def changed_files(root: Path, copy: Path) -> list[str]:
    """Return the generated files of the copy that differ from the course's, by name."""
    names = [path.relative_to(copy) for kind in GENERATED for path in sorted(copy.glob(kind))]
    return [
        name.as_posix()
        for name in names
        if not (root / name).is_file() or (root / name).read_bytes() != (copy / name).read_bytes()
    ]


def table(changes: Sequence[pins.Change]) -> str:
    """The changed pins as a table in Markdown."""
    rows = [f"| {one.name} | {one.old or '—'} | {one.new or '—'} |" for one in changes]
    return "\n".join(["| package | old | new |", "| --- | --- | --- |", *rows])


def written(
    changes: Sequence[pins.Change], done: Sequence[Step], generated: Sequence[str], passed: bool
) -> str:
    """The report: what changed, what was run, what failed, and what became of the pins."""
    parts = [table(changes)]
    for step in done:
        parts.append(f"make {step.target}: {'passed' if step.passed else f'FAILED, {step.log}'}")
        parts += [f"- {name}" for name in step.failed]
    if generated:
        parts.append("Made anew with other content: " + ", ".join(generated))
    if passed:
        parts.append("The new pins are in constraints.txt. Look at `git diff`, then commit.")
    else:
        parts.append(
            "The old pins stay, and nothing else was changed. What failed stands above; "
            "mend it, or hold a package back in pyproject.toml, and run `make update` again."
        )
    return re.sub(r"\n\n(?=- )", "\n", "\n\n".join(parts)) + "\n"


def main() -> int:
    """Update the pins of the course around this file; return 0 unless something failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--look", action="store_true", help="only say what is newer")
    look = parser.parse_args().look
    try:
        new = new_pins(ROOT)
    except (RuntimeError, ValueError) as error:
        print(f"update: {error}", file=sys.stderr)
        return 1
    changes = pins.compare(pins.read(_constraints(ROOT)), new)
    if not changes:
        print("Every pin is the newest version that pyproject.toml allows.")
        return 0
    if look:
        print(table(changes))
        return 0
    report, passed = update(ROOT, new)
    print(f"\n{report}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
