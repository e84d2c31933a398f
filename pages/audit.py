"""Nhật ký: who did what and when, of the journal and of the audit ledger together."""

import streamlit as st

from pages._audit import contents
from pages._shared import guard
from words import labels

guard.require("steward", "admin")
st.title(labels.PAGES["audit.py"][0], anchor=False)
contents.show()
