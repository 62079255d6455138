//! A game's report for people, section by section.

use std::time::Duration;

use contend_analysis::Share;
use contend_session::game::report::{
    Commitment, EquilibriumReport, GameFacts, GameReport, PlannedMove, ProfileReport, TurnsReport,
};
use contend_words::number::{count, number, significant, with_unit};

use crate::commands::drawing::spoken;
use crate::commands::game::payoff::{measured, signed};
use crate::commands::game::{list, matrix};
use crate::progress::duration;
use crate::screen::{BAD, FAINT, MIXED, STRONG, paint};
use crate::text::{plural, wrap};

/// Equilibria, replies and regrets that are shown; JSON has them all.
const SHOWN: usize = 12;

/// Profiles that are named in one sentence.
const NAMED: usize = 4;

/// What the report does not know: the terminal, the command, the clock on the wall.
pub struct Context<'a> {
    /// Columns of a line.
    pub columns: usize,
    /// Whether frames may be drawn.
    pub boxes: bool,
    /// The scenario as typed.
    pub place: String,
    /// Options that name the same worlds again.
    pub options: String,
    /// How long it took.
    pub elapsed: Option<Duration>,
    /// Which profiles are listed.
    pub filter: &'a list::Filter,
}

/// The whole report.
pub fn render(report: &GameReport, context: &Context) -> String {
    let mut page = Page {
        out: String::new(),
        columns: context.columns,
    };
    head(report, context, &mut page);
    if report.profiles.is_empty() {
        page.notes(&report.notes);
        return page.out;
    }
    let matrix = if context.filter.plays.is_empty() {
        matrix::render(report, context.columns, context.boxes)
    } else {
        None
    };
    let listed = matrix.is_none();
    page.out
        .push_str(&matrix.unwrap_or_else(|| list::render(report, context.filter, context.columns)));
    page.gap();
    page.section("WHO SHOULD DO WHAT", &report.answers);
    if report.game.moves.is_empty() {
        page.section("DOMINATED STRATEGIES", &dominated(report));
        page.section("BEST REPLIES", &replies(report));
        page.section("EQUILIBRIA", &equilibria(report));
        page.section("COMMITTING FIRST", &commitment(report));
    }
    if let Some(turns) = &report.turns {
        page.section("ANSWERS TO EVERYTHING", &planned(report, turns));
        page.section("HOW IT WAS SOLVED", std::slice::from_ref(&turns.method));
    }
    page.section("HOW SURE", &sure(report));
    if report.game.moves.is_empty() {
        page.section("BEYOND EQUILIBRIUM", &beyond(report));
        if !listed {
            page.section("REGRET", &regrets(report));
        }
    }
    faults(report, context, &mut page);
    page.notes(&report.notes);
    page.out
}

struct Page {
    out: String,
    columns: usize,
}

impl Page {
    fn gap(&mut self) {
        self.out.push('\n');
    }

    fn section(&mut self, title: &str, sentences: &[String]) {
        if sentences.is_empty() {
            return;
        }
        self.out.push_str(&format!("{}\n", paint(FAINT, title)));
        for sentence in sentences {
            for (i, line) in wrap(sentence, self.columns.saturating_sub(2))
                .iter()
                .enumerate()
            {
                let margin = if i == 0 { "" } else { "  " };
                self.out.push_str(&format!("{margin}{line}\n"));
            }
        }
        self.gap();
    }

    fn notes(&mut self, notes: &[String]) {
        for line in notes.iter().flat_map(|n| wrap(n, self.columns)) {
            self.out.push_str(&format!("{}\n", paint(MIXED, &line)));
        }
    }
}

