"""Tiếp nhận hồ sơ: files from the browser are checked, recorded, and taken back if that was wrong."""

import streamlit as st

from pages._intake import (
    chosen,
    frameworks,
    headers,
    loads,
    outcome,
    paper,
    pasted,
    place,
    register,
    season,
    second_person,
    upload,
    waiting,
)
from pages._shared import data, frame, guard

guard.require("steward", "admin")
frame.title("intake.py")
place.show()
chosen.show(upload.current())
frameworks.offer_blank()
outcome.show(upload.current())
if data.is_own():
    second_person.show()
    if view := st.session_state["_view"]:
        frame.section("truoc-mua", season.TITLE, season.show, view[0])
        frame.section("so-tiep-nhan", register.TITLE, register.show, view[0])
        frame.section("dan-so", pasted.TITLE, pasted.show, upload.current(), view[0])
        frame.section("nhap-tay", paper.TITLE, paper.show, view[0])
    frame.section("cho-nhan-lai", waiting.TITLE, waiting.show)
    frame.section("tieu-de-cot", headers.TITLE, headers.show)
    frame.section("cac-lan-nhap", loads.TITLE, loads.show)
