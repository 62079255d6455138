//! Names near a mistyped one.

/// Up to three of the names that are within a third of the letters of `name`, the nearest first.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let allowed = (name.chars().count() / 3).max(1);
    let mut found: Vec<(usize, &str)> = known
        .map(|k| (distance(name, k), k))
        .filter(|(d, _)| *d <= allowed)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .take(3)
        .map(|(_, k)| k.to_owned())
        .collect()
}

/// Letters to insert, remove, replace or swap with their neighbour: the restricted distance of Damerau (1964).
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(200).collect();
    let b: Vec<char> = b.chars().take(200).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_come_nearest_first() {
        let known = ["members", "member_share", "killed", "embers"];
        assert_eq!(nearest("membres", known.into_iter()), ["members", "embers"]);
        assert_eq!(nearest("kiled", known.into_iter()), ["killed"]);
        assert!(nearest("zzz", known.into_iter()).is_empty());
    }
}
