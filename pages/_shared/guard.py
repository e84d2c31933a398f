"""Who is looking, and what they may open. Every page calls `require` first; deny by default.

With no identity provider there is one local user: a leader, or a steward when the operator says so before the start.
With one, the provider says who somebody is and the table of roles says what they may do; nothing that a page, an
address or a claim of a role says counts. The table is read at every run, so a row taken out works at once.

Several people may sit at that one machine. Whoever changes something there gives a name once per browser, which keeps it
in a cookie; the journal says `tai_may` beside it, since nobody vouches for it.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote, unquote, urlsplit

import streamlit as st

from pages._shared import sign_in, trail
from warehouse import audit, clock
from warehouse.acting import AT_THE_MACHINE, SIGNED_IN, UNKNOWN, Acting, user_of_this_machine
from words import labels

LOCAL_ROLES = ("leader", "steward")
READERS = ("leader", "steward", "admin", "unit")
ONLY = {  # roles that have these pages and no other, the first one first
    "noi_vu": ("heads.py", "about.py"),  # who keeps the files of heads
    "verifier": ("verification.py", "about.py"),  # there the units that were given to them
}
ROLES = (*READERS, *ONLY)
STEWARDS = ("steward", "admin")
SETTINGS = Path(__file__).resolve().parents[2] / ".streamlit"
NAME_COOKIE, NAME_KEPT = "pbgdpl_ho_ten", "_ho_ten"
LONGEST_NAME = 60
A_YEAR = 365 * 24 * 3600  # seconds
SUBJECT = "sub:"


@dataclass(frozen=True)
class User:
    role: str | None  # None: nobody, or somebody without a role
    unit_code: str | None = None  # a `unit` user sees only this unit's own detail

    @property
    def scope(self) -> str | None:
        """The unit to which questions limit detail; None = no limit."""
        if self.role == "unit":
            return self.unit_code or ""  # a unit user without a unit sees no detail at all
        return None


def sign_in_configured() -> bool:
    """Whether there is a provider: then nobody is anybody before signing in. Raises Unusable where it is half there."""
    return sign_in.settings() is not None


def roles_file() -> Path:
    """The table of roles: a CSV with the columns email or subject, role, unit_code (and a note, for people)."""
    return Path(os.environ.get("PBGDPL_ROLES") or SETTINGS / "roles.csv")


def read_roles(text: str) -> tuple[dict[str, User], list[int]]:
    """E-mail, or `sub:` with the provider's own id of a person → user; and the lines that are not whole. Such a line, or
    a person with two different ones, gives nobody anything."""
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    found: dict[str, User] = {}
    refused, wrong = set(), []
    for line, row in enumerate(rows, 2):
        told = [(row.get(name) or "").strip() for name in ("email", "subject", "role", "unit_code")]
        email, subject, role, unit = told
        who = email.casefold() or f"{SUBJECT}{subject}"
        user = User(role, unit or None)
        whole = ("@" in email or (subject and not email)) and role in ROLES and (role == "unit") == bool(unit)
        if not whole or found.get(who, user) != user:
            refused.add(who)
            if any(told):
                wrong.append(line)
        found[who] = user
    return {who: user for who, user in found.items() if who not in refused}, wrong


@lru_cache(maxsize=2)
def _roles(path: Path, changed: int, size: int) -> dict[str, User]:
    try:
        users = read_roles(path.read_text(encoding="utf-8-sig"))[0]
    except (OSError, UnicodeDecodeError, csv.Error):
        users = {}
    trail.roles_are({who: " ".join(filter(None, (user.role, user.unit_code))) for who, user in users.items()})
    return users


def refuse_half_configured() -> None:
    """At the start of the server: sign-in that keeps nobody out, or lets nobody in, is no sign-in. Raises Unusable."""
    if not sign_in_configured():
        return
    path = roles_file()
    try:
        users, wrong = read_roles(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise sign_in.Unusable(f"Không đọc được bảng phân quyền {path}: {error}") from error
    if wrong or not users:
        where = f"sai ở dòng {', '.join(map(str, wrong))}" if wrong else "chưa có dòng nào đúng"
        raise sign_in.Unusable(f"Bảng phân quyền {path} {where}; các cột: email (hoặc subject), role, unit_code")


def user_of(claims: Mapping[str, Any]) -> User:
    """The row of who the provider names: by its own id, else by an e-mail that it says is verified."""
    path = roles_file()
    try:
        state = path.stat()
    except OSError:
        return User(None)
    users = _roles(path, state.st_mtime_ns, state.st_size)
    by_subject = users.get(f"{SUBJECT}{claims.get('sub') or ''}")
    return by_subject or users.get(_email(claims).casefold()) or User(None)


def _email(claims: Mapping[str, Any]) -> str:
    """Empty where the provider does not vouch for it."""
    email = str(claims.get("email")).strip()
    return email if claims.get("email_verified") is True and "@" in email else ""


def acting_of(claims: Mapping[str, Any]) -> Acting:
    """The same as `acting`, of whom the provider names."""
    return Acting(_email(claims) or str(claims.get("sub") or UNKNOWN), user_of(claims).role, SIGNED_IN)


def tell(kind: str, claims: Mapping[str, Any], where: str) -> None:
    """To the audit ledger: what the server saw before any page ran."""
    if kind == audit.DENIED:
        trail.refused(acting_of(claims), where)
    else:
        trail.told(kind, acting_of(claims))


def is_signed_in() -> bool:
    """Whether the sign-in of this session holds: it ends in all tabs, and with the working day."""
    said = st.user.to_dict()
    return bool(said.get("is_logged_in")) and not sign_in.has_ended(
        dict(st.context.cookies), said, clock.instant().timestamp()
    )


def current_user() -> User:
    if sign_in_configured():
        return user_of(st.user.to_dict()) if is_signed_in() else User(None)
    role = os.environ.get("PBGDPL_LOCAL_ROLE") or "leader"
    return User(role if role in LOCAL_ROLES else None)


def may_load() -> bool:
    """Whether somebody may bring files in: Phòng Tư pháp."""
    return current_user().role in STEWARDS


def may_open(page: str) -> bool:
    """Whether a page (its file) is in the menu of who is looking; `require` on the page itself is what keeps others out."""
    role = current_user().role
    if role not in READERS:
        return page in ONLY.get(role or "", ())
    return page not in labels.STEWARD_PAGES or may_load()


def only_verifies() -> str | None:
    """Whose units are all that may be seen; None: every unit's."""
    return person() if current_user().role == "verifier" else None


