"""The student's bundle: nothing withheld is in it, and it works where nothing else is."""

import ast
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import contract
import nbformat
import pytest
from traitlets.config import PyFileConfigLoader
from withheld import share, text_of, withheld

from course_utils import cli
from course_utils.grading import bundle, course
from course_utils.grading.answers import read_answers, with_answers

ROOT = contract.ROOT
UNIT = "01_preprocessing"
#: How much of a withheld text may stand in one file: a network's `compile` is the same everywhere,
#: and a lecture may well show what would be a wrong answer.
ALLOWED = {
    **dict.fromkeys(("SOLUTION", "right", "framework"), 0.65),
    "wrong": 0.75,
    "HIDDEN TESTS": 0.3,
    "MARK SCHEME": 0.1,
}

pytestmark = pytest.mark.xdist_group("bundle")


@pytest.fixture(scope="module")
def zipped(tmp_path_factory) -> Path:
    """The bundle of this course."""
    path = tmp_path_factory.mktemp("bundle") / "build" / "students.zip"
    bundle.write_bundle(ROOT, path)
    return path


@pytest.fixture(scope="module")
def content(zipped) -> dict[str, bytes]:
    """The files of the bundle."""
    with zipfile.ZipFile(zipped) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def unpacked(zipped, tmp_path_factory) -> Path:
    """The bundle, unpacked beside nothing else."""
    folder = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(folder)
    return folder / bundle.NAME


# What is in it


def test_nothing_withheld_is_in_it(content):
    """Does no file hold a solution, a hidden test, a mark scheme or an answer, outputs included?"""
    texts = [text_of(name, file) for name, file in content.items()]
    secrets = list(withheld(ROOT))
    assert {secret.kind for secret in secrets} == ALLOWED.keys()
    found = {
        (secret.kind, secret.name, text.name): f"{share(secret, text):.0%}"
        for secret in secrets
        for text in texts
        if share(secret, text) > ALLOWED[secret.kind]
    }
    assert found == {}


def test_a_withheld_text_would_be_found(content):
    """Is each solution found when its master is in the bundle, among a notebook's JSON?"""
    name = f"source/{UNIT}/{UNIT}.ipynb"
    master = text_of(name, (ROOT / name).read_bytes())
    regions = [s for s in withheld(ROOT) if s.name.startswith(UNIT) and s.kind.isupper()]
    assert len(regions) > 10
    assert {share(secret, master) for secret in regions} == {1.0}


def test_no_file_of_the_instructors_side_is_in_it(content):
    """Are masters, tests, reports, the gradebook and the corpus left out, with their markers?"""
    inside = {name.removeprefix(f"{bundle.NAME}/") for name in content}
    assert {name.split("/")[0] for name in inside if "/" in name} == {
        "notebooks", "release", "explorers", "course_utils", "jupyter", ".binder"
    }  # fmt: skip
    for module in ("answers", "release", "course", "gradebook", "class_grading", "bundle"):
        assert f"course_utils/grading/{module}.py" not in inside
    for folder in ("grading/reports", "grading/bundled", "publishing"):
        assert not [name for name in inside if name.startswith(f"course_utils/{folder}")]
    notebooks = [file.decode() for name, file in content.items() if name.endswith(".ipynb")]
    assert not re.search(r"(BEGIN|END) (SOLUTION|HIDDEN|MARK)", "".join(notebooks))


def test_all_lectures_and_assignments_are_in_it(content):
    """Is each lecture and each assignment there as it stands in the course?"""
    for path in [*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "release").glob("*/*.ipynb")]:
        name = path.relative_to(ROOT).as_posix()
        assert content[f"{bundle.NAME}/{name}"] == path.read_bytes()


