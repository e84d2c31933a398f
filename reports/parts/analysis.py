"""What the rules of warehouse/analysis found, as paragraphs of a report: the weightiest first, as many as a leader reads;
every row stands in the annex."""

from __future__ import annotations

from reports.draft import Draft
from reports.paper import Figure, Table
from reports.parts.unfinished import unfinished_year
from warehouse import analysis
from words import labels
from words.analysis import RULES, About, Rule, Said, Told
from words.documents import counted

MOST_RULES = 6
SHORT_RULES, SHORT_ITEMS = 2, 2


def say(draft: Draft, section: str, is_short: bool = False) -> int:
    """A paragraph for each rule of the section that has found something; how many that were. is_short: on one page."""
    about = _about(draft)
    found = _found(draft, section, about)
    if section != "gioi_han":  # limits have their own order
        found.sort(key=lambda one: -max(row["weight"] for row in one[1]))
    named: set[tuple] = set()  # a criterion is called by its name once
    for name, rows in found[: SHORT_RULES if is_short else MOST_RULES]:
        rule = RULES[name]
        most = SHORT_ITEMS if is_short else rule.most
        marked = [row | {"is_named": _criterion(row) in named} for row in rows]
        draft.say(f"{section}.{name}", *_paragraph(draft, rule, marked, about, most), why=_why(rule, about))
        named |= {_criterion(row) for row in rows[:most] if rule.item}
        if any(row.get("unit_name", "") is None for row in rows[:most]):
            draft.remark(f"có đơn vị không nêu tên: {labels.NOT_NAMED}")
    return len(found)


def _criterion(row: dict) -> tuple:
    return row.get("framework_code"), row.get("code")


def annex(draft: Draft) -> None:
    """Every row of every rule, and what the rule looks for."""
    found = every(draft)
    if not found:
        draft.paper.paragraph("Số liệu của giai đoạn này chưa có nhận xét nào phải nêu.")
    for title, why, lines in found:
        draft.paper.paragraph(why)
        rows: list[list[str | Figure]] = [[str(number), line] for number, line in enumerate(lines, 1)]
        draft.paper.table(Table(["TT", "Nội dung"], rows, [12, 153], ["right", "left"], caption=title))


def every(draft: Draft) -> list[tuple[str, str, list[str]]]:
    """(title, what it looks for, a line for each row) of the rules that have found something in results and weaknesses."""
    about = _about(draft)
    return [
        (rule.title, _why(rule, about), [labels.sentence("".join(map(_text, rule.item(row, about)))) for row in rows])
        for section in ("ket_qua", "ton_tai")
        for name, rows in _found(draft, section, about)
        if (rule := RULES[name]).item
    ]


def items(draft: Draft, name: str) -> list[tuple[dict, list[str | Figure]]]:
    """The rows of a rule that its paragraph may name, each with its own sentence."""
    rule, about = RULES[name], _about(draft)
    if rule.item is None:
        return []
    rows = _rows(draft, name, about)[: rule.most]
    return [(row, _figures(draft, rule, [*_begun(rule.item(row, about)), "."])) for row in rows]


def _begun(said: Said) -> Said:
    """A sentence begins with a capital letter."""
    first, *rest = said
    return [labels.sentence(first), *rest] if isinstance(first, str) else said


def _text(part: str | Told) -> str:
    return part if isinstance(part, str) else part.text


def _about(draft: Draft) -> About:
    word = draft.facts["verification_word"]
    return About(draft.last, unfinished_year(draft, draft.last), word, analysis.thresholds(draft.ask))


def _rows(draft: Draft, name: str, about: About) -> list[dict]:
    return analysis.found(draft.ask, name, about.bounds, first=draft.first, last=draft.last, block=draft.block)


def _found(draft: Draft, section: str, about: About) -> list[tuple[str, list[dict]]]:
    """The rules of a section that have found something, each with its rows."""
    found = ((name, _rows(draft, name, about)) for name, rule in RULES.items() if rule.section == section)
    return [(name, rows) for name, rows in found if rows]


def _paragraph(draft: Draft, rule: Rule, rows: list[dict], about: About, most: int) -> list[str | Figure]:
    said = [*rule.lead(rows, about)]
    for place, row in enumerate(rows[:most] if rule.item else []):
        said += ["; " if place else "", *rule.item(row, about)]
    if rule.item and len(rows) > most:
        said.append(f"; và {counted(len(rows) - most, rule.what)} khác")
    return _figures(draft, rule, [*said, rule.tail(rows, about)])


def _figures(draft: Draft, rule: Rule, said: Said) -> list[str | Figure]:
    return [
        part if isinstance(part, str) else Figure(f"{rule.figure}.{draft.last}.{part.key}", part.text) for part in said
    ]


def _why(rule: Rule, about: About) -> str:
    return rule.why.format(**{key: about.bound(key) for key in rule.bounds})
