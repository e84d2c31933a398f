"""The folder for Windows, and what Windows refuses that other systems allow, simulated."""

import base64
import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy import start, windows
from pages._intake import upload
from warehouse import patience
from warehouse.store import Warehouse

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def embeddable(monkeypatch, tmp_path) -> Path:
    """What python.org would give, as far as the folder needs it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("python.exe", b"MZ")
        made.writestr("python311._pth", "python311.zip\r\n.\r\n#import site\r\n")
    path = tmp_path / "python-embed.zip"
    path.write_bytes(held.getvalue())
    monkeypatch.setattr(windows, "SHA256", hashlib.sha256(held.getvalue()).hexdigest())
    return path


def wheel(folder: Path, name: str, tag: str, needs: str = "") -> None:
    folder.mkdir(exist_ok=True)
    files = {
        f"{name}.py": "",
        f"{name}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needs}",
        f"{name}-1.0.dist-info/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    record = f"{name}-1.0.dist-info/RECORD"
    with zipfile.ZipFile(folder / f"{name}-1.0-{tag}.whl", "w") as made:
        for path, text in files.items():
            made.writestr(path, text)
        hashes = {
            path: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()) for path, text in files.items()
        }
        lines = [f"{path},sha256={h.rstrip(b'=').decode()},{len(files[path])}" for path, h in hashes.items()]
        made.writestr(record, "\n".join([*lines, f"{record},,\n"]))


@pytest.mark.story
def test_a_folder_is_built_renewed_and_the_figures_in_it_stay(embeddable, tmp_path):
    wheels, needed = tmp_path / "wheels", tmp_path / "requirements.txt"
    only_there = 'Requires-Dist: only_there; platform_system == "Windows"\n'  # as typer needs colorama
    wheel(wheels, "needed", "cp311-cp311-win_amd64", only_there)
    wheel(wheels, "only_there", "py3-none-any")
    lines = ["# what is needed", "needed==1.0  # why", 'never_there==1.0; sys_platform != "win32"  # as uvloop']
    needed.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "Thư mục của phòng"
    windows.build(out, embeddable, wheels, needed)
    (out / windows.DATA / "CURRENT").write_text("1\n", encoding="utf-8")
    (out / windows.PROGRAM / "left.py").write_text("", encoding="utf-8")
    windows.build(out, embeddable, wheels, needed)
    assert sorted(path.name for path in out.iterdir()) == sorted(windows.OURS)
    assert (out / windows.DATA / "CURRENT").is_file() and not (out / windows.PROGRAM / "left.py").exists()
    assert (out / windows.LIBRARIES / "needed.py").is_file() and (out / windows.LIBRARIES / "only_there.py").is_file()

    paths = (out / "python" / "python311._pth").read_bytes().decode().split("\r\n")
    assert [(out / "python" / path.replace("\\", "/")).exists() for path in paths[1:4]] == [True] * 3
    commands = (out / windows.OPEN).read_bytes()
    assert commands.isascii() and commands.count(b"\n") == commands.count(b"\r\n"), (
        "cmd reads neither UTF-8 nor bare lines"
    )
    assert '"%~dp0' in commands.decode(), "quoted: the path may hold spaces"
    told = (out / windows.READ_FIRST).read_bytes()
    assert told.startswith(b"\xef\xbb\xbf") and windows.OPEN in told.decode("utf-8-sig")


def test_the_program_in_it_is_what_git_keeps_and_no_figures(tmp_path):
    windows._copy_program(tmp_path / "p")
    there = {path.relative_to(tmp_path / "p").as_posix() for path in (tmp_path / "p").rglob("*") if path.is_file()}
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    parts = tuple(part if "." in part[1:] or part == "LICENSE" else f"{part}/" for part in windows.PARTS)
    assert there == {path for path in kept if path.startswith(parts)}
    left = {path.split("/")[0] for path in kept} - {path.split("/")[0] for path in there}
    assert left <= {
        ".ci", ".git-blame-ignore-revs", ".gitignore", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "GLOSSARY.md",
        "Makefile", "README.md", "SCORING.md", "SECURITY.md", "docs", "requirements-dev.txt", "requirements-spark.txt", "tests",
    }, "a new part of the program belongs into windows.PARTS"  # fmt: skip


def test_what_is_wrong_is_named_and_nothing_is_replaced(embeddable, tmp_path):
    wheels, needed, out = tmp_path / "wheels", tmp_path / "requirements.txt", tmp_path / "out"
    wheel(wheels, "elsewhere", "cp311-cp311-manylinux2014_x86_64")
    needed.write_text("elsewhere==1.0\n", encoding="utf-8")
    with pytest.raises(windows.Refused, match=r"không có bản cho Windows.*elsewhere==1\.0"):
        windows.build(out, embeddable, wheels, needed)
    assert not list(out.iterdir())
    with pytest.raises(windows.Refused, match=r"python\.org.*embed-amd64\.zip"):
        windows.build(out, None)
    other = tmp_path / "other.zip"
    other.write_bytes(b"PK")
    with pytest.raises(windows.Refused, match="SHA-256"):
        windows.build(out, other, wheels, needed)
    (out / "anh.jpg").write_bytes(b"")
    with pytest.raises(windows.Refused, match=r"anh\.jpg"):
        windows.build(out, embeddable, wheels, needed)
    assert [path.name for path in out.iterdir()] == ["anh.jpg"]


def test_the_port_is_its_own():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        start.USUAL_PORT, usual = taken.getsockname()[1], start.USUAL_PORT
        try:
            assert start.free_port() != start.USUAL_PORT
        finally:
            start.USUAL_PORT = usual


def test_a_second_start_opens_what_runs(monkeypatch, tmp_path):
    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    opened = []
    monkeypatch.setattr(start.signal, "signal", lambda *_: None)
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(tmp_path))
    monkeypatch.setattr(start.webbrowser, "open", opened.append)
    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / ".dang_chay.txt").write_text(str(server.server_port), encoding="ascii")
        with start.FileLock(tmp_path / ".dang_chay.lock"):
            assert start.main() == 0
        server.shutdown()
    assert opened == [f"http://127.0.0.1:{server.server_port}"]


def test_who_waits_for_a_start_is_not_led_to_what_an_earlier_one_noted(monkeypatch, tmp_path):
    """A window that is closed takes its program with it, and the port is anybody's."""
    noted, seen = tmp_path / ".dang_chay.txt", []
    noted.write_text("8501", encoding="ascii")

    def prepare(*_, **__):
        seen.append(noted.exists())
        return subprocess.CompletedProcess([], 1)

    monkeypatch.setattr(start.subprocess, "run", prepare)
    assert start._serve(noted) == 1 and seen == [False]