def prose_of(page: Path) -> str:
    """The Markdown of a notebook or a page."""
    if page.suffix != ".ipynb":
        return page.read_text(encoding="utf-8")
    cells = nbformat.read(page, 4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_links_of_lectures_and_readme_lead_somewhere(unpacked):
    """Is every file of the course that a lecture, an assignment or README names in the bundle?"""
    pages = [unpacked / "README.md", *unpacked.glob("notebooks/*"), *unpacked.glob("release/*/*")]
    for page in pages:
        for link in re.findall(r"\]\(((?!https?:)[^)#\s]+)[^)]*\)", prose_of(page)):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
    named = re.findall(r"`([\w/.]+/)`", (unpacked / "README.md").read_text(encoding="utf-8"))
    made = {"build/course/"}
    assert not [name for name in set(named) - made if not (unpacked / name).exists()]


def test_equal_courses_give_equal_bytes(zipped, tmp_path, monkeypatch):
    """Is the zip of a copy, checked out at another time in another order, the same to the byte?"""
    copy = tmp_path / "copy"
    for name in ("course_utils", "source", "release", "notebooks", "explorers", "jupyter"):
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, copy / name, copy_function=shutil.copyfile, ignore=skipped)
    (copy / ".binder").mkdir()
    for name in (*bundle.INSTALLS, "environment.yml", "nbgrader_config.py"):
        shutil.copyfile(ROOT / name, copy / name)
    monkeypatch.setattr(bundle, "check_release", lambda root: None)
    (copy / "release" / UNIT / ".ipynb_checkpoints").mkdir()
    (copy / "release" / UNIT / ".ipynb_checkpoints" / "mine.ipynb").touch()
    bundle.write_bundle(copy, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == zipped.read_bytes()


def test_students_settings_are_the_courses_own():
    """Does every setting of the bundle's nbgrader_config.py have the instructor's value?"""

    def settings(folder: Path) -> dict:
        return PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()

    own = settings(ROOT / "course_utils" / "grading" / "bundled")
    whole = settings(ROOT)
    assert own
    for section, values in own.items():
        for name, value in values.items():
            assert whole[section][name] == value


# What is refused


@pytest.fixture
def small(tmp_path) -> Path:
    """A course with the master and the release of one assignment."""
    for step in ("source", "release"):
        shutil.copytree(ROOT / step / UNIT, tmp_path / step / UNIT)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    return tmp_path


def test_a_missing_release_is_refused(small, monkeypatch, capsys):
    """Does `bncourse bundle` name the assignment without a release, and write nothing?"""
    shutil.rmtree(small / "release" / UNIT)
    monkeypatch.chdir(small)
    assert cli.main(["bundle"]) == 1
    assert f"No release of {UNIT}: run `make release` first." in capsys.readouterr().err
    assert not (small / "build").exists()


def test_a_stale_release_is_refused(small, monkeypatch, capsys):
    """Is a release in which somebody worked, or whose master has changed, named and refused?"""
    path = small / "release" / UNIT / f"{UNIT}.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[-1].source += "\nAn answer."
    nbformat.write(notebook, path)
    monkeypatch.chdir(small)
    assert cli.main(["bundle", "--output", "mine.zip"]) == 1
    said = capsys.readouterr().err
    assert UNIT in said
    assert "make release" in said
    assert not (small / "mine.zip").exists()


# Whether it works


#: Stands on PYTHONPATH: every Python of the test, however started, refuses the course's own files.
GUARD = """
import os, sys

ROOT, VENV = {root!r}, {venv!r}

def refuse(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes)):
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if path.startswith(ROOT + os.sep) and not path.startswith(VENV + os.sep):
            raise PermissionError("not in the bundle: " + path)

sys.addaudithook(refuse)
"""


@pytest.fixture(scope="module")
def alone(unpacked, tmp_path_factory):
    """Run Python in the unpacked bundle, where it sees the packages and nothing of the course."""
    guard = tmp_path_factory.mktemp("guard")
    hidden = GUARD.format(root=str(ROOT), venv=sys.prefix)
    (guard / "sitecustomize.py").write_text(hidden, encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    path = os.pathsep.join([str(guard), str(unpacked)])
    environment = os.environ | {"PYTHONPATH": path, "HOME": str(home), "BNCOURSE_CACHE": str(home)}

    def run(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=unpacked,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


def solved(folder: Path) -> Path:
    """Write a notebook with the corpus's right answers, and a sentence where one is asked for."""
    answers = {
        exercise: kinds["right"][0].code for exercise, kinds in read_answers(ROOT, UNIT).items()
    }
    notebook = with_answers(course.notebook(ROOT, "release", UNIT), answers)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "markdown":
            cell.source = "Because."
    path = folder / f"{UNIT}.ipynb"
    nbformat.write(notebook, path)
    return path


VALIDATE = """
import sys
from nbgrader.validator import Validator
Validator().validate_and_print(sys.argv[1])
"""
LECTURE = """
from course_utils.lectures import run_lectures
from pathlib import Path
(run,) = run_lectures(Path("notebooks"), Path("build"), ["00_start_here"])
assert run.error is None, run.error
"""


def test_the_guard_hides_the_course(alone, unpacked):
    """Is course_utils the bundle's, and is a file of the course refused?"""
    done = alone("-c", "import course_utils; print(course_utils.__file__)")
    assert Path(done.stdout.strip()).is_relative_to(unpacked), done.stderr
    refused = alone("-c", f"open({str(ROOT / 'pyproject.toml')!r})")
    assert "not in the bundle" in refused.stderr


def test_every_module_of_the_bundle_finds_what_it_imports(unpacked):
    """Does no module import, when it is itself imported, one that the bundle leaves out?"""
    modules = {
        ".".join(path.relative_to(unpacked).with_suffix("").parts).removesuffix(".__init__")
        for path in (unpacked / "course_utils").rglob("*.py")
    }
    for path in (unpacked / "course_utils").rglob("*.py"):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.ImportFrom) and "course_utils" in statement.module:
                assert statement.module in modules, path.name


def test_check_works_in_the_bundle(alone, tmp_path):
    """Does `bncourse check` run a right notebook, and give it all points?"""
    done = alone("-m", "course_utils.cli", "check", UNIT, str(solved(tmp_path)))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "23 of 23 points" in done.stdout


def test_validate_works_in_the_bundle(alone, tmp_path):
    """Does nbgrader's *Validate* pass a right notebook and name what fails in the release?"""
    assert "Success" in alone("-c", VALIDATE, str(solved(tmp_path))).stdout
    failed = alone("-c", VALIDATE, f"release/{UNIT}/{UNIT}.ipynb").stdout
    assert "prepare is not written yet." in failed


def test_a_lecture_runs_in_the_bundle(alone):
    """Does the first lecture run, its own check of the machine included?"""
    done = alone("-c", LECTURE)
    assert done.returncode == 0, done.stderr


def test_instructors_commands_say_where_they_are(alone):
    """Does `bncourse grade` say in the bundle that it needs the whole course?"""
    done = alone("-m", "course_utils.cli", "grade", UNIT)
    assert done.returncode == 1
    assert done.stderr.strip() == f"bncourse: {cli.WHOLE_COURSE}"


def test_help_lists_what_works_there(alone, capsys):
    """Does `bncourse --help` list the students' commands alone there, and all of them here?"""
    listed = re.compile(r"^    (\w+) ", re.MULTILINE)
    found = listed.findall(alone("-m", "course_utils.cli", "--help").stdout)
    assert sorted(found) == sorted(cli.STUDENTS)
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    here = listed.findall(capsys.readouterr().out)
    assert {"grade", "release", "bundle", *cli.STUDENTS} < set(here)


@pytest.mark.thorough
def test_the_bundle_installs_in_a_fresh_environment(unpacked, tmp_path):
    """Does the bundle, installed as its README says, run a lecture, `check` and *Validate*?

    The packages come over the network.
    """
    venv.create(tmp_path / "fresh", with_pip=True)
    programs = tmp_path / "fresh" / ("Scripts" if os.name == "nt" else "bin")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    clean |= {"BNCOURSE_CACHE": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    clean["PATH"] = os.pathsep.join([str(programs), clean["PATH"]])

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=unpacked, env=clean, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    python = str(programs / "python")
    run(
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--constraint",
        "constraints.txt",
        "--editable",
        ".[explore]",
    )
    where = run(python, "-c", "import course_utils; print(course_utils.__file__)")
    assert Path(where.strip()).is_relative_to(unpacked)
    run(python, "-c", LECTURE)
    notebook = str(solved(tmp_path))
    assert "23 of 23 points" in run(str(programs / "bncourse"), "check", UNIT, notebook)
    assert "Success" in run(python, "-c", VALIDATE, notebook)
