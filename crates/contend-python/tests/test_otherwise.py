"""Levers set and inputs held otherwise give what the edited scenario gives."""

import re

import polars as pl
import pytest

import contend


def edited(session: contend.Session, *edits: tuple[str, str]) -> contend.Session:
    """A session with its text edited."""
    texts = dict(session.texts)
    for pattern, by in edits:
        texts["scenario.toml"], times = re.subn(pattern, by, texts["scenario.toml"], flags=re.M)
        assert times > 0, pattern
    return contend.open(texts)


def of(table: contend.Table, profile: str) -> pl.DataFrame:
    return pl.DataFrame(table).filter(pl.col("profile").cast(pl.String) == profile)


def test_a_lever_is_that_of_the_edited_scenario(lake):
    other = edited(lake, (r"(\[strategy\.town\.heavy\]\nrelease = )0\.05$", r"\g<1>0.031"))
    asked = of(other.run(worlds=200, progress=False).outcomes, "heavy")
    told = of(lake.with_levers(release=0.031).outcomes(worlds=200, profiles="heavy"), "heavy")
    for outcome in lake.outcomes:
        assert told[outcome].equals(asked[outcome]), outcome


def test_a_held_input_is_that_of_a_table(lake):
    drawn = lake.run(worlds=100, progress=False)
    inputs = pl.DataFrame(drawn.inputs).drop("world")
    held = inputs.with_columns(loss_rate=pl.lit(0.31))
    asked = of(lake.run(design=held, seed=1, progress=False).outcomes, "careful")
    told = of(lake.with_values(loss_rate=0.31).outcomes(worlds=100), "careful")
    for outcome in lake.outcomes:
        assert told[outcome].equals(asked[outcome]), outcome


def test_a_sweep_is_every_combination_on_the_same_worlds(lake):
    swept = pl.DataFrame(lake.sweep({"release": [0.0, 0.02, 0.04]}, {"loss_rate": [0.2, 0.4]}, worlds=50, profiles=["careful", "heavy"]))
    assert len(swept) == 2 * 3 * 2 * 50
    assert swept["candidate"].to_list() == [c for c in range(12) for _ in range(50)]
    assert swept["world"].to_list() == list(range(50)) * 12
    one = swept.filter(pl.col("profile") == "heavy", pl.col("lever.release") == 0.02, pl.col("input.loss_rate") == 0.4)
    alone = pl.DataFrame(lake.with_levers(release=0.02).with_values(loss_rate=0.4).outcomes(worlds=50, profiles="heavy"))
    for outcome in lake.outcomes:
        assert one[outcome].equals(alone[outcome]), outcome
    # More goes in, more is there at the end.
    mean = swept.group_by("lever.release").agg(pl.col("reliability").mean()).sort("lever.release")["reliability"].to_list()
    assert mean[0] > mean[1] > mean[2]


def test_options_go_by_their_names(scenarios):
    session = contend.open(scenarios / "two-level-game")
    lever = next(one for one in session.contents["levers"] if "choice" in one["domain"])
    name, value = lever["domain"]["choice"]["options"][0]
    by_name = pl.DataFrame(session.with_levers({lever["name"]: name}).outcomes(worlds=20))
    by_value = pl.DataFrame(session.with_levers({lever["name"]: value}).outcomes(worlds=20))
    assert by_name.equals(by_value)
    # What is judged has the bits of what is told as a table; before `now` levers are as they were.
    judged = of(session.with_levers({lever["name"]: name}).run(worlds=20, progress=False).outcomes, session.contents["baseline"])
    for outcome in by_name.columns[4:]:
        assert by_name[outcome].equals(judged[outcome]), outcome
    with pytest.raises(contend.RequestError, match="cannot be `nothing`"):
        session.with_levers({lever["name"]: "nothing"}).outcomes(worlds=20)


