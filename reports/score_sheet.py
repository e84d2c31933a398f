"""Phiếu đối chiếu nguồn điểm: where one disputed score comes from, on one A4 page that both sides sign.

Long texts are cut, more where there is more to say, until the page holds them; then the sheet says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from etl.desk.sheet_piece import Piece
from reports import pdf
from reports.paper import Head, Note, Paper, Table
from reports.unit_sheet import Ask, shortened
from warehouse import clock
from words import labels, rounding, surveys
from words.documents import seat

WIDTH = 170.0  # mm between the margins
SIGNERS = ("Đại diện đơn vị", "Cán bộ thẩm định")
CUT = "Nội dung có dấu “…” được rút gọn cho vừa một trang; nội dung đầy đủ ở tệp nguồn."
STATE = {"counts": "Đang dùng", "replaced": "Đã được thay", "applied": "Đã áp dụng", "outdated": "Không còn áp dụng"}
SCORE_TYPE = {"self": "tự chấm", "verified": "thẩm định", "final": "sau giải trình"}


@dataclass(frozen=True)
class Room:
    """How much may be said: letters of a text, of a cell and of a name; steps of the score; rows around the cell."""

    text: int
    cell: int
    name: int
    steps: int
    around: int


ROOMS = (
    Room(600, 110, 90, 12, 2),
    Room(400, 90, 80, 10, 1),
    Room(300, 70, 70, 9, 1),
    Room(220, 55, 60, 8, 1),
    Room(160, 45, 50, 7, 1),
    Room(160, 90, 50, 7, 0),
    Room(110, 45, 40, 5, 0),
    Room(70, 24, 34, 4, 0),
    Room(50, 16, 28, 2, 0),
)


def sources(score: dict, word: str, scope: str | None) -> list[tuple[str, str]]:
    """(step, its name) of the cells that a reader may see drawn, the one that counts first: the office's tables hold
    the scores of other units beside this one."""
    names = {"final": "Nguồn điểm sau giải trình", "verified": f"Nguồn điểm {word}", "self": "Nguồn điểm tự chấm"}
    return [(step, name) for step, name in names.items() if score[f"{step}_cell"] and (scope is None or step == "self")]


def with_parts(score: dict, parts: list[dict]) -> dict:
    """A score with the cells of its sub-criteria where it has none of its own: the first of them, and all of them named."""
    for step in ("self", "verified", "final"):
        own = [] if score[f"{step}_cell"] else [part for part in parts if part[f"{step}_cell"]]
        score[f"{step}_cells"] = ", ".join(part[f"{step}_cell"] for part in own) or score[f"{step}_cell"]
        for name in ("sha256", "sheet", "cell", "file", "received_on", "loaded_by") if own else ():
            score[f"{step}_{name}"] = own[0][f"{step}_{name}"]
    return score


def sheet(ask: Ask, year: int, unit: str, criterion: str, scope: str | None, pieces: dict[str, Piece]) -> Paper | None:
    """The sheet; None where there is no such score, or not for this reader. pieces: of the sheets around the cells, by
    step; a cell without one is named and not drawn."""
    found = ask("score", year=year, unit=unit, criterion=criterion, scope=scope)
    if not found:
        return None
    parts = ask("sub_criteria", year=year, unit=unit, criterion=criterion, block=None, scope=scope)
    score = with_parts(found[0], parts)
    facts = ask("snapshot")[0]
    [rule] = ask("rule", year=year, unit=unit, criterion=criterion, scope=scope)
    told = ask("score_story", year=year, unit=unit, criterion=criterion, scope=scope)
    resting = ask("survey_criteria", year=year, block=None, scope=scope)
    survey = [r for r in resting if (r["unit_code"], r["criterion_code"]) == (unit, criterion)]
    for room in ROOMS:
        paper = _Sheet(facts, score, rule, told, pieces, scope, room, survey).paper
        if _is_one_page(paper):
            break
    return paper


def _is_one_page(paper: Paper) -> bool:
    """Whether it is, with room left for a few lines: Word and LibreOffice break lines a little differently."""
    trial = Paper(paper.name, paper.body, paper.left, paper.right)
    trial.parts = [*paper.parts, *[Note("–", paper.body, "left")] * 5]
    return pdf.pages(pdf.written(trial)) == 1


def handed(score: dict, step: str) -> str:
    """Whose the file of a score was before a hand-over; empty where it was received here."""
    office, name, sha256 = (score[f"{step}_{of}"] for of in ("handed_by", "original_name", "original_sha256"))
    if not office:
        return ""
    if not score[f"{step}_is_extract"]:
        return f"Bàn giao từ {office}, nguyên tệp."
    return f"Bàn giao từ {office}, phần trích của tệp gốc “{name}” (SHA-256 {sha256}), nơi có trang và ô này."


def band(score: dict) -> str:
    """What the bands give for the reported percentage; empty where there is none."""
    if score["reported_pct"] is None or score["band_points"] is None:
        return ""
    return (
        f"đơn vị báo cáo đạt {labels.points(score['reported_pct'])}%, thuộc mức "
        f"{_between(score['band_lower'], score['band_upper'])}, tương ứng {labels.points(score['band_points'])} điểm theo thang"
    )


def _between(lower: float, upper: float | None) -> str:
    """`từ 70% đến dưới 85%`, `từ 85% trở lên`."""
    end = f"đến dưới {labels.points(upper)}%" if upper is not None and upper < 100 else "trở lên"
    return f"từ {labels.points(lower)}% {end}"


class _Sheet:
    """One try to write it into some room."""

    def __init__(
        self, facts: dict, score: dict, rule: dict, told: list[dict], pieces: dict[str, Piece], scope: str | None, room: Room,
        survey: list[dict],
    ):  # fmt: skip
        self.score, self.rule, self.told, self.room, self.survey = score, rule, told, room, survey
        self.word, self.zone = facts["verification_word"], facts["time_zone"]
        self.is_cut = False
        year, code = score["year"], score["criterion_code"]
        self.paper = Paper(
            f"Phiếu đối chiếu nguồn điểm {score['unit_name']}, tiêu chí {code}, năm {year}",
            body=10, left=25,
        )  # fmt: skip
        city = seat(facts["city_name"])
        self.paper.head(
            Head(
                facts["synthesising_body"], facts["office_name"], city, facts["as_of"].year, is_draft=False
            )
        )  # fmt: skip
        self.paper.title("Phiếu đối chiếu nguồn điểm", f"{score['unit_name']} – tiêu chí {code} – năm {year}")
        if facts["illustrative"]:
            self.paper.note(labels.sentence(facts["illustrative_words"]))
        self._answer()
        self._steps()
        self._pieces(pieces, sources(score, self.word, scope))
        self._rule()
        self._reasons()
        self.paper.signatures(*SIGNERS)
        said = f"Tính đến {labels.date(facts['as_of'])}; mã lần cập nhật {facts['snapshot_id']}."
        self.paper.note(f"{said} {CUT}" if self.is_cut else said, size=9, align="left")

    def _cut(self, text: str, most: int) -> str:
        text = " ".join(text.split())
        short = shortened(text, most)
        self.is_cut |= short != text
        return short

    def _name(self, text: str) -> str:
        """A name of a file or sheet, cut in the middle: it has no words, and its end says most."""
        most = self.room.name
        if len(text) <= most:
            return text
        self.is_cut = True
        return f"{text[: most - 13]}…{text[-12:]}"

    def _line(self, lead: str, text: str) -> None:
        self.paper.paragraph(text, bold=f"{lead}: ", indent=False)

    # ------------------------------------------------------------------ the parts

    def _answer(self) -> None:
        score = self.score
        name = f"{score['criterion_name']} (nhóm {labels.inside(score['group_name'])})"
        self._line("Tiêu chí", self._cut(name, self.room.text))
        most = labels.points(score["bound"])
        if not score["applicable"]:
            self._line("Kết quả", "không áp dụng với đơn vị này.")
            return
        if score["points"] is None:
            self._line("Kết quả", f"chưa chấm (tối đa {most} điểm).")
            return
        basis = (
            "sau giải trình" if score["final_points"] is not None
            else self.word if score["verified_points"] is not None
            else "tự chấm"
        )  # fmt: skip
        text = f"{labels.points(score['points'])}/{most} điểm, theo điểm {basis}"
        given = score["self_points"]
        if basis != "tự chấm" and given is not None:
            by = score["points"] - given
            text += (
                f"; {'cao' if by > 0 else 'thấp'} hơn điểm tự chấm {labels.points(rounding.difference(abs(by)))} điểm" if by
                else "; bằng điểm tự chấm"
            )  # fmt: skip
        self._line("Kết quả", f"{text}.")

    def _steps(self) -> None:
        """What was ever said of the score; of a long story what is in force, and the newest of the rest."""
        newest = sorted(
            range(len(self.told)), key=lambda place: (self.told[place]["state"] in ("replaced", "outdated"), -place)
        )
        shown = [self.told[place] for place in sorted(newest[: self.room.steps])]
        left_out = len(self.told) - len(shown)
        more = f" (còn {left_out} bước trước không in)" if left_out else ""
        self.is_cut |= bool(left_out)
        self.paper.heading(f"1. Các bước của điểm{more}")
        rows = [
            [
                self._step(event), self._points(event),
                labels.date(event["happened_on"]) + (" (tạm tính)" if event["date_source"] == "assumed" else ""),
                f"{self._name(event['file_name'])}, {self._name(event['sheet'] or labels.NONE)}, ô {event['cell'] or labels.NONE}",
                self._who(event), STATE[event["state"]],
            ]
            for event in shown
        ]  # fmt: skip
        self.paper.table(
            Table(
                ["Bước", "Điểm", "Ngày", "Tệp, trang, ô", "Người quyết định, người ghi nhận", "Tình trạng"],
                rows, [30, 19, 20, 51, 31, 19], ["left"] * 6, size=9,
            )
        )  # fmt: skip

    def _step(self, event: dict) -> str:
        code = event["criterion_code"]
        return self._stage(event) + ("" if code == self.score["criterion_code"] else f", {code}")

    def _stage(self, event: dict) -> str:
        stage = event["stage"]
        if stage == "self":
            return f"Tự chấm (bản thứ {event['submission_version']})"
        if stage == "reply":
            agreed = {"agree": "đồng ý", "disagree": "không đồng ý"}.get(event["answer"])
            return f"Giải trình ({agreed})" if agreed else "Giải trình"
        if stage == "correction":
            return f"Đính chính điểm {SCORE_TYPE.get(event['score_type'], event['score_type'])}"
        name = labels.sentence(self.word) if stage == "verified" else "Sau giải trình"
        return f"{name} (đơn vị tự {self.word})" if event["self_verified"] else name

    def _points(self, event: dict) -> str:
        def said(points: float | None, not_applicable: bool, none: str) -> str:
            return "không áp dụng" if not_applicable else none if points is None else labels.points(points)  # fmt: skip

        now = said(
            event["points"], event["not_applicable"],
            "chưa chấm" if event["stage"] != "reply" else labels.NONE,
        )  # fmt: skip
        if event["stage"] == "reply" and now != labels.NONE:
            return f"đề nghị {now}"
        if event["stage"] == "correction":
            before = said(event["points_before"], event["not_applicable_before"], "chưa chấm")
            return f"{before} → {now}"
        return now

    def _who(self, event: dict) -> str:
        decided = " ".join(filter(None, (event["decided_by"], event["document_number"])))
        loaded = f"{event['loaded_by']}, {labels.date(clock.local(event['loaded_at'], self.zone))}"
        return self._cut("; ".join(filter(None, (decided, loaded))), self.room.name)

    def _pieces(self, pieces: dict[str, Piece], cells: list[tuple[str, str]]) -> None:
        """The cell of the unit's own score, and the one that counts."""
        self.paper.heading("2. Ô nguồn (ô có khung đậm)")
        drawn = [cells[0], *(one for one in cells[1:] if one[0] == "self")] if cells else []
        for step, name in drawn:
            score = self.score
            version = score["submission_version"] if step == "self" else None
            file = self._name(score[f"{step}_file"] or labels.NONE)
            place = f"tệp “{file}”{f' (bản thứ {version})' if version else ''}, trang “{score[f'{step}_sheet']}”, ô {score[f'{step}_cells']}"
            self.paper.paragraph(place, bold=f"{name}: ", indent=False, keep=True)
            self.paper.note(f"SHA-256 {score[f'{step}_sha256']}", size=8.5, align="left")
            if said := handed(score, step):
                self.paper.note(said, size=8.5, align="left")
            if step in pieces:
                self.paper.table(self._drawn(_near(pieces[step], self.room.around)))
            elif not score[f"{step}_is_extract"]:
                self.paper.paragraph(
                    "Không mở lại được trang tính này; tệp gốc vẫn được giữ nguyên trong kho lưu.", indent=False
                )
        if not drawn:
            self.paper.paragraph("Không có ô nguồn.", indent=False)

    def _drawn(self, piece: Piece) -> Table:
        """The piece with the letters and numbers of the sheet; long texts get the wider columns."""
        texts = [[str(number), *(self._cut(t, self.room.cell) for t in cells)] for number, cells in piece.rows]
        header = ["", *piece.columns]
        longest = [min(40, max(6, *(len(row[c]) for row in texts))) for c in range(1, len(header))]
        number, least = 9.0, 11.0
        free = WIDTH - number - least * len(longest)
        widths = [number, *(least + free * share / sum(longest) for share in longest)]
        return Table(
            header, texts, widths, ["center"] + ["left"] * len(longest), size=8.5,
            framed=(piece.at_row, piece.at_column + 1),
        )  # fmt: skip

    def _rule(self) -> None:
        rule, score = self.rule, self.score
        basis = f" ({rule['legal_basis']})" if rule["legal_basis"] else ""
        self.paper.heading("3. Quy định của bộ tiêu chí")
        self._line("Bộ tiêu chí", self._cut(rule["framework_name"] + basis, self.room.text) + ".")
        if rule["bands"]:
            said = "; ".join(
                f"{_between(one['lower_pct'], one['upper_pct'])}: {labels.points(one['points'])} điểm"
                for one in rule["bands"]
            )
            fits = band(score)
            if fits and score["self_points"] is not None:
                same = score["self_points"] == score["band_points"]
                fits += ", khớp điểm tự chấm" if same else f"; đơn vị tự chấm {labels.points(score['self_points'])} điểm"  # fmt: skip
            self._line("Thang điểm", f"{said}." + (f" {labels.sentence(fits)}." if fits else ""))
        elif score["rules"]:
            self._line("Cách chấm", self._cut("; ".join(score["rules"]), max(self.room.text, 220)))
        else:
            self._line("Thang điểm", f"tối đa {labels.points(score['bound'])} điểm; không có mức theo tỷ lệ.")  # fmt: skip
        for row in self.survey:
            told = surveys.sentence(surveys.in_words(dict(row)), score["year"])
            told = told.replace("**", "").removeprefix("Khảo sát ")
            self._line("Khảo sát", self._cut(told, max(self.room.text, 220)))
        self._line("Không áp dụng", self._cut(self._not_applicable(), self.room.text))
        if score["asked"]:
            self._line("Minh chứng cần có", self._cut(score["asked"], self.room.text))

    def _not_applicable(self) -> str:
        rule = self.rule
        block = labels.inside(rule["block_name"])
        said = [
            f"khối {block} {'không thuộc' if rule['is_excluded'] else 'thuộc'} diện áp dụng tiêu chí",
            f"đơn vị {'được' if rule['unit_may_mark_na'] else 'không được'} tự ghi “không áp dụng”",
        ]
        if rule["condition_applicable"] is not None:
            by = ", ".join(filter(None, (rule["condition_reason"], rule["set_by"], rule["set_on"] and labels.date(rule["set_on"]))))  # fmt: skip
            said.append(
                f"điều kiện của năm: {'áp dụng' if rule['condition_applicable'] else 'không áp dụng'}"
                + (f" ({by})" if by else "")
            )
        return "; ".join(said) + "."

    def _reasons(self) -> None:
        """Evidence, replies and corrections in their own words; what was said is never mended."""
        lines = [("Minh chứng đơn vị nêu", self.score["evidence"]), ("Ghi chú của đơn vị", self.score["note"])]  # fmt: skip
        for event in self.told:
            if event["state"] not in ("counts", "applied"):
                continue
            day = labels.date(event["happened_on"])
            if event["stage"] == "reply":
                lines += [(f"Giải trình ngày {day}", event["words"]), ("Minh chứng bổ sung", event["evidence"])]
            elif event["stage"] == "correction":
                lines.append((f"Đính chính ngày {day}", event["words"]))
        said = [(lead, text) for lead, text in lines if text]
        self.paper.heading("4. Minh chứng, giải trình, đính chính")
        for lead, text in said[: self.room.steps]:
            self._line(lead, self._cut(text, self.room.text))
        self.is_cut |= len(said) > self.room.steps
        if not said:
            self.paper.paragraph("Không có.", indent=False)


def _near(piece: Piece, around: int) -> Piece:
    """Fewer rows: the header, which is the fullest above the cell, and the nearest ones."""
    header = max(range(piece.at_row), key=lambda n: sum(map(bool, piece.rows[n][1])), default=piece.at_row)
    kept = [n for n in range(len(piece.rows)) if n == header or abs(n - piece.at_row) <= around]
    return replace(
        piece, rows=[piece.rows[n] for n in kept], at_row=kept.index(piece.at_row)
    )  # fmt: skip
