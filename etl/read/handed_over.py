"""A hand-over: a zip with a list of what it holds, the hash of each, and the head of the journal that it was taken from.

The code of a package is one hash over all of that. It is printed in the minutes that both sides sign, so those are the only
member that it does not cover; their own hash stands in the list.
"""

from __future__ import annotations

import hashlib
import io
import zipfile

import orjson

from etl.read import recognise
from etl.read.recognise import BadFile
from etl.read.text import composed

MANIFEST = "ban-giao.json"
FORMAT = 1
REFERENCE, FILE, EXTRACT, FIGURES, MINUTES = "reference", "file", "extract", "figures", "minutes"  # roles of members
LOADED = (REFERENCE, FILE, EXTRACT)
ALTERED = "handover_altered"
# what a list, each of its members and each of its stages say at least
SAID = {"format", "code", "office", "to", "head", "members", "stages"}
OF_MEMBER = {"path", "sha256", "role", "given_on", "first_seen_on", "original_name", "original_sha256"}
OF_HEAD = {"seq", "sha256"}
OF_STAGE = ("year", "stage", "since", "document_number", "document_date")  # and nothing else


def is_one(data: bytes) -> bool:
    """Whether a zip has the list of a hand-over."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return MANIFEST in package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        return False


def code_of(manifest: dict) -> str:
    """The code of a package, of all that its list says but the code itself and the hash of the minutes."""
    members = [one for one in manifest["members"] if one["role"] != MINUTES]
    said = {name: value for name, value in manifest.items() if name != "code"} | {"members": members}
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def opened(data: bytes) -> tuple[dict, dict[str, bytes]]:
    """The list of a whole package, and its members by path. Raises BadFile where any byte of them is another."""
    recognise.Package(data)  # refuses bombs and repeated members before anything is unpacked
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        manifest = _manifest(package)
        expected = {one["path"]: one["sha256"] for one in manifest["members"]}
        if other := {composed(name) for name in package.namelist()} ^ {*expected, MANIFEST}:
            raise BadFile(ALTERED, min(other))
        held = {}
        for name in package.namelist():
            held[composed(name)] = _read(package, name)
    for path, sha256 in expected.items():
        if hashlib.sha256(held[path]).hexdigest() != sha256:
            raise BadFile(ALTERED, path)
    return manifest, held


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        return package.read(name)
    except Exception as error:  # a byte that is another may make the library raise anything
        raise BadFile(ALTERED, name) from error


def _manifest(package: zipfile.ZipFile) -> dict:
    data = _read(package, MANIFEST)
    try:
        manifest = orjson.loads(data)
        is_whole = _is_list(manifest) and manifest["code"] == code_of(manifest) and data == dumped(manifest)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadFile(ALTERED, MANIFEST) from error
    if not is_whole:
        raise BadFile(ALTERED, MANIFEST)
    return manifest


def _is_list(manifest: dict) -> bool:
    """Whether it says all that is asked of it later: whoever makes a list can make its code, too."""
    return (
        manifest["format"] == FORMAT
        and manifest.keys() >= SAID
        and manifest["head"].keys() >= OF_HEAD
        and all(one.keys() >= OF_MEMBER and isinstance(one["path"], str) for one in manifest["members"])
        and all(one.keys() == set(OF_STAGE) for one in manifest["stages"])
    )


def dumped(manifest: dict) -> bytes:
    """The list as the package holds it."""
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2)
