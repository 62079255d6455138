"""ZDT1 and DTLZ2 by other programs: share of the true front's hypervolume at 10,000 evaluations, and processor time.

Prints a line for each program and problem: name, problem, share, seconds (medians over seeds).
"""

import statistics
import sys
import time

import numpy
from platypus import EpsNSGAII
from platypus.problems import DTLZ2, ZDT1
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.algorithms.moo.nsga3 import NSGA3
from pymoo.indicators.hv import HV
from pymoo.optimize import minimize
from pymoo.problems import get_problem
from pymoo.util.ref_dirs import get_reference_directions
import random

EVALUATIONS = 10_000
SEEDS = range(1, int(sys.argv[1]) + 1 if len(sys.argv) > 1 else 4)
# Name, objectives, epsilon, volume of the true front below the reference point 1.1 in every objective.
PROBLEMS = [("zdt1", 2, 0.01, 0.8766666666666666), ("dtlz2", 3, 0.05, 0.8074012244017016)]


def volume(points, objectives):
    points = numpy.array(points)
    return HV(ref_point=numpy.full(objectives, 1.1))(points)


def platypus(name, objectives, epsilon, seed):
    random.seed(seed)
    problem = ZDT1() if name == "zdt1" else DTLZ2(objectives)
    algorithm = EpsNSGAII(problem, epsilons=[epsilon] * objectives)
    algorithm.run(EVALUATIONS)
    return [s.objectives[:] for s in algorithm.result]


def pymoo(name, objectives, epsilon, seed):
    problem = get_problem("zdt1") if name == "zdt1" else get_problem("dtlz2", n_var=12, n_obj=3)
    if objectives == 2:
        algorithm = NSGA2(pop_size=100)
    else:
        algorithm = NSGA3(get_reference_directions("das-dennis", 3, n_partitions=12))
    found = minimize(problem, algorithm, ("n_eval", EVALUATIONS), seed=seed)
    return found.F


for program in (platypus, pymoo):
    for name, objectives, epsilon, true in PROBLEMS:
        shares, times = [], []
        for seed in SEEDS:
            begun = time.process_time()
            front = program(name, objectives, epsilon, seed)
            times.append(time.process_time() - begun)
            shares.append(volume(front, objectives) / true)
        share, seconds = statistics.median(shares), statistics.median(times)
        print(program.__name__, name, f"{share:.4f}", f"{seconds:.3f}", flush=True)
