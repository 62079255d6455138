//! The values of a scenario's inputs in each world.

use std::ops::Range;
use std::sync::Arc;

use contend_model::id::InputId;
use contend_model::model::Scenario;

use super::copula::Copula;
use super::joint::{Condition, Drawn, Joint};
use super::{Design, DesignError, Sampler, coordinates};
use crate::chance::other_luck;
use crate::law::Quantile;
use crate::machine::Draws;

/// The values of all inputs in all worlds of an ensemble; nothing is stored but what makes them.
///
/// Correlated inputs go through a Gaussian copula. Each then still has its own law, but the strata of a Latin
/// hypercube and the even spread of a Sobol' sequence hold exactly only for inputs without correlations.
///
/// Where some worlds are left out ([`Worlds::keeping`]) those that are kept stand at places `0..worlds()`, and each keeps
/// its number, on which its inputs and its chance hang.
#[derive(Clone, Debug)]
pub struct Worlds {
    pub(super) seed: u64,
    luck: u64,
    /// Sets of inputs that are drawn.
    sets: u64,
    /// Worlds of each set, neighbours.
    replications: u64,
    /// The numbers of the worlds that are kept, ascending; `None` where all are.
    kept: Option<Arc<[u64]>>,
    pub(super) laws: Vec<Quantile>,
    pub(super) source: Source,
    /// Inputs that are not drawn each on its own; `None` where all are.
    joint: Option<Arc<Joint>>,
}

#[derive(Clone, Debug)]
pub(super) enum Source {
    Drawn(Sampler, Copula),
    /// A column of values for each input; none: the law's median.
    Given(Vec<Option<Vec<f64>>>),
}

impl Worlds {
    /// Worlds drawn by a design.
    ///
    /// # Errors
    /// See [`DesignError`].
    pub fn new(
        scenario: &Scenario,
        design: Design,
        worlds: u64,
        seed: u64,
    ) -> Result<Worlds, DesignError> {
        let sampler = Sampler::new(design, worlds, &coordinates(scenario), seed)?;
        let sets = sampler.worlds();
        let joint = Joint::new(scenario, sets)?;
        if matches!(design, Design::FullFactorial { .. })
            && joint.as_ref().is_some_and(Joint::has_conditions)
        {
            return Err(DesignError::GridOfConditions);
        }
        Ok(Worlds {
            seed,
            luck: 0,
            sets,
            replications: 1,
            kept: None,
            laws: laws(scenario),
            source: Source::Drawn(sampler, Copula::new(scenario)?),
            joint: joint.map(Arc::new),
        })
    }

    /// Worlds with given values of some inputs, one value for each world, in the parameter's unit; all other inputs
    /// take the median of their law. The seed is that of the chance within runs.
    ///
    /// # Errors
    /// [`DesignError::ColumnLength`] where columns differ in length or name no input of the scenario, and
    /// [`DesignError::NoWorlds`] where they are empty.
    pub fn given(
        scenario: &Scenario,
        columns: Vec<(InputId, Vec<f64>)>,
        seed: u64,
    ) -> Result<Worlds, DesignError> {
        let expected = columns.first().map_or(0, |c| c.1.len());
        if expected == 0 {
            return Err(DesignError::NoWorlds);
        }
        let mut given = vec![None; scenario.inputs.len()];
        for (input, values) in columns {
            match given.get_mut(input.index()) {
                Some(place) if values.len() == expected => *place = Some(values),
                Some(_) => {
                    return Err(DesignError::ColumnLength {
                        input: input.index(),
                        values: values.len(),
                        expected,
                    });
                }
                None => {
                    return Err(DesignError::ColumnLength {
                        input: input.index(),
                        values: values.len(),
                        expected: 0,
                    });
                }
            }
        }
        let laws = laws(scenario);
        // Where one draw serves several inputs the others lie as far up their laws as the one that is given.
        for input in 0..given.len() {
            let of = scenario.drawn_as(InputId(input as u32)).index();
            if of != input && given[input].is_none() {
                let alike = |v: &f64| laws[input].at(laws[of].place(*v));
                let same = scenario.inputs[input].law == scenario.inputs[of].law
                    && scenario.inputs[input].bounds == scenario.inputs[of].bounds;
                given[input] = given[of].as_ref().map(|column| match same {
                    true => column.clone(),
                    false => column.iter().map(alike).collect(),
                });
            }
        }
        Ok(Worlds {
            seed,
            luck: 0,
            sets: expected as u64,
            replications: 1,
            kept: None,
            laws,
            source: Source::Given(given),
            joint: Joint::new(scenario, expected as u64)?.map(Arc::new),
        })
    }

