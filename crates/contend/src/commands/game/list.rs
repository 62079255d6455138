//! Profiles as a list, the most stable first.

use contend_model::nearest::nearest_few;
use contend_session::game::report::{GameFacts, GameReport, ProfileReport};
use contend_words::number::count;

use crate::commands::game::payoff::measured;
use crate::failure::Failure;
use crate::screen::{FAINT, GOOD, STRONG, paint};
use crate::text::{clip, pad, pad_left, width, wrap};

/// Profiles that are listed; JSON has them all.
const SHOWN: usize = 20;
/// Columns of a share.
const SHARE: usize = 11;

/// Which profiles are listed.
#[derive(Debug, Default)]
pub struct Filter {
    /// Players with the strategy that they play.
    pub plays: Vec<(usize, usize)>,
}

impl Filter {
    /// Reads `player=strategy`.
    pub fn read(texts: &[String], game: &GameFacts) -> Result<Filter, Failure> {
        let mut filter = Filter::default();
        for text in texts {
            let Some((player, strategy)) = text.split_once('=') else {
                return Err(Failure::usage(
                    format!("`{text}` names no player and strategy"),
                    "write `--where player=strategy`",
                ));
            };
            let (player, strategy) = (player.trim(), strategy.trim());
            let ids = || game.players.iter().map(|p| p.id.as_str());
            let Some(p) = ids().position(|id| id == player) else {
                return Err(unknown(
                    format!("`{player}` is no player of `{}`", game.id),
                    player,
                    &ids().collect::<Vec<_>>(),
                ));
            };
            let own = || game.players[p].strategies.iter().map(|s| s.id.as_str());
            let Some(s) = own().position(|id| id == strategy) else {
                return Err(unknown(
                    format!("`{player}` has no strategy `{strategy}` in `{}`", game.id),
                    strategy,
                    &own().collect::<Vec<_>>(),
                ));
            };
            filter.plays.push((p, s));
        }
        Ok(filter)
    }

    fn shows(&self, game: &GameFacts, profile: &ProfileReport) -> bool {
        self.plays.iter().all(|(p, s)| {
            if game.moves.is_empty() {
                profile.strategies.get(*p) == Some(s)
            } else {
                let own = game.moves.iter().zip(&profile.strategies);
                own.filter(|(m, _)| m.player == *p).any(|(_, c)| c == s)
            }
        })
    }
}

fn unknown(message: String, name: &str, known: &[&str]) -> Failure {
    let near = nearest_few(name, known.iter().copied());
    let quote = |list: &[String]| {
        let quoted: Vec<String> = list.iter().map(|n| format!("`{n}`")).collect();
        quoted.join(", ")
    };
    let cure = if near.is_empty() {
        let all: Vec<String> = known.iter().map(|k| (*k).to_owned()).collect();
        format!("there are {}", quote(&all))
    } else {
        format!("did you mean {}?", quote(&near))
    };
    Failure::usage(message, cure)
}

/// The list.
pub fn render(report: &GameReport, filter: &Filter, columns: usize) -> String {
    let mut shown: Vec<&ProfileReport> = report
        .profiles
        .iter()
        .filter(|p| filter.shows(&report.game, p))
        .collect();
    let all = shown.len();
    let share = |p: &ProfileReport| p.in_worlds.map_or(0.0, |s| s.share);
    let regret = |p: &ProfileReport| p.payoffs.iter().map(|q| q.regret).fold(0.0, f64::max);
    shown.sort_by(|a, b| {
        b.equilibrium
            .cmp(&a.equilibrium)
            .then(share(b).total_cmp(&share(a)))
            .then(regret(a).total_cmp(&regret(b)))
    });
    shown.truncate(SHOWN);
    let turns = !report.game.moves.is_empty();
    let what = if turns { "PATH IN" } else { "STABLE IN" };
    let mut out = format!(
        "{}\n",
        paint(
            FAINT,
            &format!(
                "{}{}",
                pad(what, SHARE),
                if turns {
                    "CHOICES AND PAYOFFS"
                } else {
                    "PROFILE: PAYOFF (* BEST REPLY), REGRET"
                }
            )
        )
    );
    for profile in shown {
        out.push_str(&one(report, profile, columns));
    }
    if all > SHOWN {
        let more = format!(
            "{} more; `--where player=strategy` picks some, `--json` has them all.",
            count((all - SHOWN) as u64)
        );
        for line in wrap(&more, columns) {
            out.push_str(&format!("{}\n", paint(FAINT, &line)));
        }
    }
    if all == 0 {
        out.push_str("No profile is as asked.\n");
    }
    out
}

fn one(report: &GameReport, profile: &ProfileReport, columns: usize) -> String {
    let share = match profile.in_worlds {
        Some(s) => format!("{} of 100", super::sections::hundred(s.share)),
        None if profile.equilibrium => "stable".to_owned(),
        None => "–".to_owned(),
    };
    let style = if profile.equilibrium { GOOD } else { FAINT };
    let name = super::sections::profile_name(&report.game, profile);
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
                measured(p.value, p.error),
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
            let regret = format!("regret {}", measured(payoff.regret, payoff.regret_error));
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
