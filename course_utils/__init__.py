"""Shared code of the batch-normalization course: what a notebook imports, one concern a module.

data         MNIST, embedded or whole; where it came from is always said
models       `build_mlp` and the five presets
training     seeds, a fast `fit`, histories as tidy tables
engine       the compiled training loop behind `fit`; engine_tensorflow, engine_jax,
             engine_torch: its forms
sweeps       one run of a sweep over normalization, batch size, learning rate, initial scale
experiments  grids of runs over settings and seeds: cached, parallel, resumable
workers      the processes they run in (forked from warm_worker)
intervals    means, paired differences and their confidence intervals
run_cache    where they are kept (in the folder of `cache`)
claims       sentences with evidence and a verdict, as a table
plots        data in, Axes out; style and larger figures in plot_style, plot_history, plot_digits
widgets      interactive explorers, each with a static twin
explore      serves them as pages of their own
checks       what visible tests call: expected, got, and which misconception it looks like
numpy_only   notices when an answer asked for in NumPy has a framework do the work
parameters   refuses wrong notebook parameters before anything runs
predictions  what the reader expected, beside what was measured
optional     skips a lecture's cells where a package that they need isn't installed
torch_parity compares a student's NumPy functions with PyTorch's
environment  whether this machine has what the course needs
backend      imports Keras without TensorFlow's start-up messages
collector    large imports without the garbage collector

For one unit each: experiments in scale_bug (01), repeated_experiments (02), gradient_paths and
constant_statistics (04), watched_training, landscape and noisy_batch_norm (06), limits and audit
(08); figures and explorers in plot_<topic> and widgets_<topic>; what the tests of an assignment
look at in model_checks (05), baseline_checks (02), batch_size_checks (07) and fine_tuning_checks
(08).

For running and grading the course: lectures, made_from, stored_outputs, summary, report, folders,
cli, feedback, grading, publishing.

Importing `course_utils` itself imports nothing heavy; TensorFlow is loaded where a model is built.
"""

import os

# TensorFlow reads these while it is imported, which is why they are set here: 3 = errors only.
# oneDNN announces itself on stderr, and anything on stderr in a graded cell scores 0.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

__version__ = "0.1.0"
