//! Known names near a mistyped one.

/// Names longer than this are not compared.
const LONGEST: usize = 64;

/// The candidate with the fewest slips from `name`, if they are few enough for its length; ties go to the first.
///
/// ```
/// use contend_model::nearest::nearest;
/// assert_eq!(nearest("memebrs", ["members", "killed"]), Some("members"));
/// assert_eq!(nearest("zebra", ["members", "killed"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    ranked(name, candidates, 1).first().copied()
}

/// Up to three candidates that are near enough, the nearest first; ties in the order given.
pub fn nearest_few<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let near = ranked(name, candidates, 3).into_iter();
    near.map(str::to_owned).collect()
}

/// The candidates that are near enough, the nearest first, at most so many.
///
/// Slips are letters put in, left out, replaced, or swapped with their neighbour (optimal string alignment); capital
/// letters count as small ones. Near enough are a third of the letters, one at least, four at most.
fn ranked<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let name = name.to_lowercase();
    let letters = name.chars().count();
    if letters == 0 || letters > LONGEST {
        return Vec::new();
    }
    let limit = (letters / 3).clamp(1, 4);
    let mut near: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        let other = candidate.to_lowercase();
        let others = other.chars().count();
        if others == 0 || others > LONGEST || others.abs_diff(letters) > limit {
            continue;
        }
        // Letters that only one of them has are slips, whatever their order; that is quick to see.
        if other_letters(&name, &other) > 2 * limit {
            continue;
        }
        let slips = strsim::osa_distance(&name, &other);
        // As many slips as letters is another word.
        if slips <= limit
            && slips < others.max(letters)
            && near.iter().all(|(_, n)| *n != candidate)
        {
            // Kept short: there may be as many near names as there are names.
            let place = near.partition_point(|(s, _)| *s <= slips);
            near.insert(place, (slips, candidate));
            near.truncate(most);
        }
    }
    near.into_iter().map(|(_, n)| n).collect()
}

/// How many letters one of two words has more often than the other, as far as 64 kinds of them are told apart. Each
/// slip makes at most two.
fn other_letters(a: &str, b: &str) -> usize {
    let mut counts = [0i32; 64];
    for byte in a.bytes() {
        counts[usize::from(byte % 64)] += 1;
    }
    for byte in b.bytes() {
        counts[usize::from(byte % 64)] -= 1;
    }
    // Letters of several bytes count as one at most.
    let ascii = a.is_ascii() && b.is_ascii();
    let all: i32 = counts.iter().map(|c| c.abs()).sum();
    if ascii { all as usize } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names = ["members", "mean_wage", "recruited"];
        assert_eq!(nearest("memebrs", names), Some("members"));
        assert_eq!(nearest("Recruted", names), Some("recruited"));
        assert_eq!(nearest("zebra", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn near_names_come_nearest_first() {
        let known = ["members", "member_share", "killed", "embers", "members"];
        assert_eq!(nearest_few("membres", known), ["members", "embers"]);
        assert_eq!(nearest_few("kiled", known), ["killed"]);
        assert!(nearest_few("zzz", known).is_empty());
        let many: Vec<String> = (0..10_000).map(|i| format!("name{i}")).collect();
        assert_eq!(
            nearest_few("name_1", many.iter().map(String::as_str)),
            ["name1", "name11", "name21"]
        );
        assert_eq!(nearest("größe", ["große", "groß"]), Some("große"));
    }
}
