//! What an outcome or a claim hangs on, by sensitivity indices in worlds of their own design.
//!
//! Worlds w and N + w of one ensemble are a pair, A and B. Mixed rows are A, but for one group of inputs, which is as in B. All
//! that depends on each other when it is drawn (correlations, shares of a whole, bounds, conditions) is in one group and is
//! never parted, so that groups are independent. Luck is a group too: a mixed row keeps the luck of the world that it is made
//! from, so that a difference between both is of the group alone.
//!
//! What is known of events is not asked of these worlds: given a fact, inputs that were drawn apart depend on each other, and
//! a mixed row is no world that could have been drawn.

mod answer;
mod groups;
pub mod report;

use contend_analysis::TestError;
use contend_analysis::indices::delta::delta;
use contend_analysis::indices::morris::morris;
use contend_analysis::indices::shapley::{self, Column, shapley};
use contend_analysis::indices::sobol::{Outputs, sobol};
use contend_engine::Draws;
use contend_engine::design::Worlds;
use contend_ensemble::executor::{Executor, Progress, Silent};
use contend_ensemble::{Meter, job_worlds, parallel};
use contend_model::id::InputId;
use contend_model::model::Scenario;

use crate::Session;
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::hinges::options;
use crate::request::Drawing;
use answer::{Answer, Compiled};
use groups::{Group, of};
use report::{
    About, Found, GroupReport, IndicesError, IndicesNote, IndicesReport, NoIndices, SharedOut,
};

/// Pairs of worlds where nothing else is asked.
const PAIRS: u64 = 1_024;
/// Worlds of methods that need no pairs.
const WORLDS: u64 = 4_096;
/// Groups of which second orders are asked: the leading ones by their total.
const LEADING: usize = 6;

/// Which indices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Parts of the variance, by groups.
    #[default]
    Sobol,
    /// Screening with few worlds.
    Morris,
    /// The whole distribution.
    Delta,
    /// What inputs that are drawn together explain, shared out.
    Shapley,
}

/// Asks what an outcome or a claim hangs on.
#[derive(Clone, Debug, Default)]
pub struct IndicesRequest {
    /// A claim, or an outcome as `deaths`, `deaths[mexico]` or `deaths@campaign`, looked for in this order.
    pub answer: String,
    /// Which indices.
    pub method: Method,
    /// Pairs of worlds (Sobol', Morris) or worlds; left out: 1,024, 20 and 4,096.
    pub rows: Option<u64>,
    /// Whether every parameter stands for itself, however many there are.
    pub each: bool,
    /// Seed of everything drawn; left out: the scenario's.
    pub seed: Option<u64>,
    /// How often rows are drawn anew; left out: 100.
    pub resamples: Option<u32>,
}