fn head(report: &GameReport, context: &Context, page: &mut Page) {
    if let Some(scenario) = &report.scenario {
        for line in wrap(&scenario.title, page.columns) {
            page.out.push_str(&format!("{}\n", paint(STRONG, &line)));
        }
    }
    let names: Vec<&str> = report
        .game
        .players
        .iter()
        .map(|p| p.name.as_str())
        .collect();
    let about = match report.game.about.trim_end_matches('.') {
        "" => String::new(),
        about => format!(" {about}."),
    };
    let turns = if report.game.moves.is_empty() {
        ""
    } else {
        ", in turn"
    };
    let game = format!(
        "Game `{}`: {}{turns}.{about}",
        report.game.id,
        names.join(" × ")
    );
    for line in wrap(&game, page.columns) {
        page.out.push_str(&format!("{line}\n"));
    }
    if let Some(run) = &report.run {
        let worlds = if run.interrupted {
            format!(
                "{} of {} worlds",
                count(run.worlds),
                count(run.worlds_asked)
            )
        } else {
            plural(run.worlds, "world", "worlds")
        };
        let simulated = if run.profiles_simulated < run.profiles {
            format!(" ({} simulated)", count(run.profiles_simulated as u64))
        } else {
            String::new()
        };
        let saved = if run.runs_saved > 0 {
            let percent = 100.0 * run.runs_saved as f64 / (run.runs + run.runs_saved) as f64;
            format!(
                ", {} of {} runs saved ({percent:.0} %)",
                count(run.runs_saved),
                count(run.runs + run.runs_saved)
            )
        } else {
            String::new()
        };
        let time = context.elapsed.unwrap_or_default();
        let rate = run.runs as f64 / time.as_secs_f64().max(1e-3);
        let facts = format!(
            "{worlds} × {}{simulated}, seed {}, {}{saved}; {}, {} runs a second.",
            plural(run.profiles as u64, "profile", "profiles"),
            run.seed,
            spoken(&run.design),
            duration(time),
            number(rate),
        );
        for line in wrap(&facts, page.columns) {
            page.out.push_str(&format!("{}\n", paint(FAINT, &line)));
        }
    }
    page.gap();
}

/// `quiet, tariff`; in a game in turn `mexico quiet, united_states tariff`.
pub fn profile_name(game: &GameFacts, profile: &ProfileReport) -> String {
    let names: Vec<String> = if game.moves.is_empty() {
        game.players
            .iter()
            .zip(&profile.strategies)
            .map(|(p, s)| p.strategies[*s].id.clone())
            .collect()
    } else {
        game.moves
            .iter()
            .zip(&profile.strategies)
            .map(|(m, s)| {
                let player = &game.players[m.player];
                format!("{} {}", player.id, player.strategies[*s].id)
            })
            .collect()
    };
    names.join(", ")
}

/// A share as so many of 100; all and none are said only of all and none.
pub fn hundred(share: f64) -> String {
    let percent = 100.0 * share;
    match percent {
        p if p > 0.0 && p < 0.5 => "<1".to_owned(),
        p if p > 99.5 && p < 100.0 => ">99".to_owned(),
        p => format!("{p:.0}"),
    }
}

/// `in 67 of 100 worlds (64–70)`; `in all 2,000 worlds`, `in none of 2,000 worlds`.
fn in_worlds(share: Option<Share>) -> String {
    share.map_or_else(String::new, |s| match s.holds {
        0 => format!("in none of {}", plural(s.worlds, "world", "worlds")),
        n if n == s.worlds => format!("in all {}", plural(s.worlds, "world", "worlds")),
        _ => format!(
            "in {} of 100 worlds ({}–{})",
            hundred(s.share),
            hundred(s.low),
            hundred(s.high)
        ),
    })
}

