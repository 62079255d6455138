//! Parts of runs as bytes, which one instance of the module gives and another takes: the length of a head, the head in JSON, and all
//! numbers bit by bit, little end first. Bytes of several instances may follow one another.

use contend_session::candidates::{CandidateJob, CandidatePart, Fault, PartRuns};
use serde::{Deserialize, Serialize};

/// A part without its numbers.
#[derive(Serialize, Deserialize)]
struct Head {
    cut: usize,
    group: usize,
    runs: Vec<RunsHead>,
}

#[derive(Serialize, Deserialize)]
struct RunsHead {
    /// Numbers of each column.
    columns: Vec<usize>,
    faults: Vec<Fault>,
}

/// The bytes of parts; their values over time are not told, for candidates have none.
pub fn written(parts: &[CandidatePart]) -> Result<Vec<u8>, serde_json::Error> {
    let heads: Vec<Head> = (parts.iter())
        .map(|part| Head {
            cut: part.job.cut,
            group: part.job.group,
            runs: (part.runs.iter())
                .map(|runs| RunsHead {
                    columns: runs.columns.iter().map(Vec::len).collect(),
                    faults: runs.faults.clone(),
                })
                .collect(),
        })
        .collect();
    let heads = serde_json::to_vec(&heads)?;
    let mut bytes = (heads.len() as u32).to_le_bytes().to_vec();
    bytes.extend_from_slice(&heads);
    let columns = parts.iter().flat_map(|p| &p.runs).flat_map(|r| &r.columns);
    for value in columns.flatten() {
        bytes.extend_from_slice(&value.to_bits().to_le_bytes());
    }
    Ok(bytes)
}

/// The parts in some bytes, or why they are none.
pub fn read(mut bytes: &[u8]) -> Result<Vec<CandidatePart>, String> {
    let short = || "parts are cut off".to_owned();
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or_else(short)?;
        let length = u32::from_le_bytes(*length) as usize;
        let (heads, mut rest) = rest.split_at_checked(length).ok_or_else(short)?;
        let heads: Vec<Head> = serde_json::from_slice(heads).map_err(|e| e.to_string())?;
        for head in heads {
            let mut part = CandidatePart {
                job: CandidateJob {
                    cut: head.cut,
                    group: head.group,
                },
                runs: Vec::new(),
            };
            for RunsHead { columns, faults } in head.runs {
                let mut runs = PartRuns {
                    faults,
                    ..PartRuns::default()
                };
                for numbers in columns {
                    let (column, after) = numbers
                        .checked_mul(8)
                        .and_then(|length| rest.split_at_checked(length))
                        .ok_or_else(short)?;
                    rest = after;
                    let (each, _) = column.as_chunks::<8>();
                    let each = each.iter().map(|b| f64::from_bits(u64::from_le_bytes(*b)));
                    runs.columns.push(each.collect());
                }
                part.runs.push(runs);
            }
            parts.push(part);
        }
        bytes = rest;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Vec<CandidatePart> {
        let odd = [
            -0.0,
            f64::NAN,
            f64::from_bits(0x7ff8_0000_0000_0123),
            1e-310,
            f64::INFINITY,
        ];
        let runs = |shift: usize| PartRuns {
            columns: vec![odd[shift..].to_vec(), Vec::new(), vec![0.1; 3]],
            ..PartRuns::default()
        };
        let part = |cut, group| CandidatePart {
            job: CandidateJob { cut, group },
            runs: vec![runs(cut), runs(group), PartRuns::default()],
        };
        vec![part(0, 1), part(3, 0)]
    }

    /// Bits, since a number that is none is not the same as itself.
    fn bits(parts: &[CandidatePart]) -> Vec<(CandidateJob, Vec<Vec<Vec<u64>>>)> {
        let of = |column: &Vec<f64>| column.iter().map(|v| v.to_bits()).collect();
        let each = |part: &CandidatePart| {
            let runs = part.runs.iter();
            (
                part.job,
                runs.map(|r| r.columns.iter().map(of).collect()).collect(),
            )
        };
        parts.iter().map(each).collect()
    }

    #[test]
    fn parts_come_back_bit_by_bit_also_one_after_the_other() {
        let all = parts();
        let bytes: Vec<u8> = (all.chunks(1))
            .flat_map(|part| written(part).expect("numbers and names"))
            .collect();
        assert_eq!(bits(&read(&bytes).expect("whole")), bits(&all));
        assert_eq!(
            bits(&read(&written(&all).expect("written")).expect("whole")),
            bits(&all)
        );
        assert_eq!(read(&[]), Ok(Vec::new()));
    }

    #[test]
    fn bytes_cut_off_anywhere_are_refused() {
        let bytes = written(&parts()).expect("numbers and names");
        for length in 1..bytes.len() {
            assert!(
                read(&bytes[..length]).is_err(),
                "{length} of {}",
                bytes.len()
            );
        }
        let mut large = bytes;
        large[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(read(&large).is_err());
    }
}
