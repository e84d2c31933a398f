"""Bắt đầu: the sample to look around, or the reference of one's own office, and from there to the first ranking."""

import streamlit as st

from pages._shared import guard
from pages._start import choice, steps
from words import labels

guard.require("steward", "admin")
st.title(labels.PAGES["start.py"][0], anchor=False)
choice.said()
if steps.is_begun():
    steps.show()
else:
    choice.show()
