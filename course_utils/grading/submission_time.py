"""When a submission was handed in, as far as the student's own timestamp.txt can be believed.

nbgrader writes that file when an assignment is submitted; the student can rewrite it. A time that
nobody can read or that is still to come counts for nothing, and none is earlier than the notebook
that came with it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from course_utils.grading.notes import Note

FILE = "timestamp.txt"
#: The largest timestamp.txt that is read, in bytes.
LARGEST = 200
#: By how much clocks may differ.
TOLERANCE = timedelta(minutes=10)
#: Nothing was handed in before; the year 1 can't even be written down as nbgrader reads it.
EARLIEST_YEAR = 2000

_FORM = re.compile(
    r"(?P<time>\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)"
    r"(?: ?(?P<offset>Z|[+-]\d{2}:?\d{2})"
    r"| (?P<zone>[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}))?",
    re.ASCII,
)


def parse(text: str) -> datetime | None:
    """Return the time (UTC) that a timestamp names, None for anything but a timestamp.

    Without a zone it is UTC, as for nbgrader.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        return None
    try:
        moment = datetime.fromisoformat(match["time"].replace(" ", "T", 1))
        return moment.replace(tzinfo=_zone(match)).astimezone(UTC)
    except (ValueError, OverflowError, ZoneInfoNotFoundError, OSError):
        # OSError: the name of a folder of zones, such as America.
        return None


def _zone(match: re.Match) -> timezone | ZoneInfo:
    if match["offset"] in (None, "Z") and match["zone"] is None:
        return UTC
    if match["zone"]:
        return ZoneInfo(match["zone"])
    sign = -1 if match["offset"][0] == "-" else 1
    digits = match["offset"][1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def submitted_at(
    data: bytes, modified: datetime | None, now: datetime
) -> tuple[datetime | None, list[Note]]:
    """Return when a submission came in, and remarks on its timestamp.

    data: of timestamp.txt. modified: the notebook's last change. Times are in UTC.
    """
    moment = parse(data.decode("utf-8", "replace").lstrip("\ufeff"))
    if moment is None:
        return None, [Note("dropped", "", f"{FILE} holds no time that can be read; ignored.")]
    if moment > now + TOLERANCE:
        return None, [Note("suspicious", "", f"{FILE} names a time to come; ignored.")]
    if modified is not None and modified - moment > TOLERANCE and modified <= now + TOLERANCE:
        message = (
            f"{FILE} says {moment:%Y-%m-%d %H:%M} UTC, but the notebook was last changed at "
            f"{modified:%Y-%m-%d %H:%M}: that time counts. (Copying or unzipping the files after "
            "they were collected looks like this, too.)"
        )
        moment, remarks = modified, [Note("suspicious", "", message)]
    else:
        remarks = []
    if moment.year < EARLIEST_YEAR:
        return None, [Note("suspicious", "", f"{FILE} names a time long past; ignored.")]
    return moment, remarks