impl Session {
    /// Sensitivity indices of an outcome under a profile, or of the truth of a claim. The answer does not depend on the executor.
    ///
    /// # Errors
    /// [`RunError`] where the request or the scenario does not allow it; nothing was run then.
    pub fn indices(
        &self,
        request: &IndicesRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<IndicesReport, RunError> {
        let scenario = self.scenario();
        let answer = Answer::find(self, &request.answer)?;
        let about = answer.about(scenario);
        let rests = answer.rests(scenario);
        if !rests.differs() {
            return Err(IndicesError::Nothing {
                answer: request.answer.clone(),
            }
            .into());
        }
        let each = request.each || request.method != Method::Sobol;
        let mut groups = of(scenario, self.files(), &rests.inputs, each);
        let paired = matches!(request.method, Method::Sobol | Method::Morris);
        if paired && rests.chance {
            groups.push(Group::luck());
        }
        if request.method == Method::Shapley {
            groups.retain(|g| g.inputs.len() > 1);
            if groups.is_empty() {
                return Err(IndicesError::NoneTogether {
                    answer: request.answer.clone(),
                }
                .into());
            }
        }
        let rows = request.rows.unwrap_or(match request.method {
            Method::Sobol => PAIRS,
            Method::Morris => contend_analysis::indices::morris::TRAJECTORIES,
            Method::Delta | Method::Shapley => WORLDS,
        });
        let drawn = Drawn::new(
            scenario,
            self.fingerprint(),
            &Drawing::default(),
            Some(if paired { 2 * rows } else { rows }),
            request.seed,
            1,
        )?;
        let asked = Asked {
            answer: answer.compiled(scenario)?,
            design: Design::new(scenario, &drawn.worlds, &groups, &rests.inputs, rows),
            executor,
            progress,
            seed: drawn.worlds.seed(),
            resamples: request.resamples.unwrap_or(100),
        };
        // A test that cannot be evaluated in one world can in none.
        if asked.of_one_world().is_err() {
            return Err(IndicesError::Claim {
                claim: request.answer.clone(),
                why: NoIndices::Untested,
                outcomes: Vec::new(),
            }
            .into());
        }
        let (found, runs) = match request.method {
            Method::Sobol => asked.sobol(groups.len()),
            Method::Morris => asked.morris(groups.len()),
            Method::Delta => asked.delta(scenario, &groups),
            Method::Shapley => asked.shapley(scenario, &groups),
        };
        let mut notes = notes(scenario, request, &groups, rests.chance);
        if matches!(about, About::Claim { .. }) {
            notes.insert(0, IndicesNote::TruthAsNumber);
        }
        Ok(IndicesReport {
            contend: crate::VERSION,
            scenario: self.facts(),
            about,
            method: request.method,
            rows,
            runs,
            seed: asked.seed,
            resamples: asked.resamples,
            interrupted: found.is_none(),
            notes,
            groups: (groups.iter())
                .map(|g| GroupReport {
                    name: g.name.clone(),
                    luck: g.is_luck,
                    inputs: (g.inputs.iter())
                        .map(|i| scenario.inputs[i.index()].name.clone())
                        .collect(),
                })
                .collect(),
            found,
        })
    }
}

fn notes(
    scenario: &Scenario,
    request: &IndicesRequest,
    groups: &[Group],
    chance: bool,
) -> Vec<IndicesNote> {
    let paired = matches!(request.method, Method::Sobol | Method::Morris);
    let mut notes = Vec::new();
    if scenario.events.iter().any(|e| !e.known.is_empty()) {
        notes.push(IndicesNote::FactsUnasked);
    }
    if chance && paired {
        notes.push(IndicesNote::LuckIsKept);
    } else if chance {
        notes.push(IndicesNote::LuckIsNoise);
    }
    if groups.iter().any(|g| g.is_file) {
        notes.push(IndicesNote::ByFile);
    }
    if request.method != Method::Shapley && groups.iter().any(|g| g.tied) {
        notes.push(IndicesNote::Together);
    }
    notes
}

/// Rows of a design.
#[derive(Clone, Copy, Debug)]
enum Row {
    A,
    B,
    /// A, but for a group.
    Ab(usize),
    /// B, but for a group.
    Ba(usize),
}

impl Row {
    /// Whether what belongs to a group is as in B; none for what belongs to none.
    fn is_of_b(self, group: Option<usize>) -> bool {
        match self {
            Row::A => false,
            Row::B => true,
            Row::Ab(moved) => group == Some(moved),
            Row::Ba(kept) => group != Some(kept),
        }
    }
}

/// Pairs of worlds and what may be mixed of them.
struct Design<'w> {
    worlds: &'w Worlds,
    pairs: u64,
    /// The values of inputs that reach the outcome, in all worlds.
    columns: Vec<Option<Vec<f64>>>,
    /// The group of each input.
    group: Vec<Option<usize>>,
    luck: Option<usize>,
}

