"""The question map of a form that nobody knows yet, filled in from its export as far as the export tells, for Excel.

The tables of the reference are replaced whole, so the workbook holds their rows of today too; the new ones are
coloured. What only a person can say is left empty where the tables need it, so that nothing loads unanswered.
"""

from __future__ import annotations

import io
import re
from datetime import date

from etl.desk import mapping
from etl.desk.export_reference import NO_CHANGE, write
from etl.desk.mapping import Column, Waiting
from etl.reference.question_map import Question, SurveyMap, answer_key, header_key
from etl.reference.tables import tables
from warehouse import reference_names

SHEETS = ("survey_questions", "survey_options", "survey_waves")
MOST_OPTIONS = 15  # a column with more answers is free text
COVERED = 0.6  # of its answers must be among those that may be shown
LISTS = {
    (sheet, column.name): column.one_of or ("true", "false")
    for sheet in SHEETS
    for column in tables()[sheet].columns
    if column.one_of or column.type == "boolean"
}
HELP = {
    ("survey_questions", "form_code"): "Mã mẫu phiếu: đặt lại nếu muốn, ghi giống nhau ở cả ba trang.",
    ("survey_questions", "wording"): "Giữ nguyên như tiêu đề cột trong tệp: phần mềm nhận ra cột theo chữ này.",
    ("survey_questions", "role"): "question: câu hỏi; unit: đơn vị; group: nhóm người trả lời; consent: đồng ý tham gia; date: ngày; id: mã phiếu. "
    "Cột không dùng: xóa cả dòng.",
    ("survey_questions", "answer_kind"): "single: chọn một; multiple: chọn nhiều; number: số; text: chữ.",
    ("survey_questions", "indicator"): "Câu hỏi đo chỉ số nào: nhan_thuc (nhận thức), y_thuc (ý thức chấp hành), su_dung (sử dụng pháp luật), "
    "hai_long (hài lòng), tiep_can (được PBGDPL). Để trống: không tính.",
    ("survey_questions", "scale_code"): f"Thang trả lời ở {reference_names.sheet('survey_options')}.",
    ("survey_questions", "right_answer"): "Câu kiến thức: mã câu trả lời đúng (option_code); nhiều mã nối bằng dấu |.",
    ("survey_questions", "series"): "Ghi cùng một chữ với câu hỏi năm trước nếu so sánh được qua các năm.",
    ("survey_options", "label"): "Câu trả lời như hiển thị; cách ghi khác nối bằng dấu | ở cột variants.",
    ("survey_options", "favourable"): "true: tính là tích cực; false: không. Phải ghi mọi dòng.",
    ("survey_waves", "year"): "Năm đánh giá mà đợt khảo sát thuộc về.",
    ("survey_waves", "method"): "Cách chọn mẫu và hỏi, bằng lời. Phải ghi.",
    ("survey_waves", "collected_from"): "Ngày đầu thu thập phiếu.",
    ("survey_waves", "collected_to"): "Ngày cuối thu thập phiếu: sửa lại nếu còn thu thập.",
}  # fmt: skip


def left_out(file: Waiting) -> list[str]:
    """Headers that the template does not hold: free text, or too many different answers."""
    return [c.header for c in _asked(file) if not (c.role or _is_asked(c))]


def _asked(file: Waiting) -> list[Column]:
    """The columns, those of the options of one question as one; the joined column beside them says the same again."""
    of: dict[str, list[Column]] = {}
    for column in file.columns:
        if column.option:
            of.setdefault(header_key(column.option[0]), []).append(column)
    kept = []
    for column in file.columns:
        key = header_key(column.option[0] if column.option else column.header)
        if key not in of:
            kept.append(column)
        elif column is (first := of[key][0]):
            options = tuple(dict.fromkeys((c.option[1], 0) for c in of[key]))
            kept.append(first._replace(header=first.option[0], role=None, answers=options, several=True))
    return kept


def _is_asked(column: Column) -> bool:
    if column.option or column.is_number:
        return True
    shown = sum(count for _, count in column.answers)
    return 2 <= len(column.answers) <= MOST_OPTIONS and shown >= COVERED * column.filled


