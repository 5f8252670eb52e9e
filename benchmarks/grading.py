"""How much faster `bncourse grade` is than plain `nbgrader autograde`, measured in one run.

Both grade the same submissions, right and wrong ones of the corpus: 100 of a NumPy assignment and
40 of a TensorFlow one, in the best sandbox that this machine has. Plain nbgrader grades one alone
and then some more of the same folder; its time for all is scaled from these (`--plain 0`: it grades
all). The two take turns, plain nbgrader with another sample in each round. Prints submissions a
minute, the ratio, and where the time goes; the medians of the rounds count. It takes a quarter of
an hour.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import grading_course
from grading_course import NUMPY, TENSORFLOW

from course_utils.grading.class_summary import ClassSummary

#: What `bncourse grade` does, and its summary as JSON.
COMMAND = """
import json, sys
from pathlib import Path
from course_utils.collector import resting
from course_utils.grading.grader_start import ahead_for
root, assignment, jobs = Path.cwd(), sys.argv[1], int(sys.argv[2])
with ahead_for(root, assignment, "source", None, jobs):
    with resting():
        from course_utils.grading.class_grading import grade_class
    summary = grade_class(root, assignment, jobs=jobs, progress=False)
print(json.dumps(vars(summary)))
"""


def submissions_of(assignment: str, count: int) -> dict[str, dict[str, str]]:
    """That many submissions of the corpus, right and wrong ones in turn, each again if need be."""
    plan = grading_course.carriers(assignment)
    right = [name for name in plan if name.startswith("right")]
    wrong = [name for name in plan if name.startswith("wrong")]
    names = [n for pair in zip(right * len(wrong), wrong * len(right), strict=True) for n in pair]
    return {f"s{number:03}_{name}": plan[name] for number, name in enumerate(names[:count])}


def generate(root: Path, assignment: str) -> None:
    """Release the assignment as an instructor has before anything is handed in."""
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", assignment, "--force"]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


def isolated(root: Path, assignment: str, jobs: int) -> tuple[float, ClassSummary]:
    """Seconds that `bncourse grade` takes for the class, from its start to its end; its summary."""
    generate(root, assignment)
    command = [sys.executable, "-c", COMMAND, assignment, str(jobs)]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    return seconds, ClassSummary(**json.loads(done.stdout.splitlines()[-1]))


def plain(root: Path, assignment: str) -> float:
    """Seconds that `nbgrader autograde` takes for the class, from its start to its end."""
    generate(root, assignment)
    command = [sys.executable, "-m", "nbgrader", "autograde", assignment]
    began = time.perf_counter()
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    return time.perf_counter() - began


def plain_for_all(
    folder: Path, assignment: str, submissions: dict[str, dict[str, str]], sample: int, number: int
) -> float:
    """Plain nbgrader's seconds for all: measured, or scaled from one and `sample` of them.

    number: of the sample.
    """
    names = list(submissions)
    if not sample or sample >= len(names):
        return plain(grading_course.new_course(folder, assignment, submissions), assignment)
    # The first alone takes the start-up as well.
    spread = random.Random(number).sample(names, sample)
    seconds = []
    for chosen in (spread[:1], spread):
        part = folder / str(len(chosen))
        some = {name: submissions[name] for name in chosen}
        seconds.append(plain(grading_course.new_course(part, assignment, some), assignment))
    first, together = seconds
    each = (together - first) / (sample - 1)
    print(
        f"  plain nbgrader: {first:.1f} s for one, {together:.1f} s for {sample}: "
        f"{each:.2f} s each, scaled to {len(names)}"
    )
    return first + each * (len(names) - 1)


def compare(assignment: str, count: int, jobs: int, sample: int, rounds: int) -> dict:
    """Grade a class both ways in turn, print what came, and return the medians."""
    submissions = submissions_of(assignment, count)
    print(f"\n{assignment}: {len(submissions)} submissions, {jobs} jobs", flush=True)
    ours, plains, summaries = [], [], []
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as scratch:
            root = grading_course.new_course(Path(scratch) / "isolated", assignment, submissions)
            seconds, summary = isolated(root, assignment, jobs)
            folder = Path(scratch) / "plain"
            theirs = plain_for_all(folder, assignment, submissions, sample, number)
        if len(summary.executed) != len(submissions):
            raise SystemExit(f"not all were graded:\n{summary}")
        ours.append(seconds)
        plains.append(theirs)
        summaries.append(summary)
        for name, taken in (("plain nbgrader", theirs), ("bncourse grade", seconds)):
            rate = 60 * len(submissions) / taken
            print(f"  {name}: {taken:.1f} s, {rate:.1f} a minute")
        print(f"  ratio: {theirs / seconds:.1f}", flush=True)
    spent = {
        part: round(statistics.median(one.spent[part] for one in summaries), 2)
        for part in summaries[0].spent
    }
    rate, plain_rate = (60 * len(submissions) / statistics.median(one) for one in (ours, plains))
    ratios = [theirs / seconds for theirs, seconds in zip(plains, ours, strict=True)]
    ratio = statistics.median(ratios)
    print(f"  medians: {rate:.1f} a minute, ratio {ratio:.1f}; sandbox: {summaries[0].sandbox}")
    parts = ", ".join(f"{part} {seconds:.1f}" for part, seconds in spent.items())
    print(f"  seconds by part, those of the jobs added up: {parts}")
    return {
        "assignment": assignment,
        "submissions": len(submissions),
        "jobs": jobs,
        "sandbox": summaries[0].sandbox,
        "a minute": rate,
        "plain a minute": plain_rate,
        "ratio": ratio,
        "ratios": ratios,
        "plain sample": sample or len(submissions),
        "seconds by part": spent,
    }


def measure(jobs: int = 2, rounds: int = 3) -> list[dict]:
    """Both assignments, at the size that the course's budget names.

    Of NumPy's the sample is large: plain nbgrader takes four times as long for those few answers
    that import TensorFlow.
    """
    return [
        compare(NUMPY, 100, jobs, sample=25, rounds=rounds),
        compare(TENSORFLOW, 40, jobs, sample=8, rounds=rounds),
    ]


def main() -> None:
    """Measure both assignments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--numpy", type=int, default=100, metavar="N", help="submissions")
    parser.add_argument("--tensorflow", type=int, default=40, metavar="N", help="submissions")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--plain", type=int, default=8, metavar="K", help="sample; 0: all")
    parser.add_argument("--rounds", type=int, default=3, metavar="R", help="of both ways in turn")
    options = parser.parse_args()
    for assignment, count in ((NUMPY, options.numpy), (TENSORFLOW, options.tensorflow)):
        if count:
            compare(assignment, count, options.jobs, options.plain, options.rounds)


if __name__ == "__main__":
    main()
