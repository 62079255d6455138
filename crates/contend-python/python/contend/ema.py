"""A scenario as a model of the EMA Workbench, so that its notebooks run on Contend's engine.

>>> from ema_workbench import perform_experiments
>>> model = contend.ema.ContendModel("lake", session)
>>> with contend.ema.ContendEvaluator(model) as evaluator:
...     experiments, outcomes = evaluator.perform_experiments(scenarios=1000, policies=4)

Uncertainties are the uncertain inputs over the ranges of their laws, as the workbench explores ranges and not probabilities
(where a law has no end, up to what one world in a thousand exceeds). Levers are the scenario's, set from ``now`` on; outcomes
are those of one profile. Experiments with the same scenario have the same luck under each policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy
from ema_workbench import ArrayOutcome, BooleanParameter, CategoricalParameter, IntegerParameter, RealParameter, ScalarOutcome
from ema_workbench.em_framework.evaluators import BaseEvaluator
from ema_workbench.em_framework.model import AbstractModel

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
        super().run_model(scenario, policy, constants)
        self.outcomes_output = self.run_many([dict(scenario)], [dict(policy)])[0][0]

    def run_many(self, scenarios: list[dict[str, Any]], policies: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        """All scenarios under each policy: for each policy, for each scenario the outcomes by name."""
        session, own = self.session, self._own
        inputs = [name for name in scenarios[0]] if scenarios else []
        design = {own[name]: [_plain(one[name]) for one in scenarios] for name in inputs}
        levers = [{own[name]: _plain(value) for name, value in policy.items()} for policy in policies]
        from ._asked import asked

        with asked(None, self.seed, None, design, None, None, False) as request:
            table = session._candidates(request, [(self.profile, one, {}) for one in levers])
        worlds = len(scenarios)
        found: dict[str, Any] = {}
        for one in session.contents["outcomes"]:
            names = [n for n in table.column_names if n in (one["name"], f"outcome.{one['name']}") or n.startswith(one["name"] + "[")]
            columns = [numpy.array(table._native.numbers(name)).reshape(len(levers), worlds) for name in names]
            found[self._name(one["name"])] = numpy.stack(columns, axis=-1) if one["over"] else columns[0]
        return [[{name: values[p, w] for name, values in found.items()} for w in range(worlds)] for p in range(len(levers))]


def _plain(value: Any) -> Any:
    """A value of a category as it is; a number of any library as Python's."""
    value = getattr(value, "value", value)
    return value.item() if hasattr(value, "item") else value


class ContendEvaluator(BaseEvaluator):  # type: ignore[misc]
    """Runs all experiments of a model together, on all cores."""

    def initialize(self) -> None:
        """Nothing is needed: sessions are compiled when they run."""

    def finalize(self) -> None:
        """Nothing is left behind."""

    def evaluate_experiments(self, *asked: Any, **kwargs: Any) -> None:
        """Runs experiments, those of each model together, and tells the outcomes of each in the order in which they came.

        Version 3 of the workbench hands experiments and a callback over; version 2 hands scenarios, policies and a callback
        over, and how they are combined.
        """
        if len(asked) == 2:
            experiments, callback = asked
        else:
            from ema_workbench.em_framework.points import experiment_generator

            scenarios, policies, callback, *how = asked
            combine = how[0] if how else kwargs.get("combine", "factorial")
            experiments = experiment_generator(scenarios, self._msis, policies, combine=combine)
        self._evaluate(experiments, callback)

    def _evaluate(self, experiments: Iterable[Any], callback: Callable[..., object]) -> None:
        # What is told of an experiment changes it: its sample is read first.
        listed = [(one, _key(one.policy), _key(one.scenario)) for one in experiments]
        for model in self._msis:
            own = [entry for entry in listed if entry[0].model_name == model.name]
            policies = list(dict.fromkeys(policy for _, policy, _ in own))
            scenarios = list(dict.fromkeys(scenario for _, _, scenario in own))
            # The workbench combines all of them, unless it is told otherwise; then some are run for nothing.
            runs = model.run_many([dict(one) for one in scenarios], [dict(one) for one in policies])
            places = {key: at for at, key in enumerate(scenarios)}
            under = {key: at for at, key in enumerate(policies)}
            for experiment, policy, scenario in own:
                model.outcomes_output = runs[under[policy]][places[scenario]]
                callback(experiment, dict(model.outcomes_output))


def _key(sample: Any) -> tuple[Any, ...]:
    return tuple(sorted((name, _plain(value)) for name, value in sample.items()))

