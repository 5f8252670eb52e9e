"""JupyterLab's settings that come with the package: installed, valid, and one switch for panels."""

import json
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
from conftest import ROOT
from jupyter_core.paths import jupyter_path
from jupyterlab_server.config import get_page_config

PREFIX = Path(sys.prefix)
OVERRIDES = ROOT / "jupyter" / "overrides.d" / "batchnorm-course.json"
SETTINGS = json.loads(OVERRIDES.read_text(encoding="utf-8"))
PANELS = {
    "@jupyter/nbgrader:formgrader",
    "@jupyter/nbgrader:create-assignment",
    "@jupyter/nbgrader:course-list",
}


def test_the_installed_settings_are_these():
    """Did the installation, editable or not, copy the files to where JupyterLab looks?"""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for folder, files in project["tool"]["setuptools"]["data-files"].items():
        for file in files:
            installed = PREFIX / folder / Path(file).name
            assert installed.is_file(), f"{installed} is missing: install the package again"
            assert installed.read_bytes() == (ROOT / file).read_bytes(), (
                f"{file} has changed: install the package again"
            )


@pytest.mark.parametrize("plugin", SETTINGS)
def test_jupyterlab_knows_each_setting(plugin):
    """Does the plugin's schema have each setting, and allow its value?"""
    extension, name = plugin.split(":")
    places = [PREFIX / "share/jupyter/lab/schemas" / extension / f"{name}.json"]
    places += [
        Path(folder, extension, "schemas", extension, f"{name}.json")
        for folder in jupyter_path("labextensions")
    ]
    (schema, *_) = [json.loads(path.read_text("utf-8")) for path in places if path.is_file()]
    assert set(SETTINGS[plugin]) <= set(schema["properties"])
    jsonschema.validate(SETTINGS[plugin], schema)


@pytest.fixture
def disabled(monkeypatch, tmp_path):
    """Which extensions JupyterLab leaves out, with these folders in JUPYTER_CONFIG_PATH."""
    # A user's own choices stand above the package's.
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))

    def read(*folders: Path) -> set[str]:
        monkeypatch.setenv("JUPYTER_CONFIG_PATH", ":".join(map(str, folders)))
        return set(get_page_config(jupyter_path("labextensions"))["disabledExtensions"])

    return read


def test_students_have_no_panels_of_the_instructors(disabled):
    """Are formgrader, Create Assignment and Course List off, and nothing else of nbgrader?"""
    assert {name for name in disabled() if "nbgrader" in name} == PANELS


def test_the_instructors_folder_turns_them_on(disabled):
    """Does `make lab-instructor` name a folder with which all panels are on?"""
    makefile = (ROOT / "Makefile").read_text()
    assert '"$(CURDIR)/jupyter/instructor$${JUPYTER_CONFIG_PATH:+' in makefile
    assert not disabled(ROOT / "jupyter" / "instructor") & PANELS
