//! Processor time of this process.

/// Seconds of processor time used so far, user and system; whole clock ticks (usually hundredths of a second).
pub fn cpu_seconds() -> f64 {
    // Seconds by the finest counter that Linux shows without a library: nanoseconds on a processor.
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = text
        .split_whitespace()
        .next()
        .and_then(|t| t.parse().ok())
        .unwrap_or(f64::NAN);
    nanoseconds / 1e9
}

/// The median.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
