//! The one order in which numbers are added up.

/// Numbers up to this many are added left to right; more in four strands.
pub const STRAND_FROM: usize = 8;

/// The sum. Fewer than eight numbers left to right; more in four interleaved strands, `(s0 + s1) + (s2 + s3)`, which
/// processors do faster and which loses fewer digits.
pub fn sum(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    if values.len() < STRAND_FROM {
        return values.fold(0.0, |a, v| a + v);
    }
    let mut strands = [0.0; 4];
    for (i, v) in values.enumerate() {
        strands[i % 4] += v;
    }
    (strands[0] + strands[1]) + (strands[2] + strands[3])
}
