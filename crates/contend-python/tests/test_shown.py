"""What notebooks and consoles show."""

import re

import contend


def test_reprs_teach(lake, lake_run):
    assert "How much may the town put into the lake?" in repr(lake)
    assert "s.run(worlds=1000)" in repr(lake)
    assert "300 worlds under 5 profiles, seed 7, nested-lhs" in repr(lake_run)
    for claim in lake_run.verdicts:
        assert re.search(f"{re.escape(claim.verdict)} +{claim.id}", repr(lake_run))
    claim = lake_run.claim("half-is-the-edge")
    assert claim["says"] in repr(claim) and claim["words"]["phrase"] in repr(claim)


def test_a_card_is_that_of_the_published_page(lake_run, scenarios, terminal, tmp_path):
    page = tmp_path / "card.html"
    terminal("publish", scenarios / "lake", "-n", 300, "--seed", 7, "--claim", "alone-it-stays-clear", "-o", page)
    card = lake_run._native.card("alone-it-stays-clear")
    # A page that is given away names the scenario alone, a card the folder that was opened, so that commands can be copied.
    assert card.replace(str(scenarios / "lake"), "lake") == page.read_text()
    html = lake_run.claim("alone-it-stays-clear")._repr_html_()
    assert html.startswith("<iframe") and "&lt;!DOCTYPE html&gt;" in html


def test_a_run_lists_its_verdicts(lake_run):
    html = lake_run._repr_html_()
    for claim in lake_run.verdicts:
        assert claim.id in html


def test_a_fan_is_a_chart_of_quantiles(lake_run):
    fan = lake_run.fan("phosphorus")
    bundle = fan._repr_mimebundle_()
    spec = bundle["application/vnd.vegalite.v5+json"]
    rows = spec["data"]["values"]
    assert len(rows) == 5 * 101
    series = lake_run.report["watches"]["series"][0]
    heavy = next(p for p in series["profiles"] if p["profile"] == "heavy")
    assert [row["median"] for row in rows if row["profile"] == "heavy"] == heavy["median"]
    assert [row["q95"] for row in rows if row["profile"] == "heavy"] == heavy["q95"]
    fields = {(layer["encoding"]["y"]["field"], layer["encoding"].get("y2", {}).get("field")) for layer in spec["layer"]}
    assert fields == {("q05", "q95"), ("q25", "q75"), ("median", None)}
    assert "heavy: " in bundle["text/plain"]


def test_everything_public_is_documented():
    for name in contend.__all__:
        thing = getattr(contend, name)
        if isinstance(thing, type):
            for attribute, value in vars(thing).items():
                if not attribute.startswith("_") and (callable(value) or isinstance(value, property)):
                    assert value.__doc__, f"{name}.{attribute}"
        assert name == "__version__" or thing.__doc__, name
