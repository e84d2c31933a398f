"""A warehouse folder as one file, and the way back.

The file is a zip with a list of what it holds and the hash of each (`MANIFEST`). It is read again after it was written,
and before anything of it is put back. What stood in the folder before a return is set aside, never removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath

import orjson

from warehouse import workspace
from warehouse.store import RESTORING, Warehouse, WarehouseError, sha256_of

MANIFEST = "manifest.json"
FORMAT = 1
# In the order in which they are put back: CURRENT last. What is not here is made again from these.
HELD = ("archive", "reports", "snapshots", workspace.NAME, "CURRENT")
UNPACKING = ".unpacking"  # holds a backup until all of it is there
SET_ASIDE = "replaced"  # holds what stood in the folder before a return to a backup
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
ENCRYPTED = 1  # a flag of a member of a zip
NO_BACKUP = "Tệp không phải bản sao lưu của phần mềm này, hoặc đã hỏng."

Progress = Callable[[str, int, int], None]


class WrongBackup(Exception):
    """The file is no whole backup; the message is for the user."""


def write(warehouse: Warehouse, out: Path, at: datetime, progress: Progress) -> int:
    """Writes the folder into one file and reads it again; how many files it holds. Waits for a load that runs, and
    refuses a folder whose journal is broken. An older file of that name is replaced by a whole one or not at all."""
    with warehouse.locked():
        current = warehouse.state().current
        if current is None:
            raise WrongBackup("Kho chưa có số liệu nào để sao lưu.")
        unfinished = out.with_name(f"{out.name}.incoming")
        try:
            with tempfile.TemporaryDirectory(prefix="pbgdpl-") as folder:
                files = dict(_files(warehouse, Path(folder)))
                _write(unfinished, files, {"current": current, "at": at.isoformat(timespec="seconds")}, progress)
            held = read(unfinished, progress)
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
    return len(held["files"])


def _files(warehouse: Warehouse, scratch: Path) -> Iterator[tuple[str, Path]]:
    """Name in the backup → file, of everything that cannot be made again, and of the snapshots."""
    published = warehouse.state().published
    for top in ("archive", "reports"):
        for path in sorted((warehouse.root / top).rglob("*")):
            if path.is_file() and path.suffix != ".incoming":
                yield path.relative_to(warehouse.root).as_posix(), path
    for snapshot in published:
        if (path := warehouse.snapshot_path(snapshot)).is_file():
            yield f"snapshots/{path.name}", path
    texts = warehouse.root / workspace.NAME
    if texts.is_file():  # somebody may be writing in it
        copy = scratch / workspace.NAME
        with contextlib.closing(sqlite3.connect(texts)) as here, contextlib.closing(sqlite3.connect(copy)) as there:
            here.backup(there)
        yield workspace.NAME, copy
    yield "CURRENT", warehouse.pointer


def _write(target: Path, files: dict[str, Path], facts: dict, progress: Progress) -> None:
    hashes = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
        for done, (name, path) in enumerate(files.items()):
            progress("Sao lưu", done, len(files))
            hashes[name] = sha256_of(path)
            bundle.write(path, name)
        bundle.writestr(MANIFEST, orjson.dumps({"format": FORMAT, **facts, "files": hashes}))
    target.chmod(PRIVATE_FILE)  # it holds what waits in quarantine


def read(file: Path, progress: Progress) -> dict:
    """The list of a backup, each file of which was read and has its hash. Raises WrongBackup."""
    with _opened(file) as bundle:
        held = _manifest(bundle)
        for done, (name, expected) in enumerate(held["files"].items()):
            progress("Đối chiếu bản sao lưu", done, len(held["files"]))
            with bundle.open(name) as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != expected:
                    raise WrongBackup(f"Bản sao lưu đã bị sửa hoặc hỏng: {name}.")
    return held


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as bundle:
            yield bundle
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise WrongBackup(NO_BACKUP) from error


def _manifest(bundle: zipfile.ZipFile) -> dict:
    if any(one.compress_type != zipfile.ZIP_DEFLATED or one.flag_bits & ENCRYPTED for one in bundle.infolist()):
        raise WrongBackup(NO_BACKUP)  # `_write` packs otherwise, and the library might not read it
    try:
        held = orjson.loads(bundle.read(MANIFEST))
        files = held["files"]
        whole = held["format"] == FORMAT and isinstance(held["current"], str) and isinstance(files, dict)
    except (KeyError, TypeError, ValueError):
        whole, files = False, {}
    if not whole or {*files, MANIFEST} != set(bundle.namelist()) or not all(map(_is_ours, files)):
        raise WrongBackup("Tệp không phải bản sao lưu của phần mềm này, hoặc thiếu tệp.")
    return held


def _is_ours(name: str) -> bool:
    """Whether a name leads into the folder and to what a backup holds."""
    parts = PurePosixPath(name).parts
    return bool(parts) and parts[0] in HELD and ".." not in parts and "\\" not in name and ":" not in name


def restore(warehouse: Warehouse, file: Path, at: datetime, progress: Progress) -> Path | None:
    """Puts a backup in the place of the folder; the folder to which what stood there was moved, None where nothing did.
    Raises WrongBackup before anything is changed. Killed while one takes the place of the other, nothing can be loaded
    until it is done again."""
    held = read(file, progress)
    new, unpacked = warehouse.root / RESTORING, warehouse.root / UNPACKING
    with warehouse.lock_only():
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(unpacked, ignore_errors=True)
        unpacked.mkdir(mode=PRIVATE_FOLDER)
        _unpack(file, held, unpacked, progress)
        unpacked.rename(new)  # killed before it, the folder is what it was
        aside = _set_aside(warehouse, at)
        for name in HELD:
            if (new / name).exists():
                (new / name).replace(warehouse.root / name)
        shutil.rmtree(warehouse.answers, ignore_errors=True)  # coded answers are made again
        new.rmdir()
        warehouse.refuse_if_not_whole()
        if not warehouse.opens(held["current"]):
            raise WarehouseError("Bản số liệu trong bản sao lưu không mở được. Chạy: python -m etl doctor")
    return aside


def _unpack(file: Path, held: dict, target: Path, progress: Progress) -> None:
    with _opened(file) as bundle:
        for done, name in enumerate(held["files"]):
            progress("Khôi phục", done, len(held["files"]))
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with bundle.open(name) as content, path.open("wb") as out:
                shutil.copyfileobj(content, out, 1 << 20)
            if path.parent.name == "quarantine":
                path.parent.chmod(PRIVATE_FOLDER)
                path.chmod(PRIVATE_FILE)
    for name in ("archive", "snapshots"):
        (target / name).mkdir(exist_ok=True)


def _set_aside(warehouse: Warehouse, at: datetime) -> Path | None:
    """Moves what stands in the folder out of the way; CURRENT is copied, so that pages never take it for an empty one."""
    standing = [warehouse.root / name for name in HELD if (warehouse.root / name).exists()]
    if not any(path.is_file() or any(path.iterdir()) for path in standing):
        for path in standing:
            path.rmdir()
        return None
    folder = warehouse.root / SET_ASIDE / f"{at:%Y%m%d-%H%M%S}"
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    for path in standing:
        target = folder / path.name
        if path == warehouse.pointer:
            shutil.copyfile(path, target)
        elif not target.exists():
            path.replace(target)
        else:  # of a return that was cut off in this very second
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return folder
