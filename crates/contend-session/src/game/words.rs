//! The answers of a game in sentences.

use crate::game::report::{EquilibriumReport, GameFacts, GameReport};
use crate::number::{count, significant, with_unit};

/// Pure equilibria that are named one by one.
const NAMED: usize = 4;

/// Who should do what.
pub(crate) fn answers(report: &GameReport) -> Vec<String> {
    let facts = &report.game;
    let solution = &report.solution;
    let mut out = Vec::new();
    for player in 0..facts.players.len() {
        out.extend(dominant(report, player));
    }
    let survivors: Vec<usize> = solution.dominance.survive.iter().map(Vec::len).collect();
    let solvable = survivors.iter().all(|n| *n == 1) && !solution.dominance.strict.is_empty();
    let rounds = solution.dominance.strict.iter().map(|d| d.round).max();
    let pure: Vec<&EquilibriumReport> = solution
        .equilibria
        .equilibria
        .iter()
        .filter(|e| e.profile.is_some())
        .collect();
    let mixed = solution.equilibria.equilibria.len() - pure.len();
    match pure.as_slice() {
        [] if mixed == 0 => out.push(
            "In every profile somebody would rather do something else; no equilibrium was found."
                .to_owned(),
        ),
        [] => {
            let first = &solution.equilibria.equilibria[0];
            out.push(format!(
                "In every profile somebody would rather do something else. In equilibrium players leave the others guessing: {}.",
                mixture(facts, first)
            ));
        }
        [one] => {
            let strategies = sentence(&play(facts, report, one));
            let so = match rounds {
                Some(rounds) if solvable && rounds > 1 => {
                    "; it is what is left when nobody plays what serves worse whatever the others do, and all know that of each other"
                }
                _ => "",
            };
            let only = if mixed == 0 && solution.equilibria.complete {
                "the only equilibrium"
            } else {
                "the only pure equilibrium"
            };
            out.push(format!("{strategies}: {only}{so}."));
        }
        several => {
            let named: Vec<String> = several
                .iter()
                .take(NAMED)
                .map(|e| play(facts, report, e))
                .collect();
            let more = match several.len().saturating_sub(NAMED) {
                0 => String::new(),
                n => format!("; and {}", more(n)),
            };
            out.push(format!(
                "{} pure equilibria: {}{more}. Payoffs alone do not say which; it takes a custom, a signal or a first move.",
                count(several.len() as u64),
                named.join("; ")
            ));
        }
    }
    if let Some(sentence) = dilemma(report, &pure) {
        out.push(sentence);
    }
    out.extend(commitment(report));
    out
}

/// `1 more`, `12 more`.
fn more(n: usize) -> String {
    format!("{} more", count(n as u64))
}

/// A strategy that is best whatever the others do.
fn dominant(report: &GameReport, player: usize) -> Option<String> {
    let facts = &report.game.players[player];
    if facts.strategies.len() < 2 {
        return None;
    }
    let mut own = report
        .solution
        .replies
        .iter()
        .filter(|r| r.player == player);
    let first = *own.next()?.best.first()?;
    let always = report
        .solution
        .replies
        .iter()
        .filter(|r| r.player == player)
        .all(|r| r.best == [first]);
    always.then(|| {
        format!(
            "{} does best with `{}` whatever the others do.",
            facts.name, facts.strategies[first].id
        )
    })
}

/// `Mexico plays `hedge`, the United States `press``.
pub(crate) fn play(facts: &GameFacts, report: &GameReport, e: &EquilibriumReport) -> String {
    match e.profile {
        Some(profile) => named(facts, &report.profiles[profile].strategies),
        None => mixture(facts, e),
    }
}

/// What each player plays.
pub(crate) fn named(facts: &GameFacts, strategies: &[usize]) -> String {
    let parts: Vec<String> = facts
        .players
        .iter()
        .zip(strategies)
        .enumerate()
        .map(|(i, (player, s))| {
            let verb = if i == 0 { " plays" } else { "" };
            format!(
                "{}{verb} `{}`",
                inside(&player.name),
                player.strategies[*s].id
            )
        })
        .collect();
    parts.join(", ")
}

