"""Nhiệm vụ theo Kế hoạch: what is not finished or was never reported first; then every task, year by year."""

from html import escape

import streamlit as st

from etl.desk import register_book
from pages._shared import data, export, filters, frame, guard, tables
from pages._shared.tables import Column
from words import labels

view = frame.start(labels.PAGES["plan_tasks.py"][0])
as_of = view.snapshot.as_of
rows = data.rows("task_years")
for row in rows:
    row["name"] = f"{row['task_code']}. {row['title']}"
    row["status_text"] = labels.TASK_STATUS[row["status"]]


def answer(rows: list[dict]) -> str:
    """What is over and not done; a year that runs is said apart."""
    over = [row for row in rows if row["year"] < as_of.year]
    count = {status: sum(row["status"] == status for row in over) for status in labels.TASK_STATUS}
    text = (
        f"Đến {labels.date(as_of)}, **{count['done']}/{len(over)}** lượt nhiệm vụ của các năm đã qua có báo cáo hoàn thành; "
        f"**{count['unfinished']}** hết năm chưa hoàn thành, **{count['never_reported']}** chưa có báo cáo."
    )
    running = [row for row in rows if row["year"] == as_of.year]
    if running:
        told = sum(row["status"] != "not_reported" for row in running)
        text += f" Năm {as_of.year} đang diễn ra: {told}/{len(running)} nhiệm vụ đã có báo cáo."
    return text


def open_first(rows: list[dict]) -> None:
    """Years that are over without the word "done"."""
    todo = [row for row in rows if row["status"] in ("never_reported", "unfinished")]
    if not todo:
        return
    todo.sort(key=lambda row: (row["status"] != "never_reported", row["year"], row["sort_order"]))
    st.subheader("Cần báo cáo hoặc hoàn thành", anchor=False)
    title = f"Nhiệm vụ của các năm đã qua chưa hoàn thành hoặc chưa có báo cáo, đến {labels.date(as_of)}"
    columns = [
        Column("name", "Nhiệm vụ"),
        Column("year_text", "Năm"),
        Column("status_text", "Tình trạng"),
        Column("lead", "Chủ trì"),
        Column("partners", "Phối hợp"),
    ]
    for row in todo:
        row["year_text"] = str(row["year"])
    st.html(tables.html(todo, columns, title))
    export.buttons("nhiem-vu-can-lam", title, view.facts(), todo, columns)


