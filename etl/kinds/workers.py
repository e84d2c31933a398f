"""Long-lived child processes that read files: a crash, a hang or a file that eats memory costs that file only."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from etl.read.findings import finding
from etl.read.model import ParsedFile
from etl.reference.context import Context

ROOT = Path(__file__).resolve().parents[2]
BATCH = 16  # files per message; small, so that two workers end together
TIME_LIMIT = 30.0  # seconds per file
MEMORY_LIMIT = 1 << 30  # bytes of address space per worker
START_LIMIT = 60.0
BYTES_PER_SECOND = 1 << 20  # at which a large file is surely read, on a slow and busy machine
_LENGTH = struct.Struct("<Q")
Key = TypeVar("Key")  # what the caller knows a file by


def parse_all(
    items: Iterable[tuple[Key, str | Path | bytes, str]],
    context: Context,
    workers: int = 2,
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
    on_part: Callable[[Key, float], None] | None = None,
) -> Iterator[tuple[Key, ParsedFile]]:
    """Yields (key, ParsedFile) for each (key, path or bytes, name), in the order in which they are done.
    `items` is consumed in background threads; `on_part` is told how much of a large file is done (0–1)."""
    pool = _Pool(items, context, time_limit, memory_limit)
    pool.on_part = on_part
    try:
        yield from pool.run(workers)
    finally:
        pool.stop()


class ChildFailed(Exception):
    """A call in a child died, ran out of memory or of time."""


def call(function: Callable, *arguments, time_limit: float = TIME_LIMIT, memory_limit: int = MEMORY_LIMIT):
    """The result of a module-level function, run in a child of its own under limits; raises ChildFailed."""
    request = pickle.dumps((function, arguments, memory_limit), pickle.HIGHEST_PROTOCOL)
    try:
        done = subprocess.run(
            [sys.executable, "-c", "from etl.kinds.workers import answer_call; answer_call()"],
            cwd=ROOT,
            input=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=time_limit,
            check=True,
        )
        return pickle.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, EOFError, pickle.UnpicklingError) as error:
        raise ChildFailed(str(error)) from None


def answer_call() -> None:
    """The child of `call`."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    function, arguments, memory_limit = pickle.load(sys.stdin.buffer)
    _limit_memory(memory_limit)
    pickle.dump(function(*arguments), answers, pickle.HIGHEST_PROTOCOL)
    answers.close()


class _Died(Exception):
    """The child ended or was killed while it worked on a file."""


class _Child:
    """One child process and its pipes."""

    def __init__(self, start: bytes) -> None:
        self.deadline = time.monotonic() + START_LIMIT
        self.timed_out = False
        self.process = subprocess.Popen(
            [sys.executable, "-m", "etl.kinds.workers"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # readers written in Rust print their panics
        )
        self._write(start)

    def _write(self, content: bytes) -> None:
        try:
            self.process.stdin.write(_LENGTH.pack(len(content)) + content)
            self.process.stdin.flush()
        except OSError as error:
            raise _Died from error

    def send(self, batch: list) -> None:
        """Hands a batch over."""
        self._write(pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))

    def receive(self):
        """The next answer; raises _Died at the end of the pipe."""
        answer = _read_frame(self.process.stdout)
        if answer is None:
            raise _Died
        return answer

    def end(self) -> None:
        """Kills it and waits."""
        self.deadline = None
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):  # unsent bytes to a dead child
                pipe.close()


