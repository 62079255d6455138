"""A scenario as a model of the EMA Workbench, so that its notebooks run on Contend's engine.

>>> from ema_workbench import perform_experiments
>>> model = contend.ema.ContendModel("lake", session)
>>> with contend.ema.ContendEvaluator(model) as evaluator:
...     experiments, outcomes = evaluator.perform_experiments(scenarios=1000, policies=4)

Uncertainties are the uncertain inputs over the ranges of their laws, as the workbench explores ranges and not probabilities
(where a law has no end, up to what one world in a thousand exceeds). Levers are the scenario's, set from ``now`` on; outcomes
are those of one profile. Experiments with the same scenario have the same luck under each policy.

All experiments are run at once, and the workbench gets its data frame and its arrays filled, not experiment by experiment.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy
from ema_workbench import ArrayOutcome, BooleanParameter, CategoricalParameter, IntegerParameter, RealParameter, ScalarOutcome
from ema_workbench.em_framework import points
from ema_workbench.em_framework.callbacks import AbstractCallback, DefaultCallback
from ema_workbench.em_framework.evaluators import BaseEvaluator
from ema_workbench.em_framework.model import AbstractModel
from ema_workbench.em_framework.parameters import Parameter

from ._asked import asked
from .errors import RequestError
from .session import Session

__all__ = ["ContendEvaluator", "ContendModel"]

_END = 0.001


class ContendModel(AbstractModel):  # type: ignore[misc]
    """A session as a model of the workbench, under one profile (left out: the baseline)."""

    def __init__(self, name: str, session: Session, profile: str | None = None, seed: int | None = None) -> None:
        super().__init__(name)
        self.session, self.seed = session, seed
        self.profile = profile or session.contents["baseline"]
        self._own: dict[str, str] = {}
        self.uncertainties = [self._uncertainty(one) for one in session.contents["inputs"] if not one["tied"]]
        self.levers = [self._lever(one) for one in session.contents["levers"]]
        self.outcomes = [
            (ArrayOutcome if one["over"] else ScalarOutcome)(self._name(one["name"])) for one in session.contents["outcomes"]
        ]

    def _name(self, name: str) -> str:
        """A name that the workbench takes; it is kept what it stands for."""
        plain = re.sub(r"\W+", "_", name).strip("_")
        self._own[plain] = name
        return plain

    def _uncertainty(self, one: dict[str, Any]) -> Any:
        name = self._name(one["name"])
        if one["options"]:
            return CategoricalParameter(name, one["options"])
        ends = self.session._native.quantiles(one["name"], [_END, 1 - _END])
        low, high = (end if bound is None else bound for bound, end in zip(one["range"], ends))
        return RealParameter(name, low, high)

    def _lever(self, one: dict[str, Any]) -> Any:
        name, domain = self._name(one["name"]), one["domain"]
        if domain == "switch":
            return BooleanParameter(name)
        if "choice" in domain:
            return CategoricalParameter(name, [option for option, _ in domain["choice"]["options"]])
        number = domain["number"]
        if number["whole"]:
            return IntegerParameter(name, int(number["low"]), int(number["high"]))
        return RealParameter(name, number["low"], number["high"])

    def run_model(self, scenario: Any, policy: Any, constants: Any) -> None:
        """One experiment; many at once are what :class:`ContendEvaluator` is for."""
        scenario, policy = dict(scenario), dict(policy)
        super().run_model(scenario, policy, constants)
        runs = self.run_many({name: [_plain(value)] for name, value in scenario.items()}, [policy])
        self.outcomes_output = {name: values[0, 0] for name, values in runs.items()}

    def run_many(self, scenarios: Mapping[str, Sequence[Any]], policies: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """All scenarios, given as a column for each uncertainty, under each policy: for each outcome an array by policy, scenario
        and, where the outcome is an array, element."""
        session = self.session
        design = {self._named(name): column for name, column in scenarios.items()}
        # Without uncertainties there is one scenario, with the medians that inputs without a column have.
        worlds = len(next(iter(design.values()), [None]))
        held = {self._named(one.name): _plain(one.value) for one in self.constants}
        for name in held:
            if name in design or any(name == self._named(own) for policy in policies for own in policy):
                raise RequestError(f"`{name}` is a constant of the model, and sampled too.", "Take it from one of them.")
        pins = {name: value for name, value in held.items() if name in session.inputs}
        fixed = {name: value for name, value in held.items() if name not in session.inputs}
        levers = [{**fixed, **{self._named(name): _plain(value) for name, value in policy.items()}} for policy in policies]
        with asked(None, self.seed, 1, design or "full-factorial:1", None, None, False) as request:
            table = session._candidates(request, [(self.profile, one, pins) for one in levers])
        found: dict[str, Any] = {}
        for one in session.contents["outcomes"]:
            names = [n for n in table.column_names if n in (one["name"], f"outcome.{one['name']}") or n.startswith(one["name"] + "[")]
            columns = [numpy.frombuffer(table._native.numbers(name)).reshape(len(levers), worlds) for name in names]
            found[self._name(one["name"])] = numpy.stack(columns, axis=-1) if one["over"] else columns[0]
        return found

    def _named(self, name: str) -> str:
        """What a name of the workbench stands for."""
        if name not in self._own:
            known = ", ".join(f"`{one}`" for one in self._own)
            raise RequestError(f"`{name}` is nothing of this scenario.", f"Take one of these: {known}.")
        return self._own[name]


def _plain(value: Any) -> Any:
    """A value of a category as it is; a number of any library as Python's."""
    value = getattr(value, "value", value)
    return value.item() if hasattr(value, "item") else value


