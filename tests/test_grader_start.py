"""Grading processes that are started ahead: are they used where they fit, and gone where not?"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import contract
import pytest
from test_grader_process import graded, task

from course_utils import cli
from course_utils.grading import grader_start
from course_utils.grading.grader_client import GraderProcess
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.setting import KERAS, NUMPY, Setting, setting_of

pytestmark = [
    pytest.mark.xdist_group("grader start"),
    pytest.mark.skipif(sys.platform != "linux", reason="grading processes fork on Linux alone"),
]

SETTING = Setting(os.curdir, Limits(), "none", imports=(NUMPY, "math"))
UNIT = "01_preprocessing"


def ended(process) -> int:
    """The exit code of a process that ends by itself."""
    return process.wait(timeout=60)


def test_the_one_that_was_started_is_used():
    """Does a grading process with that setting, or fewer imports, take it, and grade?"""
    with grader_start.ahead(SETTING):
        ((_, begun),) = grader_start._ahead
        with GraderProcess(replace(SETTING, imports=(NUMPY,))) as process:
            assert process._server is begun and not grader_start._ahead
            assert graded(process, task()).status == "graded"
    assert begun.poll() is not None


@pytest.mark.parametrize(
    "other",
    [
        replace(SETTING, imports=(KERAS,)),
        replace(SETTING, jobs=2),
        replace(SETTING, keras_backend="numpy"),
        replace(SETTING, limits=Limits(call_seconds=1.0)),
    ],
    ids=["imports", "jobs", "backend", "limits"],
)
def test_one_that_does_not_fit_is_not(monkeypatch, other):
    """Is another one started then, and does the first end?"""
    monkeypatch.setattr(grader_start, "_ahead", [])
    first = grader_start._start(SETTING)
    grader_start._ahead.append((SETTING, first))
    second = grader_start.start(other)
    assert second is not first and not grader_start._ahead
    grader_start._end(second)
    assert ended(first) == ended(second) == 0


@pytest.mark.parametrize("seconds", [0.0, 0.5, 5.0])
@pytest.mark.parametrize("gone", [False, True])
def test_one_that_nobody_needs_leaves_nothing(monkeypatch, tmp_path, capfd, seconds, gone):
    """Does it end, early or late, without a word and without a file, its command gone or not?"""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with grader_start.ahead(SETTING):
        ((_, begun),) = grader_start._ahead
        time.sleep(seconds)
    if gone:
        begun.stdout.close()
    assert ended(begun) == 0
    begun.stdout.close()
    end = time.monotonic() + 20
    while any(tmp_path.iterdir()) and time.monotonic() < end:
        time.sleep(0.1)
    assert not list(tmp_path.rglob("*"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": [{}], "metadata": {}}', "\0"])
def test_a_notebook_that_is_none_starts_nothing(tmp_path, text):
    """Does the command go on, to say what is wrong?"""
    path = tmp_path / "release" / UNIT / f"{UNIT}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with grader_start.ahead_for(tmp_path, UNIT, "release", None, 1):
        assert not grader_start._ahead
    with grader_start.ahead_for(tmp_path, "another", "release", None, 1):
        assert not grader_start._ahead


def test_a_command_starts_one_process(monkeypatch, capsys):
    """Is the process that `bncourse check` starts first the one that it uses?"""
    started = []
    start = grader_start._start

    def counted(setting: Setting):
        started.append(setting)
        return start(setting)

    monkeypatch.setattr(grader_start, "_start", counted)
    monkeypatch.chdir(contract.ROOT)
    released = Path("release", UNIT, f"{UNIT}.ipynb")
    assert cli.main(["check", UNIT, str(released), "--sandbox", "none"]) == 1
    assert "not answered yet" in capsys.readouterr().out
    assert started == [
        setting_of(contract.ROOT, released.read_text(encoding="utf-8"), "none"),
    ]
