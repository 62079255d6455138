//! What players of games would do.

use contend_session::game::report::{GameReport, ProfileReport};
use contend_words::games::GameWords;
use contend_words::{Sentence, Span};
use maud::{Markup, html};

use crate::view::{View, capital};

/// Profiles that are listed in sight; more are folded away.
const OPEN: usize = 12;
/// The same where each takes several lines.
const OPEN_NARROW: usize = 4;

/// The section of games; nothing where there are none.
pub(crate) fn games(v: &View) -> Markup {
    if v.page.games.is_empty() {
        return html! {};
    }
    let m = v.m;
    html! {
        section id="games" aria-labelledby="games-title" {
            h2 id="games-title" { (m.t("games")) }
            p class="lead" { (m.t("games-lead")) }
            @for game in &v.page.games { (one(v, game)) }
        }
    }
}

fn one(v: &View, report: &GameReport) -> Markup {
    let m = v.m;
    let game = &report.game;
    let words = GameWords::new(report, m);
    html! {
        article class="game" id={ "game-" (game.id) } aria-labelledby={ "game-" (game.id) "-title" } {
            h3 id={ "game-" (game.id) "-title" } { (v.said(&capital(&v.called(&game.id)))) }
            @if !game.about.is_empty() { p class="small" { (v.said(&game.about)) "." } }
            @if !words.answers.is_empty() { ul { @for answer in &words.answers { li { (sentence(v, answer)) } } } }
            @if report.turns.is_none() && game.players.len() == 2 && !report.profiles.is_empty() {
                div class="wide" { (matrix(v, report)) (folded(v, report)) }
                // Below some width a table of both would be a slit: there the same stands as a list.
                div class="narrow" { (list(v, report, OPEN_NARROW)) }
            }
            @else { (list(v, report, OPEN)) }
            @if !words.certainty.is_empty() { p class="small" { @for said in &words.certainty { (sentence(v, said)) " " } } }
            @if let Some(run) = &report.run { p class="small" { (m.f("game-run", &[("worlds", &m.count(run.worlds_compared)), ("profiles", &m.count(run.profiles as u64))])) } }
        }
    }
}

/// A sentence, its names set apart as the author's words.
fn sentence(v: &View, sentence: &Sentence) -> Markup {
    html! {
        @for span in sentence.spans() {
            @match span {
                Span::Text(text) => (text),
                Span::Name(name) => i { (v.name(name)) },
            }
        }
    }
}

fn strategy(v: &View, report: &GameReport, player: usize, at: usize) -> String {
    report.game.players[player]
        .strategies
        .get(at)
        .map(|s| v.called(&s.id))
        .unwrap_or_default()
}

/// Two players: one's strategies down, the other's across.
fn matrix(v: &View, report: &GameReport) -> Markup {
    let m = v.m;
    let [down, across] = [&report.game.players[0], &report.game.players[1]];
    let width = across.strategies.len();
    html! {
        div class="scroll" role="region" tabindex="0" aria-label=(m.f("table-of", &[("what", &v.called(&report.game.id))])) {
            table class="matrix" {
                caption { (m.f("matrix-caption", &[("down", &down.name), ("across", &across.name)])) }
                thead {
                    tr {
                        th scope="col" { (m.f("matrix-corner", &[("down", &down.name), ("across", &across.name)])) }
                        @for c in 0..width { th scope="col" { (v.said(&capital(&strategy(v, report, 1, c)))) } }
                    }
                }
                tbody {
                    @for r in 0..down.strategies.len() {
                        tr {
                            th scope="row" { (v.said(&capital(&strategy(v, report, 0, r)))) }
                            @for c in 0..width {
                                @match report.profiles.get(r * width + c) {
                                    Some(profile) => (cell(v, report, profile)),
                                    None => td {},
                                }
                            }
                        }
                    }
                }
            }
        }
        p class="small" { (m.t("matrix-key")) }
    }
}

fn cell(v: &View, report: &GameReport, profile: &ProfileReport) -> Markup {
    let m = v.m;
    html! {
        td class=[profile.equilibrium.then_some("equilibrium")] {
            @for (player, payoff) in profile.payoffs.iter().enumerate() {
                span class="payoff" {
                    small { (initials(&report.game.players[player].name)) " " }
                    @if payoff.best { b class="best" { (m.number(payoff.value)) } } @else { (m.number(payoff.value)) }
                }
            }
            @if profile.equilibrium { small class="range" { (m.t("equilibrium")) } }
            @if let Some(share) = &profile.in_worlds && share.share > 0.0 { small class="range" { (m.f("equilibrium-in", &[("share", &m.percent(share.share))])) } }
        }
    }
}

/// A player's name in a cell: `US` for United States, `Mex` for Mexico.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name
        .split_whitespace()
        .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
        .collect();
    if words.len() > 1 {
        words.iter().filter_map(|w| w.chars().next()).collect()
    } else {
        name.chars().take(3).collect()
    }
}

fn folded(v: &View, report: &GameReport) -> Markup {
    html! {
        details class="twin" {
            summary { (v.m.t("as-list")) }
            (table(v, report, &sorted(report), v.m.t("as-list")))
        }
    }
}

/// Profiles, the most stable first.
fn sorted(report: &GameReport) -> Vec<&ProfileReport> {
    let order = report.by_stability().into_iter();
    order.map(|at| &report.profiles[at]).collect()
}

/// Any number of players: a list of profiles, so many of them in sight.
fn list(v: &View, report: &GameReport, open: usize) -> Markup {
    let profiles = sorted(report);
    let open = profiles.len().min(open);
    html! {
        (table(v, report, &profiles[..open], v.m.t("table")))
        @if profiles.len() > open {
            details class="twin" {
                summary { (v.m.n("profiles-further", (profiles.len() - open) as u64, &[])) }
                (table(v, report, &profiles[open..], v.m.t("as-list")))
            }
        }
    }
}

fn table(v: &View, report: &GameReport, profiles: &[&ProfileReport], kind: &str) -> Markup {
    let m = v.m;
    let label = format!("{}: {kind}", v.called(&report.game.id));
    let players = &report.game.players;
    let moves = &report.game.moves;
    html! {
        div class="scroll" role="region" tabindex="0" aria-label=(label) {
            table class="choices" {
                thead {
                    tr {
                        @if moves.is_empty() { @for p in players { th scope="col" { (v.said(&p.name)) } } }
                        @else { @for mv in moves { th scope="col" { (v.said(&players[mv.player].name)) small { " " (m.date(&mv.date)) } } } }
                        @for p in players { th scope="col" class="num" { (m.f("gets", &[("player", &p.name)])) @if let Some(unit) = v.unit(&p.unit) { small { " " (unit) } } } }
                        th scope="col" class="num" { (m.t("equilibrium-column")) }
                    }
                }
                tbody {
                    @for profile in profiles {
                        tr class=[profile.equilibrium.then_some("equilibrium")] {
                            @for (i, s) in profile.strategies.iter().enumerate() {
                                @let player = moves.get(i).map_or(i, |mv| mv.player);
                                td class="words" data-label=(players[player].name) { (v.said(&strategy(v, report, player, *s))) }
                            }
                            @for (player, payoff) in players.iter().zip(&profile.payoffs) {
                                td data-label=(m.f("gets", &[("player", &player.name)])) { @if payoff.best { b class="best" { (m.number(payoff.value)) } } @else { (m.number(payoff.value)) } }
                            }
                            td data-label=(m.t("equilibrium-column")) {
                                @if profile.equilibrium { (m.t("equilibrium")) " " }
                                @if let Some(share) = &profile.in_worlds { (m.percent(share.share)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
