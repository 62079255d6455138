//! A payoff with its error, to as many digits as the error allows.

use contend_words::number::{count, number};

/// `3.142 ±0.013`; the number alone where it has no error.
pub fn measured(value: f64, error: Option<f64>) -> String {
    let Some(error) = error.filter(|e| e.is_finite() && *e > 1e-9 * value.abs() && *e > 0.0) else {
        return number(value);
    };
    let Some(decimals) = decimals(error) else {
        return format!("{} ±{}", number(value), number(error));
    };
    format!("{} ±{}", fixed(value, decimals), fixed(error, decimals))
}

/// With a sign where it is positive.
pub fn signed(value: f64, error: Option<f64>) -> String {
    let plus = if value > 0.0 { "+" } else { "" };
    format!("{plus}{}", measured(value, error))
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

fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    let zero = text.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !zero { "−" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payoff_shows_two_digits_of_its_error() {
        for (value, error, text) in [
            (3.2468, 0.0132, "3.247 ±0.013"),
            (-3.2468, 0.132, "−3.25 ±0.13"),
            (12_345.6, 78.0, "12,346 ±78"),
            (12_345.6, 5.0, "12,345.6 ±5.0"),
            (0.0, 0.000_012, "0.000000 ±0.000012"),
            (2.0, 0.0, "2"),
            (2.0, f64::INFINITY, "2"),
            (0.5, 0.999, "0.5 ±1.0"),
        ] {
            assert_eq!(measured(value, Some(error)), text);
        }
        assert_eq!(measured(0.25, None), "0.25");
        assert_eq!(signed(0.25, None), "+0.25");
    }
}
