"""The notebooks run, and each cell has something to show. Cells are executed as a notebook would, without Jupyter."""

import ast
import json
import pathlib

import polars as pl
import pytest

# What notebooks need besides what all tests have.
NEEDS = {"from-the-ema-workbench": "ema_workbench", "ten-million-worlds": "distributed"}
# How many worlds the notebook of ten million has here.
FEW = 20_000
NOTEBOOKS = sorted((pathlib.Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


def executed(path: pathlib.Path) -> list[object]:
    """The values of the last expressions of all cells of code."""
    if needed := NEEDS.get(path.stem):
        pytest.importorskip(needed, reason=f"the notebook {path.stem} needs {needed}: pip install {needed}")
    shown: list[object] = []
    names: dict[str, object] = {}
    for cell in json.loads(path.read_text())["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path.name, "exec"), names)
        shown.append(eval(compile(last, path.name, "eval"), names) if last else None)
    return shown


@pytest.fixture(autouse=True)
def few_worlds(monkeypatch, tmp_path):
    monkeypatch.setenv("WORLDS", str(FEW))
    monkeypatch.setenv("RESULTS", str(tmp_path / "results"))


def notebook(name: str) -> pathlib.Path:
    return next(path for path in NOTEBOOKS if path.stem == name)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    for value in executed(path):
        assert value is not None and repr(value)
        if hasattr(value, "_repr_html_"):
            assert value._repr_html_()
        if hasattr(value, "_repr_mimebundle_"):
            assert value._repr_mimebundle_()


def test_the_argument_says_what_its_words_say(monkeypatch):
    path = notebook("an-argument")
    monkeypatch.chdir(path.parent)
    shown = executed(path)
    turned, swept = [value for value in shown if isinstance(value, pl.DataFrame)]
    # The more the town releases, the less often the lake stays clear.
    assert swept["reliability"].to_list() == sorted(swept["reliability"].to_list(), reverse=True)
    plans = dict(turned.select(pl.col("profile").cast(pl.String), "turned").iter_rows())
    assert plans["none"] <= plans["careful"] < plans["heavy"]


def test_own_worlds_are_those_of_the_table(monkeypatch):
    path = notebook("worlds-of-ones-own")
    monkeypatch.chdir(path.parent)
    lakes, joined = [value for value in executed(path) if isinstance(value, pl.DataFrame)]
    assert joined.select(lakes.columns).equals(lakes)
    assert (joined["none"] >= joined["heavy"]).all()


def test_the_workbench_is_given_what_its_words_say(monkeypatch):
    path = notebook("from-the-ema-workbench")
    monkeypatch.chdir(path.parent)
    uncertainties, levers, policies, scores, _, plans, _ = executed(path)
    assert {name for name, *_ in uncertainties} == set(scores.index) - {"release"}
    assert levers == [("release", 0, 0.1)] and policies.between(0, 0.1).all() and len(policies) == 4
    table = {(row.scenario, row.policy): row.reliability for row in plans.itertuples()}
    # What is lost quickly does not pile up, and who releases more keeps the lake clear in no more years.
    assert table["quick", "little"] >= table["slow", "much"]
    for lake in ("quick", "slow"):
        assert table[lake, "little"] >= table[lake, "much"]


def test_ten_million_worlds_are_those_of_one_run(monkeypatch, lake):
    path = notebook("ten-million-worlds")
    monkeypatch.chdir(path.parent)
    _, _, counted, phrases, turned, why = executed(path)
    run = lake.run(FEW, 1, profiles="heavy", progress=False)
    assert counted == FEW == turned["worlds"].sum()
    assert dict(why) == dict(lake.why("heavy-tips-it", FEW, 1, progress=False))
    assert phrases == {claim.id: claim["words"]["phrase"] for claim in run.verdicts}
    ends = pl.DataFrame(run.outcomes).filter(pl.col("profile").cast(pl.String) == "heavy")["above_at_end"]
    assert (turned["worlds"] * turned["turned"]).sum() == pytest.approx(ends.sum())
    # The faster the lake loses, the seldomer it turns.
    assert turned["turned"][0] > turned["turned"][-1]
