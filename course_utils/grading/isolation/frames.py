"""Messages over one stream socket: a JSON header and raw buffers, which nothing executes to read.

A frame is a prefix (`MAGIC`, the header's length, the buffers' total length; big-endian), the
header (JSON in UTF-8) and the buffers one after the other. The header is `[message, lengths]`.
Both ends read with the same limits, and either may be lied to: whatever isn't a frame raises
`ProtocolError`, an end that is gone `Closed`, an end that takes too long `TimedOut`.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

MAGIC = b"BNC1"
PREFIX = struct.Struct(">4sIQ")
#: The largest header: a list of two characters takes about 60 bytes once it is read.
HEADER_BYTES = 8 * 2**20
#: The most buffers of one frame.
BUFFERS = 100_000
#: Up to this size a frame is sent in one piece.
_JOINED = 2**16

_dump = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_load = json.JSONDecoder().decode


class ProtocolError(Exception):
    """What came is no message, or none that is allowed here."""


class TooLarge(ProtocolError):
    """A message is larger than a frame may be; it was not sent."""


class Closed(ProtocolError):
    """The other end is gone."""


class TimedOut(Exception):
    """The other end did not answer in time."""


class FrameSocket:
    """Sends and receives frames. frame_bytes: the largest frame in either direction."""

    def __init__(self, sock: socket.socket, frame_bytes: int):
        self._socket = sock
        self.frame_bytes = frame_bytes
        self._read = bytearray()

    def send(self, message: Any, buffers: Sequence[bytes], deadline: float | None = None) -> None:
        """Send one message. deadline: a time of `time.monotonic`.

        Raises TooLarge before anything is sent, Closed, TimedOut.
        """
        header = _dump([message, [len(buffer) for buffer in buffers]]).encode("ascii")
        total = sum(map(len, buffers))
        if len(header) > HEADER_BYTES or len(buffers) > BUFFERS or total > self.frame_bytes:
            raise TooLarge(f"a message of {(len(header) + total) / 1e6:.0f} MB is too large")
        start = PREFIX.pack(MAGIC, len(header), total) + header
        try:
            if total <= _JOINED:
                self._send(b"".join([start, *buffers]), deadline)
                return
            self._send(start, deadline)
            for buffer in buffers:
                self._send(buffer, deadline)
        except TimeoutError:
            raise TimedOut("the other end takes no data") from None
        except OSError as error:
            raise Closed(f"the other end is gone ({error})") from None

    def receive(self, deadline: float | None = None) -> tuple[Any, list[bytes]]:
        """Return the next message and its buffers. Raises ProtocolError, Closed, TimedOut."""
        try:
            magic, header_size, total = PREFIX.unpack(self._take(PREFIX.size, deadline))
            if magic != MAGIC or header_size > HEADER_BYTES or total > self.frame_bytes:
                raise ProtocolError("this is no frame, or one that is too large")
            header = self._take(header_size, deadline)
            body = self._take(total, deadline)
        except TimeoutError:
            raise TimedOut("no answer came in time") from None
        except OSError as error:
            raise Closed(f"the other end is gone ({error})") from None
        message, lengths = _parsed(header)
        return message, _cut(body, lengths)

    def _send(self, data: bytes, deadline: float | None) -> None:
        self._socket.settimeout(_left(deadline))
        self._socket.sendall(data)

    def _take(self, size: int, deadline: float | None) -> bytes:
        """The next `size` bytes of the stream."""
        if len(self._read) < size and size > _JOINED:
            return self._take_large(size, deadline)
        while len(self._read) < size:
            self._socket.settimeout(_left(deadline))
            data = self._socket.recv(_JOINED)
            if not data:
                raise Closed("the other end is gone")
            self._read += data
        taken = bytes(self._read[:size])
        del self._read[:size]
        return taken

    def _take_large(self, size: int, deadline: float | None) -> bytes:
        """As `_take`, in large pieces: memory grows with what has come, not with what is said."""
        pieces, missing = [bytes(self._read)], size - len(self._read)
        self._read.clear()
        while missing:
            self._socket.settimeout(_left(deadline))
            data = self._socket.recv(min(missing, 2**20))
            if not data:
                raise Closed("the other end is gone")
            pieces.append(data)
            missing -= len(data)
        return b"".join(pieces)


def _left(deadline: float | None) -> float | None:
    """Seconds to the deadline, for a socket's timeout, where 0 means something else."""
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _parsed(header: bytes) -> tuple[Any, list[int]]:
    try:
        message, lengths = _load(header.decode("ascii"))
    except (ValueError, TypeError, RecursionError) as error:
        raise ProtocolError(f"the header can't be read ({type(error).__name__})") from None
    if not isinstance(lengths, list) or len(lengths) > BUFFERS:
        raise ProtocolError("the header says nothing of the buffers")
    if not all(type(length) is int and length >= 0 for length in lengths):
        raise ProtocolError("a buffer's length is none")
    return message, lengths


def _cut(body: bytes, lengths: list[int]) -> list[bytes]:
    if sum(lengths) != len(body):
        raise ProtocolError("the buffers have other lengths than said")
    if len(lengths) == 1:
        return [body]
    cuts, start = [], 0
    for length in lengths:
        cuts.append(body[start : start + length])
        start += length
    return cuts
