"""What one call of `grade_class` did, student by student, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class ClassSummary:
    """What one call of `grade_class` did, student by student.

    executed, reused: students whose submission was run now, or whose stored result was written.
    unchanged: students whose gradebook entry was there already. failed, refused: with the reason.
    look_at: students with incidents or notes an instructor should see. seconds: of the whole call
    and of its parts.
    """

    assignment: str
    executed: list[str] = field(default_factory=list)
    reused: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    look_at: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    sandbox: str = ""
    note: str = ""
    backup: str = ""
    seconds: float = 0.0
    spent: dict[str, float] = field(default_factory=dict)

    @property
    def graded(self) -> list[str]:
        """All students who have scores now."""
        return sorted([*self.executed, *self.reused, *self.unchanged])

    def spend(self, part: str, seconds: float) -> None:
        """Add to the seconds of a part."""
        self.spent[part] = round(self.spent.get(part, 0.0) + seconds, 3)

    def __str__(self) -> str:
        lines = [
            f"{self.assignment}: {len(self.graded)} graded ({len(self.executed)} run now, "
            f"{len(self.reused)} from stored results, {len(self.unchanged)} unchanged), "
            f"{len(self.refused)} refused, {len(self.failed)} failed, in {self.seconds:.0f} s.",
        ]
        if self.sandbox:
            lines.append(f"Sandbox: {self.sandbox}. {self.note}".rstrip())
        if self.backup:
            lines.append(f"The gradebook as it was: {self.backup}")
        lines += self.remarks
        for title, found in (
            ("Refused, without a score", self.refused),
            ("Failed, without a score; grade again or by hand", self.failed),
            ("Worth a look", self.look_at),
        ):
            if found:
                lines.append(f"{title}:")
                lines += [f"  {student}: {why}" for student, why in sorted(found.items())]
        return "\n".join(lines)