    /// The same worlds with other luck: all inputs are the same, all chance within runs is drawn anew. 0 is the luck that
    /// worlds are drawn with; any other number names a luck of its own.
    #[must_use]
    pub fn with_luck(self, luck: u64) -> Worlds {
        Worlds { luck, ..self }
    }

    /// Each of these worlds so many times (once at least), as neighbours with the same inputs and lucks of their own: world w is
    /// luck w mod `replications` of set w ÷ `replications`.
    #[must_use]
    pub fn replicated(self, replications: u64) -> Worlds {
        Worlds {
            replications: replications.max(1),
            ..self
        }
    }

    /// Those of these worlds that have the given numbers, ascending.
    #[must_use]
    pub fn keeping(self, numbers: &[u64]) -> Worlds {
        Worlds {
            kept: Some(numbers.into()),
            ..self
        }
    }

    /// The numbers of the worlds that are kept, ascending; `None` where all are.
    #[must_use]
    pub fn kept(&self) -> Option<&[u64]> {
        self.kept.as_deref()
    }

    /// Number of worlds: those that are kept.
    #[must_use]
    pub fn worlds(&self) -> u64 {
        self.kept.as_ref().map_or(self.all(), |k| k.len() as u64)
    }

    /// Number of worlds that are drawn, those that are left out among them.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.sets.saturating_mul(self.replications)
    }

    /// Number of sets of inputs that are drawn: that of worlds, unless they are replicated.
    #[must_use]
    pub fn sets(&self) -> u64 {
        self.sets
    }

    /// Worlds that share a set of inputs.
    #[must_use]
    pub fn replications(&self) -> u64 {
        self.replications
    }

    /// The number of the world at a place; beyond the last place one that no world has.
    #[must_use]
    pub fn number(&self, place: u64) -> u64 {
        match self.kept.as_deref() {
            None => place,
            Some(kept) => kept.get(place as usize).copied().unwrap_or(u64::MAX),
        }
    }

    /// Seed of the draws, and, with the luck, of the chance within runs.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The value of an input in the world at a place, in the parameter's unit; NaN for a place or input that there is not.
    #[must_use]
    pub fn value(&self, place: u64, input: InputId) -> f64 {
        self.value_of_set(self.number(place) / self.replications, input)
    }

    /// The value of an input in a set of inputs, in the parameter's unit; NaN for a set or input that there is not.
    fn value_of_set(&self, set: u64, input: InputId) -> f64 {
        let Some(law) = self.laws.get(input.index()) else {
            return f64::NAN;
        };
        if let Some(joint) = self.made(input) {
            return match set < self.sets {
                true => joint.value(self, set, input.index()),
                false => f64::NAN,
            };
        }
        match &self.source {
            Source::Drawn(sampler, copula) => law.at(copula.unit(sampler, set, input.index())),
            Source::Given(_) if set >= self.sets => f64::NAN,
            Source::Given(columns) => match &columns[input.index()] {
                Some(values) => values[set as usize],
                None => law.at(0.5),
            },
        }
    }

    /// What makes the value of an input that is not drawn on its own.
    fn made(&self, input: InputId) -> Option<&Joint> {
        let joint = self.joint.as_deref()?;
        joint.makes(input.index()).then_some(joint)
    }

    /// Whether a condition ties an input, so that its values have another law than its own.
    #[must_use]
    pub fn is_conditional(&self, input: InputId) -> bool {
        let joint = self.joint.as_deref();
        joint.is_some_and(|joint| joint.is_conditional(input.index()))
    }

    /// How often the inputs of the worlds up to that of a place were drawn that conditions tie; `None` where none are.
    #[must_use]
    pub fn drawn(&self, places: u64) -> Option<Drawn> {
        let joint = self.joint.as_deref().filter(|j| j.has_conditions())?;
        let up_to = match places.checked_sub(1) {
            // All of them where all are asked for: those after the last that is kept were drawn as well.
            Some(last) if places < self.worlds() => self.number(last) + 1,
            Some(_) => self.all(),
            None => 0,
        };
        let sets = up_to.div_ceil(self.replications);
        Some(joint.drawn(self, sets.min(self.sets)))
    }

    /// What the scenario's conditions say of some sets of inputs as the design draws them, before anything is drawn again, or as
    /// they are given; whichever worlds are kept.
    #[must_use]
    pub fn conditions(&self, sets: Range<u64>) -> Vec<Condition> {
        let joint = self.joint.as_deref();
        let inside = sets.start.min(self.sets)..sets.end.min(self.sets);
        joint.map_or(Vec::new(), |joint| joint.conditions(self, inside))
    }

    /// The values of an input in the worlds at consecutive places, one for each place of `out`.
    pub fn fill(&self, first_place: u64, input: InputId, out: &mut [f64]) {
        let Some(kept) = self.kept.as_deref() else {
            return self.fill_of(first_place, input, out);
        };
        let from = (first_place as usize).min(kept.len());
        let (there, beyond) = out.split_at_mut((kept.len() - from).min(out.len()));
        beyond.fill(f64::NAN);
        let numbers = &kept[from..from + there.len()];
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
            return;
        };
        // Neighbours are drawn together for less, unless most of them are left out.
        let width = (last - first) as usize + 1;
        if width > 4 * numbers.len() {
            for (out, world) in there.iter_mut().zip(numbers) {
                *out = self.value_of_set(world / self.replications, input);
            }
            return;
        }
        let mut all = vec![0.0; width];
        self.fill_of(*first, input, &mut all);
        for (out, world) in there.iter_mut().zip(numbers) {
            *out = all[(world - first) as usize];
        }
    }

    /// The values of an input in worlds of consecutive numbers.
    fn fill_of(&self, first_world: u64, input: InputId, out: &mut [f64]) {
        if self.replications == 1 {
            self.fill_sets(first_world, input, out);
            return;
        }
        let set = |place: usize| (first_world + place as u64) / self.replications;
        let first = set(0);
        let count = set(out.len().saturating_sub(1)) - first + 1;
        let mut values = vec![f64::NAN; count as usize];
        self.fill_sets(first, input, &mut values);
        for (place, out) in out.iter_mut().enumerate() {
            *out = values[(set(place) - first) as usize];
        }
    }

    /// The values of an input in consecutive sets of inputs, one for each place of `out`.
    pub fn fill_sets(&self, first_set: u64, input: InputId, out: &mut [f64]) {
        match (&self.source, self.laws.get(input.index())) {
            _ if self.made(input).is_some() => {
                for (out, set) in out.iter_mut().zip(first_set..) {
                    *out = self.value_of_set(set, input);
                }
            }
            (Source::Drawn(sampler, copula), Some(law)) => {
                copula.fill(sampler, first_set, input.index(), out);
                for out in out {
                    *out = law.at(*out);
                }
            }
            _ => {
                for (out, set) in out.iter_mut().zip(first_set..) {
                    *out = self.value_of_set(set, input);
                }
            }
        }
    }
}

impl Draws for Worlds {
    fn seed(&self) -> u64 {
        match self.luck {
            0 => self.seed,
            luck => other_luck(self.seed, luck),
        }
    }

    fn number(&self, place: u64) -> u64 {
        Worlds::number(self, place)
    }

    fn value(&self, place: u64, input: InputId) -> f64 {
        Worlds::value(self, place, input)
    }

    fn fill(&self, first_place: u64, input: InputId, out: &mut [f64]) {
        Worlds::fill(self, first_place, input, out);
    }
}

fn laws(scenario: &Scenario) -> Vec<Quantile> {
    scenario
        .inputs
        .iter()
        .map(|input| Quantile::new(&input.law, input.bounds))
        .collect()
}