/// `Mexico plays `a` in 30 of 100 cases, `b` in 70; …`.
pub(crate) fn mixture(facts: &GameFacts, e: &EquilibriumReport) -> String {
    let parts: Vec<String> = facts
        .players
        .iter()
        .zip(&e.strategies)
        .map(|(player, weights)| {
            let played: Vec<(usize, f64)> = weights
                .iter()
                .copied()
                .enumerate()
                .filter(|(_, w)| *w > 0.0)
                .collect();
            match played.as_slice() {
                [(s, _)] => {
                    format!(
                        "{} plays `{}`",
                        inside(&player.name),
                        player.strategies[*s].id
                    )
                }
                several => {
                    let shares: Vec<String> = several
                        .iter()
                        .map(|(s, w)| {
                            format!("`{}` in {}", player.strategies[*s].id, hundredth(*w))
                        })
                        .collect();
                    format!(
                        "{} plays {} of 100 cases",
                        inside(&player.name),
                        shares.join(", ")
                    )
                }
            }
        })
        .collect();
    parts.join("; ")
}

/// A probability as so many of 100.
pub(crate) fn hundredth(p: f64) -> String {
    let percent = 100.0 * p;
    if percent > 0.0 && percent < 1.0 {
        "fewer than 1".to_owned()
    } else {
        significant(percent, 2)
    }
}

/// A profile that all would rather have than the only equilibrium.
fn dilemma(report: &GameReport, pure: &[&EquilibriumReport]) -> Option<String> {
    let [one] = pure else {
        return None;
    };
    if report.solution.equilibria.equilibria.len() != 1 {
        return None;
    }
    let better = |p: &crate::game::report::ProfileReport| {
        p.payoffs
            .iter()
            .zip(&one.payoffs)
            .all(|(a, b)| a.value > *b)
    };
    // Of several the one in which the least gainer gains most, as a part of what the equilibrium gives.
    let profile = report
        .profiles
        .iter()
        .filter(|p| better(p))
        .max_by(|a, b| {
            let least = |p: &crate::game::report::ProfileReport| {
                p.payoffs
                    .iter()
                    .zip(&one.payoffs)
                    .map(|(v, e)| (v.value - e) / e.abs().max(f64::MIN_POSITIVE))
                    .fold(f64::INFINITY, f64::min)
            };
            least(a).total_cmp(&least(b))
        })?;
    Some(format!(
        "A dilemma: all would have more if {}; but nobody gets there by choosing alone.",
        named(&report.game, &profile.strategies)
    ))
}

/// What the declared leader gains by moving first.
fn commitment(report: &GameReport) -> Option<String> {
    let found = report.solution.commitment.iter().find(|c| c.declared)?;
    let leader = &report.game.players[found.leader];
    let strategy = found.pure.strategies[found.leader]
        .iter()
        .position(|w| *w > 0.5)?;
    let gets = with_unit(found.pure.payoffs[found.leader], &leader.unit);
    let without = match found.without {
        Some((low, high)) if low < high => format!(
            "{} to {} in equilibria without commitment",
            significant(low, 3),
            with_unit(high, &leader.unit)
        ),
        Some((low, _)) => format!(
            "{} in the equilibrium without commitment",
            with_unit(low, &leader.unit)
        ),
        None => return None,
    };
    Some(format!(
        "If {} commits itself first, it commits to `{}` and gets {gets}, against {without}.",
        inside(&leader.name),
        leader.strategies[strategy].id
    ))
}

/// How sure, twice.
pub(crate) fn certainty(report: &mut GameReport) {
    let Some(run) = &report.run else {
        return;
    };
    let named_profile = report
        .profiles
        .iter()
        .enumerate()
        .filter(|(_, p)| p.equilibrium)
        .max_by_key(|(at, p)| (p.in_worlds.map_or(0, |s| s.holds), std::cmp::Reverse(*at)));
    let what = match run.measure {
        "mean" => "average payoffs",
        _ => "payoffs in the worst tenth",
    };
    let same = |share: Option<contend_analysis::Share>| {
        share.map_or_else(String::new, |s| hundred(s.share))
    };
    let certainty = &mut report.certainty;
    certainty.resamples_say = match named_profile {
        Some((_, p)) => format!(
            "On {what}: {} is an equilibrium in {} of 100 sets of worlds drawn anew. More worlds would make this surer.",
            list_of(&report.game, &p.strategies),
            same(p.in_resamples)
        ),
        None => {
            let none = certainty.pure_in_resamples.first().copied();
            format!(
                "On {what}: no profile is an equilibrium in {} of 100 sets of worlds drawn anew. More worlds would make this surer.",
                same(none)
            )
        }
    };
    certainty.worlds_say = match named_profile {
        Some((_, p)) => format!(
            "World by world: it is an equilibrium in {} of 100 simulated worlds, if players know which world they are in. More worlds would not change this; knowing more of the world would.",
            same(p.in_worlds)
        ),
        None => {
            let none = certainty.pure_in_worlds.first().copied();
            format!(
                "World by world: no profile is an equilibrium in {} of 100 simulated worlds. More worlds would not change this; knowing more of the world would.",
                same(none)
            )
        }
    };
}

