//! Many-objective search: which settings of levers no other setting beats in every objective.
//!
//! A state machine without evaluation: [`Search::ask`] gives candidates, whoever holds it evaluates them anyhow, anywhere, and
//! [`Search::tell`]s what their objectives are. The course depends on the seed and on what is told, never on how many are asked
//! for at once or in which order answers come: candidates belong to generations, and a generation ends when all of it is told.
//!
//! The method is ε-NSGA-II (Kollat and Reed 2006, doi:10.1016/j.advwatres.2005.07.010): an archive by ε-dominance
//! ([`archive`]) beside a population that is selected by rank and crowding (Deb and others 2002, doi:10.1109/4235.996017), with
//! simulated binary crossover and polynomial mutation ([`vary`](mod@vary)); one parent comes from the archive. Where the archive
//! has stood still the population is begun anew from it, a quarter as it is and the rest mutated.
//!
//! What the archive holds was chosen because it looked best in the worlds in which it was evaluated. It must be scored again in
//! fresh worlds before it is told.

pub mod archive;
pub mod indicators;
pub mod vary;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use archive::Archive;
use vary::{Chance, Variable};

/// Members of the first population, and of any at least.
const POPULATION: usize = 100;
/// Members for each member of the archive where a population is begun anew.
const RATIO: usize = 4;
/// Members at most.
const MOST: usize = 1_000;
/// Candidates of a generation after the first: few, so that what is found is soon bred from.
const GENERATION: usize = 10;
/// Generations after which an archive that stands still makes the population begin anew.
const PATIENCE: u32 = 100;

/// What is sought.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What may be set.
    pub variables: Vec<Variable>,
    /// What is wanted.
    pub objectives: Vec<Objective>,
}

/// What is wanted of an outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// Its name, for errors.
    pub name: String,
    /// Whether more of it is better.
    pub larger_is_better: bool,
    /// The difference that matters: of what differs by less in all objectives one is kept. There is no default, for a search
    /// with another than was meant finds something else.
    pub epsilon: Option<f64>,
}

/// Why a search cannot begin, or be told.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchError {
    /// There is nothing to set, or nothing is wanted.
    Empty,
    /// A variable has no room: a range without length or that is not finite, fewer than two options.
    Variable {
        /// Its place.
        variable: usize,
    },
    /// No ε, or one that is no positive number.
    Epsilon {
        /// The objective.
        objective: String,
        /// As stated.
        epsilon: Option<f64>,
    },
    /// A name of an ε that no objective has.
    UnknownObjective {
        /// As stated.
        name: String,
        /// The objectives.
        known: Vec<String>,
    },
    /// A candidate that was not asked for, or was told already.
    NotAsked {
        /// Its number.
        candidate: u64,
    },
    /// More or fewer numbers than objectives.
    Objectives {
        /// Numbers told.
        told: usize,
        /// Objectives.
        objectives: usize,
    },
}

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SearchError::Empty => write!(f, "there is nothing to set, or nothing is wanted"),
            SearchError::Variable { variable } => write!(f, "variable {variable} has no room"),
            SearchError::Epsilon { objective, epsilon } => match epsilon {
                None => write!(f, "objective `{objective}` has no epsilon"),
                Some(epsilon) => write!(f, "epsilon of `{objective}` is {epsilon}"),
            },
            SearchError::UnknownObjective { name, .. } => {
                write!(f, "no objective is called `{name}`")
            }
            SearchError::NotAsked { candidate } => write!(f, "candidate {candidate} is not open"),
            SearchError::Objectives { told, objectives } => {
                write!(f, "{told} numbers are told of {objectives} objectives")
            }
        }
    }
}

impl std::error::Error for SearchError {}

impl Problem {
    /// Sets ε by the names of objectives.
    ///
    /// # Errors
    /// [`SearchError::UnknownObjective`] for a name that no objective has: it was meant for one.
    pub fn with_epsilons(mut self, epsilons: &[(&str, f64)]) -> Result<Problem, SearchError> {
        for (name, epsilon) in epsilons {
            let found = self.objectives.iter_mut().find(|o| o.name == *name);
            let Some(objective) = found else {
                return Err(SearchError::UnknownObjective {
                    name: (*name).to_owned(),
                    known: self.objectives.iter().map(|o| o.name.clone()).collect(),
                });
            };
            objective.epsilon = Some(*epsilon);
        }
        Ok(self)
    }

