"""Samples of SALib and experiments of the EMA Workbench are run as worlds. Skipped where these are not installed."""

import numpy
import polars as pl
import pytest

import contend


def test_a_sample_of_salib_is_run_as_worlds(lake):
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


KINDS = """\
[scenario]
title = "Two ponds"
start = 2020
now   = 2021
end   = 2023
step  = "1 month"

[dimension]
pond = ["upper", "lower"]

[actor]
town = {}

[parameter]
inflow  = { unit = "1/year", range = [1, 3], assumption = "by eye" }
weather = { options = ["dry", "wet"], assumption = "by eye" }

[lever]
sluice = { actor = "town", switch = true }
gates  = { actor = "town", unit = "1/year", range = [0, 3], whole = true, default = 1 }
fish   = { actor = "town", options = { few = 1, many = 10 }, default = "few" }

[stock.water]
over   = ["pond"]
start  = "1"
change = "inflow * (if weather == wet then 2 else 1) * (if sluice > 0 then 0.5 else 1) - gates * water / 10 + luck * inflow / 5"

[variable]
luck = "normal(0, 1)"

[outcome]
left   = { equation = "at_end(water)", over = ["pond"] }
caught = "at_end(sum(water) * fish)"
"""


@pytest.fixture
def workbench():
    return pytest.importorskip("ema_workbench")


def performed(model, callback=None, seed=1, **asked):
    """Experiments on a sample that the seed decides."""
    import ema_workbench
    from contend import ema

    numpy.random.seed(seed)
    of_three = {f"{kind}_sampling_kwargs": {"rng": seed} for kind in ("uncertainty", "lever")}
    with ema.ContendEvaluator(model) as evaluator:
        return evaluator.perform_experiments(callback=callback, **asked, **(of_three if ema_workbench.__version__ >= "3" else {}))


def given(kind: str, samples: list[dict]) -> list:
    """Points of the workbench with these values."""
    from ema_workbench.em_framework import points

    make = getattr(points, kind, None) or points.Sample
    return [make(f"{kind} {at}", **sample) for at, sample in enumerate(samples)]


def alike(found, expected) -> None:
    """Whether the workbench is given the same, but for names that count all that it has ever drawn."""
    import pandas

    (experiments, outcomes), (others, kept) = found, expected
    for name in ("scenario", "policy"):
        assert experiments[name].cat.categories.dtype == others[name].cat.categories.dtype
        experiments, others = (frame.assign(**{name: frame[name].cat.codes}) for frame in (experiments, others))
    pandas.testing.assert_frame_equal(experiments, others)
    assert list(outcomes) == list(kept)
    for name, values in outcomes.items():
        assert type(values) is type(kept[name]) and values.dtype == kept[name].dtype
        assert numpy.array_equal(values, kept[name]), name


def test_what_is_filled_at_once_is_what_the_workbench_keeps_itself(workbench):
    from contend import ema
    from ema_workbench.em_framework.callbacks import DefaultCallback

    class OneByOne(DefaultCallback):
        """The workbench's own, which is told of each experiment."""

    model = ema.ContendModel("ponds", contend.open({"scenario.toml": KINDS}))

    def points(**more):
        """Anew each time, as version 3 writes into those that its callback is told of."""
        inflows = [{"inflow": x, "weather": w} for x, w in [(1.5, "dry"), (2.5, "wet"), (1.5, "dry")]]
        policies = [{"gates": 2}, {"gates": 0, "fish": "many"}]
        return {"scenarios": given("Scenario", inflows), "policies": given("Policy", policies), **more}

    calls = [lambda: {"scenarios": 30, "policies": 7}, lambda: {"scenarios": 5}, points]
    if workbench.__version__ < "3":
        calls += [lambda: points(combine="sample"), lambda: {"policies": 6}]
    else:
        # Version 3.0.0 stumbles over policies alone.
        calls += [lambda: points(combine="cycle")]
    for call in calls:
        alike(performed(model, **call()), performed(model, OneByOne, **call()))
    _, outcomes = performed(model, **points())
    # The same scenario is the same world, and what a policy leaves is as the strategies say.
    assert outcomes["caught"][0] == outcomes["caught"][2] != outcomes["caught"][1]
    worlds = {"inflow": [1.5, 2.5], "weather": ["dry", "wet"]}
    alone = pl.DataFrame(model.session.with_levers(gates=0, fish="many").outcomes(design=worlds))
    assert outcomes["caught"][3:5].tolist() == alone["caught"].to_list()
    experiments, outcomes = performed(model, scenarios=40, policies=12)
    assert {name: str(dtype) for name, dtype in experiments.dtypes.items()} == {
        "inflow": "float64", "weather": "category", "fish": "category", "gates": "int64", "sluice": "bool",
        "scenario": "category", "policy": "category", "model": "category",
    }
    assert outcomes["left"].shape == (480, 2) and outcomes["caught"].shape == (480,)
    # Every tenth fish is one.
    ten = numpy.where(experiments["fish"] == "many", 10, 1)
    assert numpy.allclose(outcomes["caught"], outcomes["left"].sum(axis=1) * ten)