def person() -> str:
    """Who changes something now, for the record: the e-mail or id that the provider says, else the name given in this
    browser, else the user of this machine."""
    if sign_in_configured():
        return acting_of(st.user.to_dict()).who
    return _given_name() or user_of_this_machine()


def writers() -> tuple[str, ...]:
    """Whose drafts are theirs: at the machine also what was typed before a name was given."""
    return (person(),) if sign_in_configured() else tuple(dict.fromkeys((person(), user_of_this_machine())))


def _given_name() -> str:
    """Of this session, else of this browser."""
    kept = unquote(st.context.cookies.get(NAME_COOKIE, ""))
    return name_of(st.session_state.get(NAME_KEPT, kept))


def name_of(text: str) -> str:
    """What was typed, or a cookie holds, as one line that a journal can carry."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_NAME].rstrip()


def acting() -> Acting:
    """The same with role and how they are known, for a process that acts for them."""
    if sign_in_configured():
        return acting_of(st.user.to_dict())
    return Acting(person(), current_user().role, AT_THE_MACHINE)


def enter() -> User:
    """Called by the router only: signs in where there is a provider, and stops whoever has no role."""
    if sign_in_configured() and not is_signed_in():
        st.session_state.pop("_entered", None)
        st.title("Đăng nhập")
        if st.button("Đăng nhập bằng tài khoản cơ quan", type="primary"):
            st.login()
        st.stop()
    user = current_user()
    if user.role is None:
        st.session_state.pop("_entered", None)
        trail.refused(acting(), _here())
        st.error("Tài khoản này chưa được phân quyền. Đề nghị liên hệ Phòng Tư pháp.")
        if sign_in_configured():
            st.button("Đăng xuất", on_click=st.logout)
        st.stop()
    st.session_state["_entered"] = True
    return user


def show_person() -> None:
    """In the sidebar. With a provider: who is signed in, and the way out. Without: the name of whoever may change
    something, asked for once per browser."""
    if sign_in_configured():
        with st.sidebar:
            st.text(person())  # text, since Markdown could be in it
            st.button("Đăng xuất", on_click=st.logout, key="dang_xuat")
    elif may_load():
        with st.sidebar:
            _ask_name()


def _ask_name() -> None:
    def give() -> None:
        st.session_state[NAME_KEPT] = name_of(st.session_state["ho_ten"])
        trail.told(audit.SIGNED_IN, acting())

    name = _given_name()
    st.text_input(
        "Họ tên người thao tác (ghi vào nhật ký)", name, key="ho_ten", on_change=give, max_chars=LONGEST_NAME,
        placeholder="Chỉ nhập một lần",
    )  # fmt: skip
    if NAME_KEPT in st.session_state:  # quoted: nothing of a name can end the attribute or the cookie
        kept = f"{NAME_COOKIE}={quote(name, safe='')}; path=/; max-age={A_YEAR if name else 0}; SameSite=Strict"
        script = f'<script src="app/static/ho-ten.js" data-cookie="{kept}"></script>'
        st.html(script, unsafe_allow_javascript=True)


def require(*roles: str) -> User:
    """First line of every page: no page runs without the router, and only for the given roles."""
    if not st.session_state.get("_entered"):
        st.switch_page("_app.py")
    user = current_user()
    if user.role not in (roles or READERS):
        refuse()
    return user


def refuse() -> NoReturn:
    """Says that the page is not for this reader. It stands at the address of a page that a role has not, since somebody
    may have been sent the link, and Streamlit answers to an address without a page in English."""
    trail.refused(acting(), _here())
    st.error("Không có quyền xem trang này.")
    st.stop()


def lead_on() -> NoReturn:
    """Stands at the first address for whoever has not the page there: leads to the first that they have."""
    st.switch_page(ONLY[current_user().role or ""][0])


def _here() -> str:
    return urlsplit(st.context.url or "").path
