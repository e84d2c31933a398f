"""The clock of the office, the only one that is asked: a day is the office's, wherever the server stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

VIETNAM = "Asia/Ho_Chi_Minh"


def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone; `localtime` is whatever the server has."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Asia" is a folder
        return False
    return name != "localtime"


def zone_in(settings: list[tuple]) -> str:
    """The office's zone by the rows of the table `settings`."""
    return {row[0]: row[1] for row in settings}.get("time_zone") or VIETNAM


def zone_of(setting: str | None) -> str:
    """The zone that the setting names. A word that names none, which only an earlier release let in, is the default."""
    return setting if setting and is_zone(setting) else VIETNAM


def instant() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def local(when: datetime | str, zone: str | None = None) -> datetime:
    """A moment as the clock of the office shows it; text is ISO 8601, and UTC where it has no offset."""
    moment = datetime.fromisoformat(when) if isinstance(when, str) else when
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone_of(zone)))


def now(zone: str | None = None) -> datetime:
    return local(instant(), zone)


def stamp() -> str:
    """This moment, as the lines of journal and ledger say it."""
    return now().isoformat(timespec="seconds")


def today(zone: str | None = None) -> date:
    return now(zone).date()
