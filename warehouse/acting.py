"""Who acts, for the record: the one answer that every event of journal and workspace takes.

A page passes it on to the command line by environment, never as an argument: whoever may start a process may say who
they are, and nobody else.
"""

from __future__ import annotations

import getpass
import os
from typing import NamedTuple

WHO, ROLE, VIA = "PBGDPL_WHO", "PBGDPL_WHO_ROLE", "PBGDPL_WHO_VIA"
CLI, AT_THE_MACHINE, SIGNED_IN = "cli", "tai_may", "oidc"
UNKNOWN = "không rõ"


class Acting(NamedTuple):
    """who: an e-mail that a provider vouches for, else the user of this machine. role: as the pages know it; None on the
    command line. via: cli, tai_may (a page without sign-in), oidc."""

    who: str
    role: str | None = None
    via: str = CLI

    def environment(self) -> dict[str, str]:
        """For a process that acts for them."""
        return {WHO: self.who, ROLE: self.role or "", VIA: self.via}

    def signature(self) -> dict[str, str]:
        """As an event carries it."""
        return {"who": self.who} | ({"role": self.role} if self.role else {}) | {"via": self.via}


def acting() -> Acting:
    """Who this process acts for."""
    role, via = os.environ.get(ROLE) or None, os.environ.get(VIA) or CLI
    return Acting(os.environ.get(WHO) or user_of_this_machine(), role, via)


def user_of_this_machine() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # the last: Windows, where nothing names the user
        return UNKNOWN