@pytest.fixture
def on_windows(monkeypatch):
    monkeypatch.setattr(patience, "WINDOWS", True)
    monkeypatch.setattr(patience, "PAUSE", 0)


def test_a_pointer_that_somebody_reads_is_replaced_a_moment_later(monkeypatch, on_windows, tmp_path):
    warehouse, refused, replace = Warehouse(tmp_path), [], Path.replace

    def held(path, target):
        if Path(target).name == "CURRENT" and len(refused) < 3:
            refused.append(target)
            raise PermissionError(13, "The process cannot access the file because it is being used by another process")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", held)
    warehouse.point_to("000001-20260101")
    assert warehouse.named() == "000001-20260101" and len(refused) == 3


def test_one_that_is_held_for_good_is_an_error(monkeypatch, on_windows, tmp_path):
    monkeypatch.setattr(patience, "LONGEST", 0.05)
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(PermissionError(13, "held")))
    with pytest.raises(PermissionError):
        Warehouse(tmp_path).point_to("000001-20260101")


def test_a_refusal_of_rights_elsewhere_is_raised_at_once(monkeypatch):
    asked = []

    def refuse():
        asked.append(1)
        raise PermissionError(13, "no right")

    monkeypatch.setattr(patience, "WINDOWS", False)
    with pytest.raises(PermissionError):
        patience.patiently(refuse)
    assert asked == [1]


@pytest.mark.proof
def test_the_program_of_the_folder_starts_from_a_path_with_spaces_and_vietnamese_letters(reference_only, tmp_path):
    """With this machine's Python; what Windows adds is its interpreter and its libraries."""
    folder = tmp_path / "Phòng Tư pháp – bảng 1"
    windows._copy_program(folder / windows.PROGRAM)
    data = folder / windows.DATA
    shutil.copytree(reference_only, data)  # else the sample would be made first
    told = {"PBGDPL_WAREHOUSE": str(data), "PYTHONPATH": str(folder / windows.PROGRAM), "BROWSER": "true"}
    command = [sys.executable, "-m", "deploy.start"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=os.environ | told, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as first:
        try:
            for line in first.stdout:
                if "đang chạy ở" in line:
                    break
            port = int((data / ".dang_chay.txt").read_text(encoding="ascii"))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as answer:
                assert answer.status == 200
            second = subprocess.run(
                command, cwd=tmp_path, env=os.environ | told, capture_output=True, text=True, encoding="utf-8"
            )
            assert second.returncode == 0 and "mở lại trong trình duyệt" in second.stdout, second.stdout
        finally:
            first.terminate()
    with pytest.raises(OSError):  # what ended the first ended its server
        urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health")
    shutil.rmtree(folder)


def test_a_folder_may_be_called_as_people_call_folders():
    """`&`, brackets and `!` in a path end no command and are not taken for another."""
    lines = [line for line in windows.COMMANDS.splitlines() if "set " in line or "%~dp0" in line]
    assert len(lines) == 4 and windows.COMMANDS.startswith("@echo off\nsetlocal DisableDelayedExpansion\n")
    for line in lines:
        assert re.search(r'(^|set )"[^"]*"', line), line


def test_an_upload_that_was_left_is_looked_for_where_users_have_no_numbers(monkeypatch, tmp_path):
    monkeypatch.setenv("USERNAME", "lan")  # as Windows tells who sits there
    monkeypatch.setattr(upload.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = tmp_path / "tiep-nhan-1"
    folder.mkdir()
    facts = {
        "of": upload._whose(),
        "session": "",
        "names": ["a.xlsx"],
        "checked": None,
        "recorded": None,
        "received_on": None,
    }
    (folder / upload.STATE).write_text(json.dumps(facts), encoding="utf-8")
    monkeypatch.delattr(os, "getuid", raising=False)
    found = upload.Intake.left()
    assert found is not None and found.names == ["a.xlsx"]
