"""The router: page settings, sign-in, the snapshot of this run, navigation, shared filters, the page, the footer."""

import streamlit as st

from pages._shared import data, filters, guard, memory
from words import labels

STATIC = data.ROOT / "pages" / "static"

st.set_page_config(
    page_title=labels.APP,
    page_icon=str(STATIC / "favicon.svg"),  # a file of ours: an icon by name would be fetched from the internet
    layout="wide",
)
# The narrow filters repeat those of the sidebar, which a phone hides; print shows the page alone.
st.html(
    """<style>
    .st-key-loc_hep { display: none }
    [data-testid='stCaptionContainer'] { color: inherit; opacity: 0.8 } /* enough contrast to read */
    @media (max-width: 640px) { .st-key-loc_hep { display: flex; flex-wrap: nowrap } }
    .bang { overflow: auto; max-height: 36rem }
    .bang table { border-collapse: collapse; font-variant-numeric: tabular-nums }
    .bang caption { text-align: left; padding: .25rem .5rem; opacity: .8 }
    .bang th, .bang td { text-align: left; font-weight: 400; padding: .25rem .5rem; vertical-align: top;
        border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
    .bang thead th { font-weight: 600; min-width: 4rem }
    .bang .so { text-align: right; white-space: nowrap }
    .bang tbody th { min-width: 6.5rem }
    .bang:has(.tien-do) { max-height: none }
    .tien-do td { width: 12%; border: 1px solid color-mix(in srgb, currentColor 18%, transparent); min-width: 6.5rem }
    .tien-do tbody th { min-width: 16rem; max-width: 30rem }
    .tien-do .done { background: color-mix(in srgb, #2C7BB6 24%, transparent) }
    .tien-do .in_progress, .tien-do .not_started { background: color-mix(in srgb, #ABD9E9 30%, transparent) }
    .tien-do .unfinished { background: color-mix(in srgb, #FDAE61 40%, transparent) }
    .tien-do .never_reported { background: color-mix(in srgb, #D7191C 22%, transparent) }
    .ma-tran td { border: 1px solid color-mix(in srgb, currentColor 18%, transparent); min-width: 6.5rem }
    .ma-tran tbody th { min-width: 9rem; max-width: 22rem; position: sticky; left: 0; background: Canvas }
    .ma-tran thead th { position: sticky; top: 0; background: Canvas }
    .ma-tran .on_time { background: color-mix(in srgb, #2C7BB6 22%, transparent) }
    .ma-tran .late { background: color-mix(in srgb, #FDAE61 36%, transparent) }
    .ma-tran .supplement { background: color-mix(in srgb, #FEE090 32%, transparent) }
    .ma-tran .missing { background: color-mix(in srgb, #D7191C 22%, transparent) }
    .trang-tinh tbody th { min-width: 0 }
    .trang-tinh { font-size: .85rem }
    .trang-tinh th { opacity: .65; text-align: center }
    .trang-tinh td { border: 1px solid color-mix(in srgb, currentColor 18%, transparent); max-width: 18rem }
    .trang-tinh .o { outline: 2px solid #2C7BB6; outline-offset: -2px; font-weight: 600 }
    /* Streamlit has these words in English only */
    [data-testid='stFileUploaderDropzone'] button p { font-size: 0 }
    [data-testid='stFileUploaderDropzone'] button p::after { content: 'Chọn tệp'; font-size: .875rem }
    [data-testid='stFileUploaderDropzoneInstructions'] { display: none }
    [data-testid='stFileChipName'] + * { display: none } /* a size with a decimal point */
    [data-testid='stStatusWidget'] button { font-size: 0 }
    [data-testid='stStatusWidget'] button::after { content: 'Dừng'; font-size: .875rem }
    /* names of pages, files and figures are read whole */
    [data-testid='stSidebarNavLink'] p, [data-testid='stPageLink-NavLink'] *, [data-testid='stMetricLabel'] * { white-space: normal !important }
    /* While the page is drawn anew a download still is the one of the page before: other filters perhaps, and
       Streamlit forgets it in the moment in which the new one is there */
    [data-testid='stApp']:not([data-test-script-state='notRunning']) .stDownloadButton { cursor: progress }
    [data-testid='stApp']:not([data-test-script-state='notRunning']) .stDownloadButton button { pointer-events: none }
    @media print { [data-testid='stSidebar'], [data-testid='stHeader'] { display: none } }
    </style>"""
)

user = guard.enter()
path = data.pin()
if path:
    data.refresh_on_new_day(path)
if data.is_damaged(path):
    st.warning(labels.FOLDER_DAMAGED if path else labels.NOTHING_READABLE)

page = st.navigation(
    [
        st.Page(file, title=title, url_path=address or None, default=not address)
        for file, (title, address) in labels.PAGES.items()
        if file not in labels.STEWARD_PAGES or user.role in ("steward", "admin")
    ],
    expanded=True,  # a longer list would fold under words in English
)
filters.enter(page.url_path)
st.session_state["_view"] = filters.show() if path else None
guard.sign_out()
page.run()

if path:
    facts = data.snapshot()
    words = [
        f"{labels.APP} – {facts.city_name}",
        f"Bản số liệu {facts.snapshot_id}",
        f"tính đến {labels.date(facts.as_of)}",
    ]
    if facts.illustrative:
        words += [facts.illustrative_words, facts.organisation_words]
    st.divider()
    st.caption(labels.plain(" · ".join(word for word in words if word)))
memory.collect_if_due()
