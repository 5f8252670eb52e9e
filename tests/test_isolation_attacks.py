"""A worker that forges: whatever it sends, a submission earns nothing by it and others go on."""

import time

import numpy as np
import pytest
from forked_workers import ForkedSandbox

from course_utils import checks
from course_utils.grading.isolation.frames import MAGIC, PREFIX
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.line import Stopped
from course_utils.grading.isolation.session import Session

#: What a hostile cell begins with: it takes hold of its worker's end of the boundary.
HOLD = """
import sys, time, threading, os
import numpy as np
from course_utils.grading.isolation.peer import Peer

def end():
    frame = sys._getframe()
    while not isinstance(frame.f_locals.get("self"), Peer):
        frame = frame.f_back
    return frame.f_locals["self"]

STATE = {"random": {}, "dropped": [], "output": [[], False]}

def forge(*message, buffers=()):
    worker = end()
    serial = worker._serving[-1]
    message = [serial if part == "serial" else part for part in message]
    worker._frames.send(message, list(buffers))

def honest(x=1):
    return x
"""


def session_with(source, **limits):
    """A session that has run the hostile cell, and what it binds."""
    limits = {"call_seconds": 20, "cell_seconds": 20} | limits
    session = Session(ForkedSandbox(), Limits(**limits))
    namespace = {}
    session.run_cell(HOLD + source, "hostile")
    session.bind("def attack(*a): ...\ndef honest(x=1): ...", namespace)
    return session, namespace


#: A forged reply to the cell itself.
FORGED_CELLS = {
    "cannot cross": "['raise', 'cannot cross'], ['e', 'E', 'ValueError', 'x', None, [], None]",
    "no texts": "['ok'], ['t', ['a', ['n', '<f4', '00000000'], 'c']]",
    "lines that are none": "['ok'], ['t', ['a', 'b', ['dk', [1]]]]",
    "a number": "['ok'], 3",
}


@pytest.mark.parametrize("reply", FORGED_CELLS.values(), ids=FORGED_CELLS.keys())
def test_a_forged_reply_to_a_cell_ends_nothing(reply):
    """Is what a cell is said to have raised an error output, or the end of its worker?"""
    with Session(ForkedSandbox(), Limits(call_seconds=20, cell_seconds=20)) as session:
        source = f"forge('r', 'serial', 0, {reply}, [], STATE)"
        outputs = session.run_cell(HOLD + source, "hostile")
        assert [output.output_type for output in outputs] == ["error"]
        assert {type(outputs[0].ename), type(outputs[0].evalue)} == {str}


FORGED = {
    "no message": "forge('x')",
    "a text": "end()._frames.send('hello', [])",
    "another form": "forge('z', 'serial', 0, ['ok'], None, [], STATE)",
    "a reply to another call": "forge('r', 10**6, 0, ['ok'], 1, [], STATE)",
    "a reply to the call before": "forge('r', end()._serving[-1] - 1, 0, ['ok'], 1, [], STATE)",
    "a reply by a truth value": "forge('r', True, 0, ['ok'], 1, [], STATE)",
    "a reply that says something else": "forge('r', 'serial', 0, ['eval'], 1, [], STATE)",
    "a reply without a state": "forge('r', 'serial', 0, ['ok'], 1, [], {})",
    "a request outside of the call": "forge('q', 5, 0, ['call', 1], None, [], STATE)",
    "a request for something else": "forge('q', 5, 'serial', ['eval', 1], None, [], STATE)",
    "a call without arguments": "forge('q', 5, 'serial', ['call', 1], 3, [], STATE)",
    "a raise without an exception": "forge('r', 'serial', 0, ['raise'], 3, [], STATE)",
    "a pickle": (
        "forge('r', 'serial', 0, ['ok'], ['p', 0], [], STATE, buffers=[b'cos\\nsystem\\n.'])"
    ),
    "an array of objects": (
        "forge('r', 'serial', 0, ['ok'], ['h', 1001], "
        "[[1001, 'a', ['|O', [1], 'C', True, 0], 0, 1]], STATE, buffers=[b'12345678'])"
    ),
    "an array larger than its bytes": (
        "forge('r', 'serial', 0, ['ok'], ['h', 1001], "
        "[[1001, 'a', ['<f8', [2**61, 8], 'C', True, 0], 0, 1]], STATE, buffers=[b''])"
    ),
    "an object of the grader's": "forge('r', 'serial', 0, ['ok'], ['h', 10**5], [], STATE)",
    "a state of other generators": (
        "forge('r', 'serial', 0, ['ok'], 1, [], STATE | {'random': {'os': [1]}})"
    ),
    "a state that reads outside": (
        "forge('r', 'serial', 0, ['ok'], 1, [], "
        "STATE | {'random': {'numpy': [0, 10**6, 0, 0.0]}}, buffers=[bytes(2496)])"
    ),
    "output that is none": "forge('r', 'serial', 0, ['ok'], 1, [], STATE | {'output': [[[1]], 0]})",
    "bytes that are no frame": "end()._frames._socket.sendall(b'GET / HTTP/1.1' + bytes(100))",
    "a frame without end": (
        f"end()._frames._socket.sendall({PREFIX.pack(MAGIC, 100, 2**62)!r} + bytes(100))"
    ),
    "nesting without end": (
        "data = b'[' * 10**6; end()._frames._socket.sendall("
        f"__import__('struct').pack('>4sIQ', {MAGIC!r}, len(data), 0) + data)"
    ),
}


