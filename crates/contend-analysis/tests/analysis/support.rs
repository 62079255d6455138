//! Scenarios and ensembles by hand.

use std::collections::BTreeMap;

use contend_ensemble::{Column, Columns};
use contend_model::clock::{Calendar, Clock, Date, Method, TimeUnit};
use contend_model::expression::{Axis, BinaryOp, Expression, ReduceOp, Term, UnaryOp};
use contend_model::id::*;
use contend_model::key::Key;
use contend_model::model::*;
use contend_model::place::{FileId, Span};
use contend_model::unit::Unit;

pub const SPAN: Span = Span {
    file: FileId(0),
    start: 0,
    end: 0,
};
/// Four routes.
pub const ROUTE: DimensionId = DimensionId(0);
/// The second and the fourth of them.
pub const ATLANTIC: DimensionId = DimensionId(1);

pub fn expression(term: Term, over: &[DimensionId]) -> Expression {
    Expression {
        term,
        over: over.to_vec(),
        unit: Unit::default(),
        span: SPAN,
    }
}

pub fn number(x: f64) -> Expression {
    expression(Term::Number(x), &[])
}

pub fn binary(op: BinaryOp, a: Expression, b: Expression) -> Expression {
    let mut over = a.over.clone();
    over.extend(b.over.iter().filter(|d| !a.over.contains(d)));
    expression(Term::Binary(op, Box::new(a), Box::new(b)), &over)
}

pub fn unary(op: UnaryOp, a: Expression) -> Expression {
    let over = a.over.clone();
    expression(Term::Unary(op, Box::new(a)), &over)
}

pub fn choose(c: Expression, a: Expression, b: Expression) -> Expression {
    let over = c.over.clone();
    expression(Term::If(Box::new(c), Box::new(a), Box::new(b)), &over)
}

pub fn reduce(op: ReduceOp, body: Expression, filter: Option<Expression>) -> Expression {
    let along = body.over.clone();
    expression(
        Term::Reduce {
            op,
            body: Box::new(body),
            along,
            by: Vec::new(),
            filter: filter.map(Box::new),
        },
        &[],
    )
}

pub fn along(dimension: DimensionId, offset: i32) -> Axis {
    Axis::Along { dimension, offset }
}

pub fn read(quantity: u32, axes: &[Axis], over: &[DimensionId]) -> Expression {
    expression(
        Term::Read {
            quantity: QuantityId(quantity),
            axes: axes.to_vec(),
        },
        over,
    )
}

pub fn outcome(outcome: u32, profile: u32, axes: &[Axis], over: &[DimensionId]) -> Expression {
    let term = Term::Outcome {
        outcome: OutcomeId(outcome),
        profile: ProfileId(profile),
        axes: axes.to_vec(),
    };
    expression(term, over)
}

pub fn claim(test: ClaimTest) -> Claim {
    Claim {
        id: "claim".into(),
        says: "So it is.".into(),
        about: String::new(),
        test,
        text: String::new(),
        given: None,
        by_inputs: false,
        origin: Origin::default(),
        rests_on: vec![],
        control: None,
        objection: None,
        span: SPAN,
    }
}

pub fn quantity(name: &str, over: &[DimensionId], kind: QuantityKind) -> Quantity {
    Quantity {
        name: name.into(),
        about: String::new(),
        unit: Unit::default(),
        over: over.to_vec(),
        kind,
        origin: Origin::default(),
        span: SPAN,
    }
}

pub fn parameter(
    name: &str,
    over: &[DimensionId],
    values: &[f64],
    inputs: &[Option<u32>],
) -> Quantity {
    let inputs = inputs.iter().map(|i| i.map(InputId)).collect();
    quantity(
        name,
        over,
        QuantityKind::Parameter(Parameter {
            values: values.to_vec(),
            inputs,
            options: vec![],
        }),
    )
}

