"""Files of a kept run as another reader sees them: PyArrow, whose Parquet is the C++ library's, against the tables in memory and
against what the terminal says."""

import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import contend

# A root of what may be negative: some worlds have no value, and say where it went wrong.
FAULTY = """\
[scenario]
title = "A well"
start = 2020
end   = 2022
step  = "1 month"

[dimension]
side = ["left", "right"]

[parameter]
rain   = { unit = "1/year", range = [-1, 1], assumption = "by eye" }
season = { options = ["dry", "wet"], assumption = "by eye" }

[stock]
water = { over = ["side"], start = "1", change = "rain * (if season == wet then 2 else 1)" }

[variable]
depth = { equation = "sqrt(sum(water))" }

[outcome]
deep  = "at_end(depth)"
sides = { equation = "at_end(water)", over = ["side"] }

[claim.deep-enough]
says = "The well stays deep."
test = "deep > 1"
"""


@pytest.fixture(scope="module", params=["lake", "peace-guarantee", "faulty"])
def kept(request, scenarios, tmp_path_factory):
    """A scenario, what is followed of it, its run in memory, and the folder of the same run."""
    name = request.param
    source, watch = ({"scenario.toml": FAULTY}, "water") if name == "faulty" else (scenarios / name, None)
    watch = "phosphorus" if name == "lake" else watch
    session = contend.open(source)
    folder = tmp_path_factory.mktemp(name) / "run"
    session.write(folder, 700, 3, watch=watch, progress=False)
    contend.gather(folder)
    return session, session.run(700, 3, watch=watch, progress=False), folder


def read(folder, table: str) -> pa.Table:
    """All parts of a table, in the order of worlds, each held against what its own footer says."""
    parts = []
    for path in sorted((folder / table).glob("*.parquet")):
        file = pq.ParquetFile(path)
        part = file.read()
        part.validate(full=True)
        assert file.metadata.num_rows == part.num_rows
        parts.append(part.unify_dictionaries())
    return pa.concat_tables(parts).unify_dictionaries()


def plain(column: pa.ChunkedArray) -> list:
    """Values as Python has them; numbers to the bit."""
    return [value.hex() if isinstance(value, float) else value for value in column.to_pylist()]


def test_worlds_are_those_of_the_tables(kept):
    session, run, folder = kept
    worlds = read(folder, "worlds")
    inputs, outcomes, claims = (pa.table(table) for table in (run.inputs, run.outcomes, run.claims))
    assert worlds.num_rows == outcomes.num_rows
    for name in outcomes.column_names:
        assert plain(worlds[name]) == plain(outcomes[name]), name
    # What is drawn, and what is asked of a world, stands in each row of the world.
    world = worlds["world"].to_pylist()
    places = {number: at for at, number in enumerate(inputs["world"].to_pylist())}
    for table, prefix in ((inputs, ""), (claims, "claim.")):
        for name in table.column_names[1:]:
            column = plain(table[name])
            own = name if name.startswith(prefix) else prefix + name
            assert plain(worlds[own]) == [column[places[number]] for number in world], name
    for name in session.inputs:
        assert worlds.schema.field(name).metadata[b"unit"].decode() == session.inputs[name]


def test_series_and_faults_are_those_of_the_tables(kept):
    _, run, folder = kept
    for table, expected in (("faults", run.faults), ("series", run.series)):
        if table == "series" and "watches" not in run.report:
            continue
        expected = pa.table(expected() if callable(expected) else expected)
        found = read(folder, table)
        for name in expected.column_names:
            assert plain(found[name]) == plain(expected[name]), (table, name)


@pytest.mark.parametrize("kept", ["faulty"], indirect=True)
def test_some_worlds_go_wrong_and_have_no_value(kept):
    _, _, folder = kept
    worlds, faults = read(folder, "worlds"), read(folder, "faults")
    # It goes wrong where the well runs dry within two years: sqrt of a negative number.
    dry = pc.less(pc.multiply(worlds["rain"], pc.if_else(pc.equal(worlds["season"].cast("string"), "wet"), 2.0, 1.0)), -0.5)
    assert pc.is_null(worlds["deep"]).to_pylist() == dry.to_pylist()
    assert 0 < faults.num_rows and set(faults["world"].to_pylist()) == set(worlds.filter(dry)["world"].to_pylist())
    assert pc.is_null(worlds["claim.deep-enough"]).to_pylist() == dry.to_pylist()


@pytest.mark.parametrize("kept", ["lake", "peace-guarantee"], indirect=True)
def test_the_terminal_counts_the_rows(kept, as_json):
    session, _, folder = kept
    worlds = read(folder, "worlds")
    report = as_json("report", folder)
    first = worlds.filter(pc.equal(worlds["profile"].cast("string"), session.profiles[0]))
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["worlds_kept"] == first.num_rows == report["run"]["worlds"]
    told = 0
    for claim in report["claims"]:
        if claim["kind"] == "worlds":
            column = first[f"claim.{claim['id']}"]
            assert claim["holds"] == pc.sum(pc.fill_null(column, False)).as_py(), claim["id"]
            told += 1
    assert told
