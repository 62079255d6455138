//! Profiles as a list, the most stable first.

use contend_session::game::report::{GameReport, ProfileReport};
use contend_words::Language;
use contend_words::games::{measured, more_by_filter, profile_name, share_of_hundred};

use crate::commands::game::filter::Filter;
use crate::screen::{FAINT, GOOD, STRONG, paint};
use crate::text::{clip, pad, pad_left, width, wrap};

/// Profiles that are listed; JSON has them all.
const SHOWN: usize = 20;
/// Columns of a share.
const SHARE: usize = 11;

/// The list.
pub fn render(report: &GameReport, filter: &Filter, columns: usize, m: &Language) -> String {
    let order = report.by_stability().into_iter();
    let mut shown: Vec<&ProfileReport> = order
        .map(|at| &report.profiles[at])
        .filter(|p| filter.shows(&report.game, p))
        .collect();
    let all = shown.len();
    shown.truncate(SHOWN);
    let (share, profiles) = if report.game.moves.is_empty() {
        (m.t("game-list-share"), m.t("game-list-profiles"))
    } else {
        (
            m.t("game-list-share-turns"),
            m.t("game-list-profiles-turns"),
        )
    };
    let head = format!("{}{profiles}", pad(share, SHARE));
    let mut out = format!("{}\n", paint(FAINT, &head));
    for profile in shown {
        out.push_str(&one(report, profile, columns, m));
    }
    if all > SHOWN {
        for line in wrap(&more_by_filter(m, (all - SHOWN) as u64), columns) {
            out.push_str(&format!("{}\n", paint(FAINT, &line)));
        }
    }
    if all == 0 {
        out.push_str(&format!("{}\n", m.t("game-list-none")));
    }
    out
}

fn one(report: &GameReport, profile: &ProfileReport, columns: usize, m: &Language) -> String {
    let share = match profile.in_worlds {
        Some(s) => share_of_hundred(m, s.share),
        None if profile.equilibrium => m.t("game-list-stable").to_owned(),
        None => "–".to_owned(),
    };
    let style = if profile.equilibrium { GOOD } else { FAINT };
    let name = profile_name(report, profile);
    let mut out = String::new();
    for (i, line) in wrap(&name, columns.saturating_sub(SHARE))
        .iter()
        .enumerate()
    {
        let left = if i == 0 { share.as_str() } else { "" };
        out.push_str(&format!(
            "{}{}\n",
            paint(style, &pad(&clip(left, SHARE - 1), SHARE)),
            paint(STRONG, line)
        ));
    }
    let names = report.game.players.iter().map(|p| width(&p.name));
    let column = names.max().unwrap_or(0).min(24);
    let payoffs: Vec<String> = profile
        .payoffs
        .iter()
        .map(|p| {
            format!(
                "{}{}",
                measured(m, p.value, p.error),
                if p.best { " *" } else { "  " }
            )
        })
        .collect();
    let wide = payoffs.iter().map(|p| width(p)).max().unwrap_or(0);
    for ((player, payoff), text) in report
        .game
        .players
        .iter()
        .zip(&profile.payoffs)
        .zip(payoffs)
    {
        let line = format!(
            "{}{}  {}",
            " ".repeat(SHARE),
            pad(&clip(&player.name, column), column),
            pad_left(&text, wide),
        );
        if payoff.regret > 0.0 && report.game.moves.is_empty() {
            let regret = measured(m, payoff.regret, payoff.regret_error);
            let regret = m.f("game-list-regret", &[("regret", &regret)]);
            let beside = width(&line) + 3 + width(&regret) <= columns;
            let between = if beside {
                "   ".to_owned()
            } else {
                format!("\n{}", " ".repeat(SHARE + 2))
            };
            let line = if beside {
                line.as_str()
            } else {
                line.trim_end()
            };
            out.push_str(&format!("{line}{between}{}\n", paint(FAINT, &regret)));
        } else {
            out.push_str(&format!("{}\n", line.trim_end()));
        }
    }
    out
}