    fn check(&self) -> Result<Vec<f64>, SearchError> {
        if self.variables.is_empty() || self.objectives.is_empty() {
            return Err(SearchError::Empty);
        }
        if let Some(variable) = self.variables.iter().position(|v| !v.has_room()) {
            return Err(SearchError::Variable { variable });
        }
        let epsilon = |o: &Objective| {
            let sound = o.epsilon.filter(|e| e.is_finite() && *e > 0.0);
            sound.ok_or_else(|| SearchError::Epsilon {
                objective: o.name.clone(),
                epsilon: o.epsilon,
            })
        };
        self.objectives.iter().map(epsilon).collect()
    }
}

/// Settings to be evaluated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// Its number, from 0.
    pub number: u64,
    /// One value for each variable: a number in its range, or the place of an option.
    pub values: Vec<f64>,
}

/// Settings that no other beats.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Solution {
    /// The number of the candidate.
    pub number: u64,
    /// One value for each variable.
    pub values: Vec<f64>,
    /// Its objectives, as told.
    pub objectives: Vec<f64>,
}

/// A member of the population or the archive.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    number: u64,
    genes: Vec<f64>,
    /// Less is better.
    costs: Vec<f64>,
}

/// A search.
#[derive(Clone, Debug)]
pub struct Search {
    problem: Problem,
    chance: Chance,
    population: Vec<Member>,
    capacity: usize,
    archive: Archive<Member>,
    /// Candidates of this generation that nobody asked for yet, the last first.
    waiting: Vec<(u64, Vec<f64>)>,
    /// Those that were asked for, and what was told of them; none before.
    open: BTreeMap<u64, (Vec<f64>, Option<Vec<f64>>)>,
    next: u64,
    told: u64,
    failed: u64,
    restarts: u32,
    standing: u32,
}

impl Search {
    /// Begins.
    ///
    /// # Errors
    /// [`SearchError`] where the problem is none.
    pub fn new(problem: Problem, seed: u64) -> Result<Search, SearchError> {
        let epsilons = problem.check()?;
        let mut search = Search {
            problem,
            chance: Chance::new(seed),
            population: Vec::new(),
            capacity: POPULATION,
            archive: Archive::new(epsilons),
            waiting: Vec::new(),
            open: BTreeMap::new(),
            next: 0,
            told: 0,
            failed: 0,
            restarts: 0,
            standing: 0,
        };
        for _ in 0..POPULATION {
            let variables = &search.problem.variables;
            let genes = variables
                .iter()
                .map(|v| v.draw(&mut search.chance))
                .collect();
            search.add(genes);
        }
        search.waiting.reverse();
        Ok(search)
    }

    /// At most so many candidates. Fewer, or none, where the rest of the generation is out: then some must be told first.
    pub fn ask(&mut self, most: usize) -> Vec<Candidate> {
        if self.waiting.is_empty() && self.open.is_empty() {
            self.breed();
        }
        let variables = &self.problem.variables;
        let mut asked = Vec::new();
        while asked.len() < most
            && let Some((number, genes)) = self.waiting.pop()
        {
            let decoded = variables.iter().zip(&genes).map(|(v, g)| v.value(*g));
            asked.push(Candidate {
                number,
                values: decoded.collect(),
            });
            self.open.insert(number, (genes, None));
        }
        asked
    }

    /// Says what the objectives of a candidate are. One that has no finite number for each is dropped, and counted.
    ///
    /// # Errors
    /// [`SearchError::NotAsked`] and [`SearchError::Objectives`]; nothing has changed then.
    pub fn tell(&mut self, candidate: u64, objectives: &[f64]) -> Result<(), SearchError> {
        let wanted = &self.problem.objectives;
        if objectives.len() != wanted.len() {
            return Err(SearchError::Objectives {
                told: objectives.len(),
                objectives: wanted.len(),
            });
        }
        match self.open.get_mut(&candidate) {
            Some((_, told @ None)) => {
                let cost = |(value, o): (&f64, &Objective)| match o.larger_is_better {
                    true => -value,
                    false => *value,
                };
                *told = Some(objectives.iter().zip(wanted).map(cost).collect());
            }
            _ => return Err(SearchError::NotAsked { candidate }),
        }
        self.told += 1;
        if self.waiting.is_empty() && self.open.values().all(|(_, told)| told.is_some()) {
            self.end_generation();
        }
        Ok(())
    }

