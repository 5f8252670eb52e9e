"""Frames: what was sent arrives, and what is no frame is refused without harm."""

import json
import socket
import struct
import threading
import time

import pytest

from course_utils.grading.isolation.frames import (
    HEADER_BYTES,
    MAGIC,
    Closed,
    FrameSocket,
    ProtocolError,
    TimedOut,
    TooLarge,
)

LIMIT = 2**22


@pytest.fixture
def ends():
    """A frame socket, and the bare socket at its other end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield FrameSocket(ours, LIMIT), theirs


def frame(header, body=b"", magic=MAGIC, size=None, total=None):
    """A frame, in any of its parts another one than it should be."""
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    size = len(header) if size is None else size
    total = len(body) if total is None else total
    return struct.pack(">4sIQ", magic, size, total) + header + body


@pytest.mark.parametrize("sizes", [[], [0], [5, 0, 7], [300_000, 2_000_000]])
def test_what_is_sent_arrives(ends, sizes):
    """Do message and buffers arrive as they were sent, small and large?"""
    frames, theirs = ends
    other = FrameSocket(theirs, LIMIT)
    message = ["q", {"a": [1.5, None, True, "γ\ud800"]}, float("inf")]
    buffers = [bytes([number]) * size for number, size in enumerate(sizes)]
    sender = threading.Thread(target=other.send, args=(message, buffers))
    sender.start()
    assert frames.receive(time.monotonic() + 10) == (message, buffers)
    sender.join()


@pytest.mark.parametrize(
    "data",
    [
        frame([[], []], magic=b"HTTP"),
        frame([[], []], size=HEADER_BYTES + 1),
        frame([[], []], total=LIMIT + 1),
        frame([[], []], total=2**63),
        frame(b"\xff\xfe{"),
        frame(b"not json"),
        frame({"a": 1}),
        frame([1, 2, 3]),
        frame([[], [1]], b""),
        frame([[], [-1, 1]], b""),
        frame([[], [1.0]], b"a"),
        frame([[], [True]], b"a"),
        frame([[], "x"]),
        frame(b"[[[" * 100_000),
        frame(b"[" * 500_000 + b"]" * 500_000),
        frame(b"[" + b"9" * 10_000 + b", []]"),
        frame([[], [0] * 100_001]),
    ],
    ids=lambda data: repr(data[16:40]),
)
def test_no_frame_is_refused(ends, data):
    """Is a forged frame refused as one, whatever is wrong with it?"""
    frames, theirs = ends
    sender = threading.Thread(target=theirs.sendall, args=(data,), daemon=True)
    sender.start()
    with pytest.raises(ProtocolError):
        frames.receive(time.monotonic() + 5)


def test_the_end_of_the_stream_is_told(ends):
    """Is a stream that ends, even within a frame, told from a forged one?"""
    frames, theirs = ends
    theirs.sendall(frame([[], []])[:10])
    theirs.close()
    with pytest.raises(Closed):
        frames.receive(time.monotonic() + 5)


def test_a_frame_that_trickles_in_takes_no_longer_than_allowed(ends):
    """Does the time limit hold for the whole frame, not for each piece?"""
    frames, theirs = ends
    stop = threading.Event()

    def trickle():
        for byte in frame([["a" * 1000], []]):
            if stop.wait(0.02):
                return
            theirs.sendall(bytes([byte]))

    sender = threading.Thread(target=trickle)
    sender.start()
    start = time.monotonic()
    with pytest.raises(TimedOut):
        frames.receive(start + 0.3)
    assert time.monotonic() - start < 2
    stop.set()
    sender.join()


def test_a_reader_that_takes_nothing_takes_no_longer_than_allowed(ends):
    """Does sending end at its time limit where nobody reads?"""
    frames, _ = ends
    with pytest.raises(TimedOut):
        frames.send([], [b"x" * LIMIT], time.monotonic() + 0.3)


def test_what_is_too_large_is_not_sent(ends):
    """Is a message over the limit refused before anything of it is sent?"""
    frames, theirs = ends
    with pytest.raises(TooLarge):
        frames.send([], [b"x" * (LIMIT + 1)])
    with pytest.raises(TooLarge):
        frames.send(["x" * (HEADER_BYTES + 1)], [])
    theirs.setblocking(False)
    with pytest.raises(BlockingIOError):
        theirs.recv(1)