fn dominated(report: &GameReport) -> Vec<String> {
    let game = &report.game;
    let found = &report.solution.dominance;
    let mut out = Vec::new();
    let by = |player: usize, by: &[(usize, f64)]| match by {
        [(s, _)] => format!("`{}`", game.players[player].strategies[*s].id),
        mixture => {
            let parts: Vec<String> = mixture
                .iter()
                .map(|(s, p)| {
                    format!(
                        "{} `{}`",
                        significant(*p, 2),
                        game.players[player].strategies[*s].id
                    )
                })
                .collect();
            format!("the mixture {}", parts.join(" + "))
        }
    };
    let share = |player: usize, strategy: usize| {
        let found = found.in_worlds.iter();
        let found = found
            .filter(|d| d.player == player && d.strategy == strategy)
            .find_map(|d| d.in_worlds);
        found.map_or_else(String::new, |s| {
            format!(
                " World by world another one dominates it from the outset {}.",
                in_worlds(Some(s))
            )
        })
    };
    for d in found.strict.iter().take(SHOWN) {
        let player = &game.players[d.player];
        let then = if d.round > 1 {
            format!(" once what goes before is out (round {})", d.round)
        } else {
            String::new()
        };
        out.push(format!(
            "{}: `{}` is worse than {} whatever the others do{then}, by {} or more.{}",
            player.name,
            player.strategies[d.strategy].id,
            by(d.player, &d.by),
            with_unit(d.margin, &player.unit),
            share(d.player, d.strategy)
        ));
    }
    for d in found.weak.iter().take(SHOWN) {
        let player = &game.players[d.player];
        out.push(format!(
            "{}: `{}` is never better than {} and sometimes worse (weakly dominated).",
            player.name,
            player.strategies[d.strategy].id,
            by(d.player, &d.by)
        ));
    }
    if out.is_empty() {
        out.push("No strategy: each is worth playing against something.".to_owned());
    }
    out
}

fn replies(report: &GameReport) -> Vec<String> {
    let game = &report.game;
    let mut out = Vec::new();
    let all = &report.solution.replies;
    for reply in all.iter().take(SHOWN) {
        let player = &game.players[reply.player];
        if player.strategies.len() < 2 {
            continue;
        }
        let others: Vec<String> = reply
            .others
            .iter()
            .enumerate()
            .filter_map(|(p, s)| Some(format!("`{}`", game.players[p].strategies[(*s)?].id)))
            .collect();
        let best: Vec<String> = reply
            .best
            .iter()
            .map(|s| format!("`{}`", player.strategies[*s].id))
            .collect();
        let ahead = match (reply.runner_up, reply.ahead) {
            _ if reply.best.len() > 1 => "; they tie".to_owned(),
            (Some(second), Some(ahead)) => {
                let unclear = if reply.clear { "" } else { ", within error" };
                format!(
                    ", ahead of `{}` by {}{unclear}",
                    player.strategies[second].id,
                    measured(ahead, reply.error)
                )
            }
            _ => String::new(),
        };
        let share = reply.best.first().and_then(|s| reply.in_worlds[*s]);
        let share = match share {
            Some(s) => format!("; best {}", in_worlds(Some(s))),
            None => String::new(),
        };
        out.push(format!(
            "{} to {}: {}{ahead}{share}.",
            player.name,
            others.join(", "),
            best.join(" or ")
        ));
    }
    if all.len() > SHOWN {
        out.push(format!(
            "{} more are in `--json`.",
            count((all.len() - SHOWN) as u64)
        ));
    }
    out
}

fn equilibria(report: &GameReport) -> Vec<String> {
    let game = &report.game;
    let found = &report.solution.equilibria;
    let mut out: Vec<String> = found
        .equilibria
        .iter()
        .take(SHOWN)
        .map(|e| equilibrium(game, report, e))
        .collect();
    if found.equilibria.len() > SHOWN {
        out.push(format!(
            "{} more are in `--json`.",
            count((found.equilibria.len() - SHOWN) as u64)
        ));
    }
    let close: Vec<String> = report
        .profiles
        .iter()
        .filter(|p| within_error(p))
        .map(|p| format!("`{}`", profile_name(game, p)))
        .collect();
    if !close.is_empty() {
        let shown: Vec<String> = close.iter().take(NAMED).cloned().collect();
        let more = match close.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" and {} more", count(n as u64)),
        };
        out.push(format!(
            "Within error of an equilibrium: {}{more}. Nobody gains more by changing than twice the standard error; more worlds would tell.",
            shown.join("; ")
        ));
    }
    if found.degenerate {
        out.push("The game is degenerate (payoffs tie): between the equilibria listed there may be infinitely many others.".to_owned());
    }
    out.push(found.method.clone());
    out
}

