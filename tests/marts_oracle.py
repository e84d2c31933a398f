"""The rules behind the figures once more: plain Python over raw rows and reference, exact fractions, loops everywhere.

It follows the wording of the rules, not the models, and shares no code with them. Input is what
tests/warehouse_fixture.py takes: dictionaries, where an absent key is null. Slow on purpose.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from statistics import median

IN_FORCE = ("accepted", "accepted_with_warnings", "superseded")


class Oracle:
    """Answers about one set of rows; each method computes from scratch what it is asked."""

    def __init__(self, reference: dict[str, list[dict]], raw: dict[str, list[dict]], as_of: date):
        self.reference = reference
        self.raw = raw
        self.as_of = as_of
        self.setting = {r["key"]: r.get("value") for r in self.ref("settings")}
        self.units = {r["unit_code"]: r for r in self.ref("units")}
        self.files = [f for f in raw.get("received_file", []) if f["status"] != "duplicate"]

    def ref(self, table: str) -> list[dict]:
        return self.reference.get(table, [])

    # years, units, frameworks (rules 3, 7, 8, 9)

    def years(self) -> list[int]:
        """Those with a framework or a milestone owed."""
        owing = {r["milestone_code"] for r in self.ref("obligations")}
        owed = {
            year for m in self.ref("milestones") if m["milestone_code"] in owing
            for year in range(m["first_year"], (m.get("last_year") or self.as_of.year) + 1)
        }  # fmt: skip
        return sorted(({r["year"] for r in self.ref("framework_years")} | owed) & set(range(1900, self.as_of.year + 1)))

    def exists(self, unit: str, day: date) -> bool:
        row = self.units[unit]
        return row["valid_from"] <= day and (row.get("valid_to") is None or day <= row["valid_to"])

    def in_scope(self, year: int) -> list[str]:
        day = self.as_of if year == self.as_of.year else date(year, 12, 31)
        return [u for u in self.units if self.exists(u, day)]

    def framework(self, year: int, unit: str) -> str | None:
        block = self.units[unit]["block_code"]
        for row in self.ref("framework_years"):
            if row["year"] == year and row["block_code"] in ("all", block):
                return row["framework_code"]
        return None

    def is_open(self, framework: str, criterion: str, year: int, block: str) -> bool:
        key = (framework, criterion)
        for row in self.ref("criterion_exclusions"):
            if (row["framework_code"], row["criterion_code"]) == key and row["block_code"] == block:
                return False
        for row in self.ref("criterion_conditions"):
            if (row["framework_code"], row["criterion_code"]) == key and row["year"] == year:
                return row["applicable"]
        return True

    # receipts (rule 11)

    def register(self) -> list[tuple]:
        """Distinct lines: (unit, year, milestone, date, document, file name)."""
        alive = {f["file_seq"] for f in self.files if f["status"] in IN_FORCE}
        lines = {
            (r["unit_code"], r["year"], r["milestone_code"], r["received_on"], r.get("document_number"),
             r.get("file_name"))
            for r in self.raw.get("intake_register", []) if r["file_seq"] in alive
        }  # fmt: skip
        return sorted(lines, key=str)

    def content(self, file: dict) -> tuple | None:
        """What the bytes of a file hold, as a file that was not refused said it last."""
        said = [
            (f["kind"], f.get("unit_code"), f.get("year"), f["content_hash"])
            for f in sorted(self.raw["received_file"], key=lambda f: f["file_seq"])
            if f["sha256"] == file["sha256"] and f["status"] != "rejected" and f.get("content_hash")
        ]
        return said[-1] if said else None

    def is_same(self, one: dict, other: dict) -> bool:
        """The same bytes or the same content."""
        held = self.content(one)
        return one["sha256"] == other["sha256"] or (held is not None and held == self.content(other))

    def naming(self, file: dict) -> list[tuple]:
        """Lines that name this file, or one received with its bytes or content, and do not contradict what was read from
        it. Whose a refused file is that says no unit or year, its own name says before those of its copies."""
        names = {f["file_name"].lower() for f in self.raw["received_file"] if self.is_same(f, file)}
        lines = [
            line for line in self.register()
            if line[5] and line[5].lower() in names and file.get("unit_code") in (None, line[0])
            and file.get("year") in (None, line[1])
        ]  # fmt: skip
        own = [line for line in lines if line[5].lower() == file["file_name"].lower()]
        is_unread = file["status"] == "rejected" and None in (file.get("unit_code"), file.get("year"))
        return own if own and is_unread else lines

    def subject(self, file: dict) -> tuple | None:
        """(unit, year, milestone) for which the file is a receipt."""
        lines = {line[:3] for line in self.naming(file)}
        own = (file.get("unit_code"), file.get("year"))
        if None not in own and file["kind"] == "self_assessment":
            return (*own, "self_assessment")
        if file["status"] != "rejected":
            return None
        if None not in own and file["kind"] == "unknown":
            return (*own, min(lines)[2] if lines else "self_assessment")
        if len(lines) != 1:
            return None
        [(unit, year, milestone)] = lines
        return (unit, year, "self_assessment" if file["kind"] == "self_assessment" else milestone)

    def own_date(self, file: dict) -> tuple[date, str] | None:
        """A date that was given, or that a line says by the file's name."""
        if file.get("given_on"):
            return file["given_on"], "given"
        named = [line[3] for line in self.naming(file)]
        return (min(named), "register") if named else None

    def dated(self, file: dict) -> tuple[date, str]:
        """(date of receipt, where it comes from)."""
        if self.own_date(file):
            return self.own_date(file)
        subject = self.subject(file)
        lines = [line for line in self.register() if line[:3] == subject]
        if subject and len(lines) == 1 and lines[0][5] is None:
            waiting = [f for f in self.files if self.subject(f) == subject and not self.own_date(f)]
            first = min(waiting, key=lambda f: (f["first_seen_on"], f["status"] == "rejected", f["file_seq"]))
            if self.is_same(file, first):
                return lines[0][3], "register"
        return file["first_seen_on"], "assumed"

    def receipts(self, unit: str, year: int, milestone: str) -> list[tuple[date, str, bool]]:
        """(date, source, accepted) of every receipt."""
        found = [
            (line[3], "register", milestone != "self_assessment")
            for line in self.register() if line[:3] == (unit, year, milestone)
        ]  # fmt: skip
        for file in self.files:
            if self.subject(file) == (unit, year, milestone):
                found.append((*self.dated(file), file["status"] in IN_FORCE))
        return found

    def received(self, unit: str, year: int, milestone: str) -> dict:
        """The first dates, and the one that counts."""
        every = self.receipts(unit, year, milestone)
        accepted = [r for r in every if r[2]]
        counting = accepted if self.setting.get("receipt_counts") == "first_accepted" else every
        counts = min((r[0] for r in counting), default=None)
        sources = {r[1] for r in counting if r[0] == counts}
        return {
            "first_received_on": min((r[0] for r in every), default=None),
            "accepted_on": min((r[0] for r in accepted), default=None),
            "received_on": counts,
            "received_on_source": next((s for s in ("given", "register", "assumed") if s in sources), None),
            "needs_supplement": bool(every) and not accepted,
        }  # fmt: skip

    def is_heard(self, year: int) -> bool:
        """Whether anything was ever received of a year, from anyone."""
        codes = [m["milestone_code"] for m in self.ref("milestones")]
        return any(self.receipts(unit, year, code) for unit in self.units for code in codes)

    def set_stage(self, year: int) -> str | None:
        """The stage that was set for a year last."""
        own = [e for e in self.raw.get("stage", []) if e["year"] == year]
        return max(own, key=lambda e: e["event_seq"])["stage"] if own else None

    def is_unread(self, unit: str, year: int, milestone: str) -> bool:
        """Whether what came last stands in the register alone."""
        files = [self.dated(f)[0] for f in self.files if self.subject(f) == (unit, year, milestone)]
        noted = [line[3] for line in self.register() if line[:3] == (unit, year, milestone)]
        return bool(noted) and (not files or max(noted) > max(files))

    # due dates (rules 10, 12, 13)

    def due(self, unit: str, year: int, milestone: dict) -> dict | None:
        """Obligation and last day on time; None where nothing is owed."""
        code = milestone["milestone_code"]
        if year < milestone["first_year"] or year > (milestone.get("last_year") or year):
            return None
        if unit not in self.in_scope(year):
            return None
        rows = [r for r in self.ref("obligations") if r["milestone_code"] == code]
        own = [r for r in rows if r.get("unit_code") == unit]
        block = [r for r in rows if r.get("unit_code") is None
                 and r.get("block_code") == self.units[unit]["block_code"]]  # fmt: skip
        if not own and not block:
            return None
        row = (own or block)[0]
        day = date(year + milestone["year_offset"], milestone["stated_month"], milestone["stated_day"])
        if milestone["stated_as"] == "before" and self.setting.get("before_date_reading") != "same_day":
            day -= timedelta(days=1)
        if self.setting.get("due_on_holiday") != "keep":
            worked = {h["holiday_on"] for h in self.ref("holidays") if h.get("is_working")}
            free = {h["holiday_on"] for h in self.ref("holidays")} - worked
            while day not in worked and (day.weekday() >= 5 or day in free):
                day += timedelta(days=1)
        extended = document = None
        for e in self.ref("extensions"):
            if (e["unit_code"], e["year"], e["milestone_code"]) == (unit, year, code):
                day = extended = e["extended_until"]
                document = e["document_number"]
        if not self.exists(unit, day):
            return None
        return {"obligation": row["obligation"], "clause": row["clause"], "due_on": day,
                "extended_until": extended, "extension_document": document}  # fmt: skip

    def status(self, due_on: date | None, received_on: date | None) -> tuple[str, int | None]:
        """(status, days late)."""
        if due_on is None:
            return "not_due", None
        if received_on is not None:
            late = (received_on - due_on).days
            return ("late", late) if late > 0 else ("on_time", 0)
        late = (self.as_of - due_on).days
        return ("missing", late) if late > 0 else ("not_due", None)

    def compliance(self) -> dict[tuple, dict]:
        """(year, unit, milestone) → row of mart.compliance."""
        rows = {}
        for year in self.years():
            for unit in self.units:
                for milestone in self.ref("milestones"):
                    due = self.due(unit, year, milestone)
                    if due is None:
                        continue
                    got = self.received(unit, year, milestone["milestone_code"])
                    status, days = self.status(due["due_on"], got["received_on"])
                    head = [h["head_code"] for h in self.ref("heads") if h["unit_code"] == unit
                            and h["capacity"] != "vacant" and h["term_from"] <= due["due_on"]
                            and due["due_on"] <= (h.get("term_to") or date.max)]  # fmt: skip
                    told = "undated" if (status, got["received_on_source"]) == ("late", "assumed") else status
                    is_missing = status == "missing"
                    told = "no_data" if is_missing and not self.is_heard(year) else told
                    is_form = milestone["milestone_code"] == "self_assessment"
                    if is_form and status in ("missing", "not_due") and self.framework(year, unit) is None:
                        told = "waiting"
                    is_public = self.set_stage(year) in ("published", "amended")
                    rows[year, unit, milestone["milestone_code"]] = due | {
                        "year": year, "told_status": told,
                        "told_days": None if is_missing and (is_public or told in ("no_data", "waiting")) else days,
                        "first_received_on": got["first_received_on"], "accepted_on": got["accepted_on"],
                        "done_on": got["received_on"], "received_on_source": got["received_on_source"],
                        "needs_supplement": got["needs_supplement"],
                        "is_under_check": got["needs_supplement"]
                        and self.is_unread(unit, year, milestone["milestone_code"]), "status": status, "days_late": days,
                        "head_code": head[0] if head else None,
                    }  # fmt: skip
        return rows

    # scores (rules 2-5)

    def versions(self, unit: str, year: int) -> list[dict]:
        """Accepted and superseded workbooks in version order."""
        own = [f for f in self.files if f["kind"] == "self_assessment" and f["status"] in IN_FORCE
               and (f["unit_code"], f["year"]) == (unit, year)]  # fmt: skip
        return sorted(own, key=self.version_order)

    def version_order(self, file: dict) -> tuple:
        return self.dated(file)[0], file["run_seq"], file["path"].encode(), file["file_seq"]

    def issued(self, unit: str, year: int, criterion: str, score_type: str) -> dict | None:
        """The latest cell with a value."""
        files = {f["file_seq"]: f for f in self.files if f["status"] in IN_FORCE}
        cells = [r for r in self.raw.get("consolidated_score", []) if r["file_seq"] in files
                 and (r["unit_code"], r["year"], r["criterion_code"], r["score_type"])
                 == (unit, year, criterion, score_type)]  # fmt: skip
        return max(cells, key=lambda r: self.version_order(files[r["file_seq"]]), default=None)

    def criteria(self) -> dict[tuple, dict]:
        """(year, unit, criterion) → row of mart.criterion_unit_year."""
        rows = {}
        for year in self.years():
            for unit in self.units:
                framework = self.framework(year, unit)
                versions = self.versions(unit, year)
                if not versions or not framework:
                    continue
                rows |= {
                    (year, unit, c): r for c, r in self.scores(unit, year, versions[-1]).items() if not r["parent_code"]
                }
        return rows

    def sub_criteria(self) -> dict[tuple, dict]:
        """(year, unit, sub-criterion) → row of mart.sub_criterion_unit_year."""
        rows = {}
        for year, unit, _ in self.criteria():
            scores = self.scores(unit, year, self.versions(unit, year)[-1])
            rows |= {(year, unit, c): r for c, r in scores.items() if r["parent_code"]}
        return rows

    def scores(self, unit: str, year: int, file: dict) -> dict[str, dict]:
        """Every criterion and sub-criterion of a unit (rules 3, 5, 16, 17): first what was given, then what became of it."""
        framework = self.framework(year, unit)
        listed = [c for c in self.ref("criteria") if c["framework_code"] == framework]
        rows = {c["criterion_code"]: self.score(unit, year, c, file) for c in listed}
        parts = {c: [p for p in rows if rows[p]["parent_code"] == c] for c in rows}
        for code, row in rows.items():
            if not row["parent_code"]:
                self.play(row, [rows[p] for p in parts[code]])
        for row in rows.values():
            target = (row["rule"] or "").removeprefix("moved_to:")
            if target in rows and row["has_moved"] and rows[target]["applicable"]:
                rows[target]["max_points"] += row["full"]
                rows[target]["moved"] = rows[target].get("moved", 0) + row["full"]
        targets = {(c.get("na_rule") or "").removeprefix("moved_to:") for c in listed}
        for code, row in rows.items():
            own = [rows[p] for p in parts[code] if rows[p]["applicable"]]
            if parts[code] and row["applicable"]:
                row["max_points"] = sum(p["max_points"] for p in own) + row.get("moved", 0)
            if row["is_bonus"]:
                row["max_points"] = Fraction(0)
                row["points"] = (row["points"] or Fraction(0)) if row["applicable"] else None
            elif row["points"] is not None and (code in targets or parts[code]):
                row["points"] = min(row["points"], row["max_points"])
            for column in ("rule", "full", "given", "is_open", "has_moved", "moved", "is_bonus"):
                row.pop(column, None)
        return rows

    def play(self, row: dict, parts: list[dict]) -> None:
        """The stages of one criterion one after the other, on its sub-criteria where it has any."""
        open_parts = [p for p in parts if p["is_open"]]
        row["is_open"] = row["is_open"] and (not parts or bool(open_parts))
        if open_parts:
            row["full"] = row["max_points"] = sum(p["full"] for p in open_parts)
        held, out, whole, whole_out, last_is_whole = {}, set(), None, False, False
        seen, by = {}, {}  # stage → what the criterion is after it; sub-criterion → stages that gave it its score
        for stage in ("self", "verified", "final"):
            own = self.said(row, stage)
            given = {id(p): self.said(p, stage) for p in open_parts}
            is_scored = any(g is not None and not (p["given"][stage][1] and own is not None)
                            for p, g in ((p, given[id(p)]) for p in open_parts))  # fmt: skip
            for p in open_parts:
                if given[id(p)] == "out":
                    out.add(id(p))
                elif given[id(p)] is not None:
                    out.discard(id(p))
            if is_scored:
                whole, whole_out, last_is_whole = None, False, False
                for p in open_parts:
                    if isinstance(given[id(p)], Fraction):
                        held[id(p)] = given[id(p)]
                        by[id(p)] = stage
                seen[stage] = dict(held)
            elif own == "out":
                held, by, whole, whole_out, last_is_whole = {}, {}, None, True, True
            elif own is not None:
                held, by, whole, whole_out, last_is_whole = {}, {}, own, False, True
                seen[stage] = own
        taken = row["is_open"] and not whole_out
        left = sum(p["full"] for p in open_parts if id(p) not in out)
        if taken and isinstance(whole, Fraction) and (whole > left or not left):
            out = set()
        for p in parts:
            p["applicable"] = taken and p["is_open"] and id(p) not in out
            p["points"] = held.get(id(p)) if p["applicable"] else None
            p["has_moved"] = taken and p["is_open"] and id(p) in out
            for stage in ("self", "verified", "final"):
                said = self.said(p, stage)
                p[f"{stage}_points"] = said if isinstance(said, Fraction) else None
            p["is_scored"] = p["applicable"] and (p["points"] is not None or p["is_bonus"])
        applying = [p for p in parts if p["applicable"]]
        row["applicable"] = taken and (not parts or bool(applying) or last_is_whole)
        row["has_moved"] = row["is_open"] and whole_out

        def after(stage: str) -> Fraction | None:
            now = seen.get(stage)
            return total(now.get(id(p)) for p in applying) if isinstance(now, dict) else now

        for stage in ("self", "verified", "final"):
            row[f"{stage}_points"] = after(stage)
        last = next((s for s in ("final", "verified", "self") if after(s) is not None), None)
        row["points"] = after(last) if last and row["applicable"] else None

        def every(*stages: str) -> bool:
            return bool(applying) and all(by.get(id(p)) in stages for p in applying)

        in_parts = bool(parts) and not last_is_whole and bool(seen)
        row["is_scored"] = row["applicable"] and (
            every("self", "verified", "final") if in_parts else row["points"] is not None
        )
        row["is_issued"] = row["applicable"] and (
            every("verified", "final") if in_parts
            else any(row[f"{s}_points"] is not None for s in ("verified", "final"))
        )  # fmt: skip
        for stage in ("verified", "final"):
            is_part = isinstance(seen.get(stage), dict)
            row[f"is_{stage}"] = row["applicable"] and (
                bool(applying) and all(isinstance(self.said(p, stage), Fraction) for p in applying) if is_part
                else row[f"{stage}_points"] is not None
            )  # fmt: skip
        if open_parts and self.said(row, "self") is None and any(p["self_cell"] for p in open_parts):
            row["self_cell"] = None

    def said(self, row: dict, stage: str) -> Fraction | str | None:
        """What a stage gave: points, "out" of the maximum, or nothing; "không áp dụng" is full points where a rule says so."""
        points, marked = row["given"][stage]
        if marked:
            return row["full"] if row["rule"] == "full" else "out"
        return points

    def score(self, unit: str, year: int, criterion: dict, file: dict) -> dict:
        """Every score of one criterion, and which one counts: final, else verified, else self."""
        framework, code = criterion["framework_code"], criterion["criterion_code"]
        own = next((r for r in self.raw.get("self_assessment", []) if r["file_seq"] == file["file_seq"]
                    and r["criterion_code"] == code), {})  # fmt: skip
        verified = self.issued(unit, year, code, "verified")
        final = self.issued(unit, year, code, "final")
        row = {"group_code": criterion["group_code"], "max_points": Fraction(criterion["max_points"]),
               "full": Fraction(criterion["max_points"]), "rule": criterion.get("na_rule"), "has_moved": False,
               "parent_code": criterion.get("parent_code"), "is_bonus": criterion.get("in_maximum") is False,
               "self_cell": own.get("self_cell"),
               "source_sha256": file["sha256"], "source_sheet": own.get("sheet")}  # fmt: skip
        by_seq = {f["file_seq"]: f for f in self.files}
        for name, cell in (("verified", verified), ("final", final)):
            row[f"{name}_sha256"] = by_seq[cell["file_seq"]]["sha256"] if cell else None
            row[f"{name}_sheet"] = cell["sheet"] if cell else None
            row[f"{name}_cell"] = cell["cell"] if cell else None
        row["given"] = {"self": (fraction(own.get("self_value")), bool(own.get("not_applicable")))} | {
            name: (fraction(cell["value"]), cell["not_applicable"]) if cell else (None, False)
            for name, cell in (("verified", verified), ("final", final))
        }
        row["is_open"] = self.is_open(framework, code, year, self.units[unit]["block_code"])
        reported = fraction(own.get("reported_pct_value"))
        row["reported_pct"] = None if reported is None else float(reported)
        bands = [b for b in self.ref("criterion_bands") if reported is not None
                 and (b["framework_code"], b["criterion_code"]) == (framework, code)
                 and Fraction(b["lower_pct"]) <= reported]  # fmt: skip
        best = max(bands, key=lambda b: b["lower_pct"], default=None)
        row["band_points"] = Fraction(best["points"]) if best else None
        return row

    # units (rules 4, 6, 7)

    def unit_years(self) -> dict[tuple, dict]:
        """(year, unit) → row of mart.unit_year; percentages as fractions."""
        criteria = self.criteria()
        rows = {}
        for year in self.years():
            for unit in self.in_scope(year):
                rows[year, unit] = self.unit_year(unit, year, criteria)
        for (year, _), row in rows.items():
            self.rank(year, row, rows)
        for (year, unit), row in rows.items():
            before = rows.get((year - 1, unit))
            same = before and (before["block_code"], before["framework_code"]) == (
                row["block_code"], row["framework_code"])  # fmt: skip
            previous = before["rank_block"] if same else None
            row["rank_block_previous"] = previous
            known = previous is not None and row["rank_block"] is not None
            row["rank_block_change"] = previous - row["rank_block"] if known else None
        return rows

    def rank(self, year: int, row: dict, rows: dict[tuple, dict]) -> None:
        row["rank_block"] = row["rank_overall"] = None
        if row["score_pct"] is None:
            return
        peers = [r for (y, _), r in rows.items() if y == year and r["score_pct"] is not None]
        better = [r for r in peers if r["score_pct"] > row["score_pct"]]
        row["rank_block"] = 1 + sum(
            (r["block_code"], r["framework_code"]) == (row["block_code"], row["framework_code"]) for r in better
        )
        frameworks = {r["framework_code"] for r in self.ref("framework_years") if r["year"] == year}
        if len(frameworks) == 1:
            row["rank_overall"] = 1 + len(better)

    def unit_year(self, unit: str, year: int, criteria: dict[tuple, dict]) -> dict:
        by_code = {c: r for (y, u, c), r in criteria.items() if (y, u) == (year, unit)}
        all_rows = list(by_code.values())
        rows = [r for r in all_rows if r["applicable"]]
        framework = self.framework(year, unit)
        out = {"unit_name": self.units[unit]["unit_name"], "block_code": self.units[unit]["block_code"],
               "framework_code": framework}  # fmt: skip
        for name in ("self", "verified"):
            out[f"{name}_points"] = total(r[f"{name}_points"] for r in rows)
        out["points"] = total(r["points"] for r in rows)
        submitted = bool(all_rows)
        in_maximum = {c["criterion_code"] for c in self.ref("criteria")
                      if c["framework_code"] == framework and c.get("in_maximum") is not False}  # fmt: skip
        maximum = sum((r["max_points"] for r in rows), Fraction(0))
        counted = [r for c, r in by_code.items() if r["applicable"] and c in in_maximum]
        verified = sum(r["is_verified"] for r in counted)
        out["max_points"] = maximum if submitted else None
        rule = next((f for f in self.ref("frameworks") if f["framework_code"] == framework), {})

        def bounded(value: Fraction | None) -> Fraction | None:
            """Never above the cap, never below 0."""
            cap = rule.get("cap_pct")
            value = Fraction(cap) if None not in (value, cap) and value > cap else value
            return Fraction(0) if value is not None and value < 0 else value

        out["score_pct"] = bounded(percent(out["points"], maximum))
        out["self_pct"] = bounded(percent(out["self_points"], maximum))
        out["verified_pct"] = bounded(percent(out["verified_points"], maximum)) if verified == len(counted) else None
        for name, count in (("applicable", len(counted)), ("verified", verified),
                            ("scored", sum(r["is_scored"] for r in counted)),
                            ("final", sum(r["is_final"] for r in counted))):  # fmt: skip
            out[f"criteria_{name}"] = count if submitted else None
        issued = sum(r["is_issued"] for r in counted)
        out["score_basis"] = (
            None if not counted else "verified" if issued == len(counted) else "mixed" if issued else "self"
        )

        def refused(code: str) -> bool:
            """Whether a condition of the class is not met."""
            for condition in self.ref("class_conditions"):
                if (condition["framework_code"], condition["class_code"]) == (framework, code):
                    asked = [r for c, r in by_code.items() if r["applicable"] and (
                        c == condition.get("criterion_code") or r["group_code"] == condition.get("group_code"))]  # fmt: skip
                    most = sum(r["max_points"] for r in asked)
                    points = sum(r["points"] or 0 for r in asked)
                    if most and 100 * points / most < condition["min_pct"]:
                        return True
            return False

        classes = [c for c in self.ref("classes") if c["framework_code"] == framework and rule.get("class_basis")
                   and out["score_pct"] is not None and Fraction(c["lower_pct"]) <= out["score_pct"]
                   and not refused(c["class_code"])]  # fmt: skip
        out["class_code"] = max(classes, key=lambda c: c["lower_pct"])["class_code"] if classes else None
        versions = self.versions(unit, year)
        out["submission_version"] = len(versions) or None
        out["version_received_on"] = self.dated(versions[-1])[0] if versions else None
        out |= self.received(unit, year, "self_assessment")
        out["is_under_check"] = out["needs_supplement"] and self.is_unread(unit, year, "self_assessment")
        milestone = next((m for m in self.ref("milestones") if m["milestone_code"] == "self_assessment"), None)
        due = self.due(unit, year, milestone) if milestone else None
        out["due_on"] = due["due_on"] if due else None
        out["obligation"] = due["obligation"] if due else None
        out["status"], out["days_late"] = self.status(out["due_on"], out["received_on"])
        return out

    def rank_changes(self) -> dict[tuple, dict]:
        """(year, unit) → both ranks made anew among the units of a block and framework that are ranked in both years."""
        rows = self.unit_years()
        key = ("block_code", "framework_code")
        found = {}
        for (year, unit), row in rows.items():
            both = {
                u: (rows[year - 1, u]["score_pct"], r["score_pct"])
                for (y, u), r in rows.items()
                if y == year and (year - 1, u) in rows and r["score_pct"] is not None
                and rows[year - 1, u]["score_pct"] is not None
                and [r[k] for k in key] == [rows[year - 1, u][k] for k in key] == [row[k] for k in key]
            }  # fmt: skip
            change = None
            if unit in both and len(both) > 1:
                before, now = (sum(pair[n] > both[unit][n] for pair in both.values()) for n in (0, 1))
                change = before - now
            asked = row["obligation"] == "requested" and self.setting.get("requested_units_rated") in (
                None, "", "false", "true",
            )  # fmt: skip
            is_rated = not asked and unit != self.setting.get("council_unit_code")
            found[year, unit] = {"rank_change_common": change, "is_rated": is_rated} | (
                {} if is_rated else {"rank_block": None, "rank_overall": None, "class_code": None}
            )
        return found

    def unit_changes(self) -> dict[tuple, dict]:
        """(year, unit) → row of mart.unit_change of the whole framework."""
        rows, criteria, found = self.unit_years(), self.criteria(), {}
        share = Fraction(self.setting.get("comparable_share") or "0.8")
        for (year, unit), now in rows.items():
            before = rows.get((year - 1, unit))
            if not before or before["framework_code"] != now["framework_code"]:
                continue
            if now["score_pct"] is None or before["score_pct"] is None:
                continue
            pairs = {c: (criteria[year - 1, unit, c], r) for (y, u, c), r in criteria.items() if (y, u) == (year, unit)}
            common = {
                c
                for c, pair in pairs.items()
                if all(r["applicable"] for r in pair) and len({basis(r) for r in pair}) == 1
            }
            apart = {c for c, pair in pairs.items() if c not in common and any(r["applicable"] for r in pair)}
            held = [sum((pairs[c][n]["max_points"] for c in common), Fraction(0)) for n in (0, 1)]
            is_enough = held[1] > 0 and all(
                of >= share * y["max_points"] for of, y in zip(held, (before, now), strict=True)
            )
            on = "all" if not apart else "common" if is_enough else "none"
            then, since = before["score_pct"], now["score_pct"]
            if on == "common":
                then, since = (100 * sum(pairs[c][n]["points"] or 0 for c in common) / held[n] for n in (0, 1))
            told = on != "none"
            found[year, unit] = {
                "compared_on": on, "left_out": ", ".join(sorted(apart)) or None,
                "score_pct": since if told else None, "score_pct_before": then if told else None,
            }  # fmt: skip
        return found

    def comparisons(self) -> dict[tuple, dict]:
        """(year, before, block or all) → row of mart.comparison."""
        rows, found = self.unit_years(), {}
        share = Fraction(self.setting.get("comparable_share") or "0.8")
        places = ["all", *sorted({r["block_code"] for r in rows.values()})]
        for year in self.years():
            for before in (y for y in self.years() if y < year):
                for place in places:
                    own = {u: r for (y, u), r in rows.items() if y == year and place in ("all", r["block_code"])}
                    if not own:
                        continue
                    both = [
                        (rows[before, u], r) for u, r in own.items() if (before, u) in rows
                        and {r["score_basis"], rows[before, u]["score_basis"]} == {"verified"}
                        and r["framework_code"] == rows[before, u]["framework_code"]
                    ]  # fmt: skip
                    found[year, before, place] = {
                        "units": len(own), "compared": len(both),
                        "is_comparable": bool(both) and len(both) >= share * len(own)
                        and len({r["framework_code"] for _, r in both}) == 1,
                        "median_before": middle(r["score_pct"] for r, _ in both),
                        "median_after": middle(r["score_pct"] for _, r in both),
                    }  # fmt: skip
        return found

    def count_comparisons(self) -> dict[tuple, dict]:
        """(year, before, block or all, what is counted) → row of mart.count_comparison."""
        rows, compliance, found = self.unit_years(), self.compliance(), {}
        share = Fraction(self.setting.get("comparable_share") or "0.8")

        def told(year: int, unit: str) -> str | None:
            return compliance.get((year, unit, "self_assessment"), {}).get("told_status")

        years = sorted({year for year, _ in rows})
        for year, before in ((y, b) for y in years for b in years if b < y):
            for place in ["all", *sorted({r["block_code"] for r in rows.values()})]:
                for counted in ("sent", "on_time"):
                    own = {
                        u: r for (y, u), r in rows.items() if y == year and place in ("all", r["block_code"])
                        and (counted == "sent" or r["obligation"] == "required")
                    }  # fmt: skip
                    if not own:
                        continue
                    waited = [u for u in own if {told(year, u), told(before, u)} & {"not_due", "no_data"}]
                    both = [
                        (rows[before, u], r) for u, r in own.items() if (before, u) in rows
                        and rows[before, u]["obligation"] == r["obligation"]
                        and (counted == "sent" or not {told(year, u), told(before, u)} & {"not_due", "no_data", "undated"})
                    ]  # fmt: skip
                    holds = (
                        (lambda r: r["submission_version"] is not None)
                        if counted == "sent"
                        else (lambda r: r["status"] == "on_time")
                    )
                    found[year, before, place, counted] = {
                        "units": len(own), "compared": len(both), "open_units": len(waited),
                        "is_comparable": not waited and bool(both) and len(both) >= share * len(own),
                        "count_before": sum(holds(b) for b, _ in both), "count_after": sum(holds(r) for _, r in both),
                    }  # fmt: skip
        return found

    # stages

    def year_stages(self) -> dict[tuple, dict]:
        """(year,) → row of mart.year_stage."""
        compliance, rows = self.compliance(), {}
        for year in self.years():
            row = dict.fromkeys(("stage", "since", "document_number", "document_date", "snapshot_id"))
            due = [r["due_on"] for (y, _, m), r in compliance.items() if (y, m) == (year, "self_assessment")]
            over = due and max(due) < self.as_of
            row |= {"stage": "provisional", "since": max(due) + timedelta(days=1)} if over else {"stage": "collecting"}
            for event in sorted(self.raw.get("stage", []), key=lambda e: e["event_seq"]):
                if event["year"] == year:
                    row = {name: event.get(name) for name in row}
                    if event["stage"] not in ("published", "amended"):
                        row["snapshot_id"] = None
            rows[(year,)] = row
        return rows

    # heads (rule 14)

    def head_years(self) -> dict[tuple, dict]:
        """(head, year) → row of mart.head_year."""
        units, compliance = self.unit_years(), self.compliance()
        last = max(self.years(), default=None)
        years = self.years() + (list(range(last + 1, self.as_of.year + 1)) if last else [])
        rows = {}
        for year in years:
            for head in self.ref("heads"):
                days = self.days_in_office(head, year)
                if not days:
                    continue
                own = [r for r in compliance.values() if r["head_code"] == head["head_code"]
                       and r["obligation"] == "required" and r["due_on"].year == year]  # fmt: skip
                result = units.get((year, head["unit_code"]), {})
                rows[head["head_code"], year] = {
                    "unit_code": head["unit_code"], "position": head["position"], "days_in_office": days,
                    "late_count": sum(r["status"] == "late" and r["received_on_source"] != "assumed" for r in own),
                    "missing_count": sum(
                        r["told_status"] == "missing" and not r["needs_supplement"] for r in own
                    ),
                    "open_follow_ups": self.unfulfilled(head, year),
                    **{name: result.get(name) for name in ("score_pct", "class_code", "rank_block")},
                }  # fmt: skip
        start = {h["head_code"]: h["term_from"] for h in self.ref("heads")}
        for (code, year), row in rows.items():
            rivals = [(r["days_in_office"], start[c]) for (c, y), r in rows.items()
                      if y == year and r["unit_code"] == row["unit_code"]]  # fmt: skip
            row["is_accountable"] = (row["days_in_office"], start[code]) == max(rivals)
            row |= self.head_finding(row, year, units.get((year, row["unit_code"]), {}))
        return rows

    def head_finding(self, row: dict, year: int, unit_year: dict) -> dict:
        """The first rule that holds, of the newest rules that cover the year."""
        result = "none"
        if row["score_pct"] is not None:
            whole = (
                unit_year["score_basis"] == "verified"
                and unit_year["criteria_scored"] == unit_year["criteria_applicable"]
            )
            result = "verified" if whole and year < self.as_of.year else "provisional"
        facts = {
            "rated_by_city": self.units[row["unit_code"]].get("rated_by") == "ubnd_thanh_pho",
            "is_accountable": row["is_accountable"], "result": result, "class_code": row["class_code"],
        }  # fmt: skip
        most = {"min_overdue": row["late_count"] + row["missing_count"], "min_open_follow_ups": row["open_follow_ups"]}
        holding = []
        for rule in self.ref("head_rules"):
            covers = rule["year_from"] <= year <= (rule.get("year_to") or 9999)
            same = all(rule.get(name) is None or rule[name] == value for name, value in facts.items())
            enough = all(rule.get(name) is None or rule[name] <= value for name, value in most.items())
            if covers and same and enough:
                holding.append(rule)
        if not holding:
            return {"reference_finding": None, "reasons": None, "rule_version": None}
        newest = max((r["year_from"], r["rule_version"]) for r in holding)
        rule = min((r for r in holding if (r["year_from"], r["rule_version"]) == newest), key=lambda r: r["sort_order"])
        words = {"year": year, "days": row["days_in_office"], "late": row["late_count"],
                 "missing": row["missing_count"], "follow_ups": row["open_follow_ups"]}  # fmt: skip
        return {"reference_finding": rule["reference_finding"], "reasons": rule["reason"].format(**words),
                "rule_version": rule["rule_version"]}  # fmt: skip

    def unfulfilled(self, head: dict, year: int) -> int:
        """Recommendations to the unit that fell due in year and term, are past on as_of and not fulfilled by then."""
        latest: dict[tuple, tuple] = {}
        files = {f["file_seq"]: f for f in self.files if f["status"] in IN_FORCE}
        for row in self.raw.get("recommendation", []):
            if file := files.get(row["file_seq"]):
                key = (row["unit_code"], row["year"], row["content"].lower())
                order = (
                    file.get("given_on") or file["first_seen_on"],
                    file["run_seq"],
                    file["path"],
                    row["row_number"],
                )
                latest[key] = max(latest.get(key, (order, row)), (order, row), key=lambda pair: pair[0])
        count = 0
        for _, row in latest.values():
            due = row["due_on"]
            done = row.get("done_on") is not None and row["done_on"] <= self.as_of
            in_term = head["term_from"] <= due <= (head.get("term_to") or date.max)
            own = row["unit_code"] == head["unit_code"] and self.exists(head["unit_code"], due)
            count += (
                own and in_term and due.year == year and due < self.as_of and not done and not row.get("is_withdrawn")
            )
        return count

    def days_in_office(self, head: dict, year: int) -> int:
        """Counted one by one."""
        if head["capacity"] == "vacant":
            return 0
        day, days = date(year, 1, 1), 0
        while day <= min(date(year, 12, 31), self.as_of):
            in_term = head["term_from"] <= day <= (head.get("term_to") or date.max)
            days += in_term and self.exists(head["unit_code"], day)
            day += timedelta(days=1)
        return days


def fraction(value) -> Fraction | None:
    return None if value is None else Fraction(value)


def basis(row: dict) -> str:
    """On which score a criterion rests."""
    if row["verified_points"] is not None or row["final_points"] is not None:
        return "verified"
    return "self" if row["self_points"] is not None else "none"


def total(values) -> Fraction | None:
    """Sum of those that are known; null where none is."""
    known = [v for v in values if v is not None]
    return sum(known) if known else None


def middle(values) -> Fraction | None:
    known = list(values)
    return median(known) if known else None


def percent(points: Fraction | None, maximum: Fraction) -> Fraction | None:
    return None if points is None or not maximum else 100 * points / maximum
