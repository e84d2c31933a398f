"""A writer killed anywhere while readers query: the old snapshot or the new one, never a part."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import duckdb
import pytest

from tests import cli

KILLS = 6


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drill")
    subprocess.run(
        [sys.executable, "-m", "sample_data.generate", "-o", str(folder), "--years", "2023-2024", "--units", "24"],
        cwd=cli.ROOT, check=True, capture_output=True,
    )  # fmt: skip
    assert cli.load(folder / "base", folder / "reference", folder / "inbox" / "2023")[0] == 0
    return folder


class Readers:
    """Two readers that open CURRENT again and again, as pages do."""

    def __init__(self, warehouse):
        self.warehouse, self.seen, self.errors, self.stop = warehouse, set(), [], False
        self.threads = [threading.Thread(target=self.read) for _ in range(2)]

    def read(self) -> None:
        while not self.stop:
            try:
                with duckdb.connect(str(cli.current(self.warehouse)), read_only=True) as con:
                    self.seen.add(con.execute("select count(points) from mart.unit_year").fetchall()[0][0])
            except Exception as error:  # any error of a reader is a failure of the drill
                self.errors.append(error)
            time.sleep(0.01)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop = True
        for thread in self.threads:
            thread.join()


def test_readers_see_the_old_or_the_new_snapshot_whenever_the_writer_dies(sample, tmp_path):
    warehouse = tmp_path / "warehouse"
    shutil.copytree(sample / "base", warehouse)
    before = cli.rows(warehouse, "select count(points) from mart.unit_year")[0][0]
    chance = random.Random(20221222)
    with Readers(warehouse) as readers:
        for _ in range(KILLS):
            writer = subprocess.Popen(
                [sys.executable, "-m", "etl", "load", str(sample / "inbox" / "2024"), "--json"],
                cwd=cli.ROOT, env={**os.environ, "PBGDPL_WAREHOUSE": str(warehouse)},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(chance.uniform(0.1, 1.6))
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        code, _ = cli.load(warehouse, sample / "inbox" / "2024")
        assert code == 0
        time.sleep(0.1)
    after = cli.rows(warehouse, "select count(points) from mart.unit_year")[0][0]
    assert after > before
    assert readers.errors == []
    assert readers.seen <= {before, after}
    clean = tmp_path / "clean"
    shutil.copytree(sample / "base", clean)
    assert cli.load(clean, sample / "inbox" / "2024")[0] == 0
    figures = "select * exclude (unit_name) from mart.unit_year order by year, unit_code"
    assert cli.rows(warehouse, figures) == cli.rows(clean, figures)
    assert not list((warehouse / "archive").glob("*.incoming"))


def test_events_journalled_by_a_killed_writer_are_published_by_the_next_run(sample, tmp_path):
    warehouse = tmp_path / "warehouse"
    shutil.copytree(sample / "base", warehouse)
    old = (warehouse / "CURRENT").read_text()
    assert cli.load(warehouse, sample / "inbox" / "2024")[0] == 0
    new = (warehouse / "CURRENT").read_text()
    # as if it had died between the journal and the publication
    journal = warehouse / "archive" / "journal.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    assert '"published"' in lines[-1]
    journal.write_text("".join(lines[:-1]) + lines[-1][:40])
    cli.current(warehouse).unlink()
    (warehouse / "CURRENT").write_text(old)
    before = cli.rows(warehouse, "select count(points) from mart.unit_year where year = 2024")[0][0]
    assert before == 0
    code, result = cli.load(warehouse, sample / "inbox" / "2024")
    assert code == 0 and result["snapshot"]
    assert cli.rows(warehouse, "select count(points) from mart.unit_year where year = 2024")[0][0] > 10
    assert new


def test_a_second_writer_waits_and_says_so(sample, tmp_path):
    from filelock import FileLock

    warehouse = tmp_path / "warehouse"
    shutil.copytree(sample / "base", warehouse)
    lock = FileLock(warehouse / ".lock")
    with lock:
        waiting = subprocess.Popen(
            [sys.executable, "-m", "etl", "refresh"], cwd=cli.ROOT, text=True, stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL, env={**os.environ, "PBGDPL_WAREHOUSE": str(warehouse)},
        )  # fmt: skip
        assert "chờ đến lượt" in waiting.stderr.readline()
        assert waiting.poll() is None
    assert waiting.wait(60) == 0
