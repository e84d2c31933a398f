"""Danh mục: the calendar of a year, and every table of the reference to be edited, checked, shown and recorded."""

import streamlit as st

from pages._catalogue import contents
from pages._shared import guard
from words import labels

guard.require("steward", "admin")
st.title(labels.PAGES["catalogue.py"][0], anchor=False)
contents.show()
