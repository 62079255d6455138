//! Groups of inputs that are independent of each other.

use contend_model::id::InputId;
use contend_model::model::{QuantityKind, Scenario, Tie};
use contend_model::place::Files;
use contend_model::reach::{Source, read_by};

/// Groups up to which each set of inputs that is drawn together stands for itself.
const MOST_ALONE: usize = 24;

/// Inputs that are moved together.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// What it is called: a parameter, several of them, a file.
    pub name: String,
    /// Inputs with a draw of their own that reach the outcome, ascending.
    pub inputs: Vec<InputId>,
    pub is_luck: bool,
    /// Whether it is all that a file declares.
    pub is_file: bool,
    /// Whether its inputs depend on each other.
    pub tied: bool,
}

impl Group {
    /// Chance within runs.
    pub fn luck() -> Group {
        Group {
            name: String::new(),
            inputs: Vec::new(),
            is_luck: true,
            is_file: false,
            tied: false,
        }
    }
}

/// Inputs that reach an outcome, in groups: what depends on each other is never parted, elements of a parameter stand together,
/// and where there are many groups each file is one, unless each is to stand for itself.
pub(crate) fn of(scenario: &Scenario, files: &Files, reach: &[InputId], each: bool) -> Vec<Group> {
    let mut sets = Sets::new(scenario.inputs.len());
    for (index, input) in scenario.inputs.iter().enumerate() {
        match &input.tie {
            Some(Tie::Common(of)) => sets.join(index, of.index()),
            Some(Tie::Share { row }) => {
                let same = |other: &Option<Tie>| matches!(other, Some(Tie::Share { row: other }) if other == row);
                let first = scenario.inputs.iter().position(|i| same(&i.tie));
                first.into_iter().for_each(|first| sets.join(index, first));
            }
            Some(Tie::Between { low, high }) => {
                let bounds = low.iter().chain(high);
                bounds.for_each(|bound| sets.join(index, bound.index()));
            }
            None => {}
        }
    }
    for pair in &scenario.correlations {
        sets.join(pair.a.index(), pair.b.index());
    }
    for constraint in &scenario.constraints {
        let mut read: Vec<InputId> = Vec::new();
        read_by(&constraint.that, None, &mut |_, source| {
            if let Source::Quantity(id) = source
                && let QuantityKind::Parameter(parameter) = &scenario.quantity(id).kind
            {
                read.extend(parameter.inputs.iter().flatten());
            }
        });
        read.windows(2)
            .for_each(|w| sets.join(w[0].index(), w[1].index()));
    }
    let drawn: Vec<usize> = (0..scenario.inputs.len()).map(|i| sets.root(i)).collect();
    let tied = |a: InputId, b: InputId| drawn[a.index()] == drawn[b.index()];
    let mut blocks: Vec<Group> = Vec::new();
    for input in reach {
        let quantity = scenario.inputs[input.index()].quantity;
        let of_quantity = |i: &InputId| scenario.inputs[i.index()].quantity == quantity;
        // Without pairs each input stands for itself, but for what depends on each other.
        let belongs = |g: &&mut Group| {
            let mut inputs = g.inputs.iter();
            inputs.any(|i| tied(*i, *input) || !each && of_quantity(i))
        };
        match blocks.iter_mut().find(belongs) {
            Some(group) => {
                group.tied |= group.inputs.iter().any(|i| tied(*i, *input));
                group.inputs.push(*input);
            }
            None => blocks.push(Group {
                name: String::new(),
                inputs: vec![*input],
                is_luck: false,
                is_file: false,
                tied: false,
            }),
        }
    }
    let path = |g: &Group| {
        let quantity = scenario.inputs[g.inputs[0].index()].quantity;
        files.line_column(scenario.quantity(quantity).span).path
    };
    let mut groups = blocks;
    let of_one_file = groups.windows(2).all(|w| path(&w[0]) == path(&w[1]));
    if !each && groups.len() > MOST_ALONE && !of_one_file {
        let mut by_file: Vec<Group> = Vec::new();
        for block in groups {
            let file = path(&block);
            match by_file.iter_mut().find(|g| g.name == file) {
                Some(group) => {
                    group.inputs.extend(block.inputs);
                    group.tied |= block.tied;
                }
                None => by_file.push(Group {
                    name: file,
                    is_file: true,
                    ..block
                }),
            }
        }
        groups = by_file;
    }
    for group in &mut groups {
        group.inputs.sort_unstable();
        if !group.is_file {
            group.name = name(scenario, &group.inputs, each);
        }
    }
    groups
}

/// The names of inputs, or of their parameters.
fn name(scenario: &Scenario, inputs: &[InputId], each: bool) -> String {
    let mut names: Vec<&str> = Vec::new();
    for input in inputs {
        let input = &scenario.inputs[input.index()];
        let name = match each {
            true => input.name.as_str(),
            false => scenario.quantity(input.quantity).name.as_str(),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// Sets that are joined until they are apart from each other.
struct Sets {
    parent: Vec<usize>,
}

impl Sets {
    fn new(count: usize) -> Sets {
        Sets {
            parent: (0..count).collect(),
        }
    }

    fn root(&self, mut at: usize) -> usize {
        while self.parent[at] != at {
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }
}
