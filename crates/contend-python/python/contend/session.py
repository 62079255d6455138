"""An open scenario, what can be asked of it, and what it answers."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Any, Union

from . import _native
from ._asked import Design, Progress, asked
from ._show import card_html, fan_spec, verdicts_html
from .errors import Finding, RequestError, findings_of
from .table import Table


def open(source: str | os.PathLike[str] | Mapping[str, str | bytes]) -> Session:
    """Opens a scenario.

    ``source`` is the scenario's folder, its ``scenario.toml``, or a mapping from paths to texts, ``scenario.toml`` among them.

    Raises :class:`ScenarioError` where the scenario has errors, with the place of each and what to do; :class:`RequestError`
    where there is no scenario.
    """
    if isinstance(source, Mapping):
        return _of_texts(dict(source))
    return Session(_native.open_folder(os.fspath(source)))


def _of_texts(texts: Mapping[str, str | bytes]) -> Session:
    files = {path: text.encode() if isinstance(text, str) else bytes(text) for path, text in texts.items()}
    return Session(_native.open_texts(files))


def gather(
    out: str | os.PathLike[str], *, threads: int | None = None, language: str | None = None, progress: Progress = None
) -> Answer:
    """Puts the parts of a run together that were written with :meth:`Session.write` or ``contend run --out --part``: the report
    of ``contend gather --json``. Its worlds lie in the folder as Parquet."""
    with asked(None, None, None, None, threads, language, progress) as request:
        return Answer("run", json.loads(_native.gather(os.fspath(out), request)))


def game(
    out: str | os.PathLike[str],
    name: str | None = None,
    *,
    worst_tenth: bool = False,
    threads: int | None = None,
    language: str | None = None,
    progress: Progress = None,
) -> Answer:
    """Solves a game of the worlds that a folder keeps, which were written with ``games=True`` and put together: the report of
    ``contend game FOLDER --json``. ``name`` and ``worst_tenth`` as in :meth:`Session.game`."""
    with asked(None, None, None, None, threads, language, progress) as request:
        return Answer("game", json.loads(_native.game_of_kept(os.fspath(out), request, name, worst_tenth)))


def why(
    out: str | os.PathLike[str],
    claim: str | None = None,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    where: bool = False,
    flip: bool = False,
    threads: int | None = None,
    language: str | None = None,
    progress: Progress = None,
) -> Answer:
    """Says what decides a claim, or all of them, of the worlds that a folder keeps: the report of ``contend why FOLDER --json``.
    Arguments as in :meth:`Session.why`; with ``flip`` alone worlds are run."""
    with asked(None, None, None, None, threads, language, progress) as request:
        return Answer("why", json.loads(_native.why_of_kept(os.fspath(out), request, claim, _groups(groups), where, flip)))


def _groups(groups: Mapping[str, Sequence[str]] | None) -> list[tuple[str, list[str]]]:
    return [(name, list(inputs)) for name, inputs in (groups or {}).items()]


Names = Union[str, Iterable[str], None]


def _names(names: Names) -> list[str]:
    """A name, several, or none."""
    if names is None:
        return []
    return [names] if isinstance(names, str) else list(names)


class Session:
    """An open scenario that answers questions. Made by :func:`contend.open`.

    What all questions take:

    ``worlds``
        How many worlds are simulated; left out, as many as the scenario says.
    ``seed``
        Of everything drawn; left out, the scenario's. The same scenario, seed and world give the same bits, whatever the
        number of threads and however many worlds are run.
    ``replications``
        Worlds that share each set of inputs, each with a luck of its own; ``worlds`` counts them all.
    ``design``
        How worlds are drawn: ``"nested-lhs"`` (the default), ``"lhs"``, ``"sobol"``, ``"monte-carlo"``, ``"full-factorial:3"``;
        the path of a CSV file with a world a line; or a table with a column for each input and a row for each world, as a
        mapping or a data frame of any library. Inputs without a column take the median of their distribution.
    ``threads``
        How many; left out, one for each core. Results do not depend on it.
    ``language``
        Of all words: ``"en"`` (the default), ``"es"``, ``"pt"``.
    ``progress``
        ``True`` or ``False``: a progress bar of tqdm, where that is installed (left out: in a terminal or a notebook); or a
        function of the runs that are done and of all of them, each one world under one profile.

    While it works, other threads of Python run, and Ctrl-C stops it. Sessions can be pickled: they travel as the texts of their
    scenario.
    """

    def __init__(self, native: _native.Scenario) -> None:
        self._native = native

    # What it is.

    @cached_property
    def contents(self) -> dict[str, Any]:
        """What the scenario has: ``profiles``, ``inputs`` (with unit, law and bounds), ``levers`` (with actor and domain),
        ``outcomes`` (with unit and dimensions), ``claims``, ``games``, ``actors``."""
        return json.loads(self._native.contents())

    @property
    def title(self) -> str:
        """The scenario's title."""
        return self.contents["title"]

    @property
    def profiles(self) -> list[str]:
        """Names of its profiles: one strategy for each actor."""
        return self.contents["profiles"]

    @property
    def claims(self) -> dict[str, str]:
        """Its claims: name and sentence."""
        return {claim["id"]: claim["says"] for claim in self.contents["claims"]}

    @property
    def outcomes(self) -> dict[str, str]:
        """Its outcomes: name and unit."""
        return {outcome["name"]: outcome["unit"] for outcome in self.contents["outcomes"]}

    @property
    def inputs(self) -> dict[str, str]:
        """Its uncertain inputs: name and unit."""
        return {one["name"]: one["unit"] for one in self.contents["inputs"]}

    @property
    def levers(self) -> dict[str, str]:
        """Its levers: name and the actor whose it is."""
        return {lever["name"]: lever["actor"] for lever in self.contents["levers"]}

    @property
    def games(self) -> list[str]:
        """Names of its games."""
        return self.contents["games"]

    @property
    def fingerprint(self) -> str:
        """Of all files that were read and of what the engine makes of them, in hexadecimal."""
        return self._native.fingerprint()

    @property
    def texts(self) -> dict[str, str]:
        """The files that were read: path and text."""
        return self._native.texts()

    def __reduce__(self) -> tuple[Any, ...]:
        return _of_texts, (self.texts,)

    def __repr__(self) -> str:
        has = self.contents
        kinds = ("profiles", "inputs", "levers", "outcomes", "claims", "games")
        counts = [f"{len(has[kind]):,} {kind if len(has[kind]) != 1 else kind[:-1]}" for kind in kinds]
        return (
            f"contend.Session: {has['title']}\n"
            f"  {', '.join(counts)}\n"
            "  s.run(worlds=1000) simulates; s.why(claim), s.game(name), s.better(actor), s.world(n), s.check() ask further"
        )

    # What can be asked.

    def check(self) -> list[Finding]:
        """Warnings and notes on the scenario's text, with their places. Errors have kept it from being opened."""
        return findings_of("", json.loads(self._native.check()))

    def run(
        self,
        worlds: int | None = None,
        seed: int | None = None,
        *,
        profiles: Names = None,
        watch: Names = None,
        every: str | None = None,
        replications: int | None = None,
        design: Design = None,
        threads: int | None = None,
        language: str | None = None,
        progress: Progress = None,
    ) -> Run:
        """Simulates many worlds under every profile, and says which claims hold.

        ``profiles``: only these, and those that they are compared with. ``watch``: quantities to follow over time, as
        ``"members"`` (the sum of an array) or ``"members[cjng]"``. ``every``: how often their values are kept, as ``"1 month"``;
        left out: as the scenario says, else at every step.
        """
        with asked(worlds, seed, replications, design, threads, language, progress) as request:
            return Run(self, self._native.run(request, _names(profiles), _names(watch), every))

    def write(
        self,
        out: str | os.PathLike[str],
        worlds: int | None = None,
        seed: int | None = None,
        *,
        part: tuple[int, int] = (1, 1),
        games: bool = False,
        page: bool = False,
        profiles: Names = None,
        watch: Names = None,
        every: str | None = None,
        replications: int | None = None,
        design: Design = None,
        threads: int | None = None,
        progress: Progress = None,
    ) -> tuple[int, int]:
        """Writes the worlds of a run into a folder as Parquet, in the memory of some parts however many worlds there are, as
        ``contend run --out``; :func:`contend.gather` then puts them together and says what they mean.

        ``part=(3, 64)`` writes the third of 64 shares alone, which any machine may do. ``games``: keep what players get under
        every profile of the games that are played at once too, so that :func:`contend.game` solves them from the same worlds.
        ``page``: keep what a page draws over time too, so that ``contend publish`` writes the page of the same worlds. What is there
        already is not computed again. Gives how many parts of the share are there, and of how many.
        """
        with asked(worlds, seed, replications, design, threads, None, progress) as request:
            return self._native.write(os.fspath(out), part, request, _names(profiles), _names(watch), every, games, page)

    def game(
        self,
        name: str | None = None,
        worlds: int | None = None,
        seed: int | None = None,
        *,
        worst_tenth: bool = False,
        all: bool | None = None,
        design: Design = None,
        threads: int | None = None,
        language: str | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Says what the players of a game would do: the report of ``contend game --json``.

        ``name`` may be left out where there is one game. ``worst_tenth``: players look at the mean of their worst tenth of
        worlds. ``all``: ``True`` runs every profile through all worlds, ``False`` gives none to strategies that are clearly
        dominated; left out, as fits the size.
        """
        with asked(worlds, seed, None, design, threads, language, progress) as request:
            return Answer("game", json.loads(self._native.game(request, name, worst_tenth, all)))

    def better(
        self,
        actor: str | None = None,
        worlds: int | None = None,
        seed: int | None = None,
        *,
        profiles: Names = None,
        enough: float | None = None,
        resamples: int = 1000,
        design: Design = None,
        threads: int | None = None,
        language: str | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Ranks the strategies of an actor by every usual measure: the report of ``contend better --json``.

        ``profiles``: from which it is taken what the others do. ``enough``: the payoff that is enough, in the unit of the
        actor's objective. ``resamples``: how often worlds are drawn anew, from 2 on.
        """
        with asked(worlds, seed, None, design, threads, language, progress) as request:
            return Answer("better", json.loads(self._native.better(request, actor, _names(profiles), enough, resamples)))

    def why(
        self,
        answer: str | None = None,
        worlds: int | None = None,
        seed: int | None = None,
        *,
        groups: Mapping[str, Sequence[str]] | None = None,
        where: bool = False,
        flip: bool = False,
        replications: int | None = None,
        design: Design = None,
        threads: int | None = None,
        language: str | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Says what decides an answer: the report of ``contend why --json``.

        ``answer`` is a claim, a game, or an outcome (``"outcome"``, ``"outcome[element]"``, ``"outcome@profile"``); left out:
        all claims. ``groups``: inputs that are also told together. ``where``: say where a claim fails. ``flip``: say what
        would turn its verdict.
        """
        with asked(worlds, seed, replications, design, threads, language, progress) as request:
            return Answer("why", json.loads(self._native.why(request, answer, _groups(groups), where, flip)))

    def world(
        self,
        world: int,
        worlds: int | None = None,
        seed: int | None = None,
        *,
        profiles: Names = None,
        watch: Names = None,
        replications: int | None = None,
        design: Design = None,
        language: str | None = None,
    ) -> Answer:
        """Replays one world, counted from 0: what was drawn, what happened, how it ended. The report of
        ``contend world --json``. ``profiles``: under which it is told; left out: the baseline."""
        with asked(worlds, seed, replications, design, None, language, False) as request:
            return Answer("world", json.loads(self._native.world(world, request, _names(profiles), _names(watch))))

    # What would be otherwise.

    def with_levers(self, levers: Mapping[str, Value] | None = None, /, **more: Value) -> Variant:
        """The scenario with levers set otherwise than strategies say, from ``now`` on, under whatever profile is then run. A
        value is a number in the lever's unit, the name of an option, or true or false."""
        return Variant(self, {}, {}).with_levers(levers, **more)

    def with_values(self, values: Mapping[str, Value] | None = None, /, **more: Value) -> Variant:
        """The scenario with uncertain inputs held at a value in every world, in their parameters' units."""
        return Variant(self, {}, {}).with_values(values, **more)

    def sweep(
        self,
        levers: Mapping[str, Iterable[Value]] | None = None,
        values: Mapping[str, Iterable[Value]] | None = None,
        worlds: int | None = None,
        seed: int | None = None,
        *,
        profiles: Names = None,
        replications: int | None = None,
        design: Design = None,
        threads: int | None = None,
        progress: Progress = None,
    ) -> Table:
        """Every combination of some values of levers and of uncertain inputs, under each of some profiles (left out: the
        baseline), all on the same worlds and without compiling anew.

        A row for each combination and world; columns ``candidate`` (its number), ``profile``, ``lever.…`` and ``input.…`` with
        what was set, ``world``, and one for each element of each outcome, in its unit. Each number has the bits that the
        scenario gives with its files edited so.
        """
        levers, values = dict(levers or {}), dict(values or {})
        chosen = [
            (dict(zip(levers, cells[: len(levers)])), dict(zip(values, cells[len(levers) :])))
            for cells in product(*levers.values(), *values.values())
        ]
        under = _names(profiles) or [self.contents["baseline"]]
        candidates = [(profile, *one) for profile in under for one in chosen]
        with asked(worlds, seed, replications, design, threads, None, progress) as request:
            return self._candidates(request, candidates)

    def _candidates(
        self, request: dict[str, Any], candidates: Iterable[tuple[str, Mapping[str, Value], Mapping[str, Value]]]
    ) -> Table:
        """Candidates, each a profile with levers and inputs, as a table."""
        given = [
            (profile, [(k, self._lever(k, v)) for k, v in levers.items()], [(k, self._input(k, v)) for k, v in values.items()])
            for profile, levers, values in candidates
        ]
        return Table(self._native.candidates(request, given))

    def _lever(self, name: str, value: Value) -> float:
        """What a lever is set to, as a number; a name that is none is told by the extension."""
        domain = next((one["domain"] for one in self.contents["levers"] if one["name"] == name), None)
        options: dict[str, float] = {}
        if isinstance(domain, dict) and "choice" in domain:
            options = dict(domain["choice"]["options"])
        return _number(name, value, options)

    def _input(self, name: str, value: Value) -> float:
        """What an input is held at, as a number."""
        options = next((one["options"] for one in self.contents["inputs"] if one["name"] == name), [])
        return _number(name, value, {option: float(at) for at, option in enumerate(options)})


Value = Union[float, int, bool, str]


def _number(name: str, value: Value, options: Mapping[str, float]) -> float:
    if not isinstance(value, str):
        return float(value)
    if value not in options:
        known = ", ".join(f"`{option}`" for option in options)
        raise RequestError(f"`{name}` cannot be `{value}`.", f"Take one of these: {known}." if known else "Take a number.")
    return float(options[value])


class Variant:
    """A scenario with levers set or inputs held otherwise. Made by :meth:`Session.with_levers` and :meth:`Session.with_values`."""

    def __init__(self, session: Session, levers: Mapping[str, Value], values: Mapping[str, Value]) -> None:
        self.session, self.levers, self.values = session, dict(levers), dict(values)

    def with_levers(self, levers: Mapping[str, Value] | None = None, /, **more: Value) -> Variant:
        """The same with further levers set."""
        return Variant(self.session, {**self.levers, **(levers or {}), **more}, self.values)

    def with_values(self, values: Mapping[str, Value] | None = None, /, **more: Value) -> Variant:
        """The same with further inputs held."""
        return Variant(self.session, self.levers, {**self.values, **(values or {}), **more})

    def outcomes(
        self,
        worlds: int | None = None,
        seed: int | None = None,
        *,
        profiles: Names = None,
        replications: int | None = None,
        design: Design = None,
        threads: int | None = None,
        progress: Progress = None,
    ) -> Table:
        """How worlds end so: the table of :meth:`Session.sweep` for this one setting, under each of some profiles (left out:
        the baseline)."""
        under = _names(profiles) or [self.session.contents["baseline"]]
        with asked(worlds, seed, replications, design, threads, None, progress) as request:
            return self.session._candidates(request, [(profile, self.levers, self.values) for profile in under])

    def run(
        self,
        worlds: int | None = None,
        seed: int | None = None,
        *,
        profiles: Names = None,
        watch: Names = None,
        every: str | None = None,
        replications: int | None = None,
        design: Design = None,
        threads: int | None = None,
        language: str | None = None,
        progress: Progress = None,
    ) -> Run:
        """What the argument says so: :meth:`Session.run` with each lever set under every profile, whatever its strategies say, and
        each input held in every world. Verdicts are those of the scenario with its files edited so; a claim that compares
        profiles which then differ in nothing is told to say nothing."""
        levers = [(name, self.session._lever(name, value)) for name, value in self.levers.items()]
        values = [(name, self.session._input(name, value)) for name, value in self.values.items()]
        varied = self.session._native.varied(levers, values)
        with asked(worlds, seed, replications, design, threads, language, progress) as request:
            return Run(self, varied.run(request, _names(profiles), _names(watch), every))

    def __repr__(self) -> str:
        set = [f"{name} = {value}" for name, value in {**self.levers, **self.values}.items()]
        more = "variant.outcomes(worlds=1000) simulates, variant.run(worlds=1000) judges claims"
        return f"contend.Variant: {self.session.title}\n  with {', '.join(set)}; {more}"


class Answer(dict[str, Any]):
    """A report: a dict as ``contend … --json`` prints it, which shows itself in words."""

    def __init__(self, kind: str, report: dict[str, Any]) -> None:
        super().__init__(report)
        self.kind = kind
        """Which question it answers: ``game``, ``better``, ``why``, ``world``, ``run``."""

    @property
    def said(self) -> list[str]:
        """Everything that it says in words, in order."""
        found: list[str] = []
        _sentences(self, found, False)
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return Answer, (self.kind, dict(self))

    def __repr__(self) -> str:
        said = self.said
        more = [f"… {len(said) - 12} more sentences: answer.said"] if len(said) > 12 else []
        lines = [f"contend.Answer ({self.kind}): {self['scenario']['title']}", *said[:12], *more]
        return "\n  ".join([*lines, f"a dict with the keys {', '.join(self)}"])


def _sentences(value: Any, found: list[str], inside: bool) -> None:
    """Collects the texts that stand in fields `words`."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key != "language":
                _sentences(part, found, inside or key == "words")
    elif isinstance(value, list):
        for part in value:
            _sentences(part, found, inside)
    elif inside and isinstance(value, str):
        found.append(value)


class Claim(dict[str, Any]):
    """What a run says of a claim: a dict as in ``contend run --json``, which shows itself as a card."""

    def __init__(self, run: Run, report: dict[str, Any]) -> None:
        super().__init__(report)
        self._run = run

    @property
    def id(self) -> str:
        """Its name in the scenario."""
        return self["id"]

    @property
    def verdict(self) -> str:
        """In a word: ``holds``, ``contested``, ``fails``, …"""
        return self["words"]["verdict"]

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)

    def __repr__(self) -> str:
        words = self["words"]
        return f"{self.id}: {words['verdict']}\n  {self['says']}\n  {words['phrase']}"

    def _repr_html_(self) -> str:
        return card_html(self._run._native.card(self.id))


class Fan:
    """A followed quantity over time under each profile, as quantiles over worlds. Shows itself as a Vega-Lite chart."""

    def __init__(self, watches: dict[str, Any], series: dict[str, Any]) -> None:
        self._watches, self.series = watches, series

    @property
    def spec(self) -> dict[str, Any]:
        """The chart as a Vega-Lite specification: bands of 90 and 50 of 100 worlds, and the median."""
        return fan_spec(self._watches, self.series)

    def __repr__(self) -> str:
        series, dates = self.series, self._watches["dates"]
        unit = "" if series["unit"] == "1" else f" in {series['unit']}"
        lines = [f"contend.Fan: {series['watch']}{unit}, {dates[0]} to {dates[-1]}; at the end half of the worlds lie below"]
        lines += [f"{profile['profile']}: {profile['median'][-1]}" for profile in series["profiles"]]
        return "\n  ".join([*lines, "fan.spec is a Vega-Lite chart"])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"application/vnd.vegalite.v5+json": self.spec, "text/plain": repr(self)}


class Run:
    """What a run answers. Made by :meth:`Session.run`.

    Tables are made when they are first asked for, and then lie in memory once.
    """

    def __init__(self, session: Session | Variant, native: _native.Run) -> None:
        self.session, self._native = session, native

    @cached_property
    def report(self) -> dict[str, Any]:
        """Everything, as ``contend run --json`` prints it."""
        return json.loads(self._native.report())

    def json(self) -> str:
        """The report as text, letter by letter what ``contend run --json`` prints."""
        return self._native.report()

    @cached_property
    def verdicts(self) -> list[Claim]:
        """What is said of each claim, in the order of the scenario."""
        return [Claim(self, claim) for claim in self.report["claims"]]

    def claim(self, id: str) -> Claim:
        """What is said of one claim; in a notebook, its card."""
        return _one(self.verdicts, id, lambda claim: claim.id, "claim")

    def fan(self, name: str) -> Fan:
        """A followed quantity over time, as a chart; ``name`` as in ``watch``."""
        watches = self.report.get("watches")
        if watches is None:
            raise RequestError("Nothing was followed over time.", f'Run with watch="{name}".')
        return Fan(watches, _one(watches["series"], name, lambda series: series["watch"], "followed quantity"))

    @cached_property
    def inputs(self) -> Table:
        """What was drawn: a row for each world; the column ``world`` with its number, then one for each uncertain input in
        its parameter's unit (a choice as the text of its option)."""
        return Table(self._native.inputs())

    @cached_property
    def outcomes(self) -> Table:
        """How worlds ended: a row for each world under each profile; columns ``world``, ``profile``, one for each element of
        each outcome in its unit (null where it rests on something that went wrong or was not asked for), and ``faults``."""
        return Table(self._native.outcomes())

    @cached_property
    def claims(self) -> Table:
        """Which claims hold: a row for each world; the column ``world``, then one for each claim, true or false, null where
        its test has no value. Verdicts on them are :attr:`verdicts`."""
        return Table(self._native.claims())

    @cached_property
    def _series(self) -> Table:
        return Table(self._native.series())

    def series(self, name: str | None = None) -> Table:
        """Followed quantities over time: a row for each world, profile and instant; columns ``world``, ``profile``,
        ``series``, ``element``, ``time`` (elapsed, in the scenario's time unit), ``date``, ``value``. ``name`` is one of
        ``watch``; left out: all of them."""
        if name is None:
            return self._series
        return Table(self._native.series(name))

    @cached_property
    def faults(self) -> Table:
        """What went wrong by itself, a row for each: the world, the profile, the equation, when, and the value."""
        return Table(self._native.faults())

    def __repr__(self) -> str:
        run = self.report["run"]
        lines = [
            f"contend.Run: {self.report['scenario']['title']}",
            f"{run['worlds']:,} worlds under {len(run['profiles'])} profiles, seed {run['seed']}, {run['design']}",
            *(f"{claim.verdict:<24} {claim.id}" for claim in self.verdicts[:20]),
        ]
        if len(self.verdicts) > 20:
            lines.append(f"… {len(self.verdicts) - 20} more: r.verdicts")
        lines.append("r.inputs, r.outcomes, r.claims, r.series(name) are Arrow tables; r.claim(id) is a card, r.fan(name) a chart")
        return "\n  ".join(lines)

    def _repr_html_(self) -> str:
        return verdicts_html(self.report)


def _one(all: list[Any], name: str, of: Any, kind: str) -> Any:
    found = next((one for one in all if of(one) == name), None)
    if found is None:
        known = ", ".join(f"`{of(one)}`" for one in all[:12])
        raise RequestError(f"There is no {kind} `{name}`.", f"Take one of these: {known}.")
    return found
