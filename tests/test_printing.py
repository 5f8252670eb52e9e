"""Lectures to print: pages with a style for paper, and a browser's mistakes said aloud.

PDFs themselves are tested where there is a browser: tests_browser/test_print.py.
"""

import re
import shutil
import stat

import pytest
from conftest import ROOT

from course_utils import cli
from course_utils.publishing import chromium, printing

LECTURE = "08_limits_and_alternatives"


@pytest.fixture
def browser(tmp_path, monkeypatch):
    """Makes a program that stands for the browser, and is found as such."""

    def make(script: str) -> str:
        program = tmp_path / "chromium"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setenv(chromium.VARIABLE, str(program))
        return str(program)

    return make


def test_a_page_is_made_for_paper(tmp_path):
    """Has the page the style for paper, all formulas' scripts, and links to the web alone?"""
    (made,) = printing.print_lectures(ROOT / "notebooks", tmp_path, [LECTURE])
    text = made.page.read_text(encoding="utf-8")
    assert made.pdf is None
    assert "counter(page)" in text
    (script,) = re.findall(r'<script[^>]* src="(mathjax[^"]*)"', text)
    assert (tmp_path / script).is_file()
    assert "MathJax.Hub" not in text
    assert "<title>08 · Where batch normalization fails" in text
    links = re.findall(r'<a [^>]*?href="([^"]*)"', text)
    assert not [link for link in links if not link.startswith(("http", "#"))]
    # The words of a link are still there.
    assert "05 · numpy-batch-norm" in text


def test_the_command_prints_with_the_browser_it_finds(tmp_path, monkeypatch, browser, capsys):
    """Is the browser asked once a lecture, for a PDF beside its page, without a network?"""
    browser('for a in "$@"; do case $a in --print-to-pdf=*) echo "$@" > "${a#*=}";; esac; done')
    monkeypatch.chdir(ROOT)
    assert cli.main(["print", "00_start_here", "--output", str(tmp_path / "out")]) == 0
    asked = (tmp_path / "out" / "00_start_here.pdf").read_text()
    assert (tmp_path / "out" / "00_start_here.html").as_uri() in asked
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in asked
    assert "and a PDF" in capsys.readouterr().out


def test_without_a_browser_there_are_pages(tmp_path, monkeypatch, capsys):
    """Does the command write the pages and say how to get PDFs?"""
    monkeypatch.setenv(chromium.VARIABLE, str(tmp_path / "nothing"))
    monkeypatch.chdir(ROOT)
    assert cli.main(["print", "00_start_here", "--output", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "apt-get install chromium" in told and chromium.VARIABLE in told
    assert (tmp_path / "00_start_here.html").is_file()
    assert not list(tmp_path.glob("*.pdf"))


def test_a_browser_that_prints_nothing_is_quoted(tmp_path, monkeypatch, browser, capsys):
    """Is what the browser said shown, and no PDF of an earlier day taken for a new one?"""
    browser("echo no display >&2; exit 1")
    monkeypatch.chdir(ROOT)
    old = tmp_path / "out" / "00_start_here.pdf"
    old.parent.mkdir()
    old.write_text("of yesterday")
    assert cli.main(["print", "00_start_here", "--output", str(old.parent)]) == 1
    assert "no display" in capsys.readouterr().err
    assert not old.exists()


def test_a_browser_that_hangs_is_ended(tmp_path, monkeypatch, browser):
    """Is a browser that never ends given up, with a message?"""
    monkeypatch.setattr(chromium, "SECONDS", 0.5)
    with pytest.raises(RuntimeError, match="took longer than"):
        chromium.print_pdf(browser("exec sleep 60"), tmp_path / "a.html", tmp_path / "a.pdf")


def test_a_browser_is_found_by_variable_or_by_name(tmp_path, monkeypatch, browser):
    """Does the variable come first, and is a wrong one not silently replaced?"""
    program = browser("true")
    assert chromium.find() == program
    monkeypatch.setenv(chromium.VARIABLE, str(tmp_path / "gone"))
    assert chromium.find() is None
    monkeypatch.delenv(chromium.VARIABLE)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.find() == program == shutil.which("chromium")


def test_a_lecture_that_is_not_there_is_an_error(tmp_path, monkeypatch, capsys):
    """Does a wrong id name the right ones, and an empty folder say so?"""
    monkeypatch.chdir(ROOT)
    assert cli.main(["print", "nope"]) == 1
    assert "There are 00_start_here" in capsys.readouterr().err
    assert cli.main(["print", "--notebooks", str(tmp_path)]) == 1
    assert "There is no lecture" in capsys.readouterr().err