/// `hedge, press`.
fn list_of(facts: &GameFacts, strategies: &[usize]) -> String {
    let names: Vec<String> = facts
        .players
        .iter()
        .zip(strategies)
        .map(|(p, s)| format!("`{}`", p.strategies[*s].id))
        .collect();
    names.join(", ")
}

/// A share as so many of 100; all and none are said only of all and none.
pub(crate) fn hundred(share: f64) -> String {
    crate::hinges::of_hundred(share)
}

/// What happens in a game in turn.
pub(crate) fn turns(report: &GameReport) -> Vec<String> {
    let facts = &report.game;
    let Some(turns) = &report.turns else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let before = out.len();
    for (at, m) in facts.moves.iter().enumerate() {
        let player = &facts.players[m.player];
        let planned: Vec<_> = turns
            .plan
            .iter()
            .filter(|p| p.at == at && p.on_path)
            .collect();
        let Some(first) = planned.first() else {
            continue;
        };
        let names = |list: &[usize], of: usize| -> String {
            let player = &facts.players[facts.moves[of].player];
            let ids: Vec<String> = list
                .iter()
                .map(|s| format!("`{}`", player.strategies[*s].id))
                .collect();
            ids.join(" or ")
        };
        let unsure: Vec<String> = first
            .knows
            .iter()
            .enumerate()
            .filter(|(_, list)| list.len() > 1)
            .map(|(i, list)| {
                format!(
                    "whether {} chose {}",
                    inside(&facts.players[facts.moves[i].player].name),
                    names(list, i)
                )
            })
            .collect();
        let unsure = match unsure.len() {
            0 => String::new(),
            _ => format!(", without knowing {}", unsure.join(" and ")),
        };
        let chooses = match first.chooses.as_slice() {
            [(s, _)] => format!("`{}`", player.strategies[*s].id),
            several => {
                let parts: Vec<String> = several
                    .iter()
                    .map(|(s, p)| format!("`{}` in {}", player.strategies[*s].id, hundredth(*p)))
                    .collect();
                format!("{} of 100 cases", parts.join(", "))
            }
        };
        out.push(format!(
            "{}: {} chooses {chooses}{unsure}.",
            m.date, player.name
        ));
    }
    if out.len() == before {
        out.push("No equilibrium was found.".to_owned());
        return out;
    }
    if let Some(payoffs) = &turns.payoffs {
        let gets: Vec<String> = facts
            .players
            .iter()
            .zip(payoffs)
            .map(|(p, v)| format!("{} gets {}", inside(&p.name), with_unit(*v, &p.unit)))
            .collect();
        out.push(format!("So {}.", gets.join(", ")));
    }
    if turns.alternatives > 0 {
        out.push(format!(
            "{} that nobody alone would leave: the payoffs do not say which; of equally good choices the first is told, of equilibria the first that no other one is better than for all.",
            match turns.alternatives {
                1 => "A part of the game has 1 other way to be played".to_owned(),
                n => format!("Parts of the game have {} other ways to be played", count(n as u64)),
            }
        ));
    }
    out
}

/// How sure the path of a game in turn is, twice.
pub(crate) fn turns_certainty(report: &mut GameReport) {
    let Some((_, path)) = report
        .profiles
        .iter()
        .enumerate()
        .find(|(_, p)| p.equilibrium)
    else {
        return;
    };
    let say = |share: Option<contend_analysis::Share>| {
        share.map_or_else(String::new, |s| hundred(s.share))
    };
    report.certainty.resamples_say = format!(
        "On the payoffs of all worlds together: play goes this way in {} of 100 sets of worlds drawn anew. More worlds would make this surer.",
        say(path.in_resamples)
    );
    report.certainty.worlds_say = format!(
        "World by world: play goes this way in {} of 100 simulated worlds, if players know which world they are in. More worlds would not change this; knowing more of the world would.",
        say(path.in_worlds)
    );
}

/// With a capital letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

/// A name within a sentence: `The neighbour` as `the neighbour`.
pub(crate) fn inside(name: &str) -> String {
    match name.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => name.to_owned(),
    }
}
