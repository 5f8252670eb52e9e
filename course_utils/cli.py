"""`bncourse …`: the course's commands, each a few lines over functions that can be imported."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from course_utils.collector import resting

#: What the students' bundle leaves out, and what a command says that needs it.
LEFT_OUT = ("course_utils.grading", "course_utils.publishing")
WHOLE_COURSE = (
    "this command needs the whole course, as instructors and authors have it. The bundle that "
    "students get leaves some of it out."
)

#: Whether this is the course as instructors have it, and what there is where it is not.
IS_WHOLE = (Path(__file__).parent / "publishing").is_dir()
STUDENTS = ("course", "check", "explore")

#: What the argument of most commands is.
ASSIGNMENT = "the id of an assignment, such as 01_preprocessing"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 with a message on stderr for what the user can mend."""
    options = _parser().parse_args(arguments)
    try:
        return options.command(options)
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(LEFT_OUT):
            raise
        print(f"bncourse: {WHOLE_COURSE}", file=sys.stderr)
        return 1
    except (ValueError, FileNotFoundError, RuntimeError) as error:
        print(f"bncourse: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bncourse",
        description="The batch-normalization course.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    course = _command(
        commands, "course", "run every lecture, print the comparison, write it all as pages"
    )
    course.add_argument("lectures", nargs="*", metavar="LECTURE", help="ids; all by default")
    course.add_argument("--dataset", default="embedded", help='"embedded" (default) or "full"')
    course.add_argument("--seeds", type=int, default=3, help="paired seeds of the final comparison")
    course.add_argument("--output", type=Path, help="folder of the pages; build/course by default")
    course.add_argument(
        "--again", action="store_true", help="run lectures that have not changed, too"
    )
    course.set_defaults(command=_course)

    notebooks = _command(commands, "notebooks", "execute lectures and store their outputs")
    notebooks.add_argument("lectures", nargs="*", metavar="LECTURE", help="ids; all by default")
    notebooks.set_defaults(command=_notebooks)

    _add_pages(commands)

    links = _command(commands, "links", "write where each lecture runs: Colab and Binder")
    links.set_defaults(command=_links)

    explore = _command(commands, "explore", "open the explorers as pages in your browser")
    explore.add_argument("--port", type=int, default=8866, help="8866 by default")
    explore.add_argument("--no-browser", action="store_true", help="serve them, open nothing")
    explore.set_defaults(command=_explore)

    release = _command(commands, "release", "make release/ and the misconception data")
    release.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="all by default")
    release.set_defaults(command=_release)
    _add_grade(commands)
    _add_check(commands)

    bundle = _command(commands, "bundle", "make the zip that students get")
    bundle.add_argument(
        "--output", type=Path, metavar="FILE", help="build/batchnorm-course.zip by default"
    )
    bundle.set_defaults(command=_bundle)
    _add_reports(commands)
    return parser


def _command(commands: argparse._SubParsersAction, name: str, does: str) -> argparse.ArgumentParser:
    # What can't run here isn't listed; called by its name, it says why.
    listed = {"help": does} if IS_WHOLE or name in STUDENTS else {}
    return commands.add_parser(name, description=f"{does[0].upper()}{does[1:]}.", **listed)


def _add_pages(commands: argparse._SubParsersAction) -> None:
    site = _command(commands, "site", "make the course a site that reads without a network")
    pages = _command(commands, "print", "make each lecture a page to print, and a PDF")
    pages.add_argument("lectures", nargs="*", metavar="LECTURE", help="ids; all by default")
    for command, folder in ((site, "site"), (pages, "print")):
        command.add_argument(
            "--notebooks",
            type=Path,
            metavar="FOLDER",
            help="where executed lectures are; notebooks/ by default",
        )
        command.add_argument(
            "--output", type=Path, metavar="FOLDER", help=f"build/{folder} by default"
        )
    site.set_defaults(command=_site)
    pages.set_defaults(command=_print)


def _add_grade(commands: argparse._SubParsersAction) -> None:
    grade = _command(commands, "grade", "grade what stands in submitted/, in isolation")
    grade.add_argument("assignment", metavar="ASSIGNMENT", help=ASSIGNMENT)
    grade.add_argument(
        "--student",
        action="append",
        default=[],
        help="the id of one student, instead of all; may be repeated",
    )
    where = grade.add_mutually_exclusive_group()
    where.add_argument(
        "--jobs", type=int, metavar="N", help="how many at a time; one a core by default"
    )
    where.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask cluster instead: tcp://host:8786"
    )
    grade.add_argument(
        "--resume",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="take stored results for what has not changed (default)",
    )
    grade.add_argument(
        "--sandbox",
        choices=["bubblewrap", "podman", "docker", "none"],
        help="where students' code runs; the first of these that this machine has, by default",
    )
    grade.add_argument("--seed", type=int, help="of the tests' inputs; $BNCOURSE_SEED by default")
    grade.set_defaults(command=_grade)


