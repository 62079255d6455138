"""A few words on a Python that has nothing but the package: it imports, opens, runs, and says where an error is."""

import contend

session = contend.open("scenarios/lake")
run = session.run(worlds=64, watch="phosphorus", progress=False)
assert run.report["run"]["worlds"] == 64
assert run.outcomes.num_rows == 64 * len(run.report["run"]["profiles"])
assert len(run.claims) == 64 and len(run.inputs) == 64
try:
    contend.open({"scenario.toml": "[scenario]\ntitle = 1\n"})
except contend.ScenarioError as error:
    wrong = next(found for found in error.errors if found.code == "wrong-type")
    assert (wrong.file, wrong.line, wrong.column) == ("scenario.toml", 2, 9), error
else:
    raise AssertionError("a title that is no text was taken")
