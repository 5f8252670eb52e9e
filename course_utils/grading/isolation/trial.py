"""A worker that runs whatever it is sent: to try out, test and measure sandboxes.

A request is one line of JSON, a string of Python; the answer is one line of JSON: {"result": …}
with what the code put into `result`, or {"error": …}. Names live on from request to request.
"""

from __future__ import annotations

import json
import socket
import traceback
from typing import Any


def serve(connection: socket.socket) -> None:
    """Answer requests until the other end is closed."""
    names: dict[str, Any] = {"__name__": "trial", "connection": connection}
    with connection, connection.makefile("rwb") as lines:
        for line in lines:
            names.pop("result", None)
            try:
                exec(json.loads(line), names)
                answer = {"result": names.get("result")}
            except BaseException:
                answer = {"error": traceback.format_exc()}
            lines.write(json.dumps(answer, default=repr).encode() + b"\n")
            lines.flush()


def run(connection: socket.socket, code: str, seconds: float = 60.0) -> Any:
    """Send code to a worker and return its `result`.

    Raises RuntimeError with the traceback if it failed, TimeoutError if it took longer, and
    ConnectionError if the worker ended.
    """
    connection.settimeout(seconds)
    connection.sendall(json.dumps(code).encode() + b"\n")
    data = b""
    while not data.endswith(b"\n"):
        more = connection.recv(2**16)
        if not more:
            raise ConnectionError("the worker ended")
        data += more
    answer = json.loads(data)
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer["result"]