impl<'w> Design<'w> {
    fn new(
        scenario: &Scenario,
        worlds: &'w Worlds,
        groups: &[Group],
        reach: &[InputId],
        pairs: u64,
    ) -> Design<'w> {
        let all = (0..scenario.inputs.len() as u32).map(InputId);
        let group_of = |input: InputId| {
            let drawn = scenario.drawn_as(input);
            groups.iter().position(|g| g.inputs.contains(&drawn))
        };
        let column = |input: InputId| {
            let read = reach.contains(&scenario.drawn_as(input));
            read.then(|| {
                let mut values = vec![0.0; worlds.worlds() as usize];
                worlds.fill(0, input, &mut values);
                values
            })
        };
        Design {
            worlds,
            pairs,
            columns: all.clone().map(column).collect(),
            group: all.map(group_of).collect(),
            luck: groups.iter().position(|g| g.is_luck),
        }
    }
}

/// Rows of one design after the other, each for all pairs.
struct Rows<'d> {
    design: &'d Design<'d>,
    rows: &'d [Row],
}

impl Rows<'_> {
    fn row(&self, place: u64) -> (Row, u64) {
        let at = (place / self.design.pairs) as usize;
        let row = self.rows.get(at).copied().unwrap_or(Row::A);
        (row, place % self.design.pairs)
    }

    fn world(&self, place: u64, group: Option<usize>) -> u64 {
        let (row, pair) = self.row(place);
        match row.is_of_b(group) {
            true => self.design.pairs + pair,
            false => pair,
        }
    }
}

impl Draws for Rows<'_> {
    fn seed(&self) -> u64 {
        Draws::seed(self.design.worlds)
    }

    fn number(&self, place: u64) -> u64 {
        // Without a group of its own luck stays that of A, or of B.
        self.world(place, self.design.luck)
    }

    fn value(&self, place: u64, input: InputId) -> f64 {
        let group = self.design.group.get(input.index()).copied().flatten();
        let world = self.world(place, group);
        match &self.design.columns[input.index()] {
            Some(values) => values[world as usize],
            None => self.design.worlds.value(world, input),
        }
    }
}

/// What is asked, ready to be run.
struct Asked<'a> {
    answer: Compiled<'a>,
    design: Design<'a>,
    executor: &'a dyn Executor,
    progress: &'a dyn Progress,
    seed: u64,
    resamples: u32,
}

