"""The story of one score: what was given and verified, by whom and when, why, and the piece of the sheet it stands in."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from etl.desk import sheet_piece
from pages._shared import data, export, survey_scores, tables
from pages._shared.tables import Column, column
from reports import docx, pdf, score_sheet
from words import labels, rounding, surveys

ISSUED = ("verified", "final")
STAGE = {"final": "Sau giải trình", "reply": "Giải trình", "correction": "Đính chính"}
PARTS = [
    Column("title", "Chỉ tiêu thành phần"),
    column("points"),
    Column("max_points", "Tối đa", "points"),
    column("self_points"),
    column("verified_points"),
    column("final_points"),
    Column("place", "Trang, ô"),
]
COLUMNS = [
    Column("step", "Bước"),
    Column("points", "Điểm"),
    column("received_on"),
    Column("file", "Tệp"),
    Column("place", "Trang, ô"),
    Column("loaded_by", "Người ghi nhận"),
]


def show(view, unit: str, criterion: str) -> None:
    """Draws the story, or says why there is none; a scoped reader gets only the own unit's."""
    found = data.rows("score", year=view.year, unit=unit, criterion=criterion, scope=view.scope)
    if not found:
        st.info(f"Đơn vị này không có điểm của tiêu chí {labels.plain(criterion)} năm {view.year}.")
        return
    parts = data.rows("sub_criteria", year=view.year, unit=unit, criterion=criterion, block=None, scope=view.scope)
    score = score_sheet.with_parts(found[0], parts)
    word = view.snapshot.verification_word
    st.markdown(_sentence(score, word))
    st.html(tables.html(_steps(score, word), COLUMNS, "Các bước của điểm này"))
    if parts:
        st.html(tables.html([in_words(part) for part in parts], PARTS, "Các chỉ tiêu thành phần của tiêu chí này"))
    told = data.rows("score_story", year=view.year, unit=unit, criterion=criterion, scope=view.scope)
    survey = [surveys.sentence(row, view.year) for row in survey_scores.rows(view, unit=unit, criterion=criterion)]
    for line in (_difference(score, word), *_reasons(told, criterion, word), _band(score), *survey, *_words(score)):
        if line:
            st.markdown(line)
    found = _pieces(score, word, view.scope)
    _sheet(view, score, found)


def _sheet(view, score: dict, pieces: dict[str, sheet_piece.Piece]) -> None:
    """The same on paper, for both sides to sign."""
    ask = data.asker()
    asked = (view.year, score["unit_code"], score["criterion_code"], view.scope, pieces)
    name = f"phieu-doi-chieu-{score['unit_code']}-{score['criterion_code']}-{view.year}"
    with st.container(horizontal=True):
        for suffix, label, write in (
            ("docx", "Phiếu đối chiếu nguồn điểm (Word)", docx.written),
            ("pdf", "Phiếu đối chiếu nguồn điểm (PDF)", pdf.written),
        ):
            export.document(f"{name}.{suffix}", label, lambda write=write: write(score_sheet.sheet(ask, *asked)))


def in_words(part: dict) -> dict:
    """A sub-criterion with its name, and the cells where its scores stand."""
    part["title"] = f"{part['criterion_code']} {part['criterion_name']}" + (
        "" if part["applicable"] else " (không áp dụng)"
    )
    cells = [(part[f"{step}_sheet"], part[f"{step}_cell"]) for step in ("self", "verified", "final")]
    part["place"] = "; ".join(f"{sheet}, ô {cell}" for sheet, cell in cells if cell) or None
    return part


def _sentence(score: dict, word: str) -> str:
    name = labels.plain(f"{score['unit_name']}, tiêu chí {score['criterion_code']} {score['criterion_name']}")
    if not score["applicable"]:
        return f"{name}: **không áp dụng** với đơn vị này."
    if score["points"] is None:
        return f"{name}: **chưa chấm** (tối đa {labels.points(score['bound'])} điểm)."
    basis = "tự chấm"
    if score["final_points"] is not None:
        basis = "điểm sau giải trình"
    elif score["verified_points"] is not None:
        basis = f"điểm {word}"
    if not score["max_points"]:
        return f"{name}: **{labels.points(score['points'])} điểm**, cộng vào điểm và không tính vào điểm tối đa, theo {basis}."
    return (
        f"{name}: **{labels.points(score['points'])}/{labels.points(score['max_points'])} điểm**, "
        f"{labels.percent(100 * score['points'] / score['max_points'], score['bounds'])} điểm tối đa, theo {basis}."
    )


def _steps(score: dict, word: str) -> list[dict]:
    version = score["submission_version"]
    names = {
        "self": "Tự chấm" + (f" (bản thứ {version})" if version else ""),
        "verified": labels.sentence(word),
        "final": "Sau giải trình",
    }
    rows = []
    for step, name in names.items():
        points = score[f"{step}_points"]
        if step != "self" and not score[f"{step}_cell"]:
            continue
        marked_na = score.get(f"{step}_na")
        rows.append(
            {
                "step": name,
                "points": "không áp dụng" if marked_na else "chưa chấm" if points is None else labels.points(points),
                "received_on": score["version_received_on"] if step == "self" else score[f"{step}_received_on"],
                "file": score[f"{step}_file"],
                "place": f"{score[f'{step}_sheet']}, ô {score[f'{step}_cells']}" if score[f"{step}_cell"] else None,
                "loaded_by": score[f"{step}_loaded_by"],
            }
        )
    return rows


