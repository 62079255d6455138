//! Stocks that may not go below zero, and what leaves them.
//!
//! A flow is what really flows: where a stock that stops at zero holds too little for all that wants to leave it in a step,
//! the flows out of it share what is there and what comes in, in proportion to what they want, or one after the other where
//! the author says so. So what leaves one stock is what another receives, and what is read of the flow. XMILE 1.0, section
//! 4.2, asks the same of non-negative stocks.
//!
//! What a flow wants may depend on what others are allowed, and what comes in on what may leave elsewhere. [`limits`] puts
//! all of it in an order without a loop, from what is written alone, so that it is the same under every profile:
//!
//! - a flow that reads another that leaves the same stock comes after it, and shares what that one leaves;
//! - what flows in counts as there, unless it hangs itself on what may flow out.

use crate::expression::{By, Expression, Term};
use crate::id::{DimensionId, QuantityId};
use crate::model::{Floor, QuantityKind, Scenario, Stock};
use crate::order::{Moment, entangled};

/// What wants to leave a stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claimant {
    /// A flow that leaves the stock, as far as it is positive.
    Out(QuantityId),
    /// A flow that enters the stock, as far as it is negative.
    Back(QuantityId),
    /// The stock's own `change`, as far as it is negative.
    Change,
}

/// What fills a stock up in the same step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Supply {
    /// A flow that enters the stock, as far as it is positive.
    In(QuantityId),
    /// The stock's own `change`, as far as it is positive.
    Change,
}

/// How what leaves a stock is limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The stock.
    pub stock: QuantityId,
    /// Who is served first, who then, from what is left. Within one, all share in proportion to what they want.
    pub stages: Vec<Vec<Claimant>>,
    /// What counts as there beside the stock itself.
    pub supply: Vec<Supply>,
}

/// The limits of all stocks that may not go below zero and that something leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// By stock, ascending.
    pub of: Vec<Limit>,
    /// Flows at such a stock that read earlier elements of themselves, and so cannot be limited.
    pub recursive: Vec<QuantityId>,
    /// Flows that are to be served first but read another that is to be served later, with that one's stock.
    pub backwards: Vec<(QuantityId, QuantityId)>,
}

impl Limits {
    /// The limit of a stock.
    #[must_use]
    pub fn stock(&self, id: QuantityId) -> Option<&Limit> {
        let at = self.of.binary_search_by_key(&id, |l| l.stock).ok()?;
        Some(&self.of[at])
    }

    /// Whether something limits a flow: what it wants and what flows may differ.
    #[must_use]
    pub fn touch(&self, scenario: &Scenario, flow: QuantityId) -> bool {
        let QuantityKind::Flow(f) = &scenario.quantity(flow).kind else {
            return false;
        };
        let limited =
            |s: Option<QuantityId>| s.is_some_and(|s| self.stock(s).is_some() || dies(scenario, s));
        !self.recursive.contains(&flow) && (limited(f.from) || limited(f.to))
    }
}

/// Whether a stock is gone for good once it is empty, so that nothing flows into it any more.
#[must_use]
pub fn dies(scenario: &Scenario, stock: QuantityId) -> bool {
    matches!(&scenario.quantity(stock).kind, QuantityKind::Stock(s) if s.floor == Floor::Extinct)
}

/// The number by which a flow is multiplied to be in its stock's unit per unit of time, as the stock reads it.
#[must_use]
pub fn scale(read: &Expression) -> f64 {
    match &read.term {
        Term::Binary(_, _, factor) => match factor.term {
            Term::Number(x) => x,
            _ => 1.0,
        },
        _ => 1.0,
    }
}

/// The flow that a stock's inflow or outflow reads.
#[must_use]
pub fn flow_of(read: &Expression) -> Option<QuantityId> {
    match &read.term {
        Term::Read { quantity, .. } => Some(*quantity),
        Term::Binary(_, a, _) => flow_of(a),
        Term::Reduce { body, .. } => flow_of(body),
        _ => None,
    }
}