def timeline(rows: list[dict]) -> None:
    """Task by task the years of its period; the colour repeats what symbol and word say."""
    st.subheader(f"Sơ đồ tiến độ (Gantt) {min(r['year'] for r in rows)}–{max(r['year'] for r in rows)}", anchor=False)
    years = sorted({row["year"] for row in rows})
    found = {(row["task_code"], row["year"]): row for row in rows}
    head = "".join(f'<th scope="col">{year}</th>' for year in years)
    body = []
    for code, name in {row["task_code"]: row["name"] for row in rows}.items():
        cells = "".join(_cell(found.get((code, year))) for year in years)
        body.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    title = f"Tình trạng từng nhiệm vụ theo năm, {years[0]}–{years[-1]}"
    st.html(
        f'<div class="bang" role="region" tabindex="0" aria-label="{escape(title)}"><table class="tien-do">'
        f'<caption>{escape(title)}</caption><thead><tr><th scope="col">Nhiệm vụ</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )
    export.buttons(
        "tien-do-theo-nam", title, view.facts(),
        [
            {"name": name} | {str(y): (found.get((code, y)) or {}).get("status_text") for y in years}
            for code, name in {row["task_code"]: row["name"] for row in rows}.items()
        ],
        [Column("name", "Nhiệm vụ"), *(Column(str(year), f"Năm {year}") for year in years)],
    )  # fmt: skip


def _cell(row: dict | None) -> str:
    if row is None:
        return "<td></td>"
    symbol, _, words = row["status_text"].partition(" ")
    return f'<td class="{row["status"]}"><span aria-hidden="true">{symbol}</span> {escape(words)}</td>'


def of_year(rows: list[dict]) -> None:
    """Quantities and evidence of one year."""
    st.subheader(f"Kết quả từng nhiệm vụ năm {view.year}", anchor=False)
    own = [row for row in rows if row["year"] == view.year]
    if not own:
        st.caption(f"Kế hoạch không có nhiệm vụ nào của năm {view.year}. Chọn năm khác ở bộ lọc.")
        return
    frame.table(
        f"nhiem-vu-{view.year}",
        f"Kết quả từng nhiệm vụ năm {view.year}",
        view.facts(),
        own,
        [
            Column("name", "Nhiệm vụ", width=420),
            Column("status_text", "Tình trạng", width=200),
            Column("done_on", "Ngày hoàn thành", "date"),
            Column("documents", "Văn bản", "integer"),
            Column("classes", "Lớp tập huấn", "integer"),
            Column("participants", "Lượt người dự", "integer"),
            Column("news_items", "Tin bài", "integer"),
            Column("contributions", "Nguồn lực huy động (đồng)", "integer"),
            Column("evidence", "Tài liệu kiểm chứng", width=260),
            Column("lead", "Chủ trì", width=260),
            Column("partners", "Phối hợp", width=260),
        ],
    )


def of_unit(rows: list[dict]) -> None:
    """Which tasks a unit leads, and in which it takes part."""
    st.subheader("Nhiệm vụ của từng đơn vị", anchor=False)
    units = {u["unit_code"]: u["unit_name"] for u in data.rows("units", block=view.block)}
    if view.scope is not None:
        units = {code: name for code, name in units.items() if code == view.scope}
    if not units:
        return
    unit = filters.choose(st.selectbox, "dv", list(units), next(iter(units)), label="Đơn vị", format_func=units.get)
    status = {row["task_code"]: row["status_text"] for row in rows if row["year"] == view.year}
    found = data.rows("task_units", unit=unit)
    for row in found:
        row["role_text"] = labels.TASK_ROLE[row["role"]]
        row["name"] = f"{row['task_code']}. {row['title']}"
        row["status_text"] = status.get(row["task_code"])
    leads = sum(row["role"] == "lead" for row in found)
    st.markdown(f"{labels.plain(units[unit])} chủ trì **{leads}** và phối hợp **{len(found) - leads}** nhiệm vụ.")
    if found:
        frame.table(
            f"nhiem-vu-cua-{unit}",
            f"Nhiệm vụ của {units[unit]}",
            view.facts(),
            found,
            [
                Column("role_text", "Vai trò"),
                Column("name", "Nhiệm vụ", width=520),
                Column("period", "Thời gian theo Kế hoạch"),
                Column("status_text", f"Tình trạng năm {view.year}", width=200),
            ],
        )


def registers() -> None:
    """The small registers of the year."""
    st.subheader(f"Sổ theo dõi năm {view.year}", anchor=False)
    year, scope = view.year, view.scope
    shown = {
        ("van-ban", "Văn bản"): (data.rows("issued_documents", first=year, last=year), [
            Column("document_number", "Số, ký hiệu"), Column("issued_on", "Ngày ban hành", "date"),
            Column("issuer", "Cơ quan ban hành"), Column("document_type", "Loại"),
            Column("content", "Trích yếu", width=420), Column("task_code", "Nhiệm vụ"),
        ]),
        ("kinh-phi", "Kinh phí"): (data.rows("budgets", first=year, last=year, scope=scope), [
            Column("unit_name", "Đơn vị"), Column("source", "Nguồn"),
            Column("amount", "Kinh phí (đồng)", "integer"), Column("block_name", "Khối"),
        ]),
        ("kiem-tra", "Kiểm tra"): (data.rows("inspections", first=year, last=year, scope=scope), [
            Column("unit_name", "Đơn vị"), Column("inspected_on", "Ngày", "date"),
            Column("content", "Nội dung", width=320), Column("conclusion", "Kết luận", width=420),
            Column("document_number", "Số kết luận"),
        ]),
        ("kien-nghi", "Vướng mắc, kiến nghị"): (data.rows("questions_raised", first=year, last=year, scope=scope), [
            Column("unit_name", "Đơn vị"), Column("asked_on", "Ngày", "date"),
            Column("content", "Nội dung", width=420), Column("beyond_text", "Thẩm quyền"),
            Column("answer", "Trả lời", width=320), Column("answered_on", "Ngày trả lời", "date"),
        ]),
        ("y-kien", "Ý kiến MTTQ"): (data.rows("front_opinions", first=year, last=year), [
            Column("giver", "Cơ quan góp ý"), Column("given_on", "Ngày", "date"),
            Column("document_number", "Số văn bản"), Column("content", "Nội dung", width=420),
            Column("response", "Tiếp thu", width=320),
        ]),
    }  # fmt: skip
    for row in shown["kien-nghi", "Vướng mắc, kiến nghị"][0]:
        row["beyond_text"] = "Vượt thẩm quyền Thành phố" if row["is_beyond_authority"] else "Thành phố"  # fmt: skip
    for tab, ((key, name), (found, columns)) in zip(
        st.tabs([f"{name} ({len(found)})" for (_, name), (found, _) in shown.items()]), shown.items(), strict=True
    ):
        with tab:
            if key == "kinh-phi" and found:
                total = sum(row["amount"] or 0 for row in found)
                units = len({row["unit_code"] for row in found})
                st.markdown(
                    f"{units} đơn vị có số liệu, tổng **{labels.number(total, 0)} đồng**; đơn vị khác chưa báo cáo."
                )
            if found:
                frame.table(f"so-{key}-{year}", f"{name}, năm {year}", view.facts(), found, columns)
            else:
                st.caption(f"Chưa có dòng nào của năm {year}.")


def workbook() -> None:
    """The registers to go on with: what is known already, in the form that loads again."""
    if guard.current_user().role not in ("steward", "admin"):
        return
    first, last = min(row["year"] for row in rows), as_of.year
    ask = data.asker()
    names = {"unit": data.unit_names(), "task": {row["task_code"]: row["task_code"] for row in rows}}
    words = view.snapshot.illustrative_words if view.snapshot.illustrative else ""

    def write() -> bytes:
        found = {
            "task_progress": ask("task_reports"),
            "issued_document": ask("issued_documents", first=first, last=last),
            "budget": ask("budgets", first=first, last=last, scope=None),
            "inspection": ask("inspections", first=first, last=last, scope=None),
            "question": [
                row | {"beyond_authority": "yes" if row["is_beyond_authority"] else "no"}
                for row in ask("questions_raised", first=first, last=last, scope=None)
            ],
            "front_opinion": ask("front_opinions", first=first, last=last),
        }
        return register_book.write("progress", names, found, words)

    export.document("so-theo-doi-ke-hoach.xlsx", "Tải sổ theo dõi để ghi tiếp (Excel)", write)
    st.caption(
        "Sổ có sẵn những gì đã nạp. Ghi thêm hoặc sửa dòng rồi nạp lại ở trang Tiếp nhận hồ sơ; dòng sửa thay dòng cũ, dòng "
        "không còn trong tệp vẫn được giữ, muốn bỏ thì ghi x ở cột “Bỏ dòng này”."
    )


if not rows:
    frame.answer("Danh mục chưa có nhiệm vụ nào của Kế hoạch.")
    st.info("Nhiệm vụ của Kế hoạch nằm trong danh mục (plan_tasks). Nạp danh mục ở trang Tiếp nhận hồ sơ.")
else:
    frame.answer(answer(rows))
    workbook()
    open_first(rows)
    timeline(rows)
    of_year(rows)
    of_unit(rows)
    registers()
frame.notes(
    "Tình trạng theo báo cáo tiến độ đã nạp; năm đã qua mà báo cáo chưa ghi hoàn thành là “hết năm chưa hoàn thành”, không có "
    "báo cáo là “chưa có báo cáo”. Số lượng của Thành phố lấy theo báo cáo chung; không có thì cộng báo cáo của các đơn vị.",
    "Nguồn: Kế hoạch, phần III (danh mục plan_tasks, plan_task_roles) và tệp tiến độ.",
)