    /// Ends the search: what was told of the generation that is out counts as well, and nothing more can be told of it.
    pub fn finish(&mut self) {
        self.waiting.clear();
        self.open.retain(|_, (_, told)| told.is_some());
        self.end_generation();
    }

    /// What no other beats so far, by the first objective; of the generation that is out nothing yet, unless the search was
    /// [finished](Search::finish).
    #[must_use]
    pub fn front(&self) -> Vec<Solution> {
        let mut front: Vec<&Member> = self.archive.members().collect();
        front.sort_by(|a, b| {
            a.costs[0]
                .total_cmp(&b.costs[0])
                .then(a.number.cmp(&b.number))
        });
        let variables = &self.problem.variables;
        let told = |member: &&Member| Solution {
            number: member.number,
            values: (variables.iter().zip(&member.genes))
                .map(|(v, g)| v.value(*g))
                .collect(),
            objectives: (member.costs.iter().zip(&self.problem.objectives))
                .map(|(cost, o)| if o.larger_is_better { -cost } else { *cost })
                .collect(),
        };
        front.iter().map(told).collect()
    }

    /// Candidates that were told.
    #[must_use]
    pub fn told(&self) -> u64 {
        self.told
    }

    /// Candidates that were dropped because an objective was not finite.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.failed
    }

    /// How often the population was begun anew.
    #[must_use]
    pub fn restarts(&self) -> u32 {
        self.restarts
    }

    fn add(&mut self, genes: Vec<f64>) {
        self.waiting.push((self.next, genes));
        self.next += 1;
    }

    /// Takes a generation into population and archive, in the order of its candidates.
    fn end_generation(&mut self) {
        let mut better = false;
        for (number, (genes, told)) in std::mem::take(&mut self.open) {
            let Some(costs) = told.filter(|c| c.iter().all(|v| v.is_finite())) else {
                self.failed += 1;
                continue;
            };
            let member = Member {
                number,
                genes,
                costs,
            };
            let costs = member.costs.clone();
            better |= self.archive.add(&costs, member.clone());
            self.population.push(member);
        }
        self.population = select(std::mem::take(&mut self.population), self.capacity);
        self.standing = if better { 0 } else { self.standing + 1 };
    }

    /// The next generation.
    fn breed(&mut self) {
        let archived = self.archive.members().count();
        let capacity = (RATIO * archived).clamp(POPULATION, MOST);
        if archived > 0 && self.standing >= PATIENCE {
            self.begin_anew(capacity);
        } else {
            for _ in 0..GENERATION.div_ceil(2) {
                let [one, two] = self.children();
                self.add(one);
                self.add(two);
            }
        }
        self.waiting.reverse();
    }

    /// A population of what the archive holds, and of mutants of it, which are yet to be evaluated.
    fn begin_anew(&mut self, capacity: usize) {
        let archived: Vec<Member> = self.archive.members().cloned().collect();
        let mutants = capacity.saturating_sub(archived.len());
        self.population = archived;
        self.capacity = capacity;
        self.restarts += 1;
        self.standing = 0;
        // Not so many that a small budget is spent on them alone.
        for _ in 0..mutants.min(POPULATION) {
            let parent = self.chance.below(self.population.len());
            let mut genes = self.population[parent].genes.clone();
            vary::mutate_anew(&self.problem.variables, &mut genes, &mut self.chance);
            self.add(genes);
        }
    }

    /// Two children of a parent from the archive and one from the population, the better of two.
    fn children(&mut self) -> [Vec<f64>; 2] {
        let variables = &self.problem.variables;
        let chance = &mut self.chance;
        let archived: Vec<&Member> = self.archive.members().collect();
        if archived.is_empty() || self.population.is_empty() {
            // Nothing has had a finite value yet.
            let mut draw = || variables.iter().map(|v| v.draw(chance)).collect();
            return [draw(), draw()];
        }
        let one = archived[chance.below(archived.len())];
        let (a, b) = (
            &self.population[chance.below(self.population.len())],
            &self.population[chance.below(self.population.len())],
        );
        let two = if archive::dominates(&b.costs, &a.costs) {
            b
        } else {
            a
        };
        let mut children = vary::cross(variables, &one.genes, &two.genes, chance);
        for child in &mut children {
            vary::mutate(variables, child, chance);
        }
        children
    }
}

