"""The shallow lake in the EMA Workbench: its own numpy model against Contend's engine behind the adapter, in one run, pair by pair.

Needs the package of this project beside the workbench: `cargo xtask wheel`, then `pip install target/wheels/contend-*.whl`.
"""

import json
import logging
import statistics
import sys
import time
import warnings
from importlib.metadata import version

warnings.simplefilter("ignore")

import ema_lake  # noqa: E402
from ema_workbench import SequentialEvaluator  # noqa: E402

import contend  # noqa: E402
from contend import ema  # noqa: E402

logging.disable(logging.WARNING)

WORLDS = 10_000
PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 3


def took(evaluator, **asked):
    """Processor time of all threads, and time on the wall."""
    before = time.process_time(), time.perf_counter()
    with evaluator:
        experiments, _ = evaluator.perform_experiments(scenarios=WORLDS, **asked)
    assert len(experiments) == WORLDS
    return time.process_time() - before[0], time.perf_counter() - before[1]


session = contend.open(sys.argv[2] if len(sys.argv) > 2 else "scenarios/lake")
pairs = []
for _ in range(PAIRS):
    theirs = took(SequentialEvaluator(ema_lake.model()))
    model = ema.ContendModel("lake", session, profile="careful")
    ours = took(ema.ContendEvaluator(model))
    pairs.append((theirs, ours))
for what, at in (("processor time", 0), ("wall", 1)):
    ratio = statistics.median(t[at] / o[at] for t, o in pairs)
    theirs, ours = (statistics.median(pair[k][at] for pair in pairs) for k in (0, 1))
    print(json.dumps({
        "what": what, "worlds": WORLDS, "ema_workbench": round(theirs, 3), "contend": round(ours, 3), "ratio": round(ratio, 1),
        "version": version("ema_workbench"),
    }))
