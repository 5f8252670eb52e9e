"""`make update`: pins are compared and written, and only taken over when everything passed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import pins
import update

TEXT = "# Why.\n# How.\nalpha==1.0\nJinja2==3.1\nomega_tools==2\n"
OLD = {"alpha": "1.0", "Jinja2": "3.1", "omega_tools": "2"}


def test_the_courses_pins_are_read():
    """Is every line of constraints.txt a pin, and does writing the same pins change nothing?"""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    found = pins.read(text)
    assert len(found) > 100
    assert pins.rewritten(text, found) == text


@pytest.mark.parametrize("line", ["alpha>=1", "alpha", "alpha==1; python_version<'3.12'"])
def test_a_line_that_is_no_pin_is_refused(line):
    """Is a line that would be lost when the file is written anew refused, and shown?"""
    with pytest.raises(ValueError, match="expected NAME==VERSION"):
        pins.read(f"{TEXT}{line}\n")


def test_pins_are_compared_by_name():
    """Are raised, new and dropped packages found, and other spellings of a name the same?"""
    new = {"jinja2": "3.1", "alpha": "1.10", "zeta": "1", "omega-tools": "2"}
    assert pins.compare(OLD, new) == [
        pins.Change("alpha", "1.0", "1.10"),
        pins.Change("zeta", None, "1"),
    ]
    assert pins.compare(OLD, {"jinja2": "3.1", "alpha": "1.0"}) == [
        pins.Change("omega_tools", "2", None)
    ]


def test_constraints_are_written_in_order():
    """Does the new file keep comments and spelling, sorted by name without regard to case?"""
    new = {"zeta": "1", "omega-tools": "3", "jinja2": "4", "Beta": "1", "alpha": "1.10"}
    expected = "# Why.\n# How.\nalpha==1.10\nBeta==1\nJinja2==4\nomega_tools==3\nzeta==1\n"
    assert pins.rewritten(TEXT, new) == expected


def test_pins_of_extras_that_are_not_installed_stay():
    """Does a pin stay whose extra isn't resolved, and go if nothing wants it any more?"""
    assert pins.kept(OLD, {"jinja2": "4"}, ["Omega.Tools", "Jinja2", "other"]) == {
        "omega_tools": "2"
    }


@pytest.fixture
def course(tmp_path):
    """A course under git whose tests fail with alpha 2.0, and whose release tells alpha's pin."""
    folder = tmp_path / "course"
    for name, text in {
        "constraints.txt": TEXT,
        "release/a/a.ipynb": "alpha==1.0\n",
        "notebooks/a.ipynb": "a lecture",
        "Makefile": (
            ".PHONY: release\nsetup:\n\t@touch $@.done\n"
            "release:\n\t@grep alpha constraints.txt > release/a/a.ipynb\n"
            "test:\n\t@! grep -q alpha==2.0 constraints.txt || "
            '{ echo "FAILED tests/test_a.py::test_b[x y] - boom"; exit 1; }\n'
        ),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    (folder / "untracked").touch()
    return folder


def content(folder) -> dict[str, bytes]:
    """What stands in a course, without what is left of an update."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {".git", "build"} & set(path.relative_to(folder).parts)
    }


STEPS = ("release", "test")


def test_pins_that_pass_are_taken_over(course):
    """Do new pins, and what was made with them, come into the course if all steps pass?"""
    before = content(course)
    report, passed = update.update(course, OLD | {"alpha": "1.5"}, STEPS)
    assert passed
    assert "| alpha | 1.0 | 1.5 |" in report
    assert "make test: passed" in report
    assert "Made anew with other content: release/a/a.ipynb" in report
    after = content(course)
    assert after.keys() == before.keys()
    assert {name for name in before if before[name] != after[name]} == {
        "constraints.txt",
        "release/a/a.ipynb",
    }
    assert b"alpha==1.5\n" in after["constraints.txt"]
    assert (course / "build" / "update" / "report.md").read_text(encoding="utf-8") == report


def test_pins_that_fail_are_left(course):
    """Does a failed test leave the course as it was, with the test and its log named?"""
    before = content(course)
    report, passed = update.update(course, OLD | {"alpha": "2.0"}, STEPS)
    assert not passed
    log = course / "build" / "update" / "test.log"
    assert f"make test: FAILED, {log}\n- tests/test_a.py::test_b[x y]\n" in report
    assert "The old pins stay" in report
    assert "boom" in log.read_text(encoding="utf-8")
    assert content(course) == before


def test_a_set_up_that_fails_ends_it(course):
    """If the versions can't be installed, is nothing run with them?"""
    (course / "Makefile").write_text("setup:\n\t@exit 1\n", encoding="utf-8")
    report, passed = update.update(course, OLD | {"alpha": "1.5"}, STEPS)
    assert not passed
    assert "make setup: FAILED" in report
    assert "make test" not in report


def test_untracked_files_stay_out_of_the_copy(course, tmp_path):
    """Is only what git knows copied, and a file that was deleted left out?"""
    (course / "notebooks" / "a.ipynb").unlink()
    update.copy_course(course, tmp_path / "copy")
    assert set(content(tmp_path / "copy")) == {"constraints.txt", "release/a/a.ipynb", "Makefile"}


def test_make_has_all_that_is_run():
    """Is every step of the update a target of the course's Makefile?"""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in (update.SETUP, *update.STEPS, "update"):
        assert f"\n{target}:" in makefile
    assert shutil.which("make")


def test_nothing_newer_is_said(monkeypatch, capsys):
    """If every pin is the newest, does the command say so and stop?"""
    monkeypatch.setattr(sys, "argv", ["update.py"])
    now = pins.read((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    monkeypatch.setattr(update, "new_pins", lambda root: now)
    assert update.main() == 0
    assert "Every pin is the newest" in capsys.readouterr().out


def test_only_what_the_course_uses_is_resolved(monkeypatch, tmp_path):
    """Are the course itself and what installs packages left out of what pip reports?"""
    packages = [
        {"metadata": {"name": "course", "version": "1"}, "download_info": {"dir_info": {}}},
        {"metadata": {"name": "alpha", "version": "1.5"}, "download_info": {"archive_info": {}}},
        {"metadata": {"name": "setuptools", "version": "80"}, "download_info": {}},
    ]

    def pip(command, **options):
        report = Path(command[command.index("--report") + 1])
        report.write_text(json.dumps({"install": packages}), encoding="utf-8")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(pins.subprocess, "run", pip)
    assert pins.resolve(tmp_path, ["dev"]) == {"alpha": "1.5"}


def test_what_pip_says_is_passed_on(tmp_path):
    """If pip can't resolve the requirements, are its words shown?"""
    (tmp_path / "pyproject.toml").write_text("no toml")
    with pytest.raises(RuntimeError, match=r"pip finds no set of versions:\n.+"):
        pins.resolve(tmp_path, ["dev"])