def _difference(score: dict, word: str) -> str | None:
    given, verified = score["self_points"], score["verified_points"]
    if given is None or verified is None:
        return None
    if given == verified:
        return f"Điểm {word} bằng điểm tự chấm."
    side = "thấp" if verified < given else "cao"
    return f"Điểm {word} {side} hơn tự chấm **{labels.points(rounding.difference(abs(verified - given)))} điểm**."


def _band(score: dict) -> str | None:
    """Whether the score given is the one of the band in which the reported percentage lies."""
    text = score_sheet.band(score)
    if not text:
        return None
    if score["self_points"] is None:
        return f"{labels.sentence(text)}."
    if score["self_points"] == score["band_points"]:
        return f"● Khớp thang điểm: {text}."
    return f"▲ **Không khớp thang điểm**: {text}; đơn vị tự chấm {labels.points(score['self_points'])} điểm."


def _says_why(event: dict) -> bool:
    return bool(event["words"] or event["decided_how"] == "bulk")


def _judged(score: dict) -> str:
    """What the verifying body found of the evidence; empty where it said nothing."""
    if not score["evidence_state"]:
        return ""
    found = labels.inside(labels.EVIDENCE_STATE[score["evidence_state"]])
    return f"{found}{f' ({reason})' if (reason := score['evidence_reason']) else ''}, ghi ngày {labels.date(score['evidence_said_on'])}"


def _words(score: dict) -> list[str]:
    lines = []
    for label, text in (
        ("Minh chứng đơn vị nêu", score["evidence"]),
        ("Ghi chú của đơn vị", score["note"]),
        ("Minh chứng khi thẩm định", _judged(score)),
        ("Cách chấm", "; ".join(score["rules"] or [])),
        ("Minh chứng cần có", score["asked"]),
    ):
        if text:
            lines.append(f"{label}: {labels.plain(text)}")
    return lines


def _reasons(told: list[dict], criterion: str, word: str) -> list[str]:
    """What was verified, what the unit replied and what was corrected, with the reason given."""
    lines = []
    if any(event["self_verified"] for event in told):
        lines.append(f"▲ {labels.SELF_VERIFIED}.")
    for event in told:
        if event["stage"] == "self" or (event["stage"] in ISSUED and not _says_why(event)):
            continue
        code = event["criterion_code"]
        text = "" if code == criterion else f"Chỉ tiêu {code}: "
        text += f"{STAGE.get(event['stage']) or labels.sentence(word)} ngày {labels.date(event['happened_on'])}"
        if event["stage"] in ISSUED:
            given = "không áp dụng" if event["not_applicable"] else f"{labels.points(event['points'])} điểm"
            text += f": {given}" + (
                ", thống nhất chung với các tiêu chí khác" if event["decided_how"] == "bulk" else ""
            )
        elif event["stage"] == "correction":
            text += f": {labels.points(event['points_before'])} → {labels.points(event['points'])} điểm"
            text += f", {event['decided_by']}" if event["decided_by"] else ""
        else:
            said = labels.ANSWER.get(event["answer"], event["answer_text"])
            proposed = f"đề nghị {labels.points(event['points'])} điểm" if event["points"] is not None else None  # fmt: skip
            late = "ngoài thời gian nhận ý kiến" if event["in_window"] is False else None
            text += ": " + "; ".join(filter(None, (said, proposed, late)))
        if event["words"]:
            text += f". Lý do: {event['words']}"
        if event["stage"] == "reply" and event["evidence"]:
            text += f". Minh chứng: {event['evidence']}"
        lines.append(labels.plain(text))
    return lines


@st.cache_data(max_entries=200, show_spinner="Đang mở trang tính gốc…")
def _piece(folder: str, sha256: str, sheet: str, cell: str) -> sheet_piece.Piece | None:
    return sheet_piece.around(Path(folder), sha256, sheet, cell)


def _pieces(score: dict, word: str, scope: str | None) -> dict[str, sheet_piece.Piece]:
    """Draws the pieces around the cells that the reader may see; gives those that could be read."""
    found = {}
    for step, name in score_sheet.sources(score, word, scope):
        place = f"{score[f'{step}_file']}, trang “{score[f'{step}_sheet']}”, ô {score[f'{step}_cells']}"
        st.markdown(f"**{name}**: {labels.plain(place)}")
        if said := score_sheet.handed(score, step):
            st.caption(labels.plain(said))
        if score[f"{step}_is_extract"]:
            continue
        where = (score[f"{step}_{of}"] for of in ("sha256", "sheet", "cell"))
        if piece := show_piece(*where, title=f"{name}: {place}"):
            found[step] = piece
    return found


def show_piece(sha256: str, sheet: str, cell: str, title: str) -> sheet_piece.Piece | None:
    """Draws the piece of a sheet around a cell; None where it cannot be read again."""
    piece = _piece(str(data.folder()), sha256, sheet, cell)
    if piece is None:
        st.caption("Không mở lại được trang tính này; tệp gốc vẫn được giữ nguyên trong kho lưu.")
    else:
        st.html(piece_html(piece, title))
    return piece


def piece_html(piece: sheet_piece.Piece, title: str) -> str:
    """The piece as a table with the letters and numbers of the sheet; the cell meant is framed."""
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in piece.columns)
    body = ""
    for at, (number, cells) in enumerate(piece.rows):
        body += f'<tr><th scope="row">{number}</th>'
        for place, text in enumerate(cells):
            here = (at, place) == (piece.at_row, piece.at_column)
            mark = ' class="o" aria-current="true"' if here else ""
            body += f"<td{mark}>{escape(text)}</td>"
        body += "</tr>"
    return (
        f'<div class="bang trang-tinh" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
