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
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote, unquote

import streamlit as st

from warehouse.acting import AT_THE_MACHINE, SIGNED_IN, Acting, user_of_this_machine

LOCAL_ROLES = ("leader", "steward")
READERS = ("leader", "steward", "admin", "unit")
STEWARDS = ("steward", "admin")
SETTINGS = Path(__file__).resolve().parents[2] / ".streamlit"
SECRETS = SETTINGS / "secrets.toml"
NAME_COOKIE, NAME_KEPT = "pbgdpl_ho_ten", "_ho_ten"
LONGEST_NAME = 60
A_YEAR = 365 * 24 * 3600  # seconds


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


@lru_cache(maxsize=1)
def sign_in_configured() -> bool:
    """True when secrets.toml has [auth]: then nobody is anybody before signing in."""
    try:
        return "auth" in tomllib.loads(SECRETS.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return False


def roles_file() -> Path:
    """The table of roles: a CSV with the columns email, role, unit_code (and a note, for people)."""
    return Path(os.environ.get("PBGDPL_ROLES") or SETTINGS / "roles.csv")


def read_roles(text: str) -> dict[str, User]:
    """E-mail → user. A row that is not whole, or an e-mail with two different rows, gives nobody anything."""
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    found: dict[str, User] = {}
    refused = set()
    for row in rows:
        email, role, unit = ((row.get(name) or "").strip() for name in ("email", "role", "unit_code"))
        email = email.casefold()
        user = User(role, unit or None)
        whole = "@" in email and role in READERS and (role == "unit") == bool(unit)
        if not whole or found.get(email, user) != user:
            refused.add(email)
        found[email] = user
    return {email: user for email, user in found.items() if email not in refused}


@lru_cache(maxsize=2)
def _roles(path: Path, changed: int, size: int) -> dict[str, User]:
    try:
        return read_roles(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}


def signed_in_user() -> User:
    """The row of the signed-in e-mail; nobody without one, or where the provider has not verified the address."""
    email = st.user.get("email")
    if not st.user.get("is_logged_in") or not email or st.user.get("email_verified") is False:
        return User(None)
    path = roles_file()
    try:
        state = path.stat()
    except OSError:
        return User(None)
    return _roles(path, state.st_mtime_ns, state.st_size).get(str(email).strip().casefold(), User(None))  # fmt: skip


def current_user() -> User:
    if sign_in_configured():
        return signed_in_user()
    role = os.environ.get("PBGDPL_LOCAL_ROLE") or "leader"
    return User(role if role in LOCAL_ROLES else None)


def may_load() -> bool:
    """Whether somebody may bring files in: Phòng Tư pháp."""
    return current_user().role in STEWARDS


def person() -> str:
    """Who changes something now, for the record: the verified e-mail, else the name given in this browser, else the user
    of this machine."""
    if sign_in_configured():
        return str(st.user.get("email"))
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
    return Acting(person(), current_user().role, SIGNED_IN if sign_in_configured() else AT_THE_MACHINE)


def enter() -> User:
    """Called by the router only: signs in where there is a provider, and stops whoever has no role."""
    if sign_in_configured() and not st.user.get("is_logged_in"):
        st.title("Đăng nhập")
        if st.button("Đăng nhập bằng tài khoản cơ quan", type="primary"):
            st.login()
        st.stop()
    user = current_user()
    if user.role is None:
        st.session_state.pop("_entered", None)
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
            st.text(str(st.user.get("email")))  # text, since Markdown could be in it
            st.button("Đăng xuất", on_click=st.logout, key="dang_xuat")
    elif may_load():
        with st.sidebar:
            _ask_name()


def _ask_name() -> None:
    def give() -> None:
        st.session_state[NAME_KEPT] = name_of(st.session_state["ho_ten"])

    name = _given_name()
    st.text_input(
        "Họ tên người thao tác (ghi vào nhật ký)", name, key="ho_ten", on_change=give, max_chars=LONGEST_NAME,
        placeholder="Chỉ nhập một lần",
    )  # fmt: skip
    if NAME_KEPT in st.session_state:  # quoted: nothing of a name can end the string or the script
        kept = f"{NAME_COOKIE}={quote(name, safe='')}; path=/; max-age={A_YEAR if name else 0}; SameSite=Strict"
        st.html(f"<script>document.cookie = '{kept}'</script>", unsafe_allow_javascript=True)


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
    st.error("Không có quyền xem trang này.")
    st.stop()
