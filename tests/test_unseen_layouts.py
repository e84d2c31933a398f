"""Forms that nobody has seen before, made of known words: every score is read right. The mess is drawn, the scores
are known beforehand."""

from __future__ import annotations

import unicodedata

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from etl.kinds.door import parse
from etl.reference.context import shipped_layouts
from tests import forms
from tests.forms import codes

CONTEXT = forms.context()
NAMES = {row[0]: row[1] for row in forms.CRITERIA}
MOST = {row[0]: row[2] for row in forms.CRITERIA}
GROUPS = {"A": "Đầu vào", "B": "Đầu ra"}
UNITS = ["UBND phường Bãi Cháy", "Phường Bãi cháy", "P. Bãi Cháy", "UBND P.BÃI CHÁY TP HẠ LONG",
         "Ủy ban nhân dân phường Bãi Cháy, thành phố Hạ Long"]  # fmt: skip


def words(field: str) -> list[str]:
    """Header words that the shipped layouts know for a field."""
    return [h for k, f, h in shipped_layouts() if (k, f) == ("self_assessment", field)]


COLUMNS = {field: words(field) for field in ("ordinal", "criterion_code", "criterion_name", "max_points",
                                              "reported_pct", "self_points", "evidence", "note", "ignored")}  # fmt: skip
TWO_ROWS = {"max_points": "Tối đa", "self_points": "Tự chấm"}


@st.composite
def text(draw, written: str) -> str:
    """The same words as other programs and people write them."""
    change = draw(st.sampled_from(["as it is", "NFD", "capitals", "spaces", "eth"]))
    return {
        "as it is": written,
        "NFD": unicodedata.normalize("NFD", written),
        "capitals": written.upper(),
        "spaces": "  " + written.replace(" ", " \u00a0") + "\n",
        "eth": written.replace("Đ", "Ð"),
    }[change]


@st.composite
def number(draw, points: float):
    """A score as a number, or typed as text."""
    comma = f"{points:g}".replace(".", ",")
    return draw(st.sampled_from([points, f"{points:g}", comma, f" {comma}\u00a0", f"{points:.2f}"]))


