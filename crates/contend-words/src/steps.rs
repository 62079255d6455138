//! What shorter steps make of the verdicts.

use contend_session::steps::StepsReport;

use crate::{Language, claims};

/// The finding, then a line for each claim that moves.
#[must_use]
pub fn said(m: &Language, report: &StepsReport) -> Vec<String> {
    let (all, moved) = (report.claims.len() as u64, report.moved());
    let worlds = m.count(report.worlds);
    if moved == 0 {
        return vec![m.n("steps-none", all, &[("worlds", &worlds)])];
    }
    let values = [("worlds", &*worlds), ("claims", &m.count(all))];
    let mut lines = vec![m.n("steps-moved", moved, &values)];
    for claim in report.claims.iter().filter(|c| c.moves) {
        let said: Vec<String> = (claim.verdicts.iter())
            .map(|v| {
                let word = claims::verdict_cell(m, v);
                match v.share {
                    Some(share) => format!("{word} ({} %)", m.of_hundred(share.share)),
                    None => word,
                }
            })
            .collect();
        let [whole, half, quarter] = &said[..] else {
            continue;
        };
        let values = [
            ("claim", &*claim.id),
            ("whole", whole),
            ("half", half),
            ("quarter", quarter),
        ];
        lines.push(m.f("steps-claim", &values));
    }
    lines
}
