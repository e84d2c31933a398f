"""Files that a page makes go to the sign-in that made them and to no other; each is told to the audit ledger."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._shared import sign_in, trail
from warehouse import audit
from warehouse.acting import Acting

MOST_SESSIONS, MOST_FILES = 2000, 5000


class Visitor(NamedTuple):
    """Whose session it is: the mark of the sign-in (one for all where nobody signs in), and what it looks at."""

    mark: str
    acting: Acting
    snapshot: str | None


_visitors: OrderedDict[str, Visitor] = OrderedDict()  # by session
_made_by: OrderedDict[str, set[str]] = OrderedDict()  # name of a file → marks of the sign-ins that made it


def remember(acting: Acting, snapshot: str | None) -> None:
    """Called by the router at every run."""
    if context := get_script_run_ctx():
        _put(
            _visitors,
            context.session_id,
            Visitor(sign_in.mark(dict(st.context.cookies)), acting, snapshot),
            MOST_SESSIONS,
        )


def made(session: str, address: str) -> None:
    """A session made the file at this address."""
    visitor, file = _visitors.get(session), PurePosixPath(urlsplit(address).path)
    if visitor:
        _put(_made_by, file.name, _made_by.get(file.name, set()) | {visitor.mark}, MOST_FILES)
        stored = get_instance().media_file_mgr.read_file(file.stem)
        name = stored.filename if stored else file.name
        trail.told(audit.TAKEN, visitor.acting, file=name, snapshot=visitor.snapshot)


def may_take(path: str, cookies: dict[str, str]) -> bool:
    """Whether a file that is asked for is one of this sign-in. Pictures that stand on a page are no downloads."""
    file = PurePosixPath(path)
    stored = get_instance().media_file_mgr.read_file(file.stem)
    if stored and stored.kind != MediaFileKind.DOWNLOADABLE:
        return True
    return sign_in.mark(cookies) in _made_by.get(file.name, ())


def _put(known: OrderedDict, key: str, value, most: int) -> None:
    known[key] = value
    known.move_to_end(key)
    while len(known) > most:
        known.popitem(last=False)
