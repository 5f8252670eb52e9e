"""What builds an image of the course agrees with pyproject.toml and lets no solution in."""

import os
import re
import subprocess
import tomllib

import pytest
from conftest import ROOT
from packaging.specifiers import SpecifierSet

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
POST_BUILD = ROOT / ".binder" / "postBuild"


def test_images_have_a_python_that_fits():
    """Do the Dockerfile and Binder ask for a Python that pyproject.toml allows?"""
    versions = re.findall(r"^FROM python:([\d.]+)-", DOCKERFILE, re.M)
    versions += re.findall(r"python-([\d.]+)", (ROOT / ".binder" / "runtime.txt").read_text())
    assert len(versions) == 3
    for version in versions:
        assert SpecifierSet(PROJECT["requires-python"]).contains(version)


def test_only_the_bundle_enters_the_image():
    """Does .dockerignore shut out all but the zip, and does the Dockerfile copy nothing else?"""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert lines == ["*", "!build/batchnorm-course.zip"]
    copied = re.findall(r"^COPY (?:--\S+ )*(\S+)", DOCKERFILE, re.M)
    assert copied == ["build/batchnorm-course.zip", "/opt/batchnorm-course"]
    assert not re.search(r"^ADD ", DOCKERFILE, re.M)


@pytest.mark.parametrize("text", [DOCKERFILE, POST_BUILD.read_text(encoding="utf-8")])
def test_packages_come_in_the_tested_versions(text):
    """Is everything installed with constraints.txt, or pinned by itself?"""
    installs = re.findall(
        r"pip install ((?:.|\\\n)*?)(?: \\\n *&&|;|\n)", text.replace(" \\\n", " ")
    )
    assert installs
    for install in installs:
        assert "--constraint constraints.txt" in install or re.search(r"==[\d.]+", install)


def test_the_container_is_not_roots():
    """Does the server run as a user without rights on the system?"""
    assert re.findall(r"^USER (\d+)$", DOCKERFILE, re.M) == ["1000"]
    assert DOCKERFILE.index("USER 1000") > DOCKERFILE.rindex("RUN ")


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither bash nor executable files")
def test_binders_script_can_be_run():
    """Is Binder's script executable, and is it bash?"""
    assert os.access(POST_BUILD, os.X_OK)
    assert subprocess.run(["bash", "-n", POST_BUILD], check=False).returncode == 0
