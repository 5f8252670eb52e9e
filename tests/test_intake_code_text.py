"""Questions about code that is never run: what does it define, is it one half of a cell?"""

import pytest

from course_utils.grading.code_text import (
    begins_indented,
    continues,
    defines,
    ends_a_function,
    is_whole,
    names_defined,
    normalised,
    unfenced,
)


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    return x",
        "import numpy as np\n\n@np.vectorize\ndef f(x): return x",
        "async def f(): ...",
        "class f:\n    pass",
        "f = lambda x: x",
        "f: object = len",
        "%%time\ndef f(): pass",
        "def  f (x): pass",
        "f, g = make()",
        "g, f = make()",
        "from tools import g, f",
        "from tools import g as f  # mine",
        "import f",
    ],
)
def test_definitions_are_seen(code):
    """Is each way to define a name at the top level seen?"""
    assert defines(code, "f")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "f(3)",
        "f == 3",
        "def ff(): pass",
        "    def f(): pass",
        "g = f",
        "g, h = f, 1",
        "from f import g",
        "import f.g",
        "f.x = 3",
        'f["a"] = 3',
    ],
)
def test_uses_are_no_definitions(code):
    """Is code that only uses a name told apart?"""
    assert not defines(code, "f")


def test_the_instructors_names_are_read_in_order():
    """Are functions, classes and assigned names of a stub found, each once?"""
    code = "import os\nb = c = 1\ndef a(): pass\nclass D: pass\nb = 2\ne: int = 3\nx.y = 4\n"
    assert names_defined(code) == ("b", "c", "a", "D", "e")


@pytest.mark.parametrize(
    "code", ["", "x = [1,\n2]", "%matplotlib inline", "!ls 'a", "s = '''a\nb'''"]
)
def test_whole_code_is_whole(code):
    """Is code with all brackets closed whole, magics apart?"""
    assert is_whole(code)


@pytest.mark.parametrize("code", ["x = [1,", "s = '''a", "if x:\n        a\n    b"])
def test_cut_code_is_not_whole(code):
    """Is an open bracket, an open string or a broken indentation seen?"""
    assert not is_whole(code)


@pytest.mark.parametrize(
    ("head", "tail", "same_cell", "wanted"),
    [
        ("def f(x):", "    return x", False, True),
        ("def f(x):\n    y = x", "    return y", False, True),
        ("def f(x):\n    return x", "    y = 1", False, False),
        ("def f(x):\n    return x", "    y = 1", True, True),
        ("def f(x):\n    return x\n    # done", "    y = 1", False, False),
        ("x = 1", "    y = 2", False, False),
        ("q = {", '"a": 1}', False, True),
        ("q = {", "y = 1", False, False),
        ("def f(x):\n    return x", "y = f(1)", True, False),
        ("def f(x):", "", False, False),
        ("", "    y = 1", True, False),
    ],
)
def test_halves_of_a_cell_are_told_from_two_cells(head, tail, same_cell, wanted):
    """Are two cells joined where one goes on in the other, and nowhere else?"""
    assert continues(head, tail, same_cell) is wanted


def test_what_does_not_show_is_normalised():
    """Are blank lines around a text and spaces behind its lines left out, and nothing else?"""
    assert normalised("\n\n a  \r\nb\n\nc \n") == " a\nb\n\nc"


def test_lines_are_looked_at_without_blank_ones():
    """Do blank lines at the start and the end leave the answers alone?"""
    assert begins_indented("\n   \n    x")
    assert not begins_indented("\nx\n    y")
    assert ends_a_function("def f():\n    return 1\n\n")
    assert not ends_a_function("returned = 1")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```python\nx = 1\n```", "x = 1"),
        ("\n```\nx = 1\ny = 2\n```\n", "x = 1\ny = 2"),
        ("see ```x```", "see ```x```"),
        ("```\na\n```\nand\n```\nb\n```", "```\na\n```\nand\n```\nb\n```"),
    ],
)
def test_one_fenced_block_is_code(text, code):
    """Is a text that is one block of code that code, and another text left alone?"""
    assert unfenced(text) == code


@pytest.mark.parametrize(
    "code", ["-" * 190_000 + "1", "(" * 190_000, "a" + ".b" * 90_000, "[" * 49_000, "f'{" * 16_000]
)
def test_code_made_to_crash_a_parser_is_looked_at_unharmed(code):
    """Do the questions stand code on which Python's own parser may crash?"""
    assert not defines(code, "f")
    assert is_whole(code) in (True, False)
    assert continues(code, "    x", True) in (True, False)


@pytest.mark.parametrize("part", ["a,", "prepare ", "prepare,", "prepare:", "from prepare ", "a"])
def test_long_lines_are_looked_at_at_once(part):
    """Is a line on which a pattern could go back and forth for hours looked at in no time?"""
    import time

    start = time.perf_counter()
    defines(part * (190_000 // len(part)), "prepare")
    defines("import " + part * (190_000 // len(part)), "prepare")
    assert time.perf_counter() - start < 5