@pytest.mark.parametrize("attack", FORGED.values(), ids=FORGED.keys())
def test_forged_messages_stop_their_worker(attack):
    """Does a forged message end the call, with an incident, and a fresh worker answer the next?"""
    session, names = session_with(f"def attack(*a):\n    {attack}\n    return 'reply'\n")
    with session:
        with pytest.raises(Stopped, match="sent what is no answer"):
            names["attack"](len)
        assert names["honest"](np.ones(2)).tolist() == [1, 1]
        assert [incident.kind for incident in session.incidents] == ["protocol"]


def test_an_exception_is_no_way_out():
    """Does an exception that the test's own code relies on do nothing but fail the check?"""
    source = (
        "class E(StopIteration):\n    pass\n"
        "def attack(kind):\n    raise {'s': E, 'g': GeneratorExit, 'k': KeyboardInterrupt,\n"
        "        'x': SystemExit}[kind]('out')\n"
    )
    session, names = session_with(source)
    with session:
        for kind in "sgkx":
            with (
                pytest.raises(checks.CheckFailure, match="raised"),
                checks.exercise(names["attack"], unit="x"),
            ):
                names["attack"](kind)


def test_a_late_thread_cannot_speak_in_another_call():
    """Does a thread that outlives its call and sends a reply to the next one gain nothing?"""
    source = (
        "def attack(*a):\n"
        "    worker, serial = end(), end()._serving[-1]\n"
        "    def late():\n        time.sleep(0.5)\n"
        "        for later in range(serial, serial + 3):\n"
        "            worker._frames.send(['r', later, 0, ['ok'], 'forged', [], STATE], [])\n"
        "    threading.Thread(target=late).start()\n"
        "    return 'now'\n"
    )
    session, names = session_with(source)
    with session:
        assert names["attack"]() == "now"
        time.sleep(1)
        # What it sent is the answer of its own submission, or nothing.
        with pytest.raises(Stopped, match="no answer"):
            names["honest"](2)
        assert names["honest"](3) == 3


def test_a_late_callback_is_refused():
    """Can a function that was passed to an answer not be called after its call?"""
    source = (
        "def attack(f):\n"
        "    def late():\n        time.sleep(0.3)\n        f()\n"
        "    threading.Thread(target=late).start()\n"
    )
    session, names = session_with(source)
    calls = []
    with session:
        names["attack"](lambda: calls.append(1))
        time.sleep(0.8)
        assert names["honest"](3) == 3 and not calls


def test_callbacks_are_only_those_that_were_passed():
    """Can a worker not call what it makes up: other numbers, other kinds of requests?"""
    source = (
        "def attack(f):\n"
        "    found = []\n"
        "    for number in (0, -1, 2, 10**9):\n"
        "        try:\n            end().exchange(['call', number], ((), ()))\n"
        "            found.append(end().exchange(['call', number], ((), ()))[0][0])\n"
        "        except Exception as e:\n            found.append(type(e).__name__)\n"
        "    return found\n"
    )
    session, names = session_with(source)
    with session:
        assert set(names["attack"](len)) <= {"raise"}