_LEFT = object()
"""Where a point does not say a parameter that others say."""


class _Points:
    """Scenarios or policies: their names, a column for each parameter, and the place of each among those that differ.

    Experiments with the same scenario are the same world, whatever its name.
    """

    def __init__(self, names: Sequence[Any], columns: Mapping[str, Sequence[Any]]) -> None:
        self.names, self._columns = names, columns
        self.places = numpy.arange(len(names))
        self._first: Sequence[int] = range(len(names))
        # Where a parameter differs in all of them, so do they.
        if not any(len(set(column)) == len(names) for column in columns.values()):
            rows = list(zip(*columns.values())) or [()] * len(names)
            first = {row: at for at, row in reversed(list(enumerate(rows)))}
            self._first = sorted(first.values())
            places = {rows[at]: place for place, at in enumerate(self._first)}
            self.places = numpy.fromiter((places[row] for row in rows), int, len(rows))

    @classmethod
    def of(cls, given: Iterable[Any]) -> _Points:
        """Points, or a sample of the workbench: to make a point of each of its rows takes longer than to run it."""
        if hasattr(given, "designs"):
            return cls._drawn(given.parameters, list(zip(*given.designs)), given.n)
        if hasattr(given, "samples") and all(one.shape is None for one in given.parameters):
            return cls._drawn(given.parameters, given.samples.T, given.n)
        listed = list(given)
        names = dict.fromkeys(name for one in listed for name in one)
        return cls([one.name for one in listed], {name: [_plain(one.get(name, _LEFT)) for one in listed] for name in names})

    @classmethod
    def _drawn(cls, parameters: Iterable[Parameter], drawn: Sequence[Any], count: int) -> _Points:
        columns = {parameter.name: _values(parameter, numbers) for parameter, numbers in zip(parameters, drawn)}
        # They are called as the points would be.
        counter = getattr(points, "Sample", None) or points.Point
        return cls([counter.name_counter() for _ in range(count)], columns)

    def column(self, name: str) -> Sequence[Any]:
        """The values of a parameter, which each says."""
        if name not in self._columns or _LEFT in self._columns[name]:
            raise KeyError(name)
        return self._columns[name]

    def table(self) -> dict[str, Sequence[Any]]:
        """Those that differ, as columns."""
        columns = {name: self.column(name) for name in self._columns}
        return {name: [column[at] for at in self._first] for name, column in columns.items()}

    def samples(self) -> list[dict[str, Any]]:
        """Those that differ, each with what it says."""
        said = [{name: column[at] for name, column in self._columns.items()} for at in self._first]
        return [{name: value for name, value in one.items() if value is not _LEFT} for one in said]


def _values(parameter: Parameter, drawn: Sequence[Any]) -> Sequence[Any]:
    """What the workbench makes of numbers that it has drawn."""
    if isinstance(parameter, CategoricalParameter):
        kinds = [one.value for one in parameter.categories]
        return [kinds[int(number)] for number in drawn]
    return numpy.fromiter(drawn, int if isinstance(parameter, IntegerParameter) else float, len(drawn)).tolist()


