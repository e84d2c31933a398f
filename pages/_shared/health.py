"""`/healthz`, for the program that watches the server: whether it can be used, without sign-in, so nothing of anybody."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse

from pages._shared import data
from warehouse.store import Warehouse


def answer(request: Request) -> JSONResponse:
    """Not a coroutine: Starlette runs it beside its loop, since it reads files."""
    said = state(data.served())
    is_well = said["folder_writable"] and said["snapshot_whole"]
    return JSONResponse(said, 200 if is_well else 503, headers={"cache-control": "no-store"})


def state(folder: Path) -> dict:
    """Of the folder that is served. One in which nothing was ever published is whole: there is nothing that could be lost.
    The journal is read when it changed, not at each call."""
    warehouse = Warehouse(folder)
    path, named = data.published(), warehouse.named()
    if path is None:
        whole = not warehouse.pointer.exists() and not warehouse.journal.exists()
    else:
        whole = named == path.stem and warehouse.opens(named) and data.journal_is_whole(path)
    as_of = data.as_of(path) if path and whole else None
    return {
        "folder_writable": _is_writable(warehouse.root),
        "snapshot_whole": whole,
        "snapshot": named if whole and path else None,
        "as_of": as_of and as_of.isoformat(),
        "sample": path is not None and data.is_sample(path),
        "loading": warehouse.is_locked(),
    }


def _is_writable(folder: Path) -> bool:
    """Of a folder that is made with the first load: whether it can be."""
    return os.access(next(place for place in (folder, *folder.parents) if place.exists()), os.W_OK | os.X_OK)
