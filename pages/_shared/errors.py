"""An error that nobody foresaw, told in Vietnamese: what to do, and a number under which the log has the traceback.

The launcher gives `told` to Streamlit, which calls it wherever a script, a callback or a fragment ends in an exception.
Files that a download button makes are made outside a script: style.css has the words for those.
"""

from __future__ import annotations

import secrets

import streamlit as st
from streamlit.logger import get_logger

from pages._shared import data
from words import labels

LOG = get_logger("pbgdpl")  # with the time, beside the server's own lines


def told(error: Exception) -> bool:
    """Logs the error and says on the page what to do; True: Streamlit shows nothing of its own."""
    number = f"{secrets.randbelow(10**6):06}"
    LOG.error("Error %s", number, exc_info=error)
    first = labels.SNAPSHOT_DAMAGED if isinstance(error, data.DAMAGED) else labels.PROGRAM_ERROR
    st.error(f"{first}  \n{labels.ERROR_NUMBER.format(number=number)}", icon=":material/error:")
    st.button("Thử lại", key=f"thu_lai_{number}", icon=":material/refresh:")  # any press runs the page again
    return True
