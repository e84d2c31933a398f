"""A paper on the screen: its words, pictures and tables in their order; the form is that of the files."""

from __future__ import annotations

import html

import streamlit as st

from reports import paper as content
from reports.paper import Paper, Table
from words import labels

MOST_ROWS = 12  # of a table: the rest is in the files


def show(paper: Paper) -> None:
    """In a box of its own that scrolls."""
    with st.container(border=True, height=620, key="xem_truoc"):
        words: list[str] = []
        tables = 0
        for part in paper.parts:
            if isinstance(part, Table | content.Picture):
                _flush(words)
                if isinstance(part, Table):
                    tables += 1
                    if part.caption:
                        st.caption(labels.plain(f"Bảng {part.number}. {part.caption}"))
                    st.html(_table(part, f"Bảng thứ {tables} của bản xem trước"))
                else:
                    _picture(part)
            else:
                words += _words(part)
        _flush(words)


def _flush(words: list[str]) -> None:
    if words:
        st.markdown("\n\n".join(words))
        words.clear()


def _words(part: content.Part) -> list[str]:
    match part:
        case content.Title():
            first, *rest = map(labels.plain, part.lines)
            return [f"**{first.upper()}**", *(f"**{line}**" for line in rest)]
        case content.Note():
            return [f"*{labels.plain(part.text)}*"] if part.text.strip() else []
        case content.Heading():
            return [f"**{labels.plain(part.text)}**"]
        case content.Paragraph():
            lead = f"**{labels.plain(part.bold.strip())}** " if part.bold else ""
            return [lead + labels.plain("".join(map(content.plain, part.parts)))]
        case content.Annex():
            return [f"**Phụ lục {part.number}**".replace(" **", "**"), f"**{labels.plain(part.title.upper())}**"]  # fmt: skip
    return []


def _picture(picture: content.Picture) -> None:
    caption = f"Biểu đồ {picture.number}. {picture.caption}" if picture.caption else None
    st.image(picture.png, caption=caption, width="stretch", alt=picture.description)


def _table(table: Table, name: str) -> str:
    """The first rows, as plain HTML."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in table.header)
    rows = []
    for number, row in enumerate(table.rows[:MOST_ROWS]):
        cells = (html.escape(content.plain(cell)) for cell in row)
        tag = "b" if number in table.strong else "span"
        rows.append("".join(f"<td><{tag}>{cell}</{tag}></td>" for cell in cells))
    more = len(table.rows) - MOST_ROWS
    said = f"<p><i>… và {more} dòng nữa trong tệp.</i></p>" if more > 0 else ""
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<div class="bang" role="region" tabindex="0" aria-label="{name}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{said}"
    )