pub fn plain_outcome(id: &str, over: &[DimensionId], equation: Expression) -> Outcome {
    Outcome {
        id: id.into(),
        about: String::new(),
        unit: Unit::default(),
        over: over.to_vec(),
        equation,
        objective_of: None,
        span: SPAN,
    }
}

/// Two dimensions and two profiles, and otherwise empty.
pub fn scenario(quantities: Vec<Quantity>, outcomes: Vec<Outcome>) -> Scenario {
    let dimension = |name: &str, positions: Vec<u32>, labels: &[&str], attributes| Dimension {
        name: name.into(),
        about: String::new(),
        root: ROUTE,
        positions,
        labels: labels.iter().map(|l| (*l).into()).collect(),
        attributes,
        span: SPAN,
    };
    let length = Attribute {
        name: "length".into(),
        values: vec![4.0, 3.0, 2.0, 1.0],
        words: vec![],
        names: vec![],
    };
    let mut inputs = Vec::new();
    for (q, quantity) in quantities.iter().enumerate() {
        if let QuantityKind::Parameter(p) = &quantity.kind {
            for (element, _) in p.inputs.iter().enumerate().filter(|(_, i)| i.is_some()) {
                inputs.push(Input {
                    name: quantity.name.clone(),
                    key: Key::input(&quantity.name, &[&element.to_string()]),
                    quantity: QuantityId(q as u32),
                    element: element as u32,
                    law: Law::Uniform {
                        low: 0.0,
                        high: 1.0,
                    },
                    bounds: None,
                    tie: None,
                });
            }
        }
    }
    let profile = |id: &str, s| Profile {
        id: id.into(),
        about: String::new(),
        strategies: vec![Some(StrategyId(s))],
        later: Vec::new(),
        of_game: false,
        span: SPAN,
    };
    let date = |year| Date {
        year,
        month: 1,
        day: 1,
    };
    Scenario {
        title: String::new(),
        about: String::new(),
        clock: Clock {
            start: date(2020),
            end: date(2030),
            time_unit: TimeUnit::Year,
            dt: 1.0,
            steps: 10,
            method: Method::Euler,
            calendar: Calendar::Weeks(52.0),
            now: None,
        },
        dimensions: vec![
            dimension(
                "route",
                vec![0, 1, 2, 3],
                &["a", "b", "c", "d"],
                vec![length],
            ),
            dimension("atlantic", vec![1, 3], &["b", "d"], vec![]),
        ],
        quantities,
        inputs,
        correlations: vec![],
        constraints: vec![],
        groups: vec![],
        tables: vec![],
        events: vec![],
        actors: vec![],
        strategies: vec![],
        profiles: vec![profile("calm", 0), profile("storm", 1)],
        baseline: ProfileId(0),
        games: Vec::new(),
        outcomes,
        claims: vec![],
        sources: vec![],
        brief: None,
        verdict_rule: VerdictRule::default(),
        default_worlds: 1000,
        default_seed: 1,
        every: None,
        replications: 1,
        memory_sites: 0,
        names: std::collections::BTreeMap::new(),
    }
}

/// An ensemble as columns by (outcome, profile, element), draws by input.
#[derive(Default)]
pub struct Recorded {
    pub worlds: usize,
    pub outcomes: BTreeMap<(u32, u32, u32), Vec<f64>>,
    pub inputs: BTreeMap<u32, Vec<f64>>,
    pub weights: Option<Vec<f64>>,
}

impl Columns for Recorded {
    fn worlds(&self) -> usize {
        self.worlds
    }
    fn column(&self, column: Column) -> Option<&[f64]> {
        match column {
            Column::Outcome {
                profile,
                outcome,
                element,
            } => self.outcomes.get(&(outcome.0, profile.0, element)),
            Column::Input(input) => self.inputs.get(&input.0),
            Column::Weight => self.weights.as_ref(),
        }
        .map(Vec::as_slice)
    }
}