/// The best members by rank, then by crowding.
fn select(members: Vec<Member>, capacity: usize) -> Vec<Member> {
    if members.len() <= capacity {
        return members;
    }
    let mut keep = vec![false; members.len()];
    let mut room = capacity;
    for mut front in ranked(&members) {
        if front.len() > room {
            let crowding = crowding(&members, &front);
            let mut order: Vec<usize> = (0..front.len()).collect();
            order.sort_by(|a, b| crowding[*b].total_cmp(&crowding[*a]).then(a.cmp(b)));
            front = order.into_iter().take(room).map(|at| front[at]).collect();
        }
        room -= front.len();
        front.into_iter().for_each(|at| keep[at] = true);
        if room == 0 {
            break;
        }
    }
    let mut keep = keep.into_iter();
    let kept = members.into_iter().filter(|_| keep.next() == Some(true));
    kept.collect()
}

/// Places of members by rank: those that no other dominates, then those that only these dominate, and so on; each in their order.
///
/// Efficient non-dominated sorting (Zhang and others 2015, doi:10.1109/TEVC.2014.2308305): in lexicographic order of their costs none
/// is dominated by a later one, so each is compared with those alone that have a rank already.
fn ranked(members: &[Member]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    let by_costs = |a: &usize, b: &usize| {
        let pairs = members[*a].costs.iter().zip(&members[*b].costs);
        // By value: 0 and -0 are one cost to what dominates. All costs are finite.
        let first = pairs
            .filter_map(|(a, b)| a.partial_cmp(b))
            .find(|o| o.is_ne());
        first.unwrap_or_else(|| a.cmp(b))
    };
    order.sort_by(by_costs);
    let mut fronts: Vec<Vec<usize>> = Vec::new();
    for at in order {
        let costs = &members[at].costs;
        // The last of a front is the likeliest to dominate: it is the nearest in the first cost.
        let beaten = |front: &Vec<usize>| {
            let mut front = front.iter().rev();
            front.any(|other| archive::dominates(&members[*other].costs, costs))
        };
        match fronts.iter().position(|front| !beaten(front)) {
            Some(rank) => fronts[rank].push(at),
            None => fronts.push(vec![at]),
        }
    }
    fronts.iter_mut().for_each(|front| front.sort_unstable());
    fronts
}

/// How far apart the neighbours of each member of a front are; the ends are infinitely far.
fn crowding(members: &[Member], front: &[usize]) -> Vec<f64> {
    let mut distance = vec![0.0; front.len()];
    let objectives = members[front[0]].costs.len();
    for objective in 0..objectives {
        let cost = |at: &usize| members[front[*at]].costs[objective];
        let mut order: Vec<usize> = (0..front.len()).collect();
        order.sort_by(|a, b| cost(a).total_cmp(&cost(b)).then(a.cmp(b)));
        let (first, last) = (order[0], order[order.len() - 1]);
        let span = cost(&last) - cost(&first);
        distance[first] = f64::INFINITY;
        distance[last] = f64::INFINITY;
        if span > 0.0 {
            for three in order.windows(3) {
                distance[three[1]] += (cost(&three[2]) - cost(&three[0])) / span;
            }
        }
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ranks by their definition: peel off what nothing left dominates.
    fn peeled(members: &[Member]) -> Vec<Vec<usize>> {
        let mut left: Vec<usize> = (0..members.len()).collect();
        let mut fronts = Vec::new();
        while !left.is_empty() {
            let costs = |at: &usize| &members[*at].costs;
            let best = |at: &usize| !left.iter().any(|o| archive::dominates(costs(o), costs(at)));
            let (front, rest) = left.iter().partition(|at| best(at));
            fronts.push(front);
            left = rest;
        }
        fronts
    }

    #[test]
    fn ranks_are_those_of_the_definition() {
        let mut chance = Chance::new(7);
        for case in 0..300 {
            let (size, objectives) = (1 + chance.below(40), 1 + case % 4);
            // Few values, so that many are alike in one cost or in all.
            let values = 2 + chance.below(12);
            let mut cost = || match chance.below(values) {
                0 => -0.0,
                value => value as f64 - 1.0,
            };
            let members: Vec<Member> = (0..size as u64)
                .map(|number| Member {
                    number,
                    genes: Vec::new(),
                    costs: (0..objectives).map(|_| cost()).collect(),
                })
                .collect();
            assert_eq!(ranked(&members), peeled(&members), "{members:?}");
        }
    }
}
