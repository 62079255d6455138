"""Samples of SALib and experiments of the EMA Workbench are run as worlds. Skipped where these are not installed."""

import polars as pl
import pytest

import contend


def test_a_sample_of_salib_is_run_as_worlds(lake):
    import numpy
    from contend import salib

    problem = salib.problem(lake)
    assert problem["names"] == list(lake.inputs) and problem["num_vars"] == 5
    X = numpy.random.default_rng(1).random((64, 5))
    values = salib.values(lake, problem, X)
    # The law of the loss rate is uniform from 0.1 to 0.45.
    assert values["loss_rate"] == pytest.approx(0.1 + 0.35 * X[:, 0])
    Y = salib.evaluate(lake, problem, X, "reliability", "heavy")
    run = pl.DataFrame(lake.run(design=values, profiles="heavy", progress=False).outcomes)
    assert list(Y) == run.filter(pl.col("profile").cast(pl.String) == "heavy")["reliability"].to_list()
    with pytest.raises(contend.RequestError, match="no uncertain input"):
        salib.problem(lake, ["nothing"])
    with pytest.raises(contend.RequestError, match="no outcome"):
        salib.evaluate(lake, problem, X, "nothing")


def test_sobol_of_salib_agrees_with_ours(lake):
    pytest.importorskip("SALib")
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    from contend import salib

    problem = salib.problem(lake)
    X = sample.sample(problem, 512, calc_second_order=False, seed=1)
    Y = salib.evaluate(lake, problem, X, "critical_phosphorus", "careful")
    total = dict(zip(problem["names"], analyze.analyze(problem, Y, calc_second_order=False)["ST"]))
    # Where recycling overtakes losses hangs on the lake's own constants alone, and luck has no part in it.
    assert total["loss_rate"] > 0.05 and total["steepness"] > 0.05
    assert all(abs(total[name]) < 1e-9 for name in ("inflow_mean", "inflow_sd", "discount_factor"))


def test_the_workbench_runs_on_our_engine(lake):
    pytest.importorskip("ema_workbench")
    from contend import ema

    model = ema.ContendModel("lake", lake, profile="careful")
    assert {u.name for u in model.uncertainties} == set(lake.inputs)
    assert [(one.name, one.lower_bound, one.upper_bound) for one in model.levers] == [("release", 0, 0.1)]
    with ema.ContendEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=20, policies=3)
    assert len(experiments) == 60 and set(outcomes) == set(lake.outcomes)
    for at in (0, 33, 59):
        row = experiments.iloc[at]
        place = at % 20
        design = {name: [experiments.iloc[(at // 20) * 20 + k][name] for k in range(20)] for name in lake.inputs}
        alone = pl.DataFrame(lake.with_levers(release=float(row["release"])).outcomes(design=design))
        assert outcomes["reliability"][at] == alone["reliability"][place]
