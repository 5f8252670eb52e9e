"""pyproject.toml, constraints.txt and environment.yml agree; imports stay light and silent."""

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONSTRAINTS = {
    canonicalize_name(line.split("==")[0]): line.split("==")[1].split(";")[0].strip()
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if "==" in line
}


def requirements(*extras: str) -> list[Requirement]:
    """Requirements of the package and of these extras, or of all; extras of extras too."""
    optional = PROJECT["optional-dependencies"]
    found = [Requirement(text) for text in PROJECT["dependencies"]]
    found += [Requirement(text) for extra in extras or optional for text in optional[extra]]
    own = [one for one in found if one.name == PROJECT["name"]]
    found = [one for one in found if one.name != PROJECT["name"]]
    return found + [one for nested in own for one in requirements(*nested.extras)]


def test_every_requirement_is_pinned_within_its_range():
    """Does constraints.txt pin each requirement, to a version pyproject.toml allows?"""
    for requirement in requirements():
        pinned = CONSTRAINTS[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pinned), requirement


def test_every_pin_is_what_is_installed():
    """Do the tests run with the versions that constraints.txt names?"""
    missing, different = [], {}
    for name, pin in CONSTRAINTS.items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        # A local part, such as PyTorch's +cpu, names a build of the same version.
        if Version(Version(installed).public) != Version(pin):
            different[name] = (pin, installed)
    assert not different
    # Some pins are for one system, one version of Python or an extra that `make` doesn't install.
    installs = {canonicalize_name(requirement.name) for requirement in requirements("dev")}
    assert not installs & set(missing)


def test_conda_installs_the_same_set():
    """Does environment.yml hold no version of its own, but point to the two files?"""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *conda, pip = environment["dependencies"]
    assert environment["name"] == PROJECT["name"]
    assert conda == [f"python{PROJECT['requires-python']}", "pip"]
    assert pip == {"pip": ["--constraint constraints.txt", "--editable .[dev]"]}


def test_makefile_asks_for_a_python_that_fits():
    """Does `make` refuse the versions of Python that pyproject.toml refuses, and no others?"""
    check = re.search(
        r"-c '(import sys; sys.exit\(.*?\))' ", (ROOT / "Makefile").read_text()
    ).group(1)
    accepted = SpecifierSet(PROJECT["requires-python"])
    for minor in range(9, 17):
        fake = check.replace("sys.version_info[:2]", f"(3, {minor})")
        assert (python(fake).returncode == 0) == accepted.contains(f"3.{minor}")


def test_makefile_installs_the_same_set():
    """Does `make` install the same extras with the same constraints?"""
    install = re.search(r"pip install (.*)", (ROOT / "Makefile").read_text()).group(1)
    assert "--constraint constraints.txt" in install
    assert "--editable '.[dev]'" in install


def python(code: str) -> subprocess.CompletedProcess:
    """Run code in a fresh Python."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)


def test_importing_the_package_is_light():
    """Does `import course_utils` leave TensorFlow, Keras, pandas and matplotlib alone?"""
    heavy = ("tensorflow", "keras", "pandas", "matplotlib", "numpy", "nbgrader")
    loaded = python(f"import sys, course_utils; print([m for m in {heavy} if m in sys.modules])")
    assert loaded.stdout.strip() == "[]"


def test_modules_for_numpy_notebooks_leave_tensorflow_alone():
    """Do data, checks, intervals, plots, parameters and predictions import without TensorFlow?"""
    loaded = python(
        "import sys\n"
        "from course_utils import data, checks, intervals, plots, parameters, predictions\n"
        "data.load_mnist(verbose=False)\n"
        "print('tensorflow' in sys.modules, 'keras' in sys.modules)"
    )
    assert loaded.stdout.strip() == "False False", loaded.stderr


def test_no_student_module_imports_the_instructors_side():
    """Does nothing outside grading/ import nbgrader or grading, but for the command line?"""
    importing = re.compile(r"^\s*(?:from|import) (?:nbgrader|course_utils\.grading)", re.M)
    sinners = [
        path.name
        for path in (ROOT / "course_utils").rglob("*.py")
        if "grading" not in path.parts and importing.search(path.read_text(encoding="utf-8"))
    ]
    assert sinners == ["cli.py"]


def test_keras_is_loaded_in_silence():
    """Does the first import of Keras, with its backend, a trained step and XLA, write nothing?"""
    run = python(
        "from course_utils.backend import load_keras; keras = load_keras()\n"
        "import numpy as np\n"
        "from course_utils import models, training\n"
        "p = models.preset('dense64x2'); m = p.compile(p.build())\n"
        "training.fit(m, np.zeros((64, 784), 'float32'), np.zeros(64, int), jit_compile=True)\n"
        "m.predict(np.zeros((4, 784), 'float32'), verbose=0)"
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_a_failed_import_shows_what_was_held_back():
    """If importing Keras fails, is what was written meanwhile shown, not lost?"""
    run = python(
        "import sys, types, os\n"
        "class Broken:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'keras':\n"
        "            os.write(2, b'a message from below'); raise ImportError('keras is broken')\n"
        "sys.meta_path.insert(0, Broken())\n"
        "from course_utils.backend import load_keras; load_keras()"
    )
    assert run.returncode == 1
    assert "a message from below" in run.stderr
    assert "keras is broken" in run.stderr


def test_the_package_names_its_modules():
    """Does the map in the package's docstring name every module of it?"""
    import course_utils

    folder = Path(course_utils.__file__).parent
    topics = ("plot_", "widgets_")
    names = [path.stem for path in folder.glob("*.py") if not path.stem.startswith(topics)]
    words = set(re.findall(r"\w+", course_utils.__doc__))
    assert sorted(set(names) - words - {"__init__"}) == []
