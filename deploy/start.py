"""Starts the dashboard for one person on one machine and opens the browser; a second start opens what runs already.

Its port is its own: the usual one may be taken. The folder of figures says who holds it and where it answers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from pathlib import Path

from filelock import FileLock, Timeout

ROOT = Path(__file__).resolve().parents[1]
USUAL_PORT = 8501
STARTS_WITHIN = 180.0  # seconds: a slow disk, and the sample is made at the first start
NOT_FIGURES = ".dang_chay"  # in the folder of figures: the port, and the lock of who serves it


def main() -> int:
    folder = Path(os.environ.get("PBGDPL_WAREHOUSE") or ROOT / "warehouse" / "data")
    folder.mkdir(parents=True, exist_ok=True)
    noted = folder / f"{NOT_FIGURES}.txt"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # what ends this ends the server too
    lock = FileLock(folder / f"{NOT_FIGURES}.lock")
    try:
        with lock.acquire(timeout=0):
            return _serve(noted)
    except Timeout:
        return _open_running(noted)
    except KeyboardInterrupt:
        return 0


def _serve(noted: Path) -> int:
    noted.unlink(missing_ok=True)  # of one whose window was closed: what answers there by now is something else
    print("Đang chuẩn bị số liệu…", flush=True)
    if subprocess.run([sys.executable, "-m", "sample_data.ensure"], cwd=ROOT).returncode:
        print("Không chuẩn bị được số liệu. Gửi nội dung cửa sổ này cho người quản trị.")
        return 1
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            if not _answers(port, STARTS_WITHIN, server):
                print("Chương trình không khởi động được. Gửi nội dung cửa sổ này cho người quản trị.")
                return 1
            noted.write_text(str(port), encoding="ascii")
            print(
                f"Bảng theo dõi đang chạy ở {_address(port)}. Để yên cửa sổ này; đóng cửa sổ khi dùng xong.", flush=True
            )
            webbrowser.open(_address(port))
            return server.wait()
        finally:
            server.terminate()
            noted.unlink(missing_ok=True)


def _open_running(noted: Path) -> int:
    """Where the first one is still starting, this waits for it."""
    print("Bảng theo dõi đang chạy: mở lại trong trình duyệt.", flush=True)
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        try:
            port = int(noted.read_text(encoding="ascii"))
        except (OSError, ValueError):  # not yet there, or half written
            port = 0
        if port and _is_up(port):
            webbrowser.open(_address(port))
            return 0
        time.sleep(0.2)
    print("Bảng theo dõi đang giữ thư mục số liệu nhưng không trả lời. Đóng cửa sổ màu đen cũ rồi mở lại.")
    return 1


def free_port() -> int:
    """The usual one, else any: nothing is closed that somebody else runs."""
    for port in (USUAL_PORT, 0):
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return tried.getsockname()[1]
    raise OSError("no free port on 127.0.0.1")


def _answers(port: int, limit: float, server: subprocess.Popen) -> bool:
    end = time.monotonic() + limit
    while time.monotonic() < end and server.poll() is None:
        if _is_up(port):
            return True
        time.sleep(0.2)
    return False


def _is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"{_address(port)}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    sys.exit(main())
