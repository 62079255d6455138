//! The game of two players as a matrix: payoffs with errors, best replies marked, equilibria ringed.

use contend_session::game::report::{GameReport, ProfileReport};
use contend_words::Language;
use contend_words::games::{legend, measured};

use crate::screen::{FAINT, GOOD, STRONG, paint};
use crate::text::{clip, pad, pad_left, width, wrap};

/// Columns of the widest name of a row.
const WIDEST_NAME: usize = 24;
/// Columns of a ring and a space on both sides of a payoff.
const RING: usize = 4;

/// Columns that the head of a column needs at least to be told from others.
const LEAST_HEAD: usize = 8;

/// Characters of a ring: corners, sides.
struct Ring {
    corners: [char; 4],
    across: char,
    down: char,
}

const BOXES: Ring = Ring {
    corners: ['╭', '╮', '╰', '╯'],
    across: '─',
    down: '│',
};
const PLAIN: Ring = Ring {
    corners: ['+', '+', '+', '+'],
    across: '-',
    down: '|',
};

/// How much a cell says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Payoffs with their errors.
    Errors,
    /// Payoffs alone.
    Payoffs,
}

/// The matrix; `None` where there are not two players who choose at once, or it would not fit. Where errors do not
/// fit, they are left out and said below.
pub fn render(report: &GameReport, columns: usize, boxes: bool, m: &Language) -> Option<String> {
    if !report.game.moves.is_empty() {
        return None;
    }
    [Detail::Errors, Detail::Payoffs]
        .into_iter()
        .find_map(|detail| draw(report, columns, boxes, detail, m))
}

fn draw(
    report: &GameReport,
    columns: usize,
    boxes: bool,
    detail: Detail,
    m: &Language,
) -> Option<String> {
    let [rows, across] = report.game.players.as_slice() else {
        return None;
    };
    let cells: Vec<[String; 2]> = report.profiles.iter().map(|p| cell(p, detail, m)).collect();
    let inner = cells.iter().flatten().map(|t| width(t)).max()?;
    let heads = across.strategies.iter().map(|s| width(&s.id));
    let names = rows.strategies.iter().map(|s| width(&s.id));
    let name = names.chain([width(&rows.name)]).max()?.min(WIDEST_NAME);
    let room = columns.checked_sub(name + 1)? / across.strategies.len();
    if room < inner.max(LEAST_HEAD) + RING {
        return None;
    }
    // As wide as the heads want, where there is room.
    let inner = heads.max()?.clamp(inner, room - RING);
    let ring = if boxes { &BOXES } else { &PLAIN };

    let mut out = String::new();
    let heads: Vec<Vec<String>> = across
        .strategies
        .iter()
        .map(|s| broken(&s.id, inner))
        .collect();
    let tall = heads.iter().map(Vec::len).max()?;
    let gap = " ".repeat(name + 1);
    out.push_str(&format!(
        "{gap}  {}\n",
        paint(FAINT, &clip(&across.name, columns - name - 3))
    ));
    for line in 0..tall {
        let first = if line + 1 == tall {
            pad(&clip(&rows.name, name), name + 1)
        } else {
            gap.clone()
        };
        let head: String = heads
            .iter()
            .map(|lines| {
                let above = tall - lines.len();
                let text = line.checked_sub(above).map_or("", |at| lines[at].as_str());
                format!("  {}  ", pad(text, inner))
            })
            .collect();
        out.push_str(&format!(
            "{}{}\n",
            paint(FAINT, &first),
            paint(STRONG, head.trim_end())
        ));
    }
    let count = across.strategies.len();
    for (r, strategy) in rows.strategies.iter().enumerate() {
        let of_row = r * count..(r + 1) * count;
        for line in 0..4 {
            let label = if line == 1 {
                paint(STRONG, &pad(&clip(&strategy.id, name), name + 1))
            } else {
                gap.clone()
            };
            let mut text = label;
            for profile in of_row.clone() {
                text.push_str(&of_cell(
                    &report.profiles[profile],
                    &cells[profile],
                    inner,
                    line,
                    ring,
                ));
            }
            out.push_str(&format!("{}\n", text.trim_end()));
        }
    }
    for line in wrap(&legend(m, report, detail == Detail::Errors), columns) {
        out.push_str(&format!("{}\n", paint(FAINT, &line)));
    }
    Some(out)
}

/// A name in lines of so many columns, broken after its underscores; what is longer without one is clipped.
fn broken(id: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in id.split_inclusive('_') {
        match lines.last_mut() {
            Some(line) if width(line) + width(part) <= columns => line.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
    lines.iter().map(|line| clip(line, columns)).collect()
}

/// The two payoffs of a cell.
fn cell(profile: &ProfileReport, detail: Detail, m: &Language) -> [String; 2] {
    let text = |player: usize| {
        profile.payoffs.get(player).map_or_else(String::new, |p| {
            let mark = if p.best { " *" } else { "  " };
            let error = p.error.filter(|_| detail == Detail::Errors);
            format!("{}{mark}", measured(m, p.value, error))
        })
    };
    [text(0), text(1)]
}

fn of_cell(
    profile: &ProfileReport,
    payoffs: &[String; 2],
    inner: usize,
    line: usize,
    ring: &Ring,
) -> String {
    let ringed = profile.equilibrium;
    let [a, b, c, d] = ring.corners;
    match line {
        0 | 3 if !ringed => " ".repeat(inner + RING),
        0 | 3 => {
            let (left, right) = if line == 0 { (a, b) } else { (c, d) };
            let side = ring.across.to_string().repeat(inner + 2);
            paint(GOOD, &format!("{left}{side}{right}"))
        }
        _ => {
            let text = pad_left(&payoffs[line - 1], inner);
            let best = profile.payoffs[line - 1].best;
            let text = if best { paint(STRONG, &text) } else { text };
            let side = if ringed {
                paint(GOOD, &ring.down.to_string())
            } else {
                " ".to_owned()
            };
            format!("{side} {text} {side}")
        }
    }
}
