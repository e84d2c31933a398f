"""Synthetic input that looks like what arrives in January: `python -m sample_data.generate`.

The same seed gives the same content. Everything in inbox/ loads; inbox_bad/ holds one fault per file, with the
expected finding code in expected.csv; survey exports stand apart. Illustrative data, labelled so everywhere.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import unicodedata
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import numpy as np

from sample_data import bad_files, registers, surveys
from sample_data.workbooks import (
    NUMBER,
    QUARTER,
    TEXT_COMMA,
    TEXT_POINT,
    Entry,
    Part,
    SelfAssessment,
    in_parts,
    write_consolidated,
    write_corrections,
    write_register,
    write_reply,
    write_self_assessment,
)

REFERENCE = Path(__file__).resolve().parent / "reference"
SEED = 20221222
YEARS = (2022, 2026)
EARLY = 12  # submissions of the running year


def table(name: str) -> list[dict]:
    """Rows of a reference table."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def slug(name: str) -> str:
    """File-name spelling of a unit: no marks, underscores."""
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    kept = "".join(c if c.isalnum() else "_" for c in plain if not unicodedata.combining(c))
    return "_".join(filter(None, kept.split("_")))


class Sample:
    """All figures of one seed, drawn unit by unit and criterion by criterion in sorted order."""

    def __init__(self, seed: int, units: int | None, years: tuple[int, int], as_of: date | None = None):
        self.random = np.random.Generator(np.random.PCG64(seed))
        self.seed = seed
        self.years = range(years[0], years[1] + 1)
        self.as_of = as_of or date.fromisoformat({r["key"]: r["value"] for r in table("settings")}["as_of"])
        self.units = sorted(table("units"), key=lambda u: u["unit_code"])
        self.extra = []
        if units:
            self._grow(units)
        self.aliases = defaultdict(list)
        for row in table("unit_aliases"):
            self.aliases[row["unit_code"]].append(row["alias"])
        self.bands = defaultdict(list)
        for row in table("criterion_bands"):
            key = (row["framework_code"], row["criterion_code"])
            self.bands[key].append((Decimal(row["lower_pct"]), Decimal(row["points"])))
        self.excluded = {tuple(r.values()) for r in table("criterion_exclusions")}
        self.closed = {(r["framework_code"], r["criterion_code"], int(r["year"]))
                       for r in table("criterion_conditions") if r["applicable"] == "false"}  # fmt: skip
        self.groups = {(r["framework_code"], r["group_code"]): r["group_name"] for r in table("criterion_groups")}
        self.frameworks = {r["framework_code"]: r["framework_name"] for r in table("frameworks")}
        self.framework_of = {int(r["year"]): r["framework_code"] for r in table("framework_years")}
        self.criteria = defaultdict(list)
        self.parts = defaultdict(list)  # (framework, criterion) → its sub-criteria
        for row in sorted(table("criteria"), key=lambda r: int(r["sort_order"])):
            if row["parent_code"]:
                part = Part(row["criterion_code"], row["criterion_name"], Decimal(row["max_points"]), row["evidence"])
                self.parts[row["framework_code"], row["parent_code"]].append(part)
            else:
                self.criteria[row["framework_code"]].append(row)
        self.place = {unit["unit_code"]: number for number, unit in enumerate(self.units)}
        self._draw_traits()

    def _grow(self, units: int) -> None:
        if units <= len(self.units):
            self.units = self.units[:units]
            return
        for number in range(len(self.units), units):
            self.extra.append({**self.units[-1], "unit_code": f"X_MAU_{number:05d}", "unit_name": f"Xã Mẫu {number:05d}",
                               "block_code": "xa_phuong", "valid_from": "2022-01-01", "valid_to": "",
                               "rated_by": "ubnd_thanh_pho", "parent_unit_code": "", "council_member": "false",
                               "note": "Minh họa, để thử tải"})  # fmt: skip
        self.units = sorted(self.units + self.extra, key=lambda u: u["unit_code"])

    def _draw_traits(self) -> None:
        """What makes units differ steadily: ability, growth, candour; what makes criteria hard."""
        level = {"co_quan_chuyen_mon": 0.86, "don_vi_su_nghiep": 0.82, "mttq_ctxh": 0.84, "hoi_dong_phoi_hop": 0.83,
                 "xa_phuong": 0.80}  # fmt: skip
        self.ability, self.growth, self.candour = {}, {}, {}
        for unit in self.units:
            draws = self.random.normal(size=3)
            self.ability[unit["unit_code"]] = level[unit["block_code"]] + 0.09 * draws[0]
            self.growth[unit["unit_code"]] = 0.012 + 0.012 * draws[1]
            self.candour[unit["unit_code"]] = 0.03 + 0.02 * abs(draws[2])
        self.hardness = {}
        extra = {"dau_vao": -0.04, "qua_trinh": 0.0, "dau_ra": 0.03, "tac_dong": 0.08}
        for framework in sorted(self.criteria):
            for row in sorted(self.criteria[framework], key=lambda r: r["criterion_code"]):
                self.hardness[framework, row["criterion_code"]] = extra[row["kind"]] + 0.05 * self.random.normal()

    # one unit and year

    def entries(self, unit: dict, year: int) -> tuple[list[Entry], dict]:
        """(what the unit writes, criterion → verified points)."""
        framework = self.framework_of[year]
        code_of_unit = unit["unit_code"]
        written, verified = [], {}
        draws = self.random.normal(size=(len(self.criteria[framework]), 2))
        for row, (noise, gap) in zip(self.criteria[framework], draws, strict=True):
            code = row["criterion_code"]
            if (framework, code, unit["block_code"]) in self.excluded or (framework, code, year) in self.closed:
                continue
            true = self.ability[code_of_unit] + self.growth[code_of_unit] * (year - 2022)
            true += -self.hardness[framework, code] + 0.07 * noise
            claimed = true + self.candour[code_of_unit] + 0.02 * gap
            maximum = Decimal(row["max_points"])
            entry = Entry(code, row["criterion_name"], row["group_code"], self.groups[framework, row["group_code"]],
                          maximum, None, parts=self._written_parts(framework, code, code_of_unit))  # fmt: skip
            if self.bands[framework, code]:
                entry.percent = self._percent(framework, code, claimed)
                entry.points = self._banded(framework, code, entry.percent)
                verified[code] = self._banded(framework, code, self._percent(framework, code, true))
            else:
                entry.points = _quarter(maximum, claimed)
                verified[code] = min(_quarter(maximum, true), maximum)
            entry.evidence = row["evidence"] + f" ({year})" if entry.points else ""
            written.append(entry)
        return written, verified

    def _written_parts(self, framework: str, code: str, unit: str) -> list[Part]:
        """The sub-criteria as that unit writes them: by their codes, by letters, or not at all."""
        parts, way = self.parts[framework, code], self.place[unit] % 4
        if way == 3:
            return []
        return [part._replace(mark=f"{'abcdef'[n]})") if way == 2 else part for n, part in enumerate(parts)]

    def _percent(self, framework: str, code: str, share: float) -> Decimal:
        """Percentage that goes with a share of the points: half of them at the lowest band that gives any."""
        floor = min(float(lower) for lower, points in self.bands[framework, code] if points > 0)
        percent = 100 - (1 - share) * 2 * (100 - floor)
        return Decimal(str(round(min(max(percent, 5.0), 100.0), 1)))

    def _banded(self, framework: str, code: str, percent: Decimal) -> Decimal:
        return max((lower, points) for lower, points in self.bands[framework, code] if lower <= percent)[1]

    # names

    def spelling(self, unit: dict, chance: float) -> str:
        """The unit's name as somebody typed it."""
        name = unit["unit_name"]
        if chance < 0.12 and self.aliases[unit["unit_code"]]:
            return self.aliases[unit["unit_code"]][0]
        if chance < 0.22 and unit["block_code"] == "xa_phuong":
            return "UBND " + name[0].lower() + name[1:]
        if chance < 0.30 and unit["block_code"] == "xa_phuong":
            return ("UBND P. " if name.startswith("Phường") else "UBND xã ") + name.split(" ", 1)[1] + " TP Hạ Long"
        if chance < 0.40:
            return unicodedata.normalize("NFD", name)
        return "  ".join(name.split(" ", 1)) if chance < 0.44 else name


