"""All files that a load would refuse and their senders have to mend, members of zips and mails too, marked, as one zip."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from etl.desk import headers, marked, names
from etl.read import containers, recognise
from etl.run import files, run
from etl.run.files import Item
from etl.run.session import Session

OF_THE_OFFICE = {"survey_unmapped", *names.CODES}
AT_ONCE = 2  # each copy is made in a child process


def write(session: Session, paths: list[Path], out: Path) -> int:
    """Writes it and gives the number of files in it; `session` is dry."""
    result = run.load(session, paths)
    refused = [item for item in result.items if item.status == "rejected" and not _waits(item)]
    with tempfile.TemporaryDirectory(prefix="pbgdpl-") as name:
        folder = Path(name)
        _lay_out({item.sha256 for item in refused if item.said.ext in marked.WRITABLE}, paths, folder)

        def mark(number: int, item: Item) -> Path:
            return marked.write_check(item, result.unit_names, folder / item.sha256, folder / f"{number}.xlsx")[0]

        with ThreadPoolExecutor(AT_ONCE) as pool, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            made = pool.map(mark, range(len(refused)), refused)
            for number, (item, path) in enumerate(zip(refused, made, strict=True), 1):
                package.write(path, f"{number:02d} {Path(item.file_name).stem}.xlsx")
    return len(refused)


def _waits(item: Item) -> bool:
    """Whether the office has to say something of it first, not its sender."""
    errors = {found.code for found in item.findings if found.severity == "error"}
    return bool(OF_THE_OFFICE & errors) or errors <= set(headers.CODES)


def _lay_out(wanted: set[str], paths: list[Path], folder: Path) -> None:
    """The workbooks of these hashes below the paths, wherever they are packed, as files that are called by their hash.
    What the load found too large to be read is not held here either."""

    def keep(data: bytes) -> None:
        if (sha256 := hashlib.sha256(data).hexdigest()) in wanted:
            (folder / sha256).write_bytes(data)

    for given in paths:
        for relative, path in files.paths_below(given):
            if not Path(path).is_file() or Path(path).stat().st_size > files.MAX_HELD:
                continue
            with contextlib.suppress(*containers.BAD_ZIP):  # the load has told what cannot be opened
                data = Path(path).read_bytes()
                keep(data)
                if kind := containers.kind_of(data):
                    for member in containers.members(relative, data, kind):
                        if member.size <= recognise.MAX_BYTES:
                            keep(member.opened().read())
