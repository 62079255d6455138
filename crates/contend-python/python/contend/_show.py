"""How answers show themselves in notebooks: HTML and Vega-Lite, without dependencies."""

from __future__ import annotations

from html import escape
from typing import Any

COLOURS = ["#4c6a92", "#b3572f", "#3f7d5a", "#8a5a9e", "#7a6a2f", "#5f6b7a"]


def card_html(page: str) -> str:
    """A page of its own inside a notebook's, so that neither's style reaches the other."""
    return f'<iframe srcdoc="{escape(page)}" sandbox="" style="width:100%;height:36em;border:0"></iframe>'


def verdicts_html(report: dict[str, Any]) -> str:
    """A line for each claim."""
    run = report["run"]
    rows = "".join(
        f"<tr><td>{escape(claim['words']['verdict'])}</td><td>{escape(claim['words']['phrase'])}</td>"
        f"<td style='text-align:left'><code>{escape(claim['id'])}</code> {escape(claim['says'])}</td></tr>"
        for claim in report["claims"]
    )
    facts = f"{run['worlds']:,} worlds, seed {run['seed']}, {escape(run['design'])}"
    return f"<p><b>{escape(report['scenario']['title'])}</b><br>{facts}</p><table>{rows}</table>"


def fan_spec(watches: dict[str, Any], series: dict[str, Any]) -> dict[str, Any]:
    """Bands of quantiles over time, one colour for each profile."""
    rows = [
        {"date": date, "profile": fan["profile"], **{q: fan[q][at] for q in ("q05", "q25", "median", "q75", "q95")}}
        for fan in series["profiles"]
        for at, date in enumerate(watches["dates"])
    ]
    names = [fan["profile"] for fan in series["profiles"]]
    colour = {
        "field": "profile",
        "type": "nominal",
        "scale": {"domain": names, "range": [COLOURS[at % len(COLOURS)] for at in range(len(names))]},
    }
    title = series["watch"] if series["unit"] == "1" else f"{series['watch']} ({series['unit']})"
    date = {"field": "date", "type": "temporal", "title": None}

    def band(low: str, high: str, opacity: float) -> dict[str, Any]:
        return {
            "mark": {"type": "area", "opacity": opacity},
            "encoding": {"x": date, "y": {"field": low, "type": "quantitative", "title": title}, "y2": {"field": high}, "color": colour},
        }

    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": rows},
        "width": 480,
        "height": 280,
        "layer": [
            band("q05", "q95", 0.12),
            band("q25", "q75", 0.22),
            {"mark": "line", "encoding": {"x": date, "y": {"field": "median", "type": "quantitative", "title": title}, "color": colour}},
        ],
    }
