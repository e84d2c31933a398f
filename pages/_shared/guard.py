"""Who is looking, and what they may open. Every page calls `require` first; deny by default.

With no identity provider there is one local user: a leader, or a steward when the operator says so before the start.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st

LOCAL_ROLES = ("leader", "steward")
READERS = ("leader", "steward", "admin", "unit")
SECRETS = Path(__file__).resolve().parents[2] / ".streamlit" / "secrets.toml"


@dataclass(frozen=True)
class User:
    role: str | None  # None: nobody, or somebody without a role
    unit_code: str | None = None  # a `unit` user sees only this unit's own detail

    @property
    def scope(self) -> str | None:
        """The unit to which queries limit detail; None = no limit."""
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


def current_user() -> User:
    if sign_in_configured():
        return User(None)  # accounts get their roles from a table that does not exist yet
    role = os.environ.get("PBGDPL_LOCAL_ROLE") or "leader"
    return User(role if role in LOCAL_ROLES else None)


def enter() -> User:
    """Called by the router only: signs in where there is a provider, and stops whoever has no role."""
    if sign_in_configured() and not st.user.get("is_logged_in"):
        st.title("Đăng nhập")
        if st.button("Đăng nhập bằng tài khoản cơ quan", type="primary"):
            st.login()
        st.stop()
    user = current_user()
    if user.role is None:
        st.error("Tài khoản này chưa được phân quyền. Đề nghị liên hệ Phòng Tư pháp.")
        st.stop()
    st.session_state["_entered"] = True
    return user


def require(*roles: str) -> User:
    """First line of every page: no page runs without the router, and only for the given roles."""
    if not st.session_state.get("_entered"):
        st.switch_page("_app.py")
    user = current_user()
    if user.role not in (roles or READERS):
        st.error("Không có quyền xem trang này.")
        st.stop()
    return user
