"""Run a strategic argument: scenarios, simulated worlds, verdicts on claims.

>>> import contend
>>> s = contend.open("scenarios/lake")
>>> r = s.run(worlds=1000)
>>> r.outcomes  # a table of worlds: pl.DataFrame(r.outcomes), pa.table(r.outcomes), pd.DataFrame.from_arrow(r.outcomes)

``help(contend.Session)`` lists what can be asked. The command line ``contend`` comes with the package.
"""

from __future__ import annotations

from ._native import VERSION as __version__
from .errors import ContendError, Finding, RequestError, ScenarioError
from .session import Answer, Claim, Fan, Run, Session, Variant, game, gather, open, why
from .table import Table

__all__ = [
    "Answer",
    "Claim",
    "ContendError",
    "Fan",
    "Finding",
    "RequestError",
    "Run",
    "ScenarioError",
    "Session",
    "Table",
    "Variant",
    "__version__",
    "game",
    "gather",
    "open",
    "why",
]
