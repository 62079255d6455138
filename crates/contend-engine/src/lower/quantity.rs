//! Quantities as nodes: data, equations, and levers under the strategies in force.

use contend_model::expression::{BinaryOp, Expression, UnaryOp};
use contend_model::id::{QuantityId, StrategyId, TableId};
use contend_model::model::{LeverDomain, QuantityKind};
use contend_model::order::Moment;

use super::expression::{ALONE, Scope};
use super::{CompileError, LeverUse, Lowering};
use crate::bounds;
use crate::code::Schedule;
use crate::defect::Defect;
use crate::graph::{NodeId, Op};
use crate::operation;
use crate::whole::is_whole;

impl<'a> Lowering<'a> {
    /// All elements of a quantity.
    pub(crate) fn quantity(
        &mut self,
        id: QuantityId,
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let moment = match (&self.scenario.quantity(id).kind, moment) {
            (QuantityKind::Parameter(_), _) | (QuantityKind::Series { .. }, Moment::Finish) => {
                Moment::Step
            }
            _ => moment,
        };
        if let Some(node) = self.quantity_nodes.get(&(id, moment)) {
            return Ok(*node);
        }
        if moment == Moment::Finish {
            return Err(CompileError::Misplaced {
                what: "a quantity that varies over time",
            });
        }
        if let Some(group) = self.recursive_group(id, moment) {
            if self.depends_on_course(&group) {
                let elements = group.iter().map(|q| (*q, 0)).collect();
                return Err(CompileError::Loop { elements });
            }
            self.lower_recursion(&group, moment)?;
            let node = self.quantity_nodes.get(&(id, moment)).copied();
            return Ok(node.ok_or(Defect::lost("a quantity of a recursion"))?);
        }
        if self.in_progress.contains(&(id, moment)) {
            let elements = self.in_progress.iter().map(|(q, _)| (*q, 0)).collect();
            return Err(CompileError::Loop { elements });
        }
        self.in_progress.push((id, moment));
        let node = self.define(id, moment);
        self.in_progress.pop();
        let node = node?;
        self.quantity_nodes.insert((id, moment), node);
        Ok(node)
    }

    fn define(&mut self, id: QuantityId, moment: Moment) -> Result<NodeId, CompileError> {
        let scenario = self.scenario;
        let quantity = scenario.quantity(id);
        let rows = scenario.size(&quantity.over) as u32;
        match (&quantity.kind, moment) {
            (QuantityKind::Parameter(parameter), _) => {
                if parameter.inputs.iter().all(Option::is_none) {
                    return Ok(self.graph.constant(parameter.values.as_slice()));
                }
                Ok(self.graph.leaf(Op::Parameter(id), rows))
            }
            (QuantityKind::Series { tables }, Moment::Start) => {
                let first = |t: &TableId| operation::lookup(&scenario.tables[t.index()], 0.0);
                let values: Vec<f64> = tables.iter().map(first).collect();
                Ok(self.graph.constant(values))
            }
            (QuantityKind::Series { tables }, _) => {
                Ok(self.graph.leaf(Op::Series(tables.as_slice().into()), rows))
            }
            (QuantityKind::Stock(_), Moment::Step | Moment::Finish) => Ok(self.stock(id, rows)),
            (QuantityKind::Flow(_), Moment::Step) if self.limits.touch(scenario, id) => {
                let node = self.limited_flow(id)?;
                Ok(self.expand(node, rows))
            }
            _ => {
                let domain = self.all(&quantity.over);
                let at = Scope {
                    domain: &domain,
                    group: &ALONE,
                    moment,
                };
                self.value(id, at)
            }
        }
    }

    /// What gives a quantity its value, with all rows of a scope: its equation, or for a lever what the strategies in
    /// force say.
    pub(super) fn value(&mut self, id: QuantityId, at: Scope) -> Result<NodeId, CompileError> {
        let scenario = self.scenario;
        let rows = at.domain.rows as u32;
        let QuantityKind::Lever(lever) = &scenario.quantity(id).kind else {
            let equation = scenario.quantity(id).kind.equation_at(at.moment);
            let node = self.rows(equation.ok_or(Defect::lost("an equation"))?, at)?;
            return Ok(self.expand(node, rows));
        };
        let default = self.graph.constant(vec![lever.default; rows as usize]);
        if self.courses.len() > 1 || self.open.contains(&id) {
            return self.lever_of_many(id, default, at);
        }
        let mut settings = Vec::new();
        for (step, setting) in self.lever_settings(id, 0, at.moment) {
            settings.push((step, self.setting(&lever.domain, setting, default, at)?));
        }
        Ok(self.gate_lever(id, default, &settings, at.moment))
    }

    /// What a lever is set to by a rule, or its default.
    fn setting(
        &mut self,
        domain: &LeverDomain,
        rule: Option<&'a Expression>,
        default: NodeId,
        at: Scope,
    ) -> Result<NodeId, CompileError> {
        let Some(rule) = rule else {
            return Ok(default);
        };
        let node = self.rows(rule, at)?;
        let node = self.held(domain, rule, node);
        Ok(self.expand(node, at.domain.rows as u32))
    }

