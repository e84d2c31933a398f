"""Whose work the product rests on, and under which terms."""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata

import streamlit as st

from pages._shared import data, tables
from pages._shared.tables import Column

COLUMNS = [Column("name", "Thư viện", width=200), Column("release", "Phiên bản"), Column("terms", "Giấy phép")]
PINNED = re.compile(r"^([\w.-]+)(?:\[.*\])?==", re.MULTILINE)
KNOWN = re.compile(r"Apache|MIT|BSD|MPL|LGPL|Zlib|CC0|OFL")


@cache
def used() -> list[dict]:
    """Every library that is asked for by name, as it is installed when the server starts; one that is for other systems is not."""
    names = PINNED.findall((data.ROOT / "requirements.txt").read_text(encoding="utf-8"))
    here = [(name, one) for name in names for one in list(metadata.distributions(name=name))[:1]]
    return [{"name": name, "release": one.version, "terms": _terms(one.metadata)} for name, one in here]


def _terms(said: metadata.PackageMetadata) -> str:
    """The short names of its licences; some say them in one field, some in another."""
    told = [said["License-Expression"] or "", *(said.get_all("Classifier") or []), said["License"] or ""]
    return ", ".join(
        dict.fromkeys(KNOWN.findall(next((one for one in told if "License" in one or KNOWN.search(one)), "")))
    )


def show() -> None:
    st.markdown("Phần mềm theo giấy phép MIT (tệp LICENSE). Phông chữ Be Vietnam Pro theo SIL OFL 1.1. Các thư viện:")
    st.html(tables.html(used(), COLUMNS, "Thư viện và giấy phép"))
