"""An error that nobody foresaw, told in Vietnamese: what to do, and a number under which the log has the traceback.

The launcher gives `told` to Streamlit, which calls it wherever a script, a callback or a fragment ends in an exception.
Files that a download button makes are made outside a script: there `Download` answers the browser.
"""

from __future__ import annotations

import asyncio
import secrets

import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse
from streamlit.runtime import app_session
from streamlit.runtime.backend_operation_handler import DeferredFileHandler

from pages._shared import data, downloads, watch
from pages._shared.watch import LOG
from words import labels


def told(error: Exception) -> bool:
    """Logs the error and says on the page what to do; True: Streamlit shows nothing of its own."""
    number = _logged(error)
    first = labels.SNAPSHOT_DAMAGED if isinstance(error, data.DAMAGED) else labels.PROGRAM_ERROR
    st.error(f"{first}  \n{labels.ERROR_NUMBER.format(number=number)}", icon=":material/error:")
    st.button("Thử lại", key=f"thu_lai_{number}", icon=":material/refresh:")  # any press runs the page again
    return True


def _logged(error: Exception) -> str:
    number = f"{secrets.randbelow(10**6):06}"
    LOG.error("Error %s", number, exc_info=error)
    watch.count("error")
    return number


class Download(DeferredFileHandler):
    """Makes the file of a download button; where that fails, the button says so, with a number."""

    async def handle(self, request: BackendOperationRequest, session_id: str) -> BackendOperationResponse:
        answer = BackendOperationResponse(request_id=request.request_id)
        try:
            files = self._get_media_file_mgr()
            answer.deferred_file.url = await asyncio.to_thread(files.execute_deferred, request.deferred_file.file_id)
            downloads.made(session_id, answer.deferred_file.url)
        except Exception as error:
            answer.error_msg = labels.NO_FILE.format(number=_logged(error))
        return answer


app_session.DeferredFileHandler = Download  # each session makes its own, by this name
