"""Commands do without pandas: DuckDB, at the first parameter of a statement, and Arrow, at the first list, import it only to
ask whether a value is one of its own. That is a fifth of the processor of a small load; pyarrow.dataset, asked for in the
same way, is a tenth of its imports."""

from __future__ import annotations

import sys

NOT_NEEDED = {"pandas", "pyarrow.dataset"}


class _Refused:
    """A finder of modules that has none of them."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name in NOT_NEEDED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def do_without() -> None:
    """For the rest of this process; where it was imported before, nothing changes."""
    sys.meta_path.insert(0, _Refused())  # pyright: ignore[reportArgumentType]
