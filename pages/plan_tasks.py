"""Nhiệm vụ theo Kế hoạch: what is not finished or was never reported, by name, then every task, year by year."""

from pages._plan_tasks import contents
from pages._shared import frame
from warehouse.reference_names import sheet

view = frame.start("plan_tasks.py")
contents.show(view)
frame.notes(
    "Tình trạng theo báo cáo tiến độ đã nạp; năm đã qua mà báo cáo chưa ghi hoàn thành là “hết năm chưa hoàn thành”, không có "
    "báo cáo là “chưa có báo cáo”. Số lượng của Thành phố lấy theo báo cáo chung; không có thì cộng báo cáo của các đơn vị.",
    f"Nguồn: Kế hoạch, phần III ({sheet('plan_tasks')}, {sheet('plan_task_roles')}) và tệp tiến độ.",
)