def _add_check(commands: argparse._SubParsersAction) -> None:
    check = _command(
        commands, "check", "run your notebook as it will be graded, with the visible tests"
    )
    check.add_argument("assignment", metavar="ASSIGNMENT", help=ASSIGNMENT)
    check.add_argument("notebook", type=Path, metavar="NOTEBOOK", help="the file to hand in")
    check.add_argument(
        "--sandbox",
        choices=["bubblewrap", "podman", "docker", "none"],
        help="where the notebook runs; the first of these that this machine has, by default",
    )
    check.set_defaults(command=_check)


def _add_reports(commands: argparse._SubParsersAction) -> None:
    feedback = _command(commands, "feedback", "write a page of feedback for each student")
    feedback.add_argument("assignment", metavar="ASSIGNMENT", help=ASSIGNMENT)
    feedback.add_argument(
        "--student",
        action="append",
        default=[],
        help="the id of one student, instead of all; may be repeated",
    )
    feedback.set_defaults(command=_feedback)

    report = _command(commands, "report", "how the class did: a page, and tables as CSV")
    report.add_argument("assignment", metavar="ASSIGNMENT", help=ASSIGNMENT)
    report.set_defaults(command=_report)

    export = _command(commands, "export", "points as CSV for a gradebook")
    export.add_argument("assignment", metavar="ASSIGNMENT", help=ASSIGNMENT)
    export.add_argument(
        "--format",
        choices=["nbgrader", "canvas", "moodle"],
        default="nbgrader",
        help="whose columns; nbgrader's by default",
    )
    export.add_argument("--to", type=Path, metavar="FILE", help="grades-….csv by default")
    export.add_argument(
        "--missing-zero", action="store_true", help="0 for students who handed in nothing"
    )
    export.set_defaults(command=_export)


# The imports stand in the commands: `bncourse --help` should not wait for TensorFlow.


def _course(options: argparse.Namespace) -> int:
    from course_utils import parameters
    from course_utils.data import load_mnist
    from course_utils.folders import find_root
    from course_utils.lectures import choose_lectures, run_lectures
    from course_utils.report import write_report
    from course_utils.summary import summarise

    parameters.check(DATASET=options.dataset, SEEDS=options.seeds)
    root = find_root()
    choose_lectures(root / "notebooks", options.lectures)
    output = options.output or root / "build" / "course"
    digits = load_mnist(options.dataset)
    runs = run_lectures(
        root / "notebooks",
        output / "notebooks",
        options.lectures,
        {"DATASET": options.dataset},
        options.again,
    )
    stored = [run.lecture for run in runs if run.stored]
    if stored:
        print(f"\nNot run again, as nothing has changed: {', '.join(stored)} (--again runs them).")
    print("\nBN against no BN: the five presets, then batch sizes")
    summary = summarise(digits, seeds=options.seeds)
    page = write_report(output, runs, summary, digits)
    print(f"\n{summary.preset_table().to_string(index=False)}")
    print(f"\n{summary.batch_size_table().to_string(index=False)}")
    failed = [run for run in runs if run.error]
    for run in failed:
        print(f"\n{run.lecture} stopped at {run.error}")
    print(f"\nLectures and figures: {page}")
    return 1 if failed else 0


def _notebooks(options: argparse.Namespace) -> int:
    from course_utils.folders import find_root
    from course_utils.lectures import choose_lectures
    from course_utils.optional import how_to_install, missing
    from course_utils.publishing.elsewhere import write_links
    from course_utils.stored_outputs import store_outputs

    root = find_root()
    folder = root / "notebooks"
    write_links(root, options.lectures)
    failed = 0
    for lecture in choose_lectures(folder, options.lectures):
        lacking = missing(folder / f"{lecture}.ipynb")
        if lacking:
            print(f"{lecture}: left as it is: it {how_to_install(lacking)}")
            continue
        run = store_outputs(folder / f"{lecture}.ipynb")
        print(f"{lecture}: {run.error or 'stored'} ({run.seconds:.0f} s)")
        failed += run.error is not None
    return 1 if failed else 0


