"""Python and the terminal say the same, to the last bit."""

import csv
import io
import json
import math

import polars as pl
import pytest

import contend

WORLDS = {"lake": 300, "two-level-game": 100, "fishing-dispute": 100, "peace-guarantee": 100, "classic-games": 50}


@pytest.mark.parametrize("name", WORLDS)
def test_a_run_is_what_the_terminal_prints(name, scenarios, terminal):
    worlds = WORLDS[name]
    run = contend.open(scenarios / name).run(worlds=worlds, seed=3, progress=False)
    assert run.json() + "\n" == terminal("run", scenarios / name, "-n", worlds, "--seed", 3, "--json")


def test_threads_profiles_watches_and_languages_are_handed_on(lake, scenarios, terminal):
    run = lake.run(worlds=60, profiles="heavy", watch="phosphorus", every="10 years", design="sobol", threads=1, language="es", progress=False)
    told = terminal("run", scenarios / "lake", "-n", 60, "-p", "heavy", "-w", "phosphorus", "--every", "10 years", "--design", "sobol", "--lang", "es", "--json")
    assert run.json() + "\n" == told
    assert run.report["language"] == "es"


def test_other_questions_too(lake, scenarios, as_json):
    games = contend.open(scenarios / "two-level-game")
    assert games.game("pressure", worlds=100) == as_json("game", scenarios / "two-level-game", "pressure", "-n", 100)
    worst = as_json("game", scenarios / "two-level-game", "pressure", "-n", 100, "--worst-tenth", "--all")
    assert games.game("pressure", worlds=100, worst_tenth=True, all=True) == worst
    assert games.better("government", worlds=60, enough=-0.5) == as_json("better", scenarios / "two-level-game", "government", "-n", 60, "--enough=-0.5")
    assert lake.why("reliability@heavy", worlds=200) == as_json("why", scenarios / "lake", "reliability@heavy", "-n", 200)
    groups = {"rates": ["loss_rate", "steepness"]}
    with_groups = as_json("why", scenarios / "lake", "reliability", "-n", 200, "--group", "rates=loss_rate,steepness", "--where")
    assert lake.why("reliability", worlds=200, groups=groups, where=True) == with_groups
    assert lake.world(17, worlds=300, profiles=["heavy"]) == as_json("world", scenarios / "lake", 17, "-n", 300, "-p", "heavy")
    findings = as_json("check", scenarios / "lake")["findings"]
    assert [found.code for found in lake.check()] == [found["id"] for found in findings]


def test_answers_say_their_words(scenarios):
    answer = contend.open(scenarios / "two-level-game").game("pressure", worlds=60)
    assert answer["words"]["answers"][0] in answer.said
    assert answer.said[0] in repr(answer)


def test_tables_have_the_numbers_of_replayed_worlds(lake, lake_run):
    inputs, outcomes = pl.DataFrame(lake_run.inputs), pl.DataFrame(lake_run.outcomes)
    claims = pl.DataFrame(lake_run.claims)
    for world in (0, 41, 299):
        told = lake.world(world, worlds=300, seed=7, profiles=lake_run.report["run"]["profiles"])
        drawn = inputs.row(world, named=True)
        assert {one["input"]: one["value"] for one in told["inputs"]} == {k: v for k, v in drawn.items() if k != "world"}
        for profile in told["profiles"]:
            row = outcomes.filter(pl.col("world") == world, pl.col("profile").cast(pl.String) == profile["profile"]).row(0, named=True)
            finite = {k: row[k] if row[k] is None or math.isfinite(row[k]) else None for k in lake.outcomes}
            assert {one["outcome"]: one["value"] for one in profile["outcomes"]} == finite
        holds = {claim["id"]: claim["holds"] for claim in told["claims"]}
        row = claims.row(world, named=True)
        assert {k: holds[k] for k in row if k in holds} == {k: v for k, v in row.items() if k in holds}


def test_medians_of_tables_are_those_of_the_report(lake_run):
    outcomes = pl.DataFrame(lake_run.outcomes)
    for told in lake_run.report["outcomes"]:
        for profile in told["profiles"]:
            column = outcomes.filter(pl.col("profile").cast(pl.String) == profile["profile"])[told["outcome"]]
            if told["outcome"] == "first_year_above":
                # A year that never comes is infinite.
                assert column.is_infinite().sum() == profile["values"]["infinite"]
                continue
            assert column.median() == pytest.approx(profile["values"]["median"], abs=1e-12)


def test_series_have_the_medians_of_the_fan(lake_run):
    series = pl.DataFrame(lake_run.series("phosphorus"))
    assert len(series) == len(pl.DataFrame(lake_run.series())) == 300 * 5 * 101
    watches = lake_run.report["watches"]
    fan = next(p for p in watches["series"][0]["profiles"] if p["profile"] == "heavy")
    at = series.filter(pl.col("profile").cast(pl.String) == "heavy", pl.col("time") == 50.0)
    assert at["value"].median() == pytest.approx(fan["median"][50], abs=1e-12)
    assert at["date"][0].isoformat() == watches["dates"][50]


def test_one_of_several_series_is_told_apart(scenarios):
    session = contend.open(scenarios / "cartel-recruitment")
    dimension = session.run(worlds=2, watch=["members", "members[N10025]"], every="1 year", progress=False)
    whole, one = pl.DataFrame(dimension.series("members")), pl.DataFrame(dimension.series("members[N10025]"))
    assert whole["element"].null_count() == len(whole) > 0
    assert one["element"].cast(pl.String).unique().to_list() == ["N10025"]
    assert len(whole) + len(one) == len(pl.DataFrame(dimension.series()))
    assert (whole["value"] >= one["value"]).all() and whole["value"][0] > one["value"][0]
    assert len(dimension.series("nothing")) == 0


def test_a_table_of_ones_own_is_taken_from_a_mapping_a_frame_and_a_file(lake, tmp_path):
    columns = {"loss_rate": [0.2, 1 / 3, 0.4], "steepness": [2.5, 3.0, 3.5]}
    assert set(columns) <= set(lake.inputs)
    by_mapping = lake.run(design=columns, progress=False)
    assert by_mapping.report["run"]["worlds"] == 3
    drawn = pl.DataFrame(by_mapping.inputs)
    assert drawn["loss_rate"].to_list() == columns["loss_rate"]
    by_frame = lake.run(design=pl.DataFrame(columns), progress=False)
    by_arrow = lake.run(design=pl.DataFrame(columns).to_arrow(), progress=False)
    path = tmp_path / "own.csv"
    out = io.StringIO()
    csv.writer(out).writerows([columns.keys(), *zip(*columns.values())])
    path.write_text(out.getvalue())
    by_file = lake.run(design=path, progress=False)
    reports = [json.loads(run.json()) for run in (by_mapping, by_frame, by_arrow, by_file)]
    assert all(report["claims"] == reports[0]["claims"] for report in reports)
    assert reports[0]["run"]["design"] == "table" and reports[3]["run"]["design"] == str(path)
