"""What one submission may use: time, memory, files, output."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on one submission, in seconds and bytes.

    call_seconds: one call of an answer, without the time its callbacks take; after a call that
        used it up, the function gets a quarter.
    cell_seconds: one of the student's cells.
    total_seconds: everything a submission may take, test cells included.
    memory_bytes: what a worker may map on top of what the warm process it comes from has mapped.
    file_bytes: the largest file, and the size of the folder for temporary files.
    output_bytes: stdout, stderr and display of one cell or call; the rest is cut.
    frame_bytes: the largest message between a worker and the grader.
    """

    call_seconds: float = 60.0
    cell_seconds: float = 120.0
    total_seconds: float = 600.0
    memory_bytes: int = 4 * 2**30
    file_bytes: int = 64 * 2**20
    output_bytes: int = 256 * 2**10
    frame_bytes: int = 256 * 2**20