fn equilibrium(game: &GameFacts, report: &GameReport, e: &EquilibriumReport) -> String {
    let payoffs: Vec<String> = game
        .players
        .iter()
        .zip(&e.payoffs)
        .map(|(p, v)| with_unit(*v, &p.unit))
        .collect();
    let gets = format!("payoffs {}", payoffs.join(" and "));
    let drawn = e.in_resamples.map_or_else(String::new, |s| {
        format!("; in {} of 100 sets of worlds drawn anew", hundred(s.share))
    });
    match e.profile {
        Some(profile) => {
            let profile = &report.profiles[profile];
            let strict = if profile.strict {
                ""
            } else {
                ", weak: somebody would not lose by changing"
            };
            let worlds = match e.in_worlds {
                Some(s) => format!("; {}", in_worlds(Some(s))),
                None => String::new(),
            };
            format!(
                "`{}`: {gets}{strict}{drawn}{worlds}.",
                profile_name(game, profile)
            )
        }
        None => {
            let parts: Vec<String> = game
                .players
                .iter()
                .enumerate()
                .map(|(p, player)| {
                    let own: Vec<String> = e.strategies[p]
                        .iter()
                        .enumerate()
                        .filter(|(_, w)| **w > 0.0)
                        .map(|(s, w)| probability(player.strategies[s].id.as_str(), *w, e, p, s))
                        .collect();
                    format!("{}: {}", player.name, own.join(", "))
                })
                .collect();
            let worlds = e.in_worlds.map_or_else(String::new, |s| {
                format!("; one that mixes the same {}", in_worlds(Some(s)))
            });
            format!("Mixed. {}; {gets}{drawn}{worlds}.", parts.join("; "))
        }
    }
}

/// Whether it is no equilibrium, but cannot be told from one: no regret exceeds twice its standard error.
fn within_error(profile: &ProfileReport) -> bool {
    !profile.equilibrium
        && profile.payoffs.iter().all(|p| {
            let error = p.regret_error.unwrap_or(0.0);
            p.best || (error > 0.0 && p.regret <= 2.0 * error)
        })
}

/// `press 0.3 (0.28 to 0.33)`.
fn probability(
    id: &str,
    weight: f64,
    e: &EquilibriumReport,
    player: usize,
    strategy: usize,
) -> String {
    if let Some(exact) = &e.exact {
        return format!("`{id}` {}", exact[player][strategy]);
    }
    let between = e.between.as_ref().map(|b| b[player][strategy]);
    match between {
        Some((low, high)) if weight < 1.0 => format!(
            "`{id}` {} ({} to {})",
            significant(weight, 3),
            significant(low, 2),
            significant(high, 2)
        ),
        _ => format!("`{id}` {}", significant(weight, 3)),
    }
}

fn commitment(report: &GameReport) -> Vec<String> {
    let game = &report.game;
    let mut out = Vec::new();
    for found in &report.solution.commitment {
        let leader = &game.players[found.leader];
        let gets = |c: &Commitment| with_unit(c.payoffs[found.leader], &leader.unit);
        let mut sentence = format!(
            "{} commits itself to {} and gets {}: {}",
            leader.name,
            mixture(game, &found.pure, found.leader),
            gets(&found.pure),
            follow(game, &found.pure, found.leader),
        );
        let (strong, weak) = (
            found.pure.payoffs[found.leader],
            found.pure_weak.payoffs[found.leader],
        );
        if weak < strong {
            sentence.push_str(&format!(
                ", if those who are indifferent do what suits it; else {} with {}",
                gets(&found.pure_weak),
                mixture(game, &found.pure_weak, found.leader)
            ));
        }
        if let Some(mixed) = &found.mixed
            && mixed.payoffs[found.leader] > strong + 1e-9 * strong.abs()
        {
            sentence.push_str(&format!(
                "; with a mixture {} it gets {}",
                mixture(game, mixed, found.leader),
                gets(mixed)
            ));
        }
        sentence.push('.');
        if let Some((low, high)) = found.without {
            let without = if low < high {
                format!("{} to {}", number(low), with_unit(high, &leader.unit))
            } else {
                with_unit(low, &leader.unit)
            };
            sentence.push_str(&format!(" In equilibrium without commitment: {without}."));
        }
        out.push(sentence);
    }
    out
}

