//! Numbers as people read them.

/// A number to three significant digits (four from 1,000 to 9,999), thousands apart: `0.0024`, `61`, `178,000`.
///
/// Below 0.0001 and from 10¹⁵ on with a power of ten: `2.4e-7`. Infinite values are `infinite`, NaN is `undefined`.
#[must_use]
pub fn number(value: f64) -> String {
    let digits = if (1_000.0..9_999.5).contains(&value.abs()) {
        4
    } else {
        3
    };
    significant(value, digits)
}

/// A number to so many significant digits, without trailing zeros behind the point.
#[must_use]
pub fn significant(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return "undefined".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 {
            "infinite"
        } else {
            "minus infinite"
        }
        .to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{:.*e}", digits.saturating_sub(1), value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if value < 0.0 { "−" } else { "" };
    if !(-4..15).contains(&exponent) {
        return format!("{sign}{}e{exponent}", trimmed(mantissa));
    }
    let figures: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let plain = if exponent < 0 {
        format!("0.{}{figures}", "0".repeat((-exponent - 1) as usize))
    } else {
        let whole = exponent as usize + 1;
        if figures.len() <= whole {
            format!("{figures}{}", "0".repeat(whole - figures.len()))
        } else {
            format!("{}.{}", &figures[..whole], &figures[whole..])
        }
    };
    let plain = trimmed(&plain);
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", grouped(whole))
}

/// A whole number with its thousands apart: `10,000`.
#[must_use]
pub fn count(value: u64) -> String {
    grouped(&value.to_string())
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn trimmed(number: &str) -> &str {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_a_newspaper() {
        let cases = [
            (0.0, "0"),
            (0.00241, "0.00241"),
            (0.5, "0.5"),
            (61.04, "61"),
            (-3.1371, "−3.14"),
            (999.96, "1,000"),
            (2012.0, "2,012"),
            (178_432.0, "178,000"),
            (1.5e7, "15,000,000"),
            (0.000_012_34, "1.23e-5"),
            (0.000_12, "0.00012"),
            (2e18, "2e18"),
            (f64::INFINITY, "infinite"),
            (f64::NAN, "undefined"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(999), "999");
    }
}
