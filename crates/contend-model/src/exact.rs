//! How numbers are written out so that every one comes back as it was: JSON has no word for infinity, nor for what
//! is no number, and a law that is bounded on one side has one.
//!
//! Finite numbers stay numbers; the others are the texts `inf`, `-inf` and `nan`. Used on fields as
//! `#[serde(with = "exact")]`. A reader of JSON must parse numbers exactly (`serde_json` with `float_roundtrip`).

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Something made of numbers, and the same in a form that serde can write.
pub trait Exact: Sized {
    /// The form.
    type Form: Serialize + for<'de> Deserialize<'de>;
    /// This in that form.
    fn form(&self) -> Self::Form;
    /// Back from the form.
    fn of(form: Self::Form) -> Self;
}

/// Writes a value.
///
/// # Errors
/// Those of the format.
pub fn serialize<T: Exact, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    value.form().serialize(to)
}

/// Reads a value.
///
/// # Errors
/// Those of the format, and a word that is no number.
pub fn deserialize<'de, T: Exact, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    T::Form::deserialize(from).map(T::of)
}

/// One number, as a number or as a word.
pub struct Number(f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            x if x.is_finite() => to.serialize_f64(x),
            f64::INFINITY => to.serialize_str("inf"),
            f64::NEG_INFINITY => to.serialize_str("-inf"),
            _ => to.serialize_str("nan"),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Number;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number, `inf`, `-inf` or `nan`")
            }

            fn visit_f64<E: Error>(self, x: f64) -> Result<Number, E> {
                Ok(Number(x))
            }

            // Formats without a type for numbers with a point write 2.0 as 2.
            fn visit_i64<E: Error>(self, x: i64) -> Result<Number, E> {
                Ok(Number(x as f64))
            }

            fn visit_u64<E: Error>(self, x: u64) -> Result<Number, E> {
                Ok(Number(x as f64))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
                match text {
                    "inf" => Ok(Number(f64::INFINITY)),
                    "-inf" => Ok(Number(f64::NEG_INFINITY)),
                    "nan" => Ok(Number(f64::NAN)),
                    _ => Err(E::custom(format!("`{text}` is no number"))),
                }
            }
        }
        from.deserialize_any(Read)
    }
}

impl Exact for f64 {
    type Form = Number;
    fn form(&self) -> Number {
        Number(*self)
    }
    fn of(form: Number) -> Self {
        form.0
    }
}

impl Exact for String {
    type Form = String;
    fn form(&self) -> String {
        self.clone()
    }
    fn of(form: String) -> Self {
        form
    }
}

impl<T: Exact> Exact for Vec<T> {
    type Form = Vec<T::Form>;
    fn form(&self) -> Self::Form {
        self.iter().map(T::form).collect()
    }
    fn of(form: Self::Form) -> Self {
        form.into_iter().map(T::of).collect()
    }
}

impl<T: Exact> Exact for Option<T> {
    type Form = Option<T::Form>;
    fn form(&self) -> Self::Form {
        self.as_ref().map(T::form)
    }
    fn of(form: Self::Form) -> Self {
        form.map(T::of)
    }
}

impl<A: Exact, B: Exact> Exact for (A, B) {
    type Form = (A::Form, B::Form);
    fn form(&self) -> Self::Form {
        (self.0.form(), self.1.form())
    }
    fn of(form: Self::Form) -> Self {
        (A::of(form.0), B::of(form.1))
    }
}

impl<T: Exact> Exact for [T; 2] {
    type Form = [T::Form; 2];
    fn form(&self) -> Self::Form {
        self.each_ref().map(T::form)
    }
    fn of(form: Self::Form) -> Self {
        form.map(T::of)
    }
}

impl<T: Exact> Exact for [T; 4] {
    type Form = [T::Form; 4];
    fn form(&self) -> Self::Form {
        self.each_ref().map(T::form)
    }
    fn of(form: Self::Form) -> Self {
        form.map(T::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Two {
        #[serde(with = "super")]
        list: Vec<f64>,
        #[serde(with = "super")]
        bounds: Option<(f64, f64)>,
    }

    #[test]
    fn every_number_comes_back_with_its_bits() {
        let list = vec![
            0.0,
            -0.0,
            1.0,
            0.1 + 0.2,
            f64::MIN_POSITIVE / 8.0,
            f64::MAX,
            // Read a last place off by parsers that are quick rather than exact.
            31.245270191439438,
            1e23,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
        ];
        let two = Two {
            list: list.clone(),
            bounds: Some((f64::NEG_INFINITY, 2.0)),
        };
        let text = serde_json::to_string(&two).expect("is written");
        assert!(text.contains(r#""inf","-inf","nan"]"#), "{text}");
        let back: Two = serde_json::from_str(&text).expect("is read");
        let bits = |l: &[f64]| l.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back.list), bits(&list));
        assert_eq!(back.bounds, two.bounds);
    }

    #[test]
    fn whole_numbers_are_numbers_and_other_words_are_not() {
        let two: Two = serde_json::from_str(r#"{"list":[3,-4],"bounds":null}"#).expect("is read");
        assert_eq!(two.list, [3.0, -4.0]);
        for wrong in [r#"["infinity"]"#, "[null]", "[true]"] {
            let text = format!(r#"{{"list":{wrong},"bounds":null}}"#);
            assert!(serde_json::from_str::<Two>(&text).is_err(), "{wrong}");
        }
    }
}