/// Attributes by which a stock's inflow or outflow is told apart, each with the dimension of the stock whose elements it
/// names; none where the flow enters or leaves the element that it is over.
#[must_use]
pub fn told_apart(read: &Expression) -> &[(By, DimensionId)] {
    match &read.term {
        Term::Binary(_, a, _) => told_apart(a),
        Term::Reduce { by, .. } => by,
        _ => &[],
    }
}

/// How what leaves each stock that may not go below zero is limited.
#[must_use]
pub fn limits(scenario: &Scenario) -> Limits {
    let stock = |id: usize| match &scenario.quantities[id].kind {
        QuantityKind::Stock(stock) if stock.floor != Floor::None => Some(stock),
        _ => None,
    };
    let floored: Vec<usize> = (0..scenario.quantities.len())
        .filter(|id| stock(*id).is_some())
        .collect();
    if floored.is_empty() {
        return Limits::default();
    }
    let mut needs = Needs::new(scenario);
    let mut limits = Limits {
        recursive: needs.recursive.clone(),
        ..Limits::default()
    };
    for id in floored {
        let Some(stock) = stock(id) else { continue };
        let id = QuantityId(id as u32);
        if let Some(limit) = limit(&mut needs, id, stock, &mut limits.backwards) {
            limits.of.push(limit);
        }
    }
    limits
}

fn limit(
    needs: &mut Needs,
    id: QuantityId,
    stock: &Stock,
    backwards: &mut Vec<(QuantityId, QuantityId)>,
) -> Option<Limit> {
    let flows = |reads: &[Expression]| -> Vec<QuantityId> {
        let found = reads.iter().filter_map(flow_of);
        found.filter(|f| !needs.recursive.contains(f)).collect()
    };
    let (inflows, outflows) = (flows(&stock.inflows), flows(&stock.outflows));
    let mut open: Vec<Claimant> = outflows.iter().copied().map(Claimant::Out).collect();
    open.extend(inflows.iter().copied().map(Claimant::Back));
    if open.is_empty() {
        return None; // the floor alone stops it, and nobody receives what it loses
    }
    open.extend(stock.change.is_some().then_some(Claimant::Change));
    let claimants = open.clone();
    let mut stages: Vec<Vec<Claimant>> = Vec::new();
    let mut first = stock.priority.iter();
    while !open.is_empty() {
        let free = |c: &Claimant| {
            let wanted = needs.wanted(id, *c);
            !open
                .iter()
                .any(|o| needs.reaches(wanted, needs.allowed(id, *o)))
        };
        let stage = match first.next() {
            Some(flow) => {
                let claimant = Claimant::Out(*flow);
                if !open.contains(&claimant) {
                    continue;
                }
                if !free(&claimant) {
                    backwards.push((*flow, id));
                    continue;
                }
                vec![claimant]
            }
            None => open.iter().copied().filter(free).collect(),
        };
        if stage.is_empty() {
            break; // a loop among equations, which is an error of its own
        }
        for c in &stage {
            let allowed = needs.allowed(id, *c);
            let same = stage.iter().map(|other| needs.wanted(id, *other));
            let before = stages
                .iter()
                .flatten()
                .map(|other| needs.allowed(id, *other));
            let all: Vec<usize> = same.chain(before).collect();
            needs.edges[allowed].extend(all);
        }
        open.retain(|c| !stage.contains(c));
        stages.push(stage);
    }
    let mut supply = Vec::new();
    let inflows = inflows.into_iter().map(Supply::In);
    for source in inflows.chain(stock.change.is_some().then_some(Supply::Change)) {
        let from = match source {
            Supply::In(flow) => needs.place(flow, Part::Forth),
            Supply::Change => needs.wanted(id, Claimant::Change),
        };
        let hangs_on_it = claimants.iter().any(|c| {
            let allowed = needs.allowed(id, *c);
            needs.reaches(from, allowed)
        });
        if !hangs_on_it {
            for c in &claimants {
                let allowed = needs.allowed(id, *c);
                needs.edges[allowed].push(from);
            }
            supply.push(source);
        }
    }
    Some(Limit {
        stock: id,
        stages,
        supply,
    })
}