class _Pool:
    """Threads that feed one child each, and one that watches their time."""

    def __init__(self, items: Iterable, context: Context, time_limit: float, memory_limit: int) -> None:
        self.source = iter(items)
        self.time_limit = time_limit
        self.start = pickle.dumps((context, memory_limit), pickle.HIGHEST_PROTOCOL)
        self.lock = threading.Lock()
        self.answers: queue.Queue = queue.Queue(maxsize=256)
        self.on_part: Callable[[object, float], None] | None = None
        self.children: dict[int, _Child] = {}
        self.stopped = threading.Event()

    def run(self, workers: int) -> Iterator[tuple[object, ParsedFile]]:
        """Answers until all items are done. A second child starts only where there is more than a batch."""
        first = self._take()
        if not first:
            return
        second = self._take() if workers > 1 and len(first) == BATCH else []
        batches = [first, *([second] if second else [])]
        count = workers if second else 1
        for number in range(count):
            batch = batches[number] if number < len(batches) else []
            threading.Thread(target=self._feed, args=(number, batch), daemon=True).start()
        threading.Thread(target=self._watch, daemon=True).start()
        while count:
            answer = self.answers.get()
            if answer is None:
                count -= 1
            elif isinstance(answer, BaseException):
                raise answer
            elif isinstance(answer[1], float):
                if self.on_part:
                    self.on_part(*answer)
            else:
                yield answer

    def stop(self) -> None:
        """Ends all children."""
        self.stopped.set()
        for child in list(self.children.values()):
            child.end()
        while not self.answers.empty():  # a feeder may wait for room
            self.answers.get_nowait()

    def _take(self) -> list:
        with self.lock:
            batch = []
            for item in self.source:
                batch.append(item)
                if len(batch) == BATCH:
                    break
            return batch

    def _feed(self, number: int, batch: list) -> None:
        try:
            batch = batch or self._take()
            while batch and not self.stopped.is_set():
                self._work_off(number, deque(batch))
                batch = self._take()
            self.answers.put(None)
        except BaseException as error:  # the caller's thread reports it
            self.answers.put(error)

    def _work_off(self, number: int, pending: deque) -> None:
        while pending and not self.stopped.is_set():
            child = self.children.get(number)
            if child is None:
                child = self._start(number)
            try:
                # the deadline holds for sending too: a child that hangs may not read
                child.deadline = time.monotonic() + self.time_limit
                child.send([(source, name) for _, source, name in pending])
                while pending:
                    child.deadline = time.monotonic() + self.time_limit + _extra_time(pending[0][1])
                    while isinstance(parsed := child.receive(), float):
                        self.answers.put((pending[0][0], parsed))
                    child.deadline = None
                    self.answers.put((pending.popleft()[0], parsed))
            except _Died:
                if self.stopped.is_set():
                    return
                timed_out = child.timed_out
                child.end()
                del self.children[number]
                code = "time_limit" if timed_out else "parser_crashed"
                reason = finding(code, None, None, None, f"{self.time_limit:.0f}")
                self.answers.put((pending.popleft()[0], ParsedFile("unknown", "bin", findings=[reason])))

    def _start(self, number: int) -> _Child:
        try:
            child = _Child(self.start)
            self.children[number] = child
            child.receive()  # ready
        except (_Died, OSError) as error:
            from warehouse.store import WarehouseError  # the children do without it, and without DuckDB

            raise WarehouseError(
                f"Không khởi động được tiến trình đọc tệp ({error or 'bị dừng'}). Máy có thể hết bộ nhớ;"
                " đóng bớt chương trình rồi chạy lại."
            ) from None
        return child

    def _watch(self) -> None:
        while not self.stopped.wait(0.1):
            now = time.monotonic()
            for child in list(self.children.values()):
                if child.deadline is not None and now > child.deadline:
                    child.timed_out = True
                    child.process.kill()


def _extra_time(source: str | Path | bytes) -> float:
    """Seconds more for a large file: a survey of a million rows is no hang."""
    try:
        size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    except OSError:
        return 0.0
    return size / BYTES_PER_SECOND


def _read_frame(stream):
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    content = stream.read(length)
    return pickle.loads(content) if len(content) == length else None


def main() -> None:
    """The child: a context, then batches of (path or bytes, name); one answer per file."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not garble the answers
    context, memory_limit = _read_frame(sys.stdin.buffer)
    from etl.kinds.door import parse, parse_path

    _limit_memory(memory_limit)
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)  # rows hold no cycles

    def answer(value) -> None:
        content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        answers.write(_LENGTH.pack(len(content)) + content)
        answers.flush()

    context.report = answer  # by a thread that has ended before the file's own answer
    answer("ready")
    while (batch := _read_frame(sys.stdin.buffer)) is not None:
        for source, name in batch:
            try:
                if isinstance(source, bytes):
                    parsed = parse(source, name, context)
                else:
                    parsed = parse_path(Path(source), name, context)
            except OSError as error:
                reason = finding("file_unreadable", None, None, error.strerror or str(error))
                parsed = ParsedFile("unknown", "bin", findings=[reason])
            except MemoryError:
                parsed = ParsedFile("unknown", "bin", findings=[finding("parser_crashed")])
            if parsed.has_error:
                parsed.rows = {}  # nobody asks for rows of a rejected file, and there may be a million
            answer(parsed)


def _limit_memory(limit: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: only the time is limited there
        return
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
