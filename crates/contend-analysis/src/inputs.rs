//! Uncertain inputs over worlds, sorted once for all claims.

/// Columns of inputs, one value for each world, ready to be held against the truth of many tests.
#[derive(Clone, Debug, Default)]
pub struct Inputs<'a> {
    columns: Vec<Column<'a>>,
}

/// One input over worlds.
#[derive(Clone, Debug)]
pub(crate) enum Column<'a> {
    Numeric(Numeric<'a>),
    Categorical(Categorical),
}

/// An input whose values have an order.
#[derive(Clone, Debug)]
pub(crate) struct Numeric<'a> {
    pub values: &'a [f64],
    /// Worlds by value; equal values by world.
    pub order: Vec<u32>,
    /// Along `order`: whether the next value is another.
    pub last_of_ties: Vec<bool>,
}

/// An input that is one of several options.
#[derive(Clone, Debug)]
pub(crate) struct Categorical {
    /// For each world its option.
    pub option: Vec<u32>,
    /// Number of options.
    pub options: usize,
}

impl<'a> Inputs<'a> {
    /// No input yet.
    #[must_use]
    pub fn new() -> Inputs<'a> {
        Inputs::default()
    }

    /// Adds a number: one value for each world, none of them NaN. At most 2³² worlds.
    pub fn add_number(&mut self, values: &'a [f64]) {
        let mut order: Vec<u32> = (0..values.len() as u32).collect();
        order.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
        let value = |i: usize| values[order[i] as usize];
        let last_of_ties = (0..order.len())
            .map(|i| i + 1 == order.len() || value(i) != value(i + 1))
            .collect();
        self.columns.push(Column::Numeric(Numeric {
            values,
            order,
            last_of_ties,
        }));
    }

    /// Adds a choice between options: for each world the index of its option, as a number. What is no index counts as
    /// the nearest.
    pub fn add_choice(&mut self, values: &[f64], options: usize) {
        let last = options.saturating_sub(1) as u32;
        let option = values.iter().map(|v| (*v as u32).min(last)).collect();
        self.columns.push(Column::Categorical(Categorical {
            option,
            options: options.max(1),
        }));
    }

    /// Number of inputs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is no input.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    pub(crate) fn column(&self, input: usize) -> Option<&Column<'a>> {
        self.columns.get(input)
    }
}
