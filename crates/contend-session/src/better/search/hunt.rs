//! The search itself: candidates are judged, each once, in worlds that are the same for all.

use std::collections::BTreeMap;

use contend_analysis::robustness::Table;
use contend_analysis::search::archive::dominates;
use contend_analysis::search::indicators::hypervolume;
use contend_analysis::search::{Candidate, Objective, Problem, Search};
use contend_ensemble::executor::{Progress, Standing};
use contend_model::model::{Scenario, Strategy};

use super::goals::Goal;
use super::judge::Judge;
use super::report::{FormReport, GoalReport, Judged};
use super::{Asked, Quiet, SearchError, refused};
use crate::error::RunError;

/// The first candidates, drawn at random, by which it is seen how far goals move.
pub(super) const FIRST: usize = 32;
/// Differences of a goal that do not matter, as a part of how far it moved.
const EPSILON: f64 = 0.01;
/// Candidates that are judged together at most.
const TOGETHER: usize = 64;
/// How often the volume of the front is noted, in parts of a search.
const NOTED: u64 = 20;

/// Goals with the difference of each that matters.
pub(super) struct Scaled {
    /// Places of those that move, among the goals.
    pub places: Vec<usize>,
    /// Whether more of each is better, and its difference that matters, and whether that was asked for.
    pub epsilons: Vec<(bool, f64, bool)>,
    /// Of each the worst and the best of the first candidates.
    pub ends: Vec<(f64, f64)>,
    pub unmoved: Vec<String>,
}

impl Scaled {
    pub fn report(&self, scenario: &Scenario, goals: &[Goal]) -> Vec<GoalReport> {
        let told = |(place, (_, epsilon, epsilon_asked)): (&usize, &(bool, f64, bool))| {
            let goal = &goals[*place];
            let outcome = &scenario.outcomes[goal.outcome.index()];
            GoalReport {
                id: goal.id(),
                outcome: goal.name.clone(),
                about: outcome.about.clone(),
                unit: outcome.unit.to_string(),
                more: goal.more,
                measure: match goal.worst_tenth {
                    true => "worst-tenth",
                    false => "mean",
                },
                epsilon: *epsilon,
                epsilon_asked: *epsilon_asked,
            }
        };
        self.places.iter().zip(&self.epsilons).map(told).collect()
    }

    /// The values of the goals that move.
    fn of(&self, goals: &[f64]) -> Vec<f64> {
        self.places.iter().map(|place| goals[*place]).collect()
    }

    /// The same as costs, in boxes from the worst to the best of the first candidates.
    fn costs(&self, values: &[f64]) -> Vec<f64> {
        let pairs = values.iter().zip(&self.ends);
        pairs
            .map(|(v, (worst, best))| (best - v) / (best - worst))
            .collect()
    }

    fn volume<'f>(&self, fronts: impl Iterator<Item = &'f [f64]>) -> f64 {
        let costs: Vec<Vec<f64>> = fronts.map(|values| self.costs(values)).collect();
        hypervolume(&costs, &vec![1.0; self.places.len()])
    }
}

/// A member of a front: its form, a value for each decision, and its goals in the worlds of the search.
pub(super) struct Member {
    pub form: usize,
    pub values: Vec<f64>,
    pub goals: Vec<f64>,
}

/// What came of searching.
pub(super) struct Course {
    pub forms: Vec<FormReport>,
    pub hypervolume: Vec<(u64, f64)>,
    pub fronts: Vec<Member>,
}

/// Judges candidates, each once.
pub(super) struct Hunt<'a> {
    pub asked: &'a Asked,
    pub judge: Judge<'a>,
    pub progress: &'a dyn Progress,
    /// Worlds in which the goals have values under what the actor does anyhow.
    kept: Vec<usize>,
    /// By form and number, what was judged.
    pub known: BTreeMap<(usize, u64), Judged>,
    pub heard: &'a mut dyn FnMut(&[Judged]),
    pub new: u64,
    pub dropped: u64,
    pub interrupted: bool,
}

