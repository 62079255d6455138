//! How good a front is. All costs: less is better.

/// The volume that is dominated by a front and dominates a reference point (Zitzler and Thiele 1999, doi:10.1109/4235.797969);
/// exact, by slices.
#[must_use]
pub fn hypervolume(front: &[Vec<f64>], reference: &[f64]) -> f64 {
    let inside = |point: &&Vec<f64>| point.iter().zip(reference).all(|(p, r)| p < r);
    let points: Vec<&[f64]> = front.iter().filter(inside).map(|p| &p[..]).collect();
    slices(&points, reference)
}

fn slices(points: &[&[f64]], reference: &[f64]) -> f64 {
    let Some((&end, rest)) = reference.split_last() else {
        return 0.0;
    };
    if rest.is_empty() {
        let least = points.iter().map(|p| p[0]).fold(end, f64::min);
        return end - least;
    }
    let last = rest.len();
    let mut order: Vec<&[f64]> = points.to_vec();
    order.sort_by(|a, b| a[last].total_cmp(&b[last]));
    let mut volume = 0.0;
    // What stands in the slice, without what another of it beats in all but the last objective.
    let mut slice: Vec<&[f64]> = Vec::new();
    for (at, point) in order.iter().enumerate() {
        let own = &point[..last];
        let beats = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a <= b);
        if !slice.iter().any(|p| beats(p, own)) {
            slice.retain(|p| !beats(own, p));
            slice.push(own);
        }
        let until = order.get(at + 1).map_or(end, |next| next[last]);
        if until > point[last] {
            volume += (until - point[last]) * slices(&slice, rest);
        }
    }
    volume
}

/// The distance from each point of one set to the nearest of another.
fn distances(from: &[Vec<f64>], to: &[Vec<f64>], gap: fn(f64, f64) -> f64) -> Vec<f64> {
    let distance = |a: &[f64], b: &[f64]| {
        let squares = a.iter().zip(b).map(|(a, b)| gap(*a, *b) * gap(*a, *b));
        squares.sum::<f64>().sqrt()
    };
    let nearest = |a: &Vec<f64>| {
        let all = to.iter().map(|b| distance(a, b));
        all.fold(f64::INFINITY, f64::min)
    };
    from.iter().map(nearest).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Generational distance: the mean distance of a front from a reference set.
#[must_use]
pub fn generational_distance(front: &[Vec<f64>], reference: &[Vec<f64>]) -> f64 {
    mean(&distances(front, reference, |a, b| a - b))
}

/// The same by the root of the sum of squares over the number of points (Van Veldhuizen and Lamont 1998).
#[must_use]
pub fn generational_distance_by_squares(front: &[Vec<f64>], reference: &[Vec<f64>]) -> f64 {
    let distances = distances(front, reference, |a, b| a - b);
    let squares: f64 = distances.iter().map(|d| d * d).sum();
    squares.sqrt() / distances.len() as f64
}

/// Inverted generational distance: the mean distance of a reference set from a front.
#[must_use]
pub fn inverted_distance(front: &[Vec<f64>], reference: &[Vec<f64>]) -> f64 {
    mean(&distances(reference, front, |a, b| a - b))
}

/// IGD⁺: the same, counting only by how much the front is worse (Ishibuchi and others 2015,
/// doi:10.1007/978-3-319-15892-1_8).
#[must_use]
pub fn inverted_distance_plus(front: &[Vec<f64>], reference: &[Vec<f64>]) -> f64 {
    mean(&distances(reference, front, |r, a| (a - r).max(0.0)))
}

/// By how much a front must be moved so that it beats a reference set everywhere (Zitzler and others 2003,
/// doi:10.1109/TEVC.2003.810758).
#[must_use]
pub fn additive_epsilon(front: &[Vec<f64>], reference: &[Vec<f64>]) -> f64 {
    let behind = |a: &Vec<f64>, r: &Vec<f64>| {
        let gaps = a.iter().zip(r).map(|(a, r)| a - r);
        gaps.fold(f64::NEG_INFINITY, f64::max)
    };
    let least = |r: &Vec<f64>| {
        let all = front.iter().map(|a| behind(a, r));
        all.fold(f64::INFINITY, f64::min)
    };
    let all = reference.iter().map(least);
    all.fold(f64::NEG_INFINITY, f64::max)
}
