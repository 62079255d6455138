//! What was found, in worlds that had no part in finding it, beside what the scenario declares.

use contend_analysis::over_worlds::FEWEST_WORLDS;
use contend_analysis::robustness::{Table, times};
use contend_analysis::search::archive::dominates;
use contend_engine::maths;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Meter, parallel};
use contend_model::id::StrategyId;
use contend_model::model::{Scenario, Strategy};

use super::hunt::{Member, Scaled};
use super::judge::{Judge, Played};
use super::report::{
    AgainstReport, EquilibriumReport, FoundReport, GoalReport, JudgedReport, SearchNote,
    SearchReport, SettingReport,
};
use super::space::Periods;
use super::{Asked, SearchRequest, space, toml};
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::game::report::GameReport;
use crate::request::GameRequest;
use crate::{Session, faults, held, known};

/// How often fresh worlds are drawn anew where nothing else is asked.
const RESAMPLES: u32 = 400;
/// The chance that anything at all that was found seems surely better where nothing is.
const UNSURE: f64 = 0.05;
/// Resamples that one job takes.
const JOB: u32 = 10;

/// Tells what was found in fresh worlds.
pub(super) struct Tell<'a> {
    pub session: &'a Session,
    pub asked: &'a Asked,
    pub goals: &'a Scaled,
    pub fresh: &'a Drawn,
    pub request: &'a SearchRequest,
    pub executor: &'a dyn Executor,
    pub progress: &'a dyn Progress,
}