/// A name within a sentence: `The neighbour` as `the neighbour`.
fn inside(name: &str) -> String {
    match name.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => name.to_owned(),
    }
}

/// `\`a\``, or `0.3 \`a\` + 0.7 \`b\``.
fn mixture(game: &GameFacts, c: &Commitment, player: usize) -> String {
    let own: Vec<(usize, f64)> = c.strategies[player]
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, w)| *w > 0.0)
        .collect();
    let id = |s: usize| &game.players[player].strategies[s].id;
    match own.as_slice() {
        [(s, _)] => format!("`{}`", id(*s)),
        several => {
            let parts: Vec<String> = several
                .iter()
                .map(|(s, w)| format!("{} `{}`", significant(*w, 3), id(*s)))
                .collect();
            parts.join(" + ")
        }
    }
}

fn follow(game: &GameFacts, c: &Commitment, leader: usize) -> String {
    let parts: Vec<String> = (0..game.players.len())
        .filter(|p| *p != leader)
        .map(|p| {
            format!(
                "{} answers {}",
                inside(&game.players[p].name),
                mixture(game, c, p)
            )
        })
        .collect();
    parts.join(", ")
}

/// What each player would do off the path: why the others do not try.
fn planned(report: &GameReport, turns: &TurnsReport) -> Vec<String> {
    let game = &report.game;
    let off: Vec<&PlannedMove> = turns.plan.iter().filter(|p| !p.on_path).collect();
    let id = |m: usize, s: usize| &game.players[game.moves[m].player].strategies[s].id;
    let mut out: Vec<String> = off
        .iter()
        .take(SHOWN)
        .map(|point| {
            let known: Vec<String> = point
                .knows
                .iter()
                .enumerate()
                .filter(|(m, list)| list.len() < game.moves[*m].strategies.len())
                .map(|(m, list)| {
                    let ids: Vec<String> =
                        list.iter().map(|s| format!("`{}`", id(m, *s))).collect();
                    let who = &game.players[game.moves[m].player].name;
                    format!("{} chose {}", inside(who), ids.join(" or "))
                })
                .collect();
            let chooses: Vec<String> = point
                .chooses
                .iter()
                .map(|(s, p)| match point.chooses.len() {
                    1 => format!("`{}`", id(point.at, *s)),
                    _ => format!("{} `{}`", significant(*p, 2), id(point.at, *s)),
                })
                .collect();
            let m = &game.moves[point.at];
            format!(
                "{}, if {}: {} would choose {}.",
                m.date,
                known.join(" and "),
                inside(&game.players[m.player].name),
                chooses.join(" + ")
            )
        })
        .collect();
    if off.len() > SHOWN {
        out.push(format!(
            "{} more are in `--json`.",
            count((off.len() - SHOWN) as u64)
        ));
    }
    out
}

fn sure(report: &GameReport) -> Vec<String> {
    let certainty = &report.certainty;
    let mut out = Vec::new();
    for sentence in [&certainty.resamples_say, &certainty.worlds_say] {
        if !sentence.is_empty() {
            out.push(sentence.clone());
        }
    }
    for hinge in &report.hinges {
        let name = profile_name(&report.game, &report.profiles[hinge.profile]);
        let telling: Vec<&str> = hinge
            .hinges
            .iter()
            .filter(|h| h.explains >= 0.05)
            .take(2)
            .map(|h| h.words.as_str())
            .collect();
        let why = match telling.as_slice() {
            [] => "no input decides that by itself".to_owned(),
            words => format!("it hinges on {}", words.join("; and on ")),
        };
        out.push(format!(
            "`{name}`: {}; {why}.",
            in_worlds(Some(hinge.in_worlds))
        ));
    }
    if let Some(run) = &report.run
        && let Some(rule) = &run.stopping_rule
    {
        out.push(rule.clone());
    }
    out
}