impl<'a> Hunt<'a> {
    pub fn new(
        asked: &'a Asked,
        judge: Judge<'a>,
        progress: &'a dyn Progress,
        heard: &'a mut dyn FnMut(&[Judged]),
    ) -> Hunt<'a> {
        Hunt {
            asked,
            judge,
            progress,
            kept: Vec::new(),
            known: BTreeMap::new(),
            heard,
            new: 0,
            dropped: 0,
            interrupted: false,
        }
    }

    /// Takes what was judged before.
    pub fn resume(&mut self, judged: &[Judged]) -> Result<(), RunError> {
        for one in judged {
            let form = self.asked.forms.get(one.form);
            let fits = form.is_some_and(|f| f.decisions.len() == one.values.len());
            let goals = one.goals.as_ref();
            if !fits || goals.is_some_and(|g| g.len() != self.asked.goals.len()) {
                return Err(refused(SearchError::OtherSearch));
            }
            self.known.insert((one.form, one.number), one.clone());
        }
        Ok(())
    }

    /// The goals of candidates, `None` where one has no value in some world; `None` in all where it was stopped.
    fn judge(
        &mut self,
        form: usize,
        candidates: &[(u64, Vec<f64>)],
    ) -> Result<Option<Vec<Option<Vec<f64>>>>, RunError> {
        let mut new = Vec::new();
        for (number, values) in candidates {
            match self.known.get(&(form, *number)) {
                Some(judged) if judged.values == *values => {}
                Some(_) => return Err(refused(SearchError::OtherSearch)),
                None => new.push((*number, values.clone())),
            }
        }
        if !new.is_empty() {
            let strategies = new.iter().map(|(_, v)| self.asked.strategy(form, v));
            let strategies = strategies.collect();
            let quiet = Quiet(self.progress);
            let Some(played) = self.judge.play(strategies, &quiet)? else {
                self.interrupted = true;
                return Ok(None);
            };
            let judged: Vec<Judged> = (new.into_iter().zip(played.columns))
                .map(|((number, values), columns)| Judged {
                    form,
                    number,
                    values,
                    goals: measured(&self.asked.goals, &columns, &self.kept),
                })
                .collect();
            (self.heard)(&judged);
            self.new += judged.len() as u64;
            for one in judged {
                self.known.insert((form, one.number), one);
            }
        }
        let goals = candidates.iter().map(|(number, _)| {
            let judged = self.known.get(&(form, *number));
            judged.and_then(|j| j.goals.clone())
        });
        Ok(Some(goals.collect()))
    }

    /// Finds the worlds in which goals have values under what the actor does anyhow: candidates are judged in these.
    fn keep(&mut self) -> Result<(), RunError> {
        let asked = self.asked;
        let scenario = &asked.scenario;
        let own = scenario.profiles[asked.base.index()].strategies[asked.actor.index()];
        let own = own.map(|s| scenario.strategies[s.index()].clone());
        let own = own.unwrap_or_else(|| Strategy {
            actor: asked.actor,
            id: String::new(),
            about: String::new(),
            settings: Vec::new(),
            free: None,
            span: scenario.actors[asked.actor.index()].span,
        });
        let quiet = Quiet(self.progress);
        let Some(played) = self.judge.play(vec![own], &quiet)? else {
            self.interrupted = true;
            return Ok(());
        };
        let columns = &played.columns[0];
        let worlds = columns.first().map_or(0, Vec::len);
        let whole = |world: &usize| columns.iter().all(|c| c[*world].is_finite());
        self.kept = (0..worlds).filter(whole).collect();
        Ok(())
    }

    /// How far goals move among the first candidates of each form, and so which differences matter.
    pub fn scale(&mut self, epsilons: &[(String, f64)]) -> Result<Scaled, RunError> {
        let names: Vec<String> = self.asked.goals.iter().map(Goal::id).collect();
        for (name, epsilon) in epsilons {
            if !names.contains(name) {
                return Err(refused(SearchError::UnknownEpsilon {
                    name: name.clone(),
                    known: names,
                }));
            }
            if !(epsilon.is_finite() && *epsilon > 0.0) {
                return Err(refused(SearchError::Epsilon {
                    goal: name.clone(),
                    epsilon: *epsilon,
                }));
            }
        }
        self.keep()?;
        let mut seen: Vec<Vec<f64>> = Vec::new();
        let mut tried = 0;
        for form in 0..self.asked.forms.len() {
            let any = vec![1.0; names.len()];
            let mut search = self.begin(form, &(0..names.len()).collect::<Vec<_>>(), &any)?;
            let first = search.ask(FIRST);
            let first = self.candidates(form, first);
            tried += first.len() as u64;
            let goals = self.judge(form, &first)?;
            seen.extend(goals.into_iter().flatten().flatten());
        }
        if seen.is_empty() && !self.interrupted {
            let goals = names;
            return Err(refused(SearchError::NoValue { goals, tried }));
        }
        let mut scaled = Scaled {
            places: Vec::new(),
            epsilons: Vec::new(),
            ends: Vec::new(),
            unmoved: Vec::new(),
        };
        for (place, goal) in self.asked.goals.iter().enumerate() {
            let all = || seen.iter().map(|goals| goals[place]);
            let low = all().fold(f64::INFINITY, f64::min);
            let high = all().fold(f64::NEG_INFINITY, f64::max);
            if !self.interrupted && low >= high {
                scaled.unmoved.push(names[place].clone());
                continue;
            }
            let given = epsilons.iter().find(|(name, _)| *name == names[place]);
            let matters = match given {
                Some((_, epsilon)) => *epsilon,
                None => one_digit(EPSILON * (high - low)),
            };
            scaled.places.push(place);
            scaled.epsilons.push((goal.more, matters, given.is_some()));
            scaled.ends.push(match goal.more {
                true => (low, high),
                false => (high, low),
            });
        }
        if scaled.places.is_empty() {
            let goals = names;
            return Err(refused(SearchError::Unmoved { goals, tried }));
        }
        Ok(scaled)
    }

    fn begin(&self, form: usize, places: &[usize], epsilons: &[f64]) -> Result<Search, RunError> {
        let goals = &self.asked.goals;
        let problem = Problem {
            variables: self.asked.forms[form].variables(),
            objectives: (places.iter().zip(epsilons))
                .map(|(place, epsilon)| Objective {
                    name: goals[*place].id(),
                    larger_is_better: goals[*place].more,
                    epsilon: Some(*epsilon),
                })
                .collect(),
        };
        let seed = self.judge.seed();
        // Forms have room, and goals an ε: both were seen to before.
        Search::new(problem, seed).map_err(|_| {
            let actor = self.asked.scenario.actors[self.asked.actor.index()]
                .id
                .clone();
            refused(SearchError::NothingToSet { actor })
        })
    }

    fn candidates(&self, form: usize, asked: Vec<Candidate>) -> Vec<(u64, Vec<f64>)> {
        let form = &self.asked.forms[form];
        let of = asked.into_iter();
        of.map(|c| (c.number, form.values(&c.values))).collect()
    }

    /// Searches all forms, turn by turn.
    pub fn search(&mut self, goals: &Scaled, each: u64) -> Result<Course, RunError> {
        let asked = self.asked;
        let all = each * asked.forms.len() as u64;
        let epsilons: Vec<f64> = (goals.epsilons.iter())
            .map(|(_, epsilon, _)| *epsilon)
            .collect();
        let begun = (0..asked.forms.len()).map(|form| self.begin(form, &goals.places, &epsilons));
        let mut searches = begun.collect::<Result<Vec<Search>, RunError>>()?;
        let mut hypervolume = Vec::new();
        let mut done = 0;
        while done < all && !self.interrupted {
            // The one that is behind, so that what is noted of the front is of all forms alike.
            let behind = searches.iter().enumerate().min_by_key(|(_, s)| s.told());
            let Some((form, _)) = behind else {
                break;
            };
            let search = &mut searches[form];
            let room = (each - search.told()).min(TOGETHER as u64);
            let candidates = self.candidates(form, search.ask(room as usize));
            let Some(found) = self.judge(form, &candidates)? else {
                break;
            };
            for ((number, _), found) in candidates.iter().zip(&found) {
                let values = match found {
                    Some(found) => goals.of(found),
                    None => {
                        self.dropped += 1;
                        vec![f64::NAN; goals.places.len()]
                    }
                };
                // It was asked for just now.
                let _ = search.tell(*number, &values);
            }
            if search.told() >= each {
                search.finish();
            }
            let before = done;
            done += candidates.len() as u64;
            let fronts: Vec<Vec<f64>> = (searches.iter())
                .flat_map(|s| s.front().into_iter().map(|s| s.objectives))
                .collect();
            if done * NOTED / all > before * NOTED / all {
                hypervolume.push((done, goals.volume(fronts.iter().map(|f| &f[..]))));
            }
            self.progress.searched(&Standing {
                candidates: done,
                of: all,
                front: fronts.len(),
                hypervolume: hypervolume.last().map_or(0.0, |(_, volume)| *volume),
            });
        }
        let mut course = Course {
            forms: Vec::new(),
            hypervolume,
            fronts: Vec::new(),
        };
        for (at, (form, search)) in asked.forms.iter().zip(&searches).enumerate() {
            let mut told = form.report(&asked.scenario, &asked.periods);
            told.candidates = search.told();
            told.dropped = search.failed();
            told.restarts = search.restarts();
            course.forms.push(told);
            course
                .fronts
                .extend(search.front().into_iter().map(|s| Member {
                    form: at,
                    values: form.values(&s.values),
                    goals: s.objectives,
                }));
        }
        // Of two forms, or of steps that come to the same, one may beat the other.
        let costs: Vec<Vec<f64>> = course
            .fronts
            .iter()
            .map(|m| goals.costs(&m.goals))
            .collect();
        let mut beaten = (0..costs.len()).map(|a| costs.iter().any(|b| dominates(b, &costs[a])));
        course.fronts.retain(|_| beaten.next() == Some(false));
        let mut same: Vec<(usize, Vec<f64>)> = Vec::new();
        course.fronts.retain(|m| {
            let new = !same.contains(&(m.form, m.values.clone()));
            same.push((m.form, m.values.clone()));
            new
        });
        Ok(course)
    }
}

/// Each goal of a strategy in the worlds that are kept; `None` where one has no value in some of them.
fn measured(goals: &[Goal], columns: &[Vec<f64>], kept: &[usize]) -> Option<Vec<f64>> {
    let of = |(goal, column): (&Goal, &Vec<f64>)| {
        let signed: Vec<f64> = kept.iter().map(|w| goal.signed(column[*w])).collect();
        let table = Table::new(&[&signed]);
        let whole = table.left_out() == 0 && table.worlds() > 0;
        whole.then(|| goal.signed(table.measure(goal.measure())[0]))
    };
    goals.iter().zip(columns).map(of).collect()
}

/// A number to one digit, downwards.
fn one_digit(x: f64) -> f64 {
    let text = format!("{x:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digit = digits.chars().next().unwrap_or('1');
    format!("{digit}e{exponent}").parse().unwrap_or(x)
}
