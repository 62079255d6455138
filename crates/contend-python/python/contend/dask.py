"""Runs on a cluster of Dask: each task writes its share of the worlds into a folder that all workers reach, and returns how much.

>>> from dask.distributed import Client
>>> contend.dask.run(session, Client(), "results", worlds=10_000_000)   # a cluster on this machine

Worlds never pass through the scheduler, and the bits are those of one run. When a worker dies its tasks are done again by others,
and what was written stays. The scenario travels as the texts of its files, packed, and is opened once in each worker.
"""

from __future__ import annotations

import functools
import json
import os
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .session import Answer, Session, _of_texts, gather

if TYPE_CHECKING:
    from distributed import Client


@functools.lru_cache(maxsize=4)
def _opened(scenario: bytes) -> Session:
    return _of_texts(json.loads(zlib.decompress(scenario)))


def _share(part: int, of: int, scenario: bytes, out: str, asked: dict[str, Any]) -> tuple[int, int]:
    """One share, on one thread: Dask gives a worker as many tasks as it has threads."""
    return _opened(scenario).write(out, part=(part, of), threads=1, progress=False, **asked)


def run(
    session: Session,
    client: Client,
    out: str | os.PathLike[str],
    worlds: int | None = None,
    seed: int | None = None,
    *,
    parts: int | None = None,
    retries: int = 3,
    progress: Callable[[int, int], object] | None = None,
    language: str | None = None,
    **asked: Any,
) -> Answer:
    """Runs many worlds on the workers of a client, and says what they mean: the report of ``contend run --json``.

    ``out``: a folder that all workers reach, where the worlds lie afterwards as Parquet; a run that was stopped goes on there.
    ``parts``: tasks; left out, four for each thread of the cluster. ``retries``: how often a task that failed is done again.
    ``progress``: a function of the tasks that are done and of all. Further arguments are those of :meth:`Session.write`.

    Ctrl-C cancels what has not begun.
    """
    from distributed import as_completed

    of = parts or 4 * max(1, sum(client.nthreads().values()))
    # A part of each task, so that no worker's death can lose it.
    scenario = zlib.compress(json.dumps(session.texts, sort_keys=True).encode())
    request = {"worlds": worlds, "seed": seed, **asked}
    # Each call asks anew: what Dask remembers of another call may have been cancelled, or its folder be gone.
    shares = client.map(
        _share, range(1, of + 1), of=of, scenario=scenario, out=os.path.abspath(out), asked=request, retries=retries, pure=False
    )
    try:
        for done, share in enumerate(as_completed(shares), 1):
            there, parts_of_it = share.result()
            if there < parts_of_it:
                raise RuntimeError(f"a share was left with {there} of {parts_of_it} parts")
            if progress is not None:
                progress(done, of)
    except BaseException:
        client.cancel(shares, force=True)
        raise
    return gather(out, language=language, progress=False)
