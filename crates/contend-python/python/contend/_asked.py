"""What every request has, as the extension takes it."""

from __future__ import annotations

import operator
import os
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Union

Progress = Union[bool, Callable[[int, int], object], None]
Design = Union[str, "os.PathLike[str]", Mapping[str, Any], Any, None]


@contextmanager
def asked(
    worlds: int | None,
    seed: int | None,
    replications: int | None,
    design: Design,
    threads: int | None,
    language: str | None,
    progress: Progress,
) -> Iterator[dict[str, Any]]:
    """A request, with a progress bar around it where one is wanted."""
    name, table = _design(design)
    with _bar(progress) as heard:
        yield {
            "worlds": _whole("worlds", worlds, 0),
            "seed": _whole("seed", seed, 0),
            "replications": _whole("replications", replications, 1),
            "design": name,
            "table": table,
            "threads": _whole("threads", threads, 1),
            "language": language,
            "progress": heard,
        }


def _whole(name: str, number: int | None, least: int) -> int | None:
    """A whole number of any library, or none."""
    if number is None:
        return None
    whole = operator.index(number)
    if whole < least:
        raise ValueError(f"`{name}` cannot be {whole}: a whole number from {least} on is needed")
    return whole


def _design(design: Design) -> tuple[str | None, tuple[str, list[tuple[str, bytes | list[str]]]] | None]:
    if design is None or isinstance(design, str):
        return design, None
    if isinstance(design, os.PathLike):
        return os.fspath(design), None
    return None, ("table", columns(design))


def columns(table: Any) -> list[tuple[str, bytes | list[str]]]:
    """A table with a column for each input and a row for each world, column by column: a mapping, or a data frame of any library.
    Columns of numbers as the bytes of floats, others as texts."""
    names = list(table.keys()) if isinstance(table, Mapping) else [str(c) for c in getattr(table, "column_names", None) or table.columns]
    given = [_plain(table[name]) for name in names]
    lengths = {len(column) for column in given}
    if len(lengths) > 1:
        raise ValueError(f"columns of a table have the same length; these have {sorted(lengths)}")
    return [(str(name), _column(column)) for name, column in zip(names, given)]


def _plain(column: Any) -> Sequence[Any]:
    for way in ("to_pylist", "to_list", "tolist"):
        if hasattr(column, way):
            return list(getattr(column, way)())
    return list(column)


def _column(column: Sequence[Any]) -> bytes | list[str]:
    try:
        return array("d", column).tobytes()
    except TypeError:
        return [cell if isinstance(cell, str) else repr(float(cell)) for cell in column]


@contextmanager
def _bar(progress: Progress) -> Iterator[Callable[[int, int], object] | None]:
    if callable(progress):
        yield progress
        return
    if progress is None:
        progress = sys.stderr.isatty() or "ipykernel" in sys.modules
    tqdm = _tqdm() if progress else None
    if tqdm is None:
        yield None
        return
    with tqdm(unit=" runs", unit_scale=True, leave=False, delay=0.7) as bar:

        def heard(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield heard


def _tqdm() -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm
