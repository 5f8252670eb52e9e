"""Lines of JSON: how a command and its grading processes speak to each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any


def send(stream: IO[bytes], message: Mapping[str, Any]) -> None:
    """Write one message as a line."""
    stream.write(json.dumps(message).encode() + b"\n")
    stream.flush()