impl Tell<'_> {
    pub fn fresh(&self, fronts: Vec<Member>, report: &mut SearchReport) -> Result<(), RunError> {
        let asked = self.asked;
        let scenario = &asked.scenario;
        let declared: Vec<StrategyId> = (0..scenario.strategies.len() as u32)
            .map(StrategyId)
            .filter(|s| scenario.strategies[s.index()].actor == asked.actor)
            .collect();
        let own = declared.iter().map(|s| Strategy {
            free: None,
            ..scenario.strategies[s.index()].clone()
        });
        let new = fronts.iter().map(|m| asked.strategy(m.form, &m.values));
        let plan = self.fresh.plan();
        let who = (asked.actor, asked.base);
        let mut judge = Judge::new(scenario, who, &asked.goals, plan, self.executor);
        let Some(played) = judge.play(own.chain(new).collect(), self.progress)? else {
            report.run.interrupted = true;
            return Ok(());
        };
        report.run.runs += played.ensemble.plan().runs();
        report.run.failed_runs = played.failed_runs;
        report.faults = faults::report(judge.scenario(), self.session.files(), &played.ensemble);
        known::faults_by_number(&self.fresh.worlds, &mut report.faults);
        if let Some(followed) = held::plan(
            judge.scenario(),
            &played.ensemble.plan().profiles,
            self.fresh,
        ) {
            let meter = Meter::new(self.progress, followed.plan.runs());
            let held = held::notes(&followed, self.fresh, &meter, self.executor);
            report.notes.extend(held.into_iter().map(SearchNote::Run));
        }
        self.tell(&declared, &fronts, &played, report);
        report.equilibrium = self.equilibria()?;
        Ok(())
    }

    fn tell(
        &self,
        declared: &[StrategyId],
        fronts: &[Member],
        played: &Played,
        report: &mut SearchReport,
    ) {
        let (asked, goals) = (self.asked, self.goals);
        let scenario = &asked.scenario;
        let columns = |s: usize| goals.places.iter().map(move |p| &played.columns[s][*p]);
        let worlds = self.fresh.worlds.worlds() as usize;
        // A world counts where every declared strategy has a value of every goal, and so must what was found.
        let has = |s: usize, world: usize| columns(s).all(|c| c[world].is_finite());
        let counts = |world: &usize| (0..declared.len()).all(|s| has(s, *world));
        let kept: Vec<usize> = (0..worlds).filter(counts).collect();
        let whole = |at: &usize| kept.iter().all(|w| has(declared.len() + at, *w));
        let told: Vec<usize> = (0..fronts.len()).filter(whole).collect();
        report.without_value = fronts.len() - told.len();
        report.worlds = kept.len() as u64;
        report.left_out = (worlds - kept.len()) as u64;
        let n = declared.len();
        let all: Vec<usize> = (0..n).chain(told.iter().map(|at| n + at)).collect();
        let goal = |g: usize| &asked.goals[goals.places[g]];
        // By goal and strategy, more being better.
        let values: Vec<Vec<Vec<f64>>> = (0..goals.places.len())
            .map(|g| {
                let of = |s: &usize| {
                    let column = &played.columns[*s][goals.places[g]];
                    kept.iter().map(|w| goal(g).signed(column[*w])).collect()
                };
                all.iter().map(of).collect()
            })
            .collect();
        let tables: Vec<Table> = (values.iter())
            .map(|v| Table::new(&v.iter().map(|c| &c[..]).collect::<Vec<_>>()))
            .collect();
        let scores: Vec<Vec<f64>> = (tables.iter().enumerate())
            .map(|(g, table)| table.measure(goal(g).measure()))
            .collect();
        let resampled = self.resample(&tables, kept.len(), report);
        let spread = |g: usize, of: &dyn Fn(&[f64]) -> f64| {
            let drawn: Vec<f64> = resampled.iter().map(|r| of(&r[g])).collect();
            deviation(&drawn)
        };
        let score = |s: usize| -> Vec<(f64, f64)> {
            let of = |g: usize| (goal(g).signed(scores[g][s]), spread(g, &|r| r[s]));
            (0..goals.places.len()).map(of).collect()
        };

        let looked = |g: usize| {
            let by = told.iter().enumerate().map(|(k, at)| {
                let then = goal(g).signed(fronts[*at].goals[g]);
                then - scores[g][n + k]
            });
            by.sum::<f64>() / told.len() as f64
        };
        report.looked_better = match told.is_empty() {
            true => Vec::new(),
            false => (0..goals.places.len()).map(looked).collect(),
        };

        // What neither something else that was found beats in fresh worlds nor something declared.
        let costs = |s: usize| -> Vec<f64> { scores.iter().map(|by| -by[s]).collect() };
        let beats = |s: usize| (0..all.len()).any(|o| o != s && dominates(&costs(o), &costs(s)));
        let mut stand: Vec<usize> = (0..told.len()).filter(|k| !beats(n + k)).collect();
        stand.sort_by(|a, b| scores[0][n + b].total_cmp(&scores[0][n + a]).then(a.cmp(b)));
        report.fell = told.len() - stand.len();

        let names = toml::names(scenario, asked.actor, stand.len());
        report.found = (stand.iter().zip(&names))
            .map(|(k, name)| {
                let member = &fronts[told[*k]];
                let s = n + k;
                let against = (0..n).map(|d| AgainstReport {
                    better_by: (0..goals.places.len())
                        .map(|g| (scores[g][s] - scores[g][d], spread(g, &|r| r[s] - r[d])))
                        .collect(),
                    in_worlds: (values.iter()).map(|v| shares(&v[s], &v[d])).collect(),
                });
                let form = &asked.forms[member.form];
                let open = form.decisions.iter().zip(&member.values);
                FoundReport {
                    strategy: name.clone(),
                    form: member.form,
                    settings: open
                        .filter(|(d, _)| space::has_room(d))
                        .map(|(d, value)| setting(scenario, &asked.periods, d, *value))
                        .collect(),
                    goals: score(s),
                    in_search: member.goals.clone(),
                    against: against.collect(),
                }
            })
            .collect();
        let tried = report.found.len().max(1) as f64;
        report.sure_from = maths::normal_quantile(1.0 - 0.5 * UNSURE / tried);
        report.declared = (declared.iter().enumerate())
            .map(|(d, strategy)| JudgedReport {
                strategy: scenario.strategies[strategy.index()].id.clone(),
                goals: score(d),
                beaten: (report.found.iter()).any(|f| f.against[d].surely(report.sure_from)),
            })
            .collect();
        report.best_declared = (0..n)
            .filter(|_| !kept.is_empty())
            .max_by(|a, b| scores[0][*a].total_cmp(&scores[0][*b]).then(b.cmp(a)));
        let of_form = |k: &usize| &fronts[told[*k]];
        report.toml = toml::strategies(
            scenario,
            (asked.actor, asked.base),
            &asked.periods,
            (stand.iter().zip(&report.found)).map(|(k, found)| {
                let member = of_form(k);
                let about = about(&report.goals, found);
                let form = &asked.forms[member.form];
                (found.strategy.as_str(), form, &member.values[..], about)
            }),
        );
    }

    /// Each goal of each strategy in fresh worlds drawn anew; none where worlds are too few to stand for others.
    fn resample(
        &self,
        tables: &[Table],
        worlds: usize,
        report: &mut SearchReport,
    ) -> Vec<Vec<Vec<f64>>> {
        if (worlds as f64) < FEWEST_WORLDS {
            return Vec::new();
        }
        let resamples = self.request.resamples.unwrap_or(RESAMPLES);
        report.run.resamples = resamples;
        let seed = self.fresh.worlds.seed();
        let jobs = resamples.div_ceil(JOB) as usize;
        let goals = &self.goals.places;
        let drawn = parallel::map(self.executor, self.progress, jobs, |job| {
            let first = job as u32 * JOB;
            let one = |resample: u32| -> Vec<Vec<f64>> {
                let times = times(seed, resample, worlds);
                let of = |(g, table): (usize, &Table)| {
                    table.weighed(self.asked.goals[goals[g]].measure(), &times)
                };
                tables.iter().enumerate().map(of).collect()
            };
            (first..resamples.min(first + JOB))
                .map(one)
                .collect::<Vec<_>>()
        });
        drawn.into_iter().flatten().collect()
    }

    /// What the actor plays in equilibria without chance of games at average payoffs, in as many worlds.
    fn equilibria(&self) -> Result<Vec<EquilibriumReport>, RunError> {
        let scenario = &self.asked.scenario;
        let mut all = Vec::new();
        for game in &scenario.games {
            let plays = game.players.iter().any(|p| p.actor == self.asked.actor);
            if !plays || !game.moves().is_empty() {
                continue;
            }
            let request = GameRequest {
                game: Some(game.id.clone()),
                worlds: self.request.worlds,
                seed: self.request.seed,
                drawing: self.request.drawing.clone(),
                ..GameRequest::default()
            };
            let report = self.session.game(&request, self.executor, self.progress)?;
            let id = &scenario.actors[self.asked.actor.index()].id;
            let strategies = in_equilibrium(&report, id);
            if !strategies.is_empty() {
                all.push(EquilibriumReport {
                    game: game.id.clone(),
                    strategies,
                });
            }
        }
        Ok(all)
    }
}

