//! Which inputs are drawn together because a condition ties them.

use std::collections::BTreeSet;

use contend_model::expression::{Axis, Expression, Term};
use contend_model::id::DimensionId;
use contend_model::model::{QuantityKind, Scenario, Tie};

/// One element of a condition, with the inputs that it reads.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// Which of the scenario's conditions.
    pub constraint: usize,
    /// Which of its elements, row-major.
    pub element: usize,
    /// Places of the inputs, ascending.
    pub inputs: Vec<usize>,
}

/// All elements of all conditions, in order.
pub(super) fn elements(scenario: &Scenario) -> Vec<Element> {
    let mut found = Vec::new();
    for (constraint, c) in scenario.constraints.iter().enumerate() {
        for element in 0..scenario.size(&c.that.over) {
            let mut inputs = BTreeSet::new();
            let place = place(scenario, &c.that.over, element);
            reads(scenario, &c.that, &place, &mut inputs);
            found.push(Element {
                constraint,
                element,
                inputs: inputs.into_iter().collect(),
            });
        }
    }
    found
}

/// For each input the number of its group: those that a condition ties, directly or by way of correlations, of shares of
/// the same whole and of bounds that are inputs. `None` where no condition reaches it. With the number of groups.
pub(super) fn groups(scenario: &Scenario, elements: &[Element]) -> (Vec<Option<usize>>, usize) {
    let mut sets = Sets::new(scenario.inputs.len());
    for element in elements {
        for pair in element.inputs.windows(2) {
            sets.join(pair[0], pair[1]);
        }
    }
    for correlation in &scenario.correlations {
        sets.join(correlation.a.index(), correlation.b.index());
    }
    let mut first_of_row: Vec<Option<usize>> = Vec::new();
    for (index, input) in scenario.inputs.iter().enumerate() {
        match &input.tie {
            Some(Tie::Common(of)) => sets.join(index, of.index()),
            Some(Tie::Share { row }) => {
                let row = *row as usize;
                first_of_row.resize(first_of_row.len().max(row + 1), None);
                sets.join(index, *first_of_row[row].get_or_insert(index));
            }
            Some(Tie::Between { low, high }) => {
                for bound in low.iter().chain(high) {
                    sets.join(index, bound.index());
                }
            }
            None => {}
        }
    }
    let mut number = vec![None; scenario.inputs.len()];
    let mut count = 0;
    for input in elements.iter().flat_map(|e| &e.inputs) {
        let root = sets.root(*input);
        if number[root].is_none() {
            number[root] = Some(count);
            count += 1;
        }
    }
    let of = |input| number[sets.root(input)];
    ((0..scenario.inputs.len()).map(of).collect(), count)
}

/// Disjoint sets of numbers.
struct Sets(Vec<usize>);

impl Sets {
    fn new(size: usize) -> Sets {
        Sets((0..size).collect())
    }

    fn root(&self, mut at: usize) -> usize {
        while self.0[at] != at {
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// The elements along dimensions that are fixed; along others all are read.
type Place = Vec<(DimensionId, usize)>;

fn place(scenario: &Scenario, over: &[DimensionId], element: usize) -> Place {
    let mut rest = element;
    let mut place = Vec::new();
    for d in over.iter().rev() {
        let size = scenario.dimension(*d).len().max(1);
        place.push((*d, rest % size));
        rest /= size;
    }
    place
}

/// The inputs that an expression reads at a place. Some that it does not read may be among them: then more is drawn again
/// than must be, of the same law.
fn reads(scenario: &Scenario, e: &Expression, place: &Place, found: &mut BTreeSet<usize>) {
    let without = |along: &[DimensionId]| -> Place {
        let kept = place.iter().filter(|(d, _)| !along.contains(d));
        kept.copied().collect()
    };
    let inner = match &e.term {
        Term::Read { quantity, axes } => {
            let QuantityKind::Parameter(parameter) = &scenario.quantity(*quantity).kind else {
                return;
            };
            let mut elements = vec![0];
            for (own, axis) in scenario.quantity(*quantity).over.iter().zip(axes) {
                let size = scenario.dimension(*own).len();
                let along = along(scenario, *own, *axis, place);
                let next = elements
                    .iter()
                    .flat_map(|e| along.iter().map(move |k| e * size + k));
                elements = next.collect();
            }
            let inputs = elements.iter().filter_map(|e| *parameter.inputs.get(*e)?);
            found.extend(inputs.map(|input| input.index()));
            return;
        }
        Term::Unary(..) | Term::Binary(..) | Term::If(..) | Term::Lookup(..) => place.clone(),
        Term::Reduce { along, .. } | Term::Along { along, .. } => without(along),
        _ => Place::new(),
    };
    for part in e.parts() {
        reads(scenario, part, &inner, found);
    }
}

/// The elements of an array's own dimension that are read along it.
fn along(scenario: &Scenario, own: DimensionId, axis: Axis, place: &Place) -> Vec<usize> {
    let own = scenario.dimension(own);
    let all = || (0..own.len()).collect();
    match axis {
        Axis::Element(k) => vec![k as usize],
        Axis::Through(_) => all(),
        Axis::Along { dimension, offset } => {
            let fixed = place.iter().find(|(d, _)| *d == dimension);
            match fixed.filter(|_| offset == 0) {
                None => all(),
                Some((_, k)) => {
                    let root = scenario.dimension(dimension).positions.get(*k);
                    let same = (0..own.len()).filter(|i| own.positions.get(*i) == root);
                    same.collect()
                }
            }
        }
    }
}
