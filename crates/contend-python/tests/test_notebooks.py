"""The notebooks run, and each cell has something to show. Cells are executed as a notebook would, without Jupyter."""

import ast
import json
import pathlib

import polars as pl
import pytest

NOTEBOOKS = sorted((pathlib.Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


def executed(path: pathlib.Path) -> list[object]:
    """The values of the last expressions of all cells of code."""
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
    path = next(path for path in NOTEBOOKS if path.stem == "an-argument")
    monkeypatch.chdir(path.parent)
    shown = executed(path)
    turned, swept = [value for value in shown if isinstance(value, pl.DataFrame)]
    # The more the town releases, the less often the lake stays clear.
    assert swept["reliability"].to_list() == sorted(swept["reliability"].to_list(), reverse=True)
    plans = dict(turned.select(pl.col("profile").cast(pl.String), "turned").iter_rows())
    assert plans["none"] <= plans["careful"] < plans["heavy"]


def test_own_worlds_are_those_of_the_table(monkeypatch):
    path = next(path for path in NOTEBOOKS if path.stem == "worlds-of-ones-own")
    monkeypatch.chdir(path.parent)
    lakes, joined = [value for value in executed(path) if isinstance(value, pl.DataFrame)]
    assert joined.select(lakes.columns).equals(lakes)
    assert (joined["none"] >= joined["heavy"]).all()
