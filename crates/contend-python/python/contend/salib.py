"""A scenario as a problem of SALib: samples of SALib are run as worlds, and its methods tell what an outcome hangs on.

>>> problem = contend.salib.problem(session)
>>> X = SALib.sample.sobol.sample(problem, 1024)
>>> Y = contend.salib.evaluate(session, problem, X, "reliability", "heavy")
>>> SALib.analyze.sobol.analyze(problem, Y)

Samples are ranks between 0 and 1, which each input turns into a value by its own law, so that the worlds are those of the
scenario. Each row is a world with a luck of its own; what luck decides shows as noise. ``contend why --indices`` gives worlds
that are held against each other the same luck.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .errors import RequestError
from .session import Session

if TYPE_CHECKING:
    import numpy


def problem(session: Session, inputs: Iterable[str] | None = None) -> dict[str, Any]:
    """The problem of SALib: ``names`` of uncertain inputs, and for each the bounds of its rank, 0 and 1.

    ``inputs``: only these; left out, all that are drawn on their own. All others keep their median.
    """
    free = [one["name"] for one in session.contents["inputs"] if not one["tied"]]
    names = free if inputs is None else list(inputs)
    for name in names:
        if name not in free:
            why = "hangs on other inputs" if name in session.inputs else "is no uncertain input"
            raise RequestError(f"`{name}` {why}.", "Leave it out.")
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def values(session: Session, problem: dict[str, Any], X: Any) -> dict[str, list[Any]]:
    """The inputs of each row of a sample, in their parameters' units; choices by the names of their options. A table that
    :meth:`Session.run` takes as ``design``."""
    kinds = {one["name"]: one["options"] for one in session.contents["inputs"]}
    table: dict[str, list[Any]] = {}
    for at, name in enumerate(problem["names"]):
        drawn = session._native.quantiles(name, [float(row[at]) for row in X])
        table[name] = [kinds[name][int(value)] for value in drawn] if kinds[name] else drawn
    return table


def evaluate(
    session: Session, problem: dict[str, Any], X: Any, outcome: str, profile: str | None = None, seed: int | None = None
) -> numpy.ndarray[Any, Any]:
    """An outcome in each row of a sample: an array of as many numbers as ``X`` has rows, in the outcome's unit, NaN where it
    rests on something that went wrong. ``outcome`` is a column of :attr:`Run.outcomes`; ``profile``: left out, the baseline."""
    import numpy

    from ._asked import asked

    with asked(None, seed, None, values(session, problem, X), None, None, False) as request:
        table = session._candidates(request, [(profile or session.contents["baseline"], {}, {})])
    if outcome not in table.column_names[3:]:
        known = ", ".join(f"`{name}`" for name in table.column_names[3:15])
        raise RequestError(f"There is no outcome `{outcome}`.", f"Take one of these: {known}.")
    return numpy.frombuffer(table._native.numbers(outcome)).copy()
