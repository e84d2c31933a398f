"""`/healthz`, for the program that watches the server: whether it can be used, without sign-in, so nothing of anybody."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse

from warehouse.store import Warehouse, WarehouseError


def answer(request: Request) -> JSONResponse:
    """Not a coroutine: Starlette runs it beside its loop, since it reads files."""
    said = state(Warehouse.from_environment())
    is_well = said["folder_writable"] and said["snapshot_whole"]
    return JSONResponse(said, 200 if is_well else 503, headers={"cache-control": "no-store"})


def state(warehouse: Warehouse) -> dict:
    """A folder in which nothing was ever published is whole: there is nothing that could be lost."""
    whole, last = True, None
    try:
        published, named = warehouse.state().published, warehouse.named()
        if published or warehouse.pointer.exists():
            last = published.get(named or "")
            whole = last is not None and warehouse.opens(last["snapshot"])
    except (WarehouseError, OSError):
        whole = False
    return {
        "folder_writable": _is_writable(warehouse.root),
        "snapshot_whole": whole,
        "snapshot": last and last["snapshot"],
        "as_of": last and last["as_of"],
        "loading": warehouse.is_locked(),
    }


def _is_writable(folder: Path) -> bool:
    """Of a folder that is made with the first load: whether it can be."""
    return os.access(next(place for place in (folder, *folder.parents) if place.exists()), os.W_OK | os.X_OK)
