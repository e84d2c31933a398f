"""A folder that a Windows machine opens without installation and without administrator rights.

    python -m deploy.windows -o FOLDER [--python ZIP] [--wheels FOLDER]

It holds Python (the embeddable zip of python.org), the libraries as their Windows wheels, the program, and one file to
open. What an office records stands in a folder of its own beside them: building into the same FOLDER again brings a new
release and leaves that alone.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from email.parser import Parser as EmailParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
# the last release of 3.11 that python.org built for Windows; the hash is of exactly that file
MINOR = "3.11"
ADDRESS = "https://www.python.org/ftp/python/3.11.9/python-3.11.9-embed-amd64.zip"
SHA256 = "009d6bf7e3b2ddca3d784fa09f90fe54336d5b60f0e0f305c37f400bf83cfd3b"
PYTHON, LIBRARIES, PROGRAM, DATA = "python", "thu_vien", "phan_mem", "so_lieu"
OPEN, READ_FIRST = "Mo bang theo doi.bat", "Doc truoc.txt"
WINDOWS = {
    "sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64", "python_version": MINOR,
    "python_full_version": "3.11.9", "implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": "",
}  # fmt: skip
OURS = (PYTHON, LIBRARIES, PROGRAM, DATA, OPEN, READ_FIRST)
PARTS = (
    ".streamlit/config.toml", "HUONG_DAN.md", "LICENSE", "charts", "dashboard.py", "deploy", "etl", "pages", "pyproject.toml",
    "reference", "reports", "requirements.txt", "sample_data", "warehouse", "words",
)  # fmt: skip
FIGURES = ("data", "sample", "demo")  # in warehouse/
# Quoted and without delayed expansion: a folder may be called "R&D (1)!". ASCII, since the window reads it in the code page of the machine; what people read is said by deploy/start.py
COMMANDS = rf"""@echo off
setlocal DisableDelayedExpansion
chcp 65001 >nul
if not defined PBGDPL_LOCAL_ROLE set "PBGDPL_LOCAL_ROLE=steward"
set "PYTHONUTF8=1"
set "PBGDPL_WAREHOUSE=%~dp0{DATA}"
"%~dp0{PYTHON}\python.exe" -X utf8 -m deploy.start
if errorlevel 1 pause
"""
TEXT = f"""Bảng theo dõi, đánh giá công tác phổ biến, giáo dục pháp luật

1. Bấm đúp vào "{OPEN}". Cửa sổ màu đen là chương trình: để yên trong lúc dùng. Trình duyệt tự mở.
   Mở lần nữa thì trình duyệt mở lại bảng đang chạy, không chạy thêm bảng thứ hai.
2. Dùng xong: đóng cửa sổ màu đen.
3. Số liệu của cơ quan nằm trong thư mục "{DATA}". Sao lưu: chép cả thư mục đó khi chương trình đã đóng.
4. Có bản phần mềm mới: chép đè các thư mục "{PYTHON}", "{LIBRARIES}", "{PROGRAM}" và tệp "{OPEN}"; không chép đè "{DATA}".
5. Thư mục này chạy được từ bất cứ đâu, kể cả ổ USB, không cần cài đặt, không cần quyền quản trị. Đặt trên ổ của máy để nhanh hơn;
   không đặt trong thư mục tự đồng bộ (OneDrive, Google Drive).

