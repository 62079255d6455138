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
    ranked(name, candidates).first().copied()
}

/// Up to three candidates that are near enough, the nearest first; ties in the order given.
pub fn nearest_few<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let near = ranked(name, candidates).into_iter();
    near.take(3).map(str::to_owned).collect()
}

/// All candidates that are near enough, the nearest first.
///
/// Slips are letters put in, left out, replaced, or swapped with their neighbour (optimal string alignment); capital
/// letters count as small ones. Near enough are a third of the letters, one at least, four at most.
fn ranked<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
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
        let slips = strsim::osa_distance(&name, &other);
        // As many slips as letters is another word.
        if slips <= limit
            && slips < others.max(letters)
            && near.iter().all(|(_, n)| *n != candidate)
        {
            near.push((slips, candidate));
        }
    }
    near.sort_by_key(|(slips, _)| *slips);
    near.into_iter().map(|(_, n)| n).collect()
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
    }
}