    /// A lever under several courses, or an open one: one node that says which of its settings is in force, under which of
    /// them and from when on. What no course changes stays what it is, unless it is open.
    fn lever_of_many(
        &mut self,
        id: QuantityId,
        default: NodeId,
        at: Scope,
    ) -> Result<NodeId, CompileError> {
        let scenario = self.scenario;
        let QuantityKind::Lever(lever) = &scenario.quantity(id).kind else {
            return Err(Defect::lost("a lever").into());
        };
        let now = scenario.clock.now.unwrap_or(0);
        let gate = if at.moment == Moment::Start { 0 } else { now };
        // Nothing that is set acts on first values that are from before `now`.
        let open = self.open.contains(&id) && (at.moment == Moment::Step || now == 0);
        let mut settings = vec![default];
        let mut schedules = Vec::with_capacity(self.courses.len());
        for course in 0..self.courses.len() {
            // Nothing acts before the gate; what is in force there is what has come last.
            let mut schedule = vec![(0, 0)];
            for (step, rule) in self.lever_settings(id, course, at.moment) {
                let node = self.setting(&lever.domain, rule, default, at)?;
                let known = settings.iter().position(|s| *s == node);
                let setting = known.unwrap_or_else(|| {
                    settings.push(node);
                    settings.len() - 1
                }) as u32;
                let step = step.max(gate);
                schedule.retain(|(from, _)| *from < step);
                if schedule.last().is_none_or(|(_, before)| *before != setting) {
                    schedule.push((step, setting));
                }
            }
            schedules.push(Schedule(schedule.into()));
        }
        let constant = |s: &Schedule| s.0.len() == 1;
        let varies = !schedules.iter().all(constant) || open && at.moment == Moment::Step;
        if !varies && !open && schedules.iter().all(|s| *s == schedules[0]) {
            return Ok(settings[schedules[0].at(0)]);
        }
        let lever = self.levers.len() as u32;
        self.levers.push(LeverUse {
            quantity: id,
            schedules: schedules.into(),
            open,
        });
        let of = Op::Lever {
            lever,
            settings: settings.into(),
            varies,
        };
        Ok(self.graph.leaf(of, at.domain.rows as u32))
    }

    /// The equations that give a quantity its value at a moment: one, or for a lever those of the strategies in force.
    pub(super) fn equations(&self, id: QuantityId, moment: Moment) -> Vec<&'a Expression> {
        match &self.scenario.quantity(id).kind {
            QuantityKind::Lever(_) => {
                let courses = 0..self.courses.len();
                let settings = courses.flat_map(|c| self.lever_settings(id, c, moment));
                let mut rules: Vec<&Expression> = settings.filter_map(|(_, e)| e).collect();
                rules.sort_unstable_by_key(|e| std::ptr::from_ref(*e));
                rules.dedup_by_key(|e| std::ptr::from_ref(*e));
                rules
            }
            kind => kind.equation_at(moment).into_iter().collect(),
        }
    }

    /// What the strategies in force under a course do with a lever: from which step on which equation, the first from step 0.
    fn lever_settings(
        &self,
        id: QuantityId,
        course: usize,
        moment: Moment,
    ) -> Vec<(u32, Option<&'a Expression>)> {
        let (scenario, course) = (self.scenario, &self.courses[course]);
        let QuantityKind::Lever(lever) = &scenario.quantity(id).kind else {
            return Vec::new();
        };
        let actor = lever.actor.index();
        let says = |strategy: Option<StrategyId>| {
            let settings = &scenario.strategies[strategy?.index()].settings;
            settings.iter().find(|(q, _)| *q == id).map(|(_, e)| e)
        };
        if moment == Moment::Start {
            let levers_act = scenario.clock.now.is_none_or(|now| now == 0);
            let strategy = course.start.get(actor).copied().flatten();
            return vec![(
                0,
                strategy.filter(|_| levers_act).and_then(|s| says(Some(s))),
            )];
        }
        match course.strategies.get(actor) {
            Some(plays) => plays.iter().map(|(step, s)| (*step, says(*s))).collect(),
            None => vec![(0, None)],
        }
    }

    /// What a rule says, held at the ends of the lever's range, and to the nearest whole number where the lever takes only
    /// such, unless it is proved never to leave them. That a rule gives one
    /// of the options of a choice is known since it was read.
    fn held(&mut self, domain: &LeverDomain, rule: &Expression, node: NodeId) -> NodeId {
        let LeverDomain::Number { low, high, whole } = domain else {
            return node;
        };
        let mut node = node;
        if !self.bounds.expression(rule).within(bounds::domain(domain)) {
            let (low, high) = (self.graph.number(*low), self.graph.number(*high));
            node = self.binary(BinaryOp::Max, node, low);
            node = self.binary(BinaryOp::Min, node, high);
        }
        if *whole && !is_whole(self.scenario, rule) {
            node = self.unary(UnaryOp::Round, node);
        }
        node
    }

    /// A lever from its default and what it is set to from which step on.
    ///
    /// Where levers act from a later step on, no lever that some strategy sets is ever folded away, even under a
    /// profile that leaves it alone: so all profiles compute the time before in the same way, to the last bit.
    fn gate_lever(
        &mut self,
        id: QuantityId,
        default: NodeId,
        settings: &[(u32, NodeId)],
        moment: Moment,
    ) -> NodeId {
        let Some(((_, first), later)) = settings.split_first() else {
            return default;
        };
        let gate = self.scenario.clock.now.filter(|now| *now > 0);
        if moment == Moment::Start || (gate.is_none() && later.is_empty()) {
            return *first;
        }
        let mut strategies = self.scenario.strategies.iter();
        if !strategies.any(|s| s.settings.iter().any(|(q, _)| *q == id)) {
            return default;
        }
        let mut node = *first;
        for (step, set) in later {
            let before = self.before(*step);
            node = self.select(before, node, *set);
        }
        let Some(gate) = gate else {
            return node;
        };
        let before = self.before(gate);
        self.select(before, default, node)
    }

    /// Whether the present step is before one; by the start of the step, so that a step belongs to one side as a whole.
    fn before(&mut self, step: u32) -> NodeId {
        let start = self.graph.leaf(Op::StepStart, 1);
        let then = self.graph.number(self.scenario.clock.time_of_step(step));
        self.binary(BinaryOp::Less, start, then)
    }
}