def test_the_workbench_runs_on_our_engine(lake, workbench):
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


def test_constants_of_the_workbench_hold_levers_and_inputs(lake, workbench):
    from contend import ema

    model = ema.ContendModel("lake", lake, profile="careful")
    model.constants = [workbench.Constant("release", 0.03), workbench.Constant("loss_rate", 0.3)]
    # The workbench adds to what is there.
    with pytest.raises(contend.RequestError, match="`loss_rate` is a constant of the model, and sampled too"):
        performed(model, scenarios=12)
    lakes = [{"steepness": 2 + at / 5} for at in range(12)]
    experiments, outcomes = performed(model, scenarios=given("Scenario", lakes))
    held = lake.with_levers(release=0.03).with_values(loss_rate=0.3)
    alone = pl.DataFrame(held.outcomes(design={"steepness": experiments["steepness"]}, profiles="careful"))
    assert outcomes["reliability"].tolist() == alone["reliability"].to_list()
    assert outcomes["critical_phosphorus"].tolist() == alone["critical_phosphorus"].to_list()


def test_what_the_scenario_does_not_have_is_refused(lake, workbench):
    from contend import ema

    model = ema.ContendModel("lake", lake)
    model.constants = [workbench.Constant("depth", 3.0)]
    with pytest.raises(contend.RequestError, match="`depth` is nothing of this scenario"):
        performed(model, scenarios=2)


def test_what_comes_back_can_be_saved_and_searched(lake, workbench, tmp_path):
    from contend import ema

    model = ema.ContendModel("lake", lake, profile="careful")
    found = performed(model, scenarios=20, policies=2)
    workbench.save_results(found, tmp_path / "lake.tar.gz")
    experiments, outcomes = workbench.load_results(tmp_path / "lake.tar.gz")
    assert experiments["release"].tolist() == pytest.approx(found[0]["release"].tolist())
    assert all(outcomes[name] == pytest.approx(values) for name, values in found[1].items())
    # More is gained and less stays clear: a search finds both ends.
    kinds = {"reliability": workbench.ScalarOutcome.MAXIMIZE, "objective_town": workbench.ScalarOutcome.MAXIMIZE}
    for outcome in model.outcomes:
        outcome.kind = kinds.get(outcome.name, workbench.ScalarOutcome.INFO)
    archive = {"directory": str(tmp_path), "filename": "front.tar.gz"} if workbench.__version__ >= "3" else {}
    (middling,) = given("Scenario", [{one["name"]: one["median"] for one in lake.contents["inputs"]}])
    with ema.ContendEvaluator(model) as evaluator:
        front = evaluator.optimize(nfe=200, searchover="levers", reference=middling, epsilons=[0.01, 0.01], **archive)
    front = (front[0] if isinstance(front, tuple) else front).sort_values("release")
    assert len(front) > 3 and front["reliability"].is_monotonic_decreasing and front["objective_town"].is_monotonic_increasing