@st.composite
def a_form(draw):
    """(rows of the sheet, known scores)."""
    scores = {code: draw(st.one_of(st.none(), st.integers(0, 4 * MOST[code]).map(lambda n: n / 4))) for code in NAMES}
    if not any(score is not None for score in scores.values()):
        scores["A1"] = 1.5
    identified = draw(st.sampled_from(["code", "name", "both", "joined"]))
    fields = ["self_points", *draw(st.lists(st.sampled_from(["max_points", "reported_pct", "evidence", "note", "ignored"]), unique=True))]  # fmt: skip
    if identified in ("code", "both"):
        fields.append("criterion_code")
    if identified != "code":
        fields.append("criterion_name")
    if draw(st.booleans()):
        fields.append("ordinal")
    fields = draw(st.permutations(fields))
    two_rows = "max_points" in fields and "self_points" in fields and draw(st.booleans())
    if two_rows:  # the two stand side by side below one merged cell
        fields.remove("max_points")
        fields.insert(fields.index("self_points"), "max_points")
    event(f"{identified}, {'two rows' if two_rows else 'one row'}")
    header = [draw(text(draw(st.sampled_from(COLUMNS[field])))) for field in fields]
    below = []
    if two_rows:
        at = fields.index("max_points")
        header[at : at + 2] = ["Điểm", ""]
        below = [[TWO_ROWS.get(field, "") for field in fields]]

    def row(code: str, ordinal: int) -> list:
        cell = dict.fromkeys(fields, "")
        cell["ordinal"] = ordinal
        cell["criterion_code"] = draw(st.sampled_from([code, f"{code}.", f"({code})", f"TC {code}"]))
        name = draw(text(NAMES[code]))
        joint = draw(st.sampled_from([". ", " ", " - ", ": "]))
        cell["criterion_name"] = f"{code}{joint}{name.strip()}" if identified == "joined" else name
        cell["max_points"] = draw(st.sampled_from([MOST[code], float(MOST[code]), str(MOST[code])]))
        if scores[code] is not None:
            cell["self_points"] = draw(number(scores[code]))
        else:
            cell["self_points"] = draw(st.sampled_from(["", "-", " "]))
        if code == "A2" and draw(st.booleans()):
            cell["reported_pct"] = draw(st.sampled_from([90, "90%", "90 %", "90,0", 90.0]))
        cell["evidence"] = draw(st.sampled_from(["", "KH 12/KH-UBND", "=1+1", "12/2024"]))
        return [cell[field] for field in fields]

    def labelled(label: str, value) -> list:
        """A row that says something in the column of names or codes, with a value in that of scores."""
        at = fields.index("criterion_name" if "criterion_name" in fields else "criterion_code")
        cells = [""] * len(fields)
        cells[at] = label
        cells[fields.index("self_points")] = value
        return cells

    body = []
    order = draw(st.permutations(sorted(NAMES))) if draw(st.booleans()) else sorted(NAMES)
    grouped = order == sorted(NAMES) and draw(st.booleans())
    for place, code in enumerate(order, 1):
        if grouped and code.endswith("1"):
            group = [""] * len(fields)
            at = fields.index("criterion_name" if "criterion_name" in fields else "criterion_code")
            group[at] = GROUPS[code[0]]
            body.append(group)
        body.append(row(code, place))
        if grouped and code.endswith("2"):
            total = sum(s or 0 for c, s in scores.items() if c[0] == code[0])
            body.append(labelled(f"Cộng nhóm {code[0]}", total))
        if draw(st.integers(0, 9)) == 0:
            body.append(draw(st.sampled_from([[""] * len(fields), list(header)])))
    if draw(st.booleans()):
        body.append(labelled("Tổng cộng", sum(s or 0 for s in scores.values())))
    signature = [["", "NGƯỜI LẬP BIỂU"], ["", "Hạ Long, ngày 03 tháng 01 năm 2025"]]

    label = draw(st.sampled_from(words("unit_label")))
    unit = draw(st.sampled_from(UNITS))
    year_label = draw(st.sampled_from(words("year_label")))
    heads = [
        ["UBND THÀNH PHỐ HẠ LONG"],
        [draw(st.sampled_from(["BIỂU TỰ CHẤM ĐIỂM", "BÁO CÁO TỰ ĐÁNH GIÁ NĂM 2024", "PHIẾU TỰ ĐÁNH GIÁ"]))],
        draw(st.sampled_from([[f"{label}: {unit}"], [f"{label}:", unit], [label, "", unit], [f"{label} : ", "", unit]])),
        draw(st.sampled_from([[f"{year_label}: 2024"], [f"{year_label}:", 2024], [year_label, "", "2024"], ["", f"{year_label}: năm 2024"]])),
    ]  # fmt: skip
    heads += [[]] * draw(st.integers(0, 4))
    rows = [*heads, header, *below, *body, *signature]
    left = draw(st.integers(0, 3))
    rows = [[]] * draw(st.integers(0, 3)) + [[""] * left + list(r) for r in rows]
    return rows, scores


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(a_form())
def test_every_score_is_read_right(drawn):
    rows, scores = drawn
    parsed = parse(forms.workbook(rows), "a.xlsx", CONTEXT)
    assert not parsed.has_error, parsed.findings
    assert (parsed.unit_code, parsed.year) == ("BC", 2024)
    read = {r[3]: r[7] for r in parsed.rows["raw.self_assessment"]}
    wanted = {c: None if s is None else f"{s:g}" for c, s in scores.items()}
    assert read == wanted
    expected = {"not_scored", "band_mismatch"}
    assert set(codes(parsed)) <= expected, parsed.findings
    assert codes(parsed).count("not_scored") == sum(s is None for s in scores.values())