def test_nothing_of_the_test_is_lent_by_itself():
    """Has a callback no attribute by which an answer reaches the test's namespace?"""
    source = (
        "def attack(f):\n"
        "    return [name for name in ('__globals__', '__code__', '__closure__', '__self__',\n"
        "        '__wrapped__', '__func__', '__defaults__') if hasattr(f, name)]\n"
    )
    session, names = session_with(source)
    secret = "solution"
    with session:
        assert names["attack"](lambda: secret) == []


def test_what_equals_everything_passes_no_check():
    """Do objects, texts and arrays that claim to equal everything fail the check?"""
    source = (
        "class Anything:\n"
        "    def __eq__(self, other): return True\n"
        "    def __ne__(self, other): return False\n"
        "    __lt__ = __gt__ = __le__ = __ge__ = __eq__\n"
        "    __hash__ = object.__hash__\n"
        "    def __float__(self): return 1.0\n"
        "class Text(str):\n    __eq__ = Anything.__eq__\n    __hash__ = str.__hash__\n"
        "class Array(np.ndarray):\n"
        "    def __eq__(self, other): return np.ones(3, bool)\n"
        "    def __ne__(self, other): return np.zeros(3, bool)\n"
        "def attack(kind):\n"
        "    return {'a': Anything(), 't': Text('x'), 'r': np.ones(3).view(Array),\n"
        "        'd': {Text('k'): Anything()}}[kind]\n"
    )
    session, names = session_with(source)
    attack = names["attack"]
    with session:
        for kind, expected in (("a", 1), ("t", "y"), ("r", np.zeros(3)), ("d", {"k": 1})):
            with pytest.raises(checks.CheckFailure):
                checks.equal(attack(kind), expected, "the result")
        with pytest.raises(checks.CheckFailure):
            checks.close(attack("a"), np.zeros(3), "the result")


def test_patches_in_the_worker_change_nothing_here():
    """Do patched builtins, NumPy and checks stay in the worker?"""
    source = (
        "import builtins, numpy.testing\nfrom course_utils import checks\n"
        "checks.equal = checks.close = checks.fail = lambda *a, **k: None\n"
        "np.isclose = np.array_equal = lambda *a, **k: True\n"
        "builtins.AssertionError = builtins.ValueError = KeyError\n"
        "def attack():\n    return 0\n"
    )
    session, names = session_with(source)
    with session, pytest.raises(Exception, match=r"(?s)expected: 1\n  got:      0|stopped|ended"):
        checks.equal(names["attack"](), 1, "the result")


def test_a_flood_of_lines_and_images_is_cut():
    """Is a cell that prints and shows without end stopped or cut, and no script kept?"""
    source = (
        "from IPython.display import display, HTML, Javascript, Image\n"
        "display(HTML('<script>x</script>'), Javascript('x'))\n"
        "display({'text/html': '<b>', 'image/svg+xml': '<svg/>', 'text/plain': 'p'}, raw=True)\n"
        "display({'image/png': 'bm90IGEgcG5n', 'text/plain': 'q'}, raw=True)\n"
        "for i in range(10**5):\n    print('x' * 100)\n"
    )
    limits = Limits(call_seconds=20, cell_seconds=60, output_bytes=10_000)
    with Session(ForkedSandbox(), limits) as session:
        outputs = session.run_cell(source, "flood")
    data = [key for output in outputs for key in output.get("data", {})]
    assert set(data) == {"text/plain"}
    assert sum(len(output.get("text", "")) for output in outputs) < 11_000
    assert [incident.kind for incident in session.incidents] == ["output cut"]


def test_a_traceback_shows_no_file_of_the_graders():
    """Does a forged line number or file name read nothing on this side?"""
    source = (
        "def attack():\n"
        "    forge('r', 'serial', 0, ['raise'], ['e', 'E', 'ValueError', 'x', None,\n"
        "        [['/etc/passwd', 1, 'its own text'], ['f', 10**9, 'two']], None], [], STATE)\n"
    )
    session, names = session_with(source)
    with session:
        with pytest.raises(ValueError) as raised:
            names["attack"]()
        told = checks._of_exception("attack", raised.value)
    assert told.splitlines()[1:] == [
        "    in function, line 1: its own text",
        "    in f, line 1000000: two",
    ]
