"""The router: page settings, sign-in, the snapshot of this run, navigation, shared filters, the page, the footer."""

import streamlit as st

from pages._shared import damage, data, door, downloads, filters, frame, guard, memory, presenting, search
from words import labels

STATIC = data.ROOT / "pages" / "static"
STYLE = data.ROOT / "pages" / "_shared" / "style.css"

st.set_page_config(
    page_title=labels.APP,
    page_icon=str(STATIC / "favicon.svg"),  # a file of ours: an icon by name would be fetched from the internet
    layout="wide",
)
st.html(STYLE)
# a file of our own server, since scripts that stand in a page are refused (security.py): words that Streamlit has in English only
st.html('<script src="app/static/tieng-viet.js"></script>', unsafe_allow_javascript=True)

user = guard.enter()
path = data.pin()
if path and not data.is_of_this_release(path):
    path = door.renewed(path)
if path:
    data.refresh_on_new_day(path)
damage.tell(path)
downloads.remember(guard.acting(), path and path.stem)

page = st.navigation(
    [
        st.Page(file, title=title, url_path=address or None, default=not address)
        if guard.may_open(file)
        else st.Page(
            guard.refuse if address else guard.lead_on,
            title=title,
            url_path=address or None,
            default=not address,
            visibility="hidden",
        )
        for file, (title, address) in labels.PAGES.items()
    ],
    expanded=True,  # a longer list would fold under words in English
)
st.set_page_config(page_title=f"{page.title} – {labels.APP}")
file = next(name for name, (_, address) in labels.PAGES.items() if address == page.url_path)
presenting.enter()
filters.enter(page.url_path)
st.session_state["_view"] = filters.show() if path else None
if st.session_state["_view"] and guard.may_open("unit_profile.py"):
    with st.sidebar:
        search.show(st.session_state["_view"][0], user.scope, file)
        presenting.way_in()
guard.show_person()
frame.tell_newer()
if presenting.is_on() and st.session_state["_view"]:
    presenting.show(file, st.session_state["_view"][0])
page.run()

if path:
    facts = data.snapshot()
    words = [
        f"{labels.APP} – {facts.city_name}",
        f"Mã lần cập nhật {facts.snapshot_id}",
        f"tính đến {labels.date(facts.as_of)}",
    ]
    if facts.illustrative:
        words += [facts.illustrative_words, facts.organisation_words]
    st.divider()
    st.caption(labels.plain(" · ".join(word for word in words if word)))
memory.collect_if_due()
