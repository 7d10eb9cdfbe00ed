"""Several workers: one that is killed is replaced while the others serve, and none outlives the command."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from listening import listening
from replaying import history_of
from served import AWAY, PATIENCE, Service, a_service

PAGES = 20
GRACE = 5.0


def eventually_replaced(service: Service, killed: int) -> list[int]:
    deadline = time.monotonic() + PATIENCE
    while killed in (pids := service.worker_pids()) or len(pids) < service.workers:
        assert time.monotonic() < deadline, f"{killed} was not replaced: {pids}"
        time.sleep(0.05)
    return pids


def test_killed_worker_is_replaced_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    with a_service(tmp_path, workers=2) as (service, store):
        service.seconds = PATIENCE  # two may be starting at once
        kept: list[str] = []
        unsure: list[str] = []
        is_over = threading.Event()

        def work() -> None:
            number = 0
            while not is_over.is_set():
                number += 1
                symbol = f"act {number}"
                try:
                    answer = service.edit({"edit": "set_meeting", "symbol": symbol}, on=service.version())
                except AWAY:
                    unsure.append(symbol)
                else:
                    assert answer.status == 200
                    kept.append(symbol)

        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        for _ in range(3):
            time.sleep(0.5)
            killed = service.worker_pids()[0]
            os.kill(killed, signal.SIGKILL)
            assert service.get("/m/cap-19.ics").status == 200
            eventually_replaced(service, killed)
        is_over.set()
        worker.join(PATIENCE)
        written = [entry.edits[0]["symbol"] for entry in history_of(store, "cap-19")]
        assert [symbol for symbol in written if symbol not in unsure] == kept
        assert len(written) == len(set(written))
        assert len(unsure) <= 3, "each kill cuts off one request at most"


def test_publication_of_one_worker_is_seen_at_all_within_a_second(tmp_path: Path) -> None:
    with a_service(tmp_path, workers=2) as (service, _):
        before = {service.get("/m/cap-19.ics").headers["etag"] for _ in range(20)}
        edit = {"edit": "set_session", "session": "s3", "start": "2022-11-17T11:00"}
        assert service.edit(edit, on=service.version()).status == 200
        assert service.publish("moved").json["revision"] == 2
        time.sleep(1)
        after = {service.get("/m/cap-19.ics").headers["etag"] for _ in range(50)}
        assert (len(before), len(after)) == (1, 1)
        assert before != after


def test_workers_do_not_outlive_a_killed_command(tmp_path: Path) -> None:
    with a_service(tmp_path, workers=2) as (service, _):
        pids = service.worker_pids()
        assert service.process is not None
        service.process.kill()
        service.process.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while any(_is_running(pid) for pid in pids):
            assert time.monotonic() < deadline, "workers went on without the command that started them"
            time.sleep(0.05)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ends_in_time(folder: Path, workers: int) -> None:
    with a_service(folder, workers=workers) as (service, _):
        streams = [listening(f"{service.address}/m/cap-19/live", {}) for _ in range(PAGES)]
        heard = [stream.__enter__() for stream in streams]
        try:
            assert [one.next("revision").data for one in heard] == [{"revision": 1}] * PAGES
            printed = threading.Thread(target=_print, args=(service,), daemon=True)
            printed.start()
            time.sleep(0.3)
            assert service.end() < GRACE
            for one in heard:
                one.next("closed", patience=1)
        finally:
            for stream in streams:
                stream.__exit__(None, None, None)


def _print(service: Service) -> None:
    try:
        service.get("/m/cap-19.pdf")
    except AWAY:
        return


def test_service_ends_in_time_with_pages_open_and_a_pdf_in_the_making(tmp_path: Path) -> None:
    ends_in_time(tmp_path, 1)


def test_workers_end_in_time_with_pages_open_and_a_pdf_in_the_making(tmp_path: Path) -> None:
    ends_in_time(tmp_path, 2)
