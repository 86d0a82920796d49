"""Dask's part: which worker judges what, and what happens when one dies.

Each worker has one piece of work at a time, so that it is known what it died of. What several
subjects died of is tried again one by one; what one has died of three times is left.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import msgspec

from dtnlint.analysis import Limits
from dtnlint.fleet.cell import ATTEMPTS, Order, judge
from dtnlint.fleet.judged import NOT_ANALYSED, Judged

if TYPE_CHECKING:
    from distributed import Client

_TOGETHER = 8
"""Subjects of one piece of work at most: less talk with the scheduler."""
_WAIT = "60s"
_LOCAL = "127.0.0.1:0"


class NoCluster(Exception):  # noqa: N818 - it says what is wrong
    """There is no cluster to work on; the text is a sentence for the user."""


@contextlib.contextmanager
def connected(
    scheduler: str | None, workers: int | None, dashboard: str | None
) -> Iterator[tuple[Client, int]]:
    """A cluster that is there, or one on this machine; and how many deaths it takes for one.

    Raises `NoCluster`.
    """
    import dask
    from distributed import Client, LocalCluster
    from distributed.security import Security

    if scheduler is not None:
        try:
            with Client(scheduler, timeout=_WAIT, set_as_default=False) as client:
                client.wait_for_workers(1, timeout=60)
                allowed = client.run_on_scheduler(_allowed)
                yield client, int(allowed) + 1
        except (OSError, TimeoutError, ValueError) as error:
            raise NoCluster(
                f"There is no scheduler with workers at {scheduler} ({error}). Start one, and "
                "workers in whose environment dtnlint and its extra fleet are installed."
            ) from error
        return
    settings = {
        "distributed.scheduler.allowed-failures": 0,
        "distributed.logging": {"distributed": "critical"},
    }
    with (
        dask.config.set(settings),
        TemporaryDirectory(prefix="dtnlint-") as folder,  # its own: others can write in Dask's
        # What Dask starts looks for its first modules where it is started, also later, when it
        # replaces one: in nobody's project.
        _working_in(folder),
        LocalCluster(
            n_workers=workers or os.cpu_count() or 1,
            threads_per_worker=1,
            processes=True,
            memory_limit=0,
            local_directory=folder,
            # Some server there is in any case: where nobody asks for it, for this machine alone.
            dashboard_address=dashboard or _LOCAL,
            worker_dashboard_address=_LOCAL,
            silence_logs=logging.CRITICAL,
            # Whoever can talk to a scheduler can have its workers run anything: other users of
            # this machine cannot, without this run's certificate.
            security=Security.temporary(),
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client, 1


@contextlib.contextmanager
def _working_in(folder: str) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _allowed(dask_scheduler: Any) -> int:
    return int(dask_scheduler.allowed_failures)


def judged(
    client: Client,
    orders: Iterator[Order],
    total: int,
    limits: Limits,
    cache: str | None,
    deaths: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[tuple[str, bytes]]:
    """Judge all, and yield what comes of each as it is ready, by key."""
    work = _Work(client, orders, total, limits, cache, deaths)
    for done, (key, result) in enumerate(work.run(), start=1):
        progress(done)
        yield key, result


class _Work:
    def __init__(
        self,
        client: Client,
        orders: Iterator[Order],
        total: int,
        limits: Limits,
        cache: str | None,
        deaths: int,
    ) -> None:
        self._client = client
        self._orders = orders
        self._left = total
        self._asked = (limits, cache)
        self._deaths = deaths
        self._again: deque[Order] = deque()
        self._died: Counter[str] = Counter()
        self._running: dict[Any, Sequence[Order]] = {}

    def run(self) -> Iterator[tuple[str, bytes]]:
        from distributed import as_completed

        ready = as_completed(loop=self._client.loop, raise_errors=False)
        try:
            self._feed(ready)
            while self._running:
                future = next(ready)
                orders = self._running.pop(future)
                if future.status == "finished":
                    yield from future.result()
                else:
                    yield from self._lost(orders, future)
                future.release()
                self._feed(ready)
        finally:
            for future in self._running:
                future.cancel(force=True)

    def _feed(self, ready: Any) -> None:
        """One piece of work for each thread that there is."""
        threads = sum(self._client.nthreads().values()) or 1
        while len(self._running) < threads:
            orders = self._next(threads)
            if not orders:
                return
            future = self._client.submit(judge, orders, *self._asked, pure=False)
            self._running[future] = orders
            ready.add(future)

    def _next(self, threads: int) -> list[Order]:
        if self._again:
            return [self._again.popleft()]
        size = max(1, min(_TOGETHER, self._left // (threads * 4)))
        orders = [order for _, order in zip(range(size), self._orders, strict=False)]
        self._left -= len(orders)
        return orders

    def _lost(self, orders: Sequence[Order], future: Any) -> Iterator[tuple[str, bytes]]:
        """Work that has no result: its worker died, or was taken away."""
        error = future.exception() if future.status == "error" else None
        if error is not None and type(error).__name__ != "KilledWorker":
            for order in orders:
                yield order.key, _not_analysed(f"It made a worker fail ({error}).")
            return
        if len(orders) > 1:
            self._again.extend(orders)  # whichever it was: by itself, it will tell
            return
        (order,) = orders
        self._died[order.key] += self._deaths if error is not None else 0
        if self._died[order.key] < ATTEMPTS:
            self._again.append(order)
        else:
            yield (
                order.key,
                _not_analysed(f"The worker that it was judged on died, {ATTEMPTS} times."),
            )


def _not_analysed(reason: str) -> bytes:
    return msgspec.json.encode(Judged(NOT_ANALYSED, " ".join(reason.split())))
