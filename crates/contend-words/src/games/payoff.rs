//! A payoff with its error, to as many digits as the error allows.

use crate::Language;

/// `3.142 ±0.013`; the number alone where it has no error.
#[must_use]
pub fn measured(m: &Language, value: f64, error: Option<f64>) -> String {
    let Some(error) = error.filter(|e| e.is_finite() && *e > 1e-9 * value.abs() && *e > 0.0) else {
        return m.compact(value);
    };
    let Some(decimals) = decimals(error) else {
        return format!("{} ±{}", m.compact(value), m.compact(error));
    };
    format!(
        "{} ±{}",
        m.digits(value, decimals),
        m.digits(error, decimals)
    )
}

/// With a sign where it is positive.
pub(super) fn signed(m: &Language, value: f64, error: Option<f64>) -> String {
    let plus = if value > 0.0 { "+" } else { "" };
    format!("{plus}{}", measured(m, value, error))
}

/// Decimals that show two digits of an error; `None` where that would be too many, or it is large.
fn decimals(error: f64) -> Option<usize> {
    if error >= 1e6 {
        return None;
    }
    let mut unit = 10.0;
    for decimals in 0..=6 {
        if error >= 0.995 * unit || decimals == 6 {
            return (error >= 1e-6).then_some(decimals);
        }
        unit /= 10.0;
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_payoff_shows_two_digits_of_its_error() {
        let m = Language::english();
        for (value, error, text) in [
            (3.2468, 0.0132, "3.247 ±0.013"),
            (-3.2468, 0.132, "−3.25 ±0.13"),
            (-0.004, 0.132, "0.00 ±0.13"),
            (12_345.6, 78.0, "12,346 ±78"),
            (12_345.6, 5.0, "12,345.6 ±5.0"),
            (0.0, 0.000_012, "0.000000 ±0.000012"),
            (2.0, 0.0, "2"),
            (2.0, f64::INFINITY, "2"),
            (0.5, 0.999, "0.5 ±1.0"),
        ] {
            assert_eq!(measured(&m, value, Some(error)), text);
        }
        assert_eq!(measured(&m, 0.25, None), "0.25");
        assert_eq!(signed(&m, 0.25, None), "+0.25");
        let spanish = Language::of("es").unwrap();
        assert_eq!(measured(&spanish, -12_345.6, Some(5.0)), "−12.345,6 ±5,0");
    }
}