fn beyond(report: &GameReport) -> Vec<String> {
    let game = &report.game;
    let mut out = Vec::new();
    let quantal = &report.solution.quantal_response;
    if let (Some(first), Some(last)) = (quantal.first(), quantal.last()) {
        let told = |q: &contend_session::game::report::QuantalReport| {
            let parts: Vec<String> = game
                .players
                .iter()
                .enumerate()
                .map(|(p, player)| {
                    let top = q.strategies[p]
                        .iter()
                        .enumerate()
                        .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
                    top.map_or_else(String::new, |(s, w)| {
                        format!(
                            "{} `{}` {}",
                            player.name,
                            player.strategies[s].id,
                            significant(*w, 2)
                        )
                    })
                })
                .collect();
            parts.join(", ")
        };
        out.push(format!(
            "Players who err (logit quantal response), most likely strategy and its probability: erratic (precision {}): {}; nearly exact (precision {}): {}.",
            significant(first.precision, 2),
            told(first),
            significant(last.precision, 2),
            told(last)
        ));
    }
    if let Some(found) = &report.solution.correlated {
        let parts: Vec<String> = found
            .profiles
            .iter()
            .take(4)
            .map(|(p, w)| {
                format!(
                    "{} `{}`",
                    significant(*w, 2),
                    profile_name(game, &report.profiles[*p])
                )
            })
            .collect();
        let payoffs: Vec<String> = found.payoffs.iter().map(|v| number(*v)).collect();
        out.push(format!(
            "A mediator whom all may ignore could recommend at best (sum of payoffs): {}; payoffs {}.",
            parts.join(" + "),
            payoffs.join(" and ")
        ));
    }
    out
}

fn regrets(report: &GameReport) -> Vec<String> {
    let game = &report.game;
    let mut order: Vec<&ProfileReport> = report.profiles.iter().collect();
    // By the part of its payoff range that the worst off regrets, so that players with different units compare.
    let ranges: Vec<f64> = (0..game.players.len())
        .map(|p| {
            let values = report.profiles.iter().map(|r| r.payoffs[p].value);
            let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
                (l.min(v), h.max(v))
            });
            if high > low { high - low } else { 1.0 }
        })
        .collect();
    let most = |r: &ProfileReport| {
        r.payoffs
            .iter()
            .zip(&ranges)
            .map(|(p, range)| p.regret / range)
            .fold(0.0, f64::max)
    };
    order.sort_by(|a, b| most(a).total_cmp(&most(b)));
    let mut out: Vec<String> = order
        .iter()
        .take(SHOWN)
        .map(|r| {
            let parts: Vec<String> = game
                .players
                .iter()
                .zip(&r.payoffs)
                .map(|(player, p)| {
                    if p.regret > 0.0 {
                        format!("{} {}", player.name, signed(p.regret, p.regret_error))
                    } else {
                        format!("{} nothing", player.name)
                    }
                })
                .collect();
            format!("`{}`: {}", profile_name(game, r), parts.join(", "))
        })
        .collect();
    if !out.is_empty() {
        out.insert(0, "What each would gain by changing alone:".to_owned());
    }
    if order.len() > SHOWN {
        out.push(format!(
            "{} more are in `--json`.",
            count((order.len() - SHOWN) as u64)
        ));
    }
    out
}

fn faults(report: &GameReport, context: &Context, page: &mut Page) {
    if report.faults.is_empty() {
        return;
    }
    let mut lines = Vec::new();
    for fault in report.faults.iter().take(3) {
        lines.push(format!(
            "{} at {} ({}). For example: {}.",
            plural(fault.runs, "run", "runs"),
            fault.place,
            fault.declared,
            fault.words
        ));
        lines.push(if report.game.moves.is_empty() {
            format!(
                "contend world {} {}{} --profile {}",
                context.place,
                fault.world,
                context.options,
                crate::open::quoted(&fault.profile)
            )
        } else {
            // No profile of the scenario goes that way.
            String::new()
        });
    }
    page.out
        .push_str(&format!("{}\n", paint(BAD, "FAILED RUNS")));
    for (i, line) in lines.iter().enumerate() {
        if i % 2 == 1 {
            if line.is_empty() {
                continue;
            }
            // Commands are never broken: they are copied.
            page.out.push_str(&format!("  {line}\n"));
        } else {
            for l in wrap(line, page.columns) {
                page.out.push_str(&format!("{l}\n"));
            }
        }
    }
    page.gap();
}
