"""The shallow lake in EMA Workbench, as its own tutorial writes such a model: seconds an experiment.

Carpenter, Ludwig and Brock (1999), doi:10.1890/1051-0761(1999)009[0751:MOEFLS]2.0.CO;2; ranges of Hadka et al. (2015),
doi:10.1016/j.envsoft.2015.07.014.
"""
import json
import logging
import math
import statistics
import time
from importlib.metadata import version

import numpy as np
from ema_workbench import Constant, Model, RealParameter, ScalarOutcome, SequentialEvaluator
from scipy.optimize import brentq

logging.disable(logging.WARNING)


def lake(b=0.42, q=2.0, mean=0.02, stdev=0.0017, delta=0.98, alpha=0.4, release=0.03, years=100):
    critical = brentq(lambda x: x**q / (1 + x**q) - b * x, 0.01, 1.5)
    sd = math.sqrt(math.log(1 + stdev**2 / mean**2))
    inflow = np.random.lognormal(math.log(mean) - 0.5 * sd**2, sd, years)
    x = np.zeros(years)
    for t in range(1, years):
        x[t] = (1 - b) * x[t - 1] + x[t - 1] ** q / (1 + x[t - 1] ** q) + release + inflow[t - 1]
    return {
        "max_p": float(np.max(x)),
        "utility": float(np.sum(alpha * release * np.power(delta, np.arange(years)))),
        "reliability": float(np.mean(x < critical)),
    }


def model():
    found = Model("lake", function=lake)
    found.uncertainties = [
        RealParameter("b", 0.1, 0.45),
        RealParameter("q", 2.0, 4.5),
        RealParameter("mean", 0.01, 0.05),
        RealParameter("stdev", 0.001, 0.005),
        RealParameter("delta", 0.93, 0.99),
    ]
    found.constants = [Constant("release", 0.03)]
    found.outcomes = [ScalarOutcome("max_p"), ScalarOutcome("utility"), ScalarOutcome("reliability")]
    return found


def main():
    runs = 2000
    own, seconds = model(), []
    for _ in range(5):
        before = time.process_time()
        with SequentialEvaluator(own) as evaluator:
            evaluator.perform_experiments(scenarios=runs)
        seconds.append((time.process_time() - before) / runs)
    print(json.dumps({
        "peer": "EMA Workbench", "version": version("ema_workbench"), "model": "shallow lake, 100 years",
        "seconds_per_run": statistics.median(seconds), "runs": runs,
    }))


if __name__ == "__main__":
    main()