@pytest.mark.parametrize(
    ("levers", "values", "says", "cure"),
    [
        ({"releas": 1}, {}, "no lever `releas`", "release"),
        ({"release": -5.0}, {}, "`release` cannot be", "declaration"),
        ({}, {"lossrate": 0.3}, "no uncertain input `lossrate`", "loss_rate"),
        ({}, {"loss_rate": 99.0}, "`loss_rate` cannot be", "declaration"),
    ],
)
def test_what_cannot_be_set_is_said(lake, levers, values, says, cure):
    with pytest.raises(contend.RequestError) as caught:
        lake.with_levers(levers).with_values(values).outcomes(worlds=10)
    assert says in caught.value.message and cure in caught.value.cure


def test_a_theory_is_held_by_its_name(scenarios):
    session = contend.open(scenarios / "peace-guarantee")
    drawn = pl.DataFrame(session.run(worlds=60, progress=False).inputs).drop("world")
    profile = "lasting"
    for theory in ("commitment", "dependence"):
        held = drawn.with_columns(theory=pl.lit(theory))
        asked = of(session.run(design=held, progress=False).outcomes, profile)
        told = of(session.with_values(theory=theory).outcomes(worlds=60, profiles=profile), profile)
        for outcome in session.outcomes:
            assert told[outcome].equals(asked[outcome]), (theory, outcome)


def told(run):
    """What is said of claims, but for what a parameter that is drawn and one that is not rest on."""
    return [(claim.id, claim.verdict, claim.get("holds"), claim.get("worlds")) for claim in run.verdicts]


def test_claims_are_judged_with_levers_set_and_inputs_held(lake):
    asked = {"worlds": 300, "seed": 4, "progress": False}
    as_it_is = told(lake.run(**asked))
    # Every strategy of the town releases the same: what profiles do no longer differs.
    run = lake.with_levers(release=0.03).run(**asked)
    by_hand = edited(lake, (r"^release = .*$", "release = 0.03"), (r"^free .*$", "")).run(**asked)
    assert told(run) == told(by_hand) != as_it_is
    assert run.claim("heavy-tips-it").verdict == by_hand.claim("heavy-tips-it").verdict
    assert pl.DataFrame(run.outcomes).equals(pl.DataFrame(by_hand.outcomes))
    alone = pl.DataFrame(lake.with_levers(release=0.03).outcomes(**asked, profiles="heavy"))
    under = pl.DataFrame(run.outcomes).filter(pl.col("profile").cast(pl.String) == "heavy")
    assert alone["reliability"].equals(under["reliability"])
    # A lake that loses much, in every world.
    run = lake.with_values(loss_rate=0.4).run(**asked)
    by_hand = edited(lake, (r"^value  = 0.275\nrange  = \[0.1, 0.45\]$", "value = 0.4")).run(**asked)
    assert told(run) == told(by_hand) != as_it_is
    assert pl.DataFrame(run.inputs)["loss_rate"].to_list() == [0.4] * 300
    both = lake.with_values(loss_rate=0.4).with_levers(release=0.03)
    assert "variant.run(worlds=1000)" in repr(both)
    # The scenario itself is as it was, and says so.
    fingerprints = {run.report["scenario"]["fingerprint"] for run in (lake.run(**asked), run, both.run(**asked))}
    assert len(fingerprints) == 3 and told(lake.run(**asked)) == as_it_is


def test_a_claim_over_profiles_that_no_longer_differ_says_nothing(lake):
    run = lake.with_levers(release=0.03).run(worlds=200, progress=False)
    compared = [claim for claim in run.verdicts if claim.id == "watching-pays"]
    assert [claim.verdict for claim in compared] == ["says nothing"]


def test_what_cannot_be_set_is_not_judged(lake):
    for variant in (lake.with_levers(release=0.2), lake.with_levers(nothing=1), lake.with_values(loss_rate=2.0), lake.with_values(nothing=1)):
        with pytest.raises(contend.RequestError) as caught:
            variant.run(worlds=10, progress=False)
        assert caught.value.message
