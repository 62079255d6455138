//! The known name that is nearest to a misspelt one.

/// Names longer than this are not compared.
const LONGEST: usize = 64;

/// The candidate with the fewest slips from `name`, if they are few enough for its length; ties go to the first.
///
/// Slips are letters put in, left out, replaced, or swapped with their neighbour (optimal string alignment).
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name
        .chars()
        .flat_map(char::to_lowercase)
        .take(LONGEST + 1)
        .collect();
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let limit = if name.len() <= 3 {
        1
    } else {
        (name.len() / 3).min(4)
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other: Vec<char> = candidate
            .chars()
            .flat_map(char::to_lowercase)
            .take(LONGEST + 1)
            .collect();
        let bound = best.map_or(limit + 1, |(d, _)| d);
        if other.is_empty() || other.len() > LONGEST || other.len().abs_diff(name.len()) >= bound {
            continue;
        }
        let distance = slips(&name, &other);
        if distance < bound && distance < other.len().max(name.len()) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, c)| c)
}

fn slips(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; width];
        for j in 1..width {
            let change = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// `did you mean `x`?`, where a candidate is near.
pub fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(name, candidates).map(|n| format!("did you mean `{n}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names = ["members", "mean_wage", "recruited"];
        assert_eq!(nearest("memebrs", names), Some("members"));
        assert_eq!(nearest("recruted", names), Some("recruited"));
        assert_eq!(nearest("zebra", names), None);
        assert_eq!(nearest("", names), None);
    }
}
