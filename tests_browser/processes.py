"""Ends the servers that tests have started."""

import subprocess


def stop(process: subprocess.Popen) -> None:
    """Ask a process to end, and kill it if it takes long."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(30)
