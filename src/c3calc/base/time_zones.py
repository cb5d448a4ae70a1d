"""Time zones: how far their clocks are ahead of UTC. A load by the hour stands for any month, so there is no summer."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_WINTERS = ((2026, 1), (2026, 7))  # of the north and of the south; which year it is hardly matters
_OFFSET = re.compile(r"[+-]\d\d:\d\d", re.ASCII)


def hours_ahead_of_utc(zone: str) -> float:
    """Return by how many hours the standard time of a zone is ahead of UTC.

    zone: a name of the tz database, or an offset such as `+05:30`. Raises ValueError where it is neither.
    """
    if zone == "UTC":
        return 0.0
    from zoneinfo import ZoneInfo  # noqa: PLC0415  (few scenarios have a zone)

    try:
        clock = datetime.strptime(zone, "%z").tzinfo if _OFFSET.fullmatch(zone) else ZoneInfo(zone)
    except (KeyError, OSError) as exc:
        raise ValueError(zone) from exc
    if zone.islower():  # `localtime` is another zone on every machine
        raise ValueError(zone)
    offsets = (datetime(*winter, 1, tzinfo=clock).utcoffset() for winter in _WINTERS)
    return min(offset for offset in offsets if offset is not None) / timedelta(hours=1)


def zone_names() -> list[str]:
    """Return every name of the tz database."""
    from zoneinfo import available_timezones  # noqa: PLC0415

    return sorted(name for name in available_timezones() if not name.islower())
