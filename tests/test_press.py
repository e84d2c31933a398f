"""A press that comes while the page is drawn anew is not lost."""

from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from pages._shared.press import pressed

    if st.session_state.pop("ends_before", False):
        st.stop()  # as a newer press does
    if pressed("Chốt", "chot"):
        st.session_state["done"] = st.session_state.get("done", 0) + 1


def test_a_press_of_a_run_that_ends_before_its_button_is_answered_by_the_next_and_once():
    app = AppTest.from_function(page).run()
    app.session_state["ends_before"] = True
    app.button(key="chot").click().run()
    assert "done" not in app.session_state
    app.run()
    app.run()
    assert app.session_state["done"] == 1
