"""Gambit, asked line by line: a JSON request on each line of the input, its answer on a line of the output.

A request names a solver and games as text of `.nfg`; the answer gives seconds of processor time (reading the games not
counted) and, for each game, its equilibria as fractions or decimals.
"""
import io
import json
import sys
import time
import warnings

import pygambit

warnings.filterwarnings("ignore")

SOLVERS = {
    "enummixed": lambda g: pygambit.nash.enummixed_solve(g),
    "enummixed_float": lambda g: pygambit.nash.enummixed_solve(g, rational=False),
    "lcp": lambda g: pygambit.nash.lcp_solve(g),
    "lcp_float": lambda g: pygambit.nash.lcp_solve(g, rational=False),
    "enumpure": lambda g: pygambit.nash.enumpure_solve(g),
    "gnm": lambda g: pygambit.nash.gnm_solve(g),
    "logit": lambda g: pygambit.nash.logit_solve(g),
}


def profile(game, equilibrium):
    return [[str(equilibrium[s]) for s in player.strategies] for player in game.players]


def regrets(games, profiles):
    """The largest gain from deviating, as Gambit sees it."""
    worst = 0.0
    for game, mine in zip(games, profiles):
        mixed = game.mixed_strategy_profile(rational=False)
        for player, own in zip(game.players, mine):
            for strategy, probability in zip(player.strategies, own):
                mixed[strategy] = probability
        worst = max(worst, float(mixed.max_regret()))
    return worst


def main():
    for line in sys.stdin:
        request = json.loads(line)
        if request["solver"] == "version":
            print(json.dumps({"version": pygambit.__version__}), flush=True)
            continue
        games = [pygambit.read_nfg(io.StringIO(text)) for text in request["games"]]
        if request["solver"] == "regret":
            print(json.dumps({"worst": regrets(games, request["profiles"])}), flush=True)
            continue
        solve = SOLVERS[request["solver"]]
        before = time.process_time()
        results = [solve(game) for game in games]
        seconds = time.process_time() - before
        answers = [[profile(g, e) for e in r.equilibria] for g, r in zip(games, results)]
        print(json.dumps({"seconds": seconds, "answers": answers}), flush=True)


if __name__ == "__main__":
    main()