def _sends(unit: dict, chances) -> bool:
    """Whether a unit sends its form of a finished year at all."""
    asked_only = unit["block_code"] in ("mttq_ctxh", "hoi_dong_phoi_hop")
    return chances[0] >= (0.25 if asked_only else 0.05) or unit["unit_code"] == "P_YET_KIEU"


def _quarter(maximum: Decimal, share: float) -> Decimal:
    steps = int(float(maximum) * min(max(share, 0.0), 1.0) / float(QUARTER) + 0.5)
    return min(maximum, QUARTER * steps)


class Writer:
    """Writes the folders of one sample."""

    def __init__(self, sample: Sample, out: Path):
        self.sample, self.out, self.random = sample, out, sample.random
        self.inbox = out / "inbox"
        self.came: dict[tuple[int, str], date] = {}  # (year, unit) → the day on which its report first came
        self.arrived: dict[Path, date] = {}  # file of the inbox → the day on which it came
        self.registers: dict[Path, tuple[int, list[tuple]]] = {}  # intake register → its year and lines

    def write(self) -> None:
        """All four folders, from scratch."""
        for name in ("reference", "inbox", "inbox_surveys", "inbox_bad"):
            shutil.rmtree(self.out / name, ignore_errors=True)
        self._reference()
        for year in self.sample.years:
            self._year(year)
        registers.write(self.inbox / "theo_doi", self.sample, self.sample.as_of, table, self.came)
        surveys.write(self.out / "inbox_surveys", self.sample)
        bad_files.write(self.out / "inbox_bad", self.sample)

    def _reference(self) -> None:
        target = self.out / "reference"
        shutil.copytree(REFERENCE, target)
        if not self.sample.extra:
            return
        with (target / "units.csv").open("a", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(self.sample.extra[0]), lineterminator="\n")
            writer.writerows(self.sample.extra)
        with (target / "heads.csv").open("a", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines, lineterminator="\n")
            for unit in self.sample.extra:
                code = unit["unit_code"]
                writer.writerow([f"{code}-1", code, "Chủ tịch UBND xã", "head", "2021-07-01", "", "Minh họa"])

    def _year(self, year: int) -> None:
        sample = self.sample
        running = year == sample.as_of.year
        folder = self.inbox / str(year) / "tu_danh_gia"
        folder.mkdir(parents=True)
        units = [u for u in sample.units if u["valid_from"] <= f"{year}-12-31"
                 and (not u["valid_to"] or u["valid_to"] >= f"{year}-01-01")]  # fmt: skip
        drawn = {u["unit_code"]: (*sample.entries(u, year), self.random.random(9)) for u in units}
        self._ties(year, units, drawn)
        early = set()
        if running:
            early = {
                units[i]["unit_code"] for i in self.random.choice(len(units), min(EARLY, len(units)), replace=False)
            }
        register, verified_rows = [], []
        sending = [u for u in units if (u["unit_code"] in early if running else _sends(u, drawn[u["unit_code"]][2]))]
        # of one unit the register has no line, so that a date is assumed
        unlisted = sending[-1] if year == sample.as_of.year - 1 and sending else None
        for unit in sending:
            entries, verified, chances = drawn[unit["unit_code"]]
            listed = self._submission(folder, unit, year, entries, chances, running)
            if unit is not unlisted:
                register += listed
            if not running:
                verified_rows.append((unit, verified, chances))
        if not running:
            self._verified(year, verified_rows, register)
        if year == 2022:
            register += self._plans(units)
        if register:
            path = self.inbox / str(year) / f"so_tiep_nhan_{year}.xlsx"
            self.registers[path] = year, register
            write_register(path, year, register)

    def _ties(self, year: int, units: list[dict], drawn: dict) -> None:
        """Two wards and two offices with exactly equal figures."""
        for block in ("xa_phuong", "co_quan_chuyen_mon"):
            own = [u["unit_code"] for u in units if u["block_code"] == block]
            if len(own) > 3:
                first, second = (own[i] for i in sorted(self.random.choice(len(own), 2, replace=False)))
                entries, verified, _ = drawn[first]
                drawn[second] = (*_moved(entries, verified), drawn[second][2])

    def _submission(
        self, folder: Path, unit: dict, year: int, entries: list[Entry], chances, running: bool
    ) -> list[tuple]:
        sample = self.sample
        entries = [Entry(**vars(e)) for e in entries]
        self._mess(entries, chances)
        name = sample.spelling(unit, chances[1])
        form = SelfAssessment(name, year, sample.frameworks[sample.framework_of[year]], entries)
        stem = f"TDG {year} - {slug(unit['unit_name'])}"
        received = self._received(year, chances, running)
        self.came[year, unit["unit_code"]] = received - timedelta(days=4)  # of an earlier version, if there is one
        rows = []
        if chances[2] < 0.06 and len(entries) > 5:  # an earlier version with other figures
            older = [Entry(**vars(e)) for e in entries]
            changed = next(e for e in older if isinstance(e.points, Decimal) and e.points >= 1)
            changed.points, changed.percent = changed.points - Decimal("0.5"), None
            first = f"{stem} (lan 1).xlsx"
            write_self_assessment(folder / first, SelfAssessment(name, year, form.framework_name, older))
            self.arrived[folder / first] = received - timedelta(days=4)
            rows.append(self._row(unit, year, received - timedelta(days=4), first))
        file_name = f"{stem}.xlsx"
        write_self_assessment(folder / file_name, form)
        self.arrived[folder / file_name] = received
        rows.append(self._row(unit, year, received, file_name))
        if chances[3] < 0.04:  # sent twice: by mail and as a signed copy
            again = SelfAssessment(name, year, form.framework_name, entries, properties=" (1)")
            write_self_assessment(folder / f"{stem} (1).xlsx", again)
            self.arrived[folder / f"{stem} (1).xlsx"] = received
        return rows

    def _mess(self, entries: list[Entry], chances) -> None:
        style = TEXT_COMMA if chances[4] < 0.10 else TEXT_POINT if chances[4] < 0.15 else NUMBER
        for number, entry in enumerate(entries):
            if style != NUMBER and number % 3 == 0:
                entry.write_as = style
        if chances[5] < 0.06:
            entries[int(chances[5] * 1000) % len(entries)].points = None
        if chances[6] < 0.08:
            for entry in entries:
                if entry.code in ("C4", "D8", "5.2"):
                    entry.points, entry.percent = "na", None
                    break

    def _received(self, year: int, chances, running: bool) -> date:
        if running:
            return date(year, 12, 1) + timedelta(days=int(chances[7] * 13))
        if chances[7] < 0.10:  # late
            return date(year + 1, 1, 5) + timedelta(days=int(chances[8] * 20))
        return date(year, 12, 20) + timedelta(days=int(chances[8] * 14))

    def _row(self, unit: dict, year: int, received: date, file_name: str) -> tuple:
        return (unit["unit_name"], year, "Báo cáo tự đánh giá", received, f"{received.day + 100}/BC", file_name)

    def _plans(self, units: list[dict]) -> list[tuple]:
        rows = []
        for unit in units:
            if unit["block_code"] in ("mttq_ctxh", "hoi_dong_phoi_hop"):
                continue
            chance = self.random.random(2)
            if chance[0] < 0.06:
                continue
            received = date(2022, 12, 24) + timedelta(days=int(chance[1] * (7 if chance[0] < 0.9 else 16)))
            rows.append((unit["unit_name"], 2022, "Kế hoạch", received, f"{received.day + 10}/KH", ""))
        return rows

    def _verified(self, year: int, rows: list[tuple], register: list[tuple]) -> None:
        sample = self.sample
        framework = sample.framework_of[year]
        codes = []
        for row in sample.criteria[framework]:
            codes += [row["criterion_code"], *(part.mark for part in sample.parts[framework, row["criterion_code"]])]
        last = year == sample.as_of.year - 1
        table_rows, final_rows = [], []
        for unit, verified, chances in rows:
            if last and chances[8] > 0.93:
                continue  # not verified yet
            scores = dict(verified)
            if chances[6] < 0.08:
                for code in ("C4", "D8", "5.2"):
                    if code in scores:
                        scores.pop(code)
                        break
            if last and chances[8] > 0.88:
                scores = {c: v for n, (c, v) in enumerate(scores.items()) if n % 4}
            written = scores if sample.place[unit["unit_code"]] % 2 else scores | self._parts_of(framework, scores)
            table_rows.append((sample.spelling(unit, chances[2]), written))
            if year >= 2023 and chances[5] > 0.93 and scores:
                most = {r["criterion_code"]: Decimal(r["max_points"]) for r in sample.criteria[framework]}
                # one that leaves room, so that there is something to contest
                code = next((c for c in scores if scores[c] < most[c]), next(iter(scores)))
                maximum = most[code]
                final = min(maximum, scores[code] + Decimal("0.5"))
                final_rows.append((unit["unit_name"], {code: final}))
                register.append(self._reply(unit, year, scores, code, final))
        if not table_rows:
            return
        self._corrections(year, table_rows)
        name = f"Tong hop tham dinh {year}.xlsx"
        write_consolidated(self.inbox / str(year) / name, year, codes, table_rows)
        issued = date(year + 1, 1, 28) + timedelta(days=int(self.random.random() * 9))
        self.arrived[self.inbox / str(year) / name] = issued
        register.append(("Phòng Tư pháp", year, "Tổng hợp", issued, f"{issued.day + 20}/BC-TP", name))
        survey = date(year, 12, 10) + timedelta(days=int(self.random.random() * 18))
        register.append(("Phòng Tư pháp", year, "Khảo sát", survey, f"{survey.day + 30}/BC-TP", ""))
        if final_rows:
            path = self.inbox / str(year) / f"Diem sau giai trinh {year}.xlsx"
            write_consolidated(path, year, codes, final_rows, final=True)
            self.arrived[path] = date(year + 1, 2, 25)  # after the last reply

    def _parts_of(self, framework: str, scores: dict) -> dict:
        """The verified scores of the sub-criteria, which make up those of their criteria."""
        found = {}
        for code, points in scores.items():
            parts = self.sample.parts[framework, code]
            found |= zip((part.mark for part in parts), in_parts(points, parts), strict=True) if parts else {}
        return found

    def _reply(self, unit: dict, year: int, scores: dict, code: str, final: Decimal) -> tuple:
        """A unit answers the verification: one score it contests, one it accepts; its line of the register."""
        name = f"Giai trinh {year} - {slug(unit['unit_name'])}.xlsx"
        said = [(code, scores[code], False, "Đã có tài liệu bổ sung kèm theo", final)]
        others = [c for c in scores if c != code][:1]
        said += [(c, scores[c], True, "", None) for c in others]
        write_reply(self.inbox / str(year) / name, unit["unit_name"], year, said)
        self.arrived[self.inbox / str(year) / name] = sent = date(year + 1, 2, 8 + len(name) % 10)
        return unit["unit_name"], year, "Giải trình", sent, f"{sent.day + 60}/GT", name

    def _corrections(self, year: int, table_rows: list[tuple]) -> None:
        """Two verified scores that were typed wrongly in the table, put right afterwards; the names are as typed."""
        rows = []
        for name, scores in table_rows[3:40:19]:
            code, old = next(((c, v) for c, v in scores.items() if v >= QUARTER), (None, None))
            if code is None:
                continue
            decided = datetime(year + 1, 3, 3 + len(rows))
            reason = "Nhập nhầm khi lập bảng tổng hợp (minh họa)"
            rows.append((name, code, "Điểm thẩm định", old, old - QUARTER, reason, decided))
        if rows and year > 2022:
            path = self.inbox / str(year) / f"Dinh chinh {year}.xlsx"
            write_corrections(path, year, rows)
            self.arrived[path] = rows[-1][-1].date()


def _moved(entries: list[Entry], verified: dict) -> tuple[list[Entry], dict]:
    """The same total from other scores: two criteria of equal weight change theirs, so that it is no copied form."""
    entries, verified = [Entry(**vars(e)) for e in entries], dict(verified)
    scored = [e for e in entries if isinstance(e.points, Decimal) and e.code in verified]
    for a, b in combinations(scored, 2):
        if a.max_points == b.max_points and a.points != b.points and not (a.percent or b.percent):
            a.points, b.points = b.points, a.points
            verified[a.code], verified[b.code] = verified[b.code], verified[a.code]
            break
    return entries, verified


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-o", "--out", type=Path, default=Path(__file__).resolve().parent / "out")
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--units", type=int, help="number of units; more than the city has are invented")
    options.add_argument("--years", default=f"{YEARS[0]}-{YEARS[1]}", help="A-B")
    chosen = options.parse_args()
    first, _, last = chosen.years.partition("-")
    sample = Sample(chosen.seed, chosen.units, (int(first), int(last or first)))
    Writer(sample, chosen.out).write()
    print(chosen.out)


if __name__ == "__main__":
    main()