class ContendEvaluator(BaseEvaluator):  # type: ignore[misc]
    """Runs all experiments of a model together, on all cores."""

    def initialize(self) -> None:
        """Nothing is needed: sessions are compiled when they run."""

    def finalize(self) -> None:
        """Nothing is left behind."""

    def evaluate_experiments(self, *asked: Any, **kwargs: Any) -> None:
        """Runs experiments, those of each model together.

        Version 3 of the workbench hands experiments and a callback over; version 2 hands scenarios, policies and a callback
        over, and how they are combined. The workbench's own callback is filled at once; any other one is told the outcomes of
        each experiment in the order in which they came.
        """
        if len(asked) == 2:
            experiments, callback = asked
            of = _not_begun(experiments)
            if of.get("combine") == "full_factorial" and _fillable(callback):
                self._factorial(of["scenarios"], of["policies"], callback)
            else:
                self._listed(experiments, callback)
            return
        scenarios, policies, callback, *how = asked
        combine = how[0] if how else kwargs.get("combine", "factorial")
        if combine == "factorial" and _fillable(callback):
            self._factorial(scenarios, policies, callback)
        else:
            self._listed(points.experiment_generator(scenarios, self._msis, policies, combine=combine), callback)

    def _factorial(self, scenarios: Any, policies: Any, callback: DefaultCallback) -> None:
        """Each scenario under each policy, in the order of the workbench."""
        under, worlds = _Points.of(policies), _Points.of(scenarios)
        each = len(under.names) * len(worlds.names)
        policy, scenario = numpy.divmod(numpy.arange(each), len(worlds.names))
        for at, model in enumerate(self._msis):
            _fill(callback, model, slice(at * each, (at + 1) * each), (worlds, scenario), (under, policy))

    def _listed(self, experiments: Iterable[Any], callback: AbstractCallback) -> None:
        """Experiments one by one. The workbench combines all scenarios and policies, unless it is told otherwise; then some are
        run for nothing."""
        listed = list(experiments)
        for model in self._msis:
            own = [one for one in listed if one.model_name == model.name]
            worlds, scenario = _met([one.scenario for one in own])
            under, policy = _met([one.policy for one in own])
            if _fillable(callback):
                at = numpy.fromiter((one.experiment_id for one in own), int, len(own))
                _fill(callback, model, at, (worlds, scenario), (under, policy))
                continue
            runs = model.run_many(worlds.table(), under.samples())
            for one, w, p in zip(own, worlds.places[scenario], under.places[policy]):
                model.outcomes_output = {name: values[p, w] for name, values in runs.items()}
                callback(one, dict(model.outcomes_output))


def _not_begun(experiments: Iterable[Any]) -> dict[str, Any]:
    """Of what a generator of experiments will make them, while it has made none; nothing of another iterable. Version 3 hands
    over nothing else, and to have each made takes most of the time."""
    begun = not inspect.isgenerator(experiments) or inspect.getgeneratorstate(experiments) != inspect.GEN_CREATED
    return {} if begun else inspect.getgeneratorlocals(experiments)


def _met(met: Sequence[Any]) -> tuple[_Points, Any]:
    """The points of some experiments, each once, and which of them each experiment has."""
    places = {key: at for at, key in enumerate(dict.fromkeys(map(id, met)))}
    each = {places[id(one)]: one for one in met}
    return _Points.of(each.values()), numpy.fromiter((places[id(one)] for one in met), int, len(met))


def _fillable(callback: AbstractCallback) -> bool:
    """Whether a callback only keeps what it is told, and outcomes are kept as they are."""
    kept = all(one.function is None and [*one.variable_name] == [one.name] for one in callback.outcomes)
    return type(callback) is DefaultCallback and kept


def _fill(callback: DefaultCallback, model: ContendModel, at: Any, scenarios: tuple[_Points, Any], policies: tuple[_Points, Any]) -> None:
    """Fills rows of what the workbench gives back with experiments of a model: ``at`` are their places; of scenarios and policies
    it is said which of them each experiment has."""
    (worlds, scenario), (under, policy) = scenarios, policies
    runs = model.run_many(worlds.table(), under.samples())
    cases, results = callback.cases, callback.results
    columns = [(name, worlds.column(name), scenario) for name in callback.uncertainties]
    columns += [(name, under.column(name), policy) for name in callback.levers]
    columns += [("scenario", worlds.names, scenario), ("policy", under.names, policy)]
    for name, column, which in columns:
        cases[name][at] = numpy.array(column, cases.dtype[name])[which]
    cases["model"][at] = model.name
    for outcome in callback.outcomes:
        values = runs[outcome.name][under.places[policy], worlds.places[scenario]]
        if outcome.name not in results:
            shape = (callback.nr_experiments, *values.shape[1:])
            results[outcome.name] = callback._setup_outcomes_array(shape, values.dtype)
        kept = results[outcome.name]
        kept[at] = values.reshape(-1, *kept.shape[1:])
    # What it counts, without what it keeps.
    super(AbstractCallback, callback).__call__(len(scenario))
