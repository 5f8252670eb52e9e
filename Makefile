# Everything runs in a virtual environment of the course's own; its stamp file keeps a second call
# from setting it up again. Windows without make: see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed.stamp
# Two cores: one assignment's gradings in each process.
WORKERS ?= 2

.PHONY: help course lab lab-instructor explore test browser-test test-thorough test-backends release notebooks bundle site print lint bench update setup
help:
	@echo "make setup          make the environment alone; the other commands do it when they need it"
	@echo "make course         set up, run every lecture, compare BN with no BN, write it as pages"
	@echo "make lab            open JupyterLab at the course"
	@echo "make lab-instructor the same with nbgrader's panels for instructors"
	@echo "make explore        open the explorers, each as a page of its own"
	@echo "make test           all tests"
	@echo "make browser-test   lectures, assignments and grading in a real browser; needs chromium"
	@echo "make test-thorough  the slow ones: ten seeds, whole MNIST"
	@echo "make test-backends  what builds models, on Keras's other backends: JAX, and PyTorch if it is there"
	@echo "make release        make release/ and the misconception data from source/ and the answers"
	@echo "make notebooks      execute the lectures and store their outputs"
	@echo "make bundle         the zip that students get"
	@echo "make site           the course as a site that reads without a network"
	@echo "make print          each lecture as a page to print, and as PDF where chromium is"
	@echo "make lint           ruff"
	@echo "make bench          measures the course's budget of time; writes README's table"
	@echo "make update         raise the pins, run everything with them, say what changed"

setup: $(STAMP)

# jupyter/: an install copies JupyterLab's settings and extension into the environment.
$(STAMP): pyproject.toml setup.py constraints.txt $(wildcard jupyter/*.d/*.json jupyter/figures/*.json jupyter/figures/static/*.js)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "The course needs Python 3.11, 3.12 or 3.13; name one: make course PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

course: $(STAMP)
	$(BIN)/bncourse course

# Jupyter refuses root unless asked; in a container there is often no other user.
LAB := $(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb

lab: $(STAMP)
	$(LAB)

# Formgrader, Create Assignment and Course List are off unless this folder turns them on.
lab-instructor: $(STAMP)
	JUPYTER_CONFIG_PATH="$(CURDIR)/jupyter/instructor$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" $(LAB)

explore: $(STAMP)
	$(BIN)/bncourse explore

# A cache of runs made for this test run alone: tests never pass on results of another day.
# TEST_CACHE names one that two targets share.
OWN_CACHE := cache=$$(mktemp -d) && trap 'rm -rf "$$cache"' EXIT && export BNCOURSE_CACHE="$${TEST_CACHE:-$$cache}"

test: $(STAMP)
	@$(OWN_CACHE) && \
		$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --nbval tests notebooks && \
		$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --nbval-lax source

BROWSER_STAMP := $(VENV)/browser.stamp
$(BROWSER_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[browser]'
	@touch $@

# Screenshots are left in build/browser. ONLY chooses tests, as pytest's -k does.
browser-test: $(BROWSER_STAMP)
	@$(OWN_CACHE) && \
		$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(if $(ONLY),-k "$(ONLY)") tests_browser

test-thorough: $(STAMP)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m thorough tests

test-backends: $(STAMP)
	$(BIN)/python tests/other_backends.py -n $(WORKERS)

release: $(STAMP)
	$(BIN)/bncourse release

notebooks: $(STAMP)
	$(BIN)/bncourse notebooks

bundle: $(STAMP)
	$(BIN)/bncourse bundle

site: $(STAMP)
	$(BIN)/bncourse site

print: $(STAMP)
	$(BIN)/bncourse print

lint: $(STAMP)
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

bench: $(STAMP)
	$(BIN)/python benchmarks/budget.py

update: $(STAMP)
	$(BIN)/python tools/update.py