impl Asked<'_> {
    /// The answer in the first world.
    fn of_one_world(&self) -> Result<Vec<f64>, TestError> {
        let draws = Rows {
            design: &self.design,
            rows: &[Row::A],
        };
        self.answer.of(&draws, 0..1)
    }

    /// The outputs of some rows, each for all pairs; `None` where it was stopped.
    fn run(&self, rows: &[Row], meter: &Meter) -> Option<Vec<Vec<f64>>> {
        let pairs = self.design.pairs;
        let all = pairs * rows.len() as u64;
        let draws = Rows {
            design: &self.design,
            rows,
        };
        let (evaluations, lanes) = self.answer.size();
        let size = job_worlds(evaluations, lanes, all);
        let jobs = usize::try_from(all.div_ceil(size)).ok()?;
        let (progress, answer) = (self.progress, &self.answer);
        // The meter tells how far it is.
        let parts = parallel::map(self.executor, &Silent, jobs, |job| {
            if progress.cancelled() {
                return None;
            }
            let from = job as u64 * size;
            let column = answer.of(&draws, from..all.min(from + size)).ok()?;
            meter.count(column.len() as u64);
            Some(column)
        });
        let column: Vec<f64> = parts.into_iter().collect::<Option<Vec<_>>>()?.concat();
        let blocks = column.chunks(pairs as usize);
        Some(blocks.map(<[f64]>::to_vec).collect())
    }

    fn sobol(&self, groups: usize) -> (Option<Found>, u64) {
        let crossed = groups.min(LEADING);
        let runs = self.design.pairs * (2 + groups + crossed) as u64;
        let meter = Meter::new(self.progress, runs);
        let found = || {
            let mut rows = vec![Row::A, Row::B];
            rows.extend((0..groups).map(Row::Ab));
            let out = self.run(&rows, &meter)?;
            let mut outputs = Outputs {
                a: &out[0],
                b: &out[1],
                ab: out[2..].iter().map(|v| &v[..]).collect(),
                ba: Vec::new(),
            };
            let Some(first) = sobol(&outputs, 2, self.seed) else {
                return Some(Found::Flat);
            };
            let mut leading: Vec<usize> = (0..groups).collect();
            let total = |g: &usize| first.groups[*g].total.value;
            leading.sort_by(|a, b| total(b).total_cmp(&total(a)).then(a.cmp(b)));
            leading.truncate(crossed);
            let rows: Vec<Row> = leading.iter().map(|g| Row::Ba(*g)).collect();
            let crossed = self.run(&rows, &meter)?;
            outputs.ba = vec![None; groups];
            for (group, column) in leading.iter().zip(&crossed) {
                outputs.ba[*group] = Some(column);
            }
            Some(match sobol(&outputs, self.resamples, self.seed) {
                Some(found) => Found::Sobol(found),
                None => Found::Flat,
            })
        };
        (found(), runs)
    }

    fn morris(&self, groups: usize) -> (Option<Found>, u64) {
        let runs = self.design.pairs * (1 + groups) as u64;
        let meter = Meter::new(self.progress, runs);
        let mut rows = vec![Row::A];
        rows.extend((0..groups).map(Row::Ab));
        // The effect is the change itself: a step to another option, or of several inputs, has no length.
        let steps = vec![1.0; self.design.pairs as usize];
        let found = self.run(&rows, &meter).map(|out| {
            let effects = out[1..].iter().map(|moved| morris(&out[0], moved, &steps));
            Found::Morris(effects.collect())
        });
        (found, runs)
    }

    fn delta(&self, scenario: &Scenario, groups: &[Group]) -> (Option<Found>, u64) {
        let runs = self.design.pairs;
        let meter = Meter::new(self.progress, runs);
        let found = self.run(&[Row::A], &meter).map(|out| {
            let output = &out[0];
            if output.windows(2).all(|w| w[0] == w[1]) {
                return Found::Flat;
            }
            let inputs: Vec<InputId> = groups.iter().flat_map(|g| g.inputs.clone()).collect();
            let (columns, resamples, seed) = (&self.design.columns, self.resamples, self.seed);
            let found = parallel::map(self.executor, self.progress, inputs.len(), |at| {
                let column = columns[inputs[at].index()].as_deref()?;
                let options = options(scenario, inputs[at]).len();
                let options = (options > 0).then_some(options);
                delta(column, options, output, resamples, seed)
            });
            Found::Delta(found)
        });
        (found, runs)
    }

    fn shapley(&self, scenario: &Scenario, groups: &[Group]) -> (Option<Found>, u64) {
        let runs = self.design.pairs;
        let meter = Meter::new(self.progress, runs);
        let found = self.run(&[Row::A], &meter).map(|out| {
            let (columns, resamples, seed) = (&self.design.columns, self.resamples, self.seed);
            let of = |at: usize| {
                let inputs = &groups[at].inputs;
                if inputs.len() > shapley::MOST {
                    return SharedOut::TooMany;
                }
                let columns = inputs.iter().filter_map(|input| {
                    let values = columns[input.index()].as_deref()?;
                    Some(match options(scenario, *input) {
                        [] => Column::Number(values),
                        _ => Column::Choice(values),
                    })
                });
                let columns: Vec<Column> = columns.collect();
                match shapley(&columns, &out[0], resamples, seed) {
                    Some(found) => SharedOut::Effects(found),
                    None => SharedOut::Nothing,
                }
            };
            let found = parallel::map(self.executor, self.progress, groups.len(), of);
            Found::Shapley(found)
        });
        (found, runs)
    }
}