def _site(options: argparse.Namespace) -> int:
    from course_utils.folders import find_root
    from course_utils.publishing.site import build_site

    root = find_root()
    print(build_site(root, options.output or root / "build" / "site", options.notebooks))
    return 0


def _print(options: argparse.Namespace) -> int:
    from course_utils.folders import find_root
    from course_utils.publishing import chromium
    from course_utils.publishing.printing import print_lectures

    root = find_root()
    folder = options.output or root / "build" / "print"
    browser = chromium.find()
    print_lectures(options.notebooks or root / "notebooks", folder, options.lectures, browser)
    print(f"{folder}: a page for each lecture{', and a PDF' if browser else ''}")
    if browser is None:
        print(f"For PDFs: {chromium.MISSING} Or print the pages from any browser.")
    return 0


def _links(options: argparse.Namespace) -> int:
    from course_utils.folders import find_root
    from course_utils.publishing.elsewhere import write_links

    print(", ".join(write_links(find_root())) or "All lectures are up to date.")
    return 0


def _explore(options: argparse.Namespace) -> int:
    from course_utils.explore import explore
    from course_utils.folders import find_root

    return explore(find_root(), port=options.port, browser=not options.no_browser)


def _release(options: argparse.Namespace) -> int:
    from course_utils.folders import find_root
    from course_utils.grading.release import make_release

    for assignment in make_release(find_root(), options.assignments):
        print(f"release/{assignment} and course_utils/feedback/{assignment}.json are made.")
    return 0


def _grade(options: argparse.Namespace) -> int:
    from course_utils.folders import find_assignment, find_root
    from course_utils.grading import grader_start

    root = find_root()
    assignment = find_assignment(root, options.assignment)
    begun = contextlib.nullcontext()
    if not options.scheduler:
        begun = grader_start.ahead_for(root, assignment, "source", options.sandbox, options.jobs)
    try:
        with begun:
            with resting():
                from course_utils.grading.class_grading import grade_class

            summary = grade_class(
                root,
                assignment,
                options.student,
                jobs=options.jobs,
                scheduler=options.scheduler,
                resume=options.resume,
                seed=options.seed,
                sandbox=options.sandbox,
            )
    except KeyboardInterrupt:
        print("\nStopped. What is graded is kept: the same command goes on from here.")
        return 130
    print(summary)
    return 1 if summary.failed else 0


def _check(options: argparse.Namespace) -> int:
    from course_utils.folders import find_assignment, find_root
    from course_utils.grading import grader_start

    root = find_root()
    assignment = find_assignment(root, options.assignment)
    with grader_start.ahead_for(root, assignment, "release", options.sandbox, 1):
        with resting():
            from course_utils.grading.check import check_notebook, lines

        checked = check_notebook(root, assignment, options.notebook, sandbox=options.sandbox)
    print("\n".join(lines(checked)))
    return checked.exit_code


def _feedback(options: argparse.Namespace) -> int:
    from course_utils.folders import find_assignment, find_root
    from course_utils.grading.reports.feedback import write_feedback

    root = find_root()
    assignment = find_assignment(root, options.assignment)
    pages = write_feedback(root, assignment, options.student)
    page = Path(root, "feedback", "<student>", assignment, f"{assignment}.html")
    print(f"Written for {len(pages)}: {page}")
    return 0


def _bundle(options: argparse.Namespace) -> int:
    from course_utils.folders import find_root
    from course_utils.grading.bundle import NAME, write_bundle

    root = find_root()
    path = options.output or root / "build" / f"{NAME}.zip"
    members = write_bundle(root, path)
    print(f"{path}: {len(members)} files, {path.stat().st_size / 1e6:.1f} MB")
    return 0


def _report(options: argparse.Namespace) -> int:
    import matplotlib

    from course_utils.folders import find_assignment, find_root
    from course_utils.grading.reports.class_page import write_report

    # A page needs no window.
    matplotlib.use("agg")
    root = find_root()
    print(write_report(root, find_assignment(root, options.assignment)))
    return 0


def _export(options: argparse.Namespace) -> int:
    from course_utils.folders import find_assignment, find_root
    from course_utils.grading.reports.exports import export

    root = find_root()
    assignment = find_assignment(root, options.assignment)
    path = options.to or root / f"grades-{assignment}-{options.format}.csv"
    warnings = export(root, assignment, options.format, path, missing_zero=options.missing_zero)
    for warning in warnings:
        print(f"bncourse: {warning}", file=sys.stderr)
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