/// What must be known before what, in one instant, as a graph: quantities; of a flow, what it wants, its two directions as
/// they are allowed, and what flows; of a stock, its own change and how much of it is allowed.
struct Needs {
    edges: Vec<Vec<usize>>,
    quantities: usize,
    recursive: Vec<QuantityId>,
}

#[derive(Clone, Copy)]
enum Part {
    /// What the equation says; of a stock, its change.
    Wanted,
    /// As far as it is positive, and allowed; of a stock, what its change takes away and may.
    Forth,
    /// As far as it is negative, and allowed.
    Back,
    /// What flows, which is what others read.
    Actual,
}

impl Needs {
    fn new(scenario: &Scenario) -> Needs {
        let quantities = scenario.quantities.len();
        let mut plain = vec![Vec::new(); quantities];
        for (at, quantity) in scenario.quantities.iter().enumerate() {
            let mut note = |e: &Expression| {
                e.reads_at(Moment::Step, &mut |q, _| plain[at].push(q.index()));
            };
            match &quantity.kind {
                QuantityKind::Lever(_) => {
                    let settings = scenario.strategies.iter().flat_map(|s| &s.settings);
                    for (_, e) in settings.filter(|(q, _)| q.index() == at) {
                        note(e);
                    }
                }
                kind => {
                    if let Some(e) = kind.equation_at(Moment::Step) {
                        note(e);
                    }
                }
            }
        }
        let is_flow = |q: usize| matches!(scenario.quantities[q].kind, QuantityKind::Flow(_));
        let in_groups = entangled(&plain).into_iter().flatten();
        let recursive: Vec<QuantityId> = in_groups
            .filter(|q| is_flow(*q))
            .map(|q| QuantityId(q as u32))
            .collect();
        let mut needs = Needs {
            edges: vec![Vec::new(); 4 * quantities],
            quantities,
            recursive,
        };
        for (at, read) in plain.into_iter().enumerate() {
            let id = QuantityId(at as u32);
            let wanted = needs.place(id, Part::Wanted);
            for q in read {
                let actual = needs.place(QuantityId(q as u32), Part::Actual);
                needs.edges[wanted].push(actual);
            }
            let (forth, back) = (needs.place(id, Part::Forth), needs.place(id, Part::Back));
            let actual = needs.place(id, Part::Actual);
            needs.edges[actual].extend([wanted, forth, back]);
            needs.edges[forth].push(wanted);
            needs.edges[back].push(wanted);
            if let QuantityKind::Stock(stock) = &scenario.quantities[at].kind {
                // What a stock holds is known; its change is not needed to know it.
                needs.edges[actual].clear();
                let mut read = Vec::new();
                if let Some(e) = &stock.change {
                    e.reads_at(Moment::Step, &mut |q, _| read.push(q));
                }
                for q in read {
                    let actual = needs.place(q, Part::Actual);
                    needs.edges[wanted].push(actual);
                }
            }
        }
        needs
    }

    fn place(&self, id: QuantityId, part: Part) -> usize {
        part as usize * self.quantities + id.index()
    }

    fn wanted(&self, stock: QuantityId, claimant: Claimant) -> usize {
        match claimant {
            Claimant::Out(flow) | Claimant::Back(flow) => self.place(flow, Part::Wanted),
            Claimant::Change => self.place(stock, Part::Wanted),
        }
    }

    fn allowed(&self, stock: QuantityId, claimant: Claimant) -> usize {
        match claimant {
            Claimant::Out(flow) => self.place(flow, Part::Forth),
            Claimant::Back(flow) => self.place(flow, Part::Back),
            Claimant::Change => self.place(stock, Part::Forth),
        }
    }

    fn reaches(&self, from: usize, to: usize) -> bool {
        let mut seen = vec![false; self.edges.len()];
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            if at == to {
                return true;
            }
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(&self.edges[at]);
            }
        }
        false
    }
}
