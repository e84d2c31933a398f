"""A paper as PDF by typst, in the same form as the DOCX: embedded fonts, text that can be searched and copied, headings as
bookmarks. What is written is passed as data, never as markup. The same paper gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from reports import paper as content
from reports.docx import COUNTRY, DRAFT, MOTTO, SIGNED
from reports.paper import Paper

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"  # a free face with the widths of Times New Roman and every Vietnamese letter
TEMPLATE = HERE / "paper.typ"
NO_CLOCK = int(dt.datetime(2000, 1, 1, tzinfo=dt.UTC).timestamp())


class NotDrawn(Exception):
    """The PDF would not show what it should; the message is typst's."""


def written(paper: Paper) -> bytes:
    """The file. Raises NotDrawn where a face is missing."""
    import typst  # a third of a second, which only the first PDF pays

    pictures: dict[str, bytes] = {}
    data = json.dumps(_content(paper, pictures)).encode()
    with tempfile.TemporaryDirectory(prefix="pbgdpl-") as folder:
        for name, file in {"paper.json": data, TEMPLATE.name: TEMPLATE.read_bytes(), **pictures}.items():  # fmt: skip
            Path(folder, name).write_bytes(file)
        made, warnings = typst.compile_with_warnings(
            str(Path(folder, TEMPLATE.name)), font_paths=[str(FONTS)], ignore_system_fonts=True, timestamp=NO_CLOCK
        )
    if warnings:
        raise NotDrawn("; ".join(str(warning) for warning in warnings))
    return made


def pages(data: bytes) -> int:
    """How many pages a file of `written` has: each is an object that says so, outside compressed parts."""
    return len(re.findall(rb"/Type ?/Page\b", data))


def _content(paper: Paper, pictures: dict[str, bytes]) -> dict:
    sections = [{"wide": False, "above": [], "name": "", "parts": []}]
    for part in paper.parts:
        if isinstance(part, content.Annex):
            above = [
                {"text": f"Phụ lục {part.number}".strip(), "size": 14, "bold": True},
                {"text": part.title.upper(), "size": 14, "bold": True},
                {"text": f"(Kèm theo {part.document})", "size": 13, "bold": False},
            ]
            name = ". ".join(filter(None, (above[0]["text"], part.title)))
            sections.append({"wide": part.is_wide, "above": above, "name": name, "parts": []})
        else:
            sections[-1]["parts"].append(_part(part, pictures))
    return {
        "name": paper.name, "body": paper.body, "left": paper.left, "right": paper.right, "sections": sections,
        "bound": any(isinstance(part, content.NewPage) for part in paper.parts),
    }  # fmt: skip


def _part(part: content.Part, pictures: dict[str, bytes]) -> dict:
    kind = {"kind": type(part).__name__}
    if isinstance(part, content.Picture):
        name = f"picture{len(pictures)}.png"
        pictures[name] = part.png
        return kind | {
            "file": name, "width": part.width, "description": part.description, "caption": part.caption
        }  # fmt: skip
    if isinstance(part, content.Paragraph):
        return kind | {
            "text": "".join(content.plain(piece) for piece in part.parts),
            "bold": part.bold, "indent": part.indent, "keep": part.keep,
        }  # fmt: skip
    if isinstance(part, content.Table):
        return kind | {
            "header": _breakable(part.header), "rows": [_breakable(map(content.plain, row)) for row in part.rows],
            "widths": part.widths, "alignment": part.align(), "size": part.size,
            "strong": sorted(part.strong), "numbered": part.numbered, "caption": _breakable([part.caption and f"Bảng {part.number}. {part.caption}"])[0], "numbers": part.numbers(), "framed": part.framed,
        }  # fmt: skip
    if isinstance(part, content.Ending):
        last = len(part.recipients) - 1
        said = [f"- {name}{'.' if n == last else ';'}" for n, name in enumerate(part.recipients)]
        return kind | {"recipients": said, "signer": part.signer}
    if isinstance(part, content.Signatures):
        return kind | {"signers": part.signers, "signed": SIGNED}
    if isinstance(part, content.Head):
        return kind | asdict(part) | {"country": COUNTRY, "motto": MOTTO, "draft": DRAFT}
    return kind | asdict(part)


def _breakable(said: Iterable[str]) -> list[str]:
    """Names of files have no spaces to break at."""
    return [text.replace("_", "_\u200b") for text in said]