Hướng dẫn sử dụng: {PROGRAM}\\HUONG_DAN.md (mở bằng Notepad).
"""


class Refused(Exception):
    """Why the folder is not built, in words for who builds it."""


def build(
    out: Path, python: Path | None, wheels: Path | None = None, requirements: Path = ROOT / "requirements.txt"
) -> None:
    """Makes or renews the folder; `wheels`: a folder of wheels to take, without the network. Raises Refused."""
    if python is None:
        raise Refused(
            f"Tải Python bản nhúng (embeddable) về rồi chạy lại với --python TỆP:\n  {ADDRESS}\n  SHA-256 {SHA256}"
        )
    _refuse_foreign(out)
    _refuse_other_python(python)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=".dang-lap-", dir=out
    ) as folder:  # a half-built part never stands in its place
        made = Path(folder)
        with zipfile.ZipFile(python) as embeddable:
            embeddable.extractall(made / PYTHON)
        _say_where_modules_are(made / PYTHON)
        _install(made / LIBRARIES, requirements, wheels)
        _copy_program(made / PROGRAM)
        for part in (PYTHON, LIBRARIES, PROGRAM):
            shutil.rmtree(out / part, ignore_errors=True)
            (made / part).rename(out / part)
    (out / DATA).mkdir(exist_ok=True)
    (out / OPEN).write_text(COMMANDS, encoding="ascii", newline="\r\n")
    (out / READ_FIRST).write_text(TEXT, encoding="utf-8-sig", newline="\r\n")  # Notepad knows UTF-8 by its mark


def _refuse_foreign(out: Path) -> None:
    """The folder is new, empty, or one of ours: nothing else is ever replaced."""
    foreign = sorted(path.name for path in out.iterdir() if path.name not in OURS) if out.exists() else []
    if foreign:
        raise Refused(
            f"Thư mục {out} có thứ khác ({', '.join(foreign[:3])}): chọn thư mục mới hoặc thư mục đã lập trước đây."
        )


def _refuse_other_python(python: Path) -> None:
    try:
        found = hashlib.sha256(python.read_bytes()).hexdigest()
    except OSError as error:
        raise Refused(f"Không đọc được {python}: {error.strerror or error}.") from error
    if found != SHA256:
        raise Refused(
            f"{python.name} không phải tệp ở {ADDRESS}\n  SHA-256 phải là {SHA256}\n  tệp này có      {found}"
        )


def _say_where_modules_are(python: Path) -> None:
    """The embeddable Python reads its module path from this file and from nothing else."""
    number = MINOR.replace(".", "")
    lines = [f"python{number}.zip", ".", rf"..\{PROGRAM}", rf"..\{LIBRARIES}"]
    (python / f"python{number}._pth").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\r\n")


def _install(target: Path, requirements: Path, wheels: Path | None) -> None:
    # pip reads "only on Windows", and "not there", by the machine that builds: what it left out for that is asked for by name
    _pip(target, wheels, *_asked_there(requirements))
    while lacking := sorted(_lacking(target)):
        _pip(target, wheels, *lacking)


def _asked_there(requirements: Path) -> list[str]:
    """The lines that hold on Windows, without what they say of that."""
    lines = (line.split(" #")[0].strip() for line in requirements.read_text(encoding="utf-8").splitlines())
    asked = [Requirement(line) for line in lines if line and not line.startswith("#")]
    there = [one for one in asked if one.marker is None or one.marker.evaluate(WINDOWS)]
    for one in there:
        one.marker = None
    return [str(one) for one in there]


def _lacking(libraries: Path) -> set[str]:
    """What the libraries of a folder need on Windows and do not find there."""
    described = [
        EmailParser().parsestr(path.read_text(encoding="utf-8")) for path in libraries.glob("*.dist-info/METADATA")
    ]
    held = {canonicalize_name(about["Name"]) for about in described}
    needed = (Requirement(line) for about in described for line in about.get_all("Requires-Dist") or ())
    return {
        f"{one.name}{one.specifier}"
        for one in needed
        if (one.marker is None or one.marker.evaluate(WINDOWS)) and canonicalize_name(one.name) not in held
    }


def _pip(target: Path, wheels: Path | None, *what: str) -> None:
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--target", str(target),
        "--platform", "win_amd64", "--python-version", MINOR, "--implementation", "cp", "--only-binary=:all:",
        *(["--no-index", "--find-links", str(wheels)] if wheels else []),
        *what,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        named = re.findall(r"No matching distribution found for ([^\s;(]+)", done.stderr)
        why = f"không có bản cho Windows, Python {MINOR}: {', '.join(named)}" if named else done.stderr.strip()[-500:]
        raise Refused(f"Không lấy đủ thư viện: {why}")


def _copy_program(target: Path) -> None:
    for part in PARTS:
        source = ROOT / part
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=_ignored)
        else:
            shutil.copyfile(source, target / part)


def _ignored(folder: str, names: list[str]) -> list[str]:
    left = ("__pycache__", *(FIGURES if Path(folder) == ROOT / "warehouse" else ()))
    return [name for name in names if name in left]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.windows", description="Lập thư mục chạy trên Windows.")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="THƯ_MỤC")
    parser.add_argument("--python", type=Path, metavar="ZIP", help="Python bản nhúng (embeddable) của python.org")
    parser.add_argument("--wheels", type=Path, metavar="THƯ_MỤC", help="thư mục thư viện đã tải sẵn; không dùng mạng")
    asked = parser.parse_args()
    try:
        build(asked.out, asked.python, asked.wheels)
    except Refused as refused:
        raise SystemExit(str(refused)) from None
    print(f"Đã lập {asked.out}. Chép cả thư mục sang máy Windows rồi mở “{OPEN}”.")


if __name__ == "__main__":
    main()