/// The strategies of an actor that are played in some equilibrium.
fn in_equilibrium(report: &GameReport, actor: &str) -> Vec<String> {
    let players = &report.game.players;
    let Some(player) = players.iter().position(|p| p.id == actor) else {
        return Vec::new();
    };
    let played = report.profiles.iter().filter(|p| p.equilibrium);
    let mut strategies: Vec<usize> = played.map(|p| p.strategies[player]).collect();
    strategies.sort_unstable();
    strategies.dedup();
    let names = &players[player].strategies;
    strategies.iter().map(|s| names[*s].id.clone()).collect()
}

/// What a decision was set to, for people.
fn setting(
    scenario: &Scenario,
    periods: &Periods,
    decision: &space::Decision,
    value: f64,
) -> SettingReport {
    let options = space::report(scenario, periods, decision).options;
    SettingReport {
        value,
        option: options.get(value as usize).cloned(),
    }
}

/// What it brings, as data: files have no language.
fn about(goals: &[GoalReport], found: &FoundReport) -> String {
    let told = goals.iter().zip(&found.goals);
    let told = told.map(|(goal, (value, _))| format!("{} {value:.4}", goal.id));
    told.collect::<Vec<_>>().join("; ")
}

/// Standard deviation of values drawn anew; not a number where there are none.
fn deviation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|v| (v - mean) * (v - mean));
    (squares.sum::<f64>() / (n - 1.0)).sqrt()
}

/// In which share of worlds one has more than the other, and in which less.
fn shares(one: &[f64], other: &[f64]) -> (f64, f64) {
    let share = |is: fn(&f64, &f64) -> bool| {
        let worlds = one.iter().zip(other).filter(|(a, b)| is(a, b));
        worlds.count() as f64 / one.len() as f64
    };
    (share(|a, b| a > b), share(|a, b| a < b))
}