def template(file: Waiting, reference: dict[str, list[tuple]], surveys: SurveyMap, today: date) -> bytes:
    """The workbook."""
    import xlsxwriter

    new = _rows(file, surveys, today)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, NO_CHANGE) as book:
        for name in SHEETS:
            table, current = tables()[name], reference.get(name, [])
            sheet = write(book, table, [*current, *new[name]], marked_from=len(current))
            last = len(current) + len(new[name]) + 200
            for place, column in enumerate(table.names):
                if text := HELP.get((name, column)):
                    sheet.write_comment(0, place, text, {"x_scale": 2.2, "y_scale": 1.2})
                if words := LISTS.get((name, column)):
                    choice = {"validate": "list", "source": list(words), "ignore_blank": True}
                    sheet.data_validation(1, place, last, place, choice)
            sheet.set_selection(len(current) + 1, 0, len(current) + 1, 0)
    return target.getvalue()


def _rows(file: Waiting, surveys: SurveyMap, today: date) -> dict[str, list[tuple]]:
    year = file.days[1].year if file.days else today.year
    form = _free(f"PHIEU-{year}", surveys.forms)
    waves = {w.wave_code for f in surveys.forms.values() for w in f.waves}
    first, last = file.days or (None, None)
    wave = (year, _free(f"KS{year}", waves), f"Khảo sát đối tượng được PBGDPL năm {year}", form, file.tool.name,
            None, first, last, None, None, None, None, None)  # fmt: skip
    questions, options, roles = [], [], set()
    for number, column in enumerate(_asked(file), 1):
        code = f"cau_{number:02d}"
        if column.role:
            # the tool tells the day of an answer itself; of two columns of units the first one counts
            if column.role not in roles and not (column.role == "date" and file.tool.header.needed):
                roles.add(column.role)
                questions.append(_question(form, code, column.header, column.role, None, number))
        elif column.is_number and not column.option:
            number_question = _question(form, code, column.header, "question", None, number)
            questions.append((*number_question[:4], "number", *number_question[5:]))
        elif _is_asked(column):
            scale, more = _scale(column, f"{form}-{code}", surveys)
            options += more
            questions.append(
                _like(column, form, code, number, surveys)
                or _question(form, code, column.header, "question", scale, number, column.several)
            )
    return {"survey_questions": questions, "survey_options": options, "survey_waves": [wave]}


def _question(form: str, code: str, wording: str, role: str, scale: str | None, order: int, several=False) -> tuple:
    kind = None if role != "question" else "multiple" if several else "single"
    return (form, code, wording, role, kind, None, None, scale, None, None, order)


def _like(column: Column, form: str, code: str, order: int, surveys: SurveyMap) -> tuple | None:
    """The question of a known form that has the same words and answers, as one of the new form."""
    for known in reversed(surveys.forms.values()):
        target = known.target(column.header, surveys.scales)
        question: Question | None = known.questions.get(target.question_code) if target else None
        if question and mapping.scale_fits(column, question.scale_code, surveys):
            return question._replace(form_code=form, question_code=code, wording=column.header, sort_order=order)  # fmt: skip
    return None


def _scale(column: Column, code: str, surveys: SurveyMap) -> tuple[str, list[tuple]]:
    """The smallest known scale that has all answers; else a new one, favourable or not left to a person. Numbers alone
    say nothing: 1 and 2 may be a sex as well as a satisfaction."""
    answers: dict[str, str] = {}
    for answer, _ in column.answers:
        if key := answer_key(answer):
            answers.setdefault(key, answer)
    fit = [s for s in surveys.scales.values() if mapping.scale_fits(column, s.code, surveys)]
    if all(re.fullmatch(r"[\d.,\s]+", key) for key in answers):
        fit = []
    if fit:
        return min(fit, key=lambda s: len(set(s.options.values()))).code, []
    rows = [(code, f"tra_loi_{n}", answer, None, None, n) for n, answer in enumerate(answers.values(), 1)]
    return code, rows


def _free(wanted: str, taken) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name
