"""Where a measurement puts its table: between two marks of a paper that people read."""

from __future__ import annotations

from pathlib import Path

END = "<!-- to here -->"


def put(file: Path, command: str, lines: str) -> None:
    """Replaces what `make COMMAND` wrote there before."""
    begin = f"<!-- written by make {command} -->"
    before, _, rest = file.read_text(encoding="utf-8").partition(begin)
    file.write_text(f"{before}{begin}\n{lines}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
