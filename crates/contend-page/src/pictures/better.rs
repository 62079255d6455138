//! What the strategies of an actor come to: the mean, the bad tail, and the regret of each.

use contend_analysis::robustness::Ranking;
use contend_session::better::report::{BetterReport, ContextReport};
use contend_words::Language;
use contend_words::better::measure;
use maud::{Markup, html};

use super::{LINE, MARGIN, NAMES, WIDTH, file, name, paragraph};
use crate::plot::{Scale, place, ticks};

/// Height of a row.
const ROW: f64 = 24.0;
/// Between which places payoffs are drawn, and from where regrets.
const PAYOFFS: (f64, f64) = (NAMES, 470.0);
const REGRETS: (f64, f64) = (510.0, WIDTH - 72.0);

/// The picture; `None` where no world has a payoff for every strategy, or all pay the same.
#[must_use]
pub fn better(m: &Language, report: &BetterReport) -> Option<String> {
    let shown = |c: &&ContextReport| c.worlds > 0 && !c.flat;
    let contexts: Vec<&ContextReport> = report.contexts.iter().filter(shown).collect();
    if contexts.is_empty() {
        return None;
    }
    let title = m.f("picture-better", &[("actor", &report.name)]);
    let (head, mut y) = paragraph("title", &title, MARGIN - 6.0);
    let unit = match report.unit.as_str() {
        "" | "1" => report.objective.clone(),
        unit => format!("{}, {}", report.objective, m.unit(unit)),
    };
    let below = m.f("better-payoff", &[("objective", &unit)]);
    let (sub, next) = paragraph("soft", &below, y);
    y = next + 10.0;
    let mut about = below.clone();
    let parts: Vec<Markup> = (contexts.iter())
        .filter_map(|context| {
            let of = Of::new(context)?;
            about += &of.told(m);
            Some(of.drawn(m, &mut y))
        })
        .collect();
    if parts.is_empty() {
        return None;
    }
    let body = html! { (head) (sub) @for part in &parts { (part) } };
    Some(file(m, (&title, &about), (y + MARGIN / 2.0).round(), &body))
}

/// A context and the measures that are drawn of it.
struct Of<'a> {
    context: &'a ContextReport,
    mean: &'a Ranking,
    tail: &'a Ranking,
    regret: &'a Ranking,
    /// The strategies, the best mean first.
    order: Vec<usize>,
}

impl<'a> Of<'a> {
    fn new(context: &'a ContextReport) -> Option<Of<'a>> {
        let ranking = |name: &str| context.measures.iter().find(|r| r.measure == name);
        let mean = ranking("mean")?;
        let mut order: Vec<usize> = (0..context.strategies.len()).collect();
        order.sort_by(|a, b| mean.values[*b].total_cmp(&mean.values[*a]));
        Some(Of {
            context,
            mean,
            tail: ranking("worst-part")?,
            regret: ranking("regret-percentile")?,
            order,
        })
    }

    /// The same in words.
    fn told(&self, m: &Language) -> String {
        let of = |s: &usize| {
            let value = |ranking: &Ranking| {
                format!("{} {}", measure(m, ranking), m.number(ranking.values[*s]))
            };
            let id = &self.context.strategies[*s].id;
            let all = [self.mean, self.tail, self.regret].map(value);
            format!(" {id}: {}.", all.join(", "))
        };
        self.order.iter().map(of).collect()
    }

    fn drawn(&self, m: &Language, y: &mut f64) -> Markup {
        let key = match self.context.baseline {
            true => "better-if-baseline",
            false => "better-if",
        };
        let heading = m.f(key, &[("profile", &self.context.profile)]);
        let (heading, next) = paragraph("head", &heading, *y);
        let top = next + LINE + 6.0;
        let floor = top + ROW * self.order.len() as f64 + 4.0;
        *y = floor + 52.0;
        let both = || self.mean.values.iter().chain(&self.tail.values).copied();
        let low = both().fold(f64::INFINITY, contend_engine::min);
        let high = both().fold(f64::NEG_INFINITY, contend_engine::max);
        let most = self
            .regret
            .values
            .iter()
            .copied()
            .fold(0.0, contend_engine::max);
        let x = Scale::new((low, high), (PAYOFFS.0 + 8.0, PAYOFFS.1));
        let r = Scale::new((0.0, most), REGRETS);
        let (marks, decimals) = ticks(low, high, 4);
        let row = |at: usize, s: usize| {
            let middle = top + ROW * (at as f64 + 0.5);
            let (mean, tail) = (x.at(self.mean.values[s]), x.at(self.tail.values[s]));
            // Where nothing is regretted there is no scale.
            let end = if most > 0.0 {
                r.at(self.regret.values[s])
            } else {
                REGRETS.0
            };
            html! {
                (name(&self.context.strategies[s].id, middle + 4.0))
                path class="range" d={ "M" (place(tail)) " " (place(middle)) "H" (place(mean)) } {}
                circle class="tail" cx=(place(tail)) cy=(place(middle)) r="4" {}
                circle class="mean" cx=(place(mean)) cy=(place(middle)) r="4.5" {}
                rect class="regret" x=(REGRETS.0) y=(place(middle - 6.0)) width=(place((end - REGRETS.0).max(0.5))) height="12" {}
                text x=(place(end + 6.0)) y=(place(middle + 4.0)) { (m.number(self.regret.values[s])) }
            }
        };
        html! {
            (heading)
            @for mark in &marks {
                path class="grid" d={ "M" (place(x.at(*mark))) " " (place(top)) "V" (place(floor)) } {}
                text class="soft" x=(place(x.at(*mark))) y=(place(floor + 15.0)) text-anchor="middle" { (m.digits(*mark, decimals)) }
            }
            @for (at, s) in self.order.iter().enumerate() { (row(at, *s)) }
            path class="axis" d={ "M" (PAYOFFS.0) " " (place(floor)) "H" (PAYOFFS.1 + 8.0) "M" (REGRETS.0) " " (place(top)) "V" (place(floor)) } {}
            circle class="mean" cx=(PAYOFFS.0 + 6.0) cy=(place(floor + 30.0)) r="4.5" {}
            text class="soft" x=(PAYOFFS.0 + 16.0) y=(place(floor + 34.0)) { (measure(m, self.mean)) }
            circle class="tail" cx=(PAYOFFS.0 + 6.0) cy=(place(floor + 46.0)) r="4" {}
            text class="soft" x=(PAYOFFS.0 + 16.0) y=(place(floor + 50.0)) { (measure(m, self.tail)) }
            text class="soft" x=(WIDTH - MARGIN) y=(place(top - 6.0)) text-anchor="end" { (measure(m, self.regret)) }
        }
    }
}
