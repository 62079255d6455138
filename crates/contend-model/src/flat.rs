//! Expressions as serde writes them: a list of parts, each after its own parts, the whole last.
//!
//! A tree would be nested several levels of JSON for each of its own, and readers of JSON follow 128 at most, where an
//! equation may be 300 deep.

use std::convert::Infallible;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::expression::{Expression, Term};
use crate::id::DimensionId;
use crate::place::Span;
use crate::unit::Unit;

/// One part; its own parts are told by their places in the list.
#[derive(Serialize, Deserialize)]
struct Part {
    term: Term<u32>,
    over: Vec<DimensionId>,
    unit: Unit,
    span: Span,
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = Vec::new();
        write(self, &mut list);
        list.serialize(to)
    }
}

/// Puts an expression at the end of the list, after its parts, and tells its place.
fn write(e: &Expression, list: &mut Vec<Part>) -> u32 {
    let Ok(term) = e
        .term
        .with_parts(|part| Ok::<u32, Infallible>(write(part, list)));
    list.push(Part {
        term,
        over: e.over.clone(),
        unit: e.unit.clone(),
        span: e.span,
    });
    list.len() as u32 - 1
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let list = Vec::<Part>::deserialize(from)?;
        let mut made: Vec<Option<Expression>> = Vec::with_capacity(list.len());
        for part in list {
            // A part that was taken, or that comes later, is not there: so what is read is a tree.
            let term = part.term.with_parts(|place| {
                let own = made.get_mut(*place as usize).and_then(Option::take);
                own.ok_or_else(|| D::Error::custom("a part of an expression is not in its place"))
            })?;
            made.push(Some(Expression {
                term,
                over: part.over,
                unit: part.unit,
                span: part.span,
            }));
        }
        let whole = made.pop().flatten();
        if made.iter().any(Option::is_some) {
            return Err(D::Error::custom("a part of an expression belongs to none"));
        }
        whole.ok_or_else(|| D::Error::custom("an expression without parts"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::{Axis, BinaryOp, ReduceOp, UnaryOp};
    use crate::id::QuantityId;
    use crate::place::FileId;

    fn whole(term: Term) -> Expression {
        Expression {
            term,
            over: vec![DimensionId(1)],
            unit: Unit::pure(),
            span: Span {
                file: FileId(0),
                start: 3,
                end: 7,
            },
        }
    }

    fn back(e: &Expression) -> Result<Expression, serde_json::Error> {
        serde_json::from_str(&serde_json::to_string(e).expect("is written"))
    }

    #[test]
    fn an_expression_comes_back_as_it_was_with_its_parts_in_order() {
        let read = whole(Term::Read {
            quantity: QuantityId(4),
            axes: vec![
                Axis::Element(2),
                Axis::Along {
                    dimension: DimensionId(1),
                    offset: -1,
                },
            ],
        });
        let difference = whole(Term::Binary(
            BinaryOp::Subtract,
            Box::new(read),
            Box::new(whole(Term::Number(f64::NEG_INFINITY))),
        ));
        for filter in [None, Some(Box::new(whole(Term::Time)))] {
            let e = whole(Term::Reduce {
                op: ReduceOp::Mean,
                body: Box::new(difference.clone()),
                along: vec![DimensionId(0)],
                by: Vec::new(),
                filter,
            });
            assert_eq!(back(&e).expect("is read"), e);
        }
    }

    #[test]
    fn the_deepest_equation_that_is_read_comes_back() {
        let mut e = whole(Term::Time);
        for _ in 0..300 {
            e = whole(Term::Unary(UnaryOp::Negate, Box::new(e)));
        }
        assert_eq!(back(&e).expect("is read"), e);
    }

    #[test]
    fn a_list_that_is_no_tree_is_refused() {
        let list = |terms: &[&str]| {
            let part = |term: &&str| {
                format!(
                    r#"{{"term":{term},"over":[],"unit":{},"span":{{"file":0,"start":0,"end":0}}}}"#,
                    serde_json::to_string(&Unit::pure()).expect("is written")
                )
            };
            let text = terms.iter().map(part).collect::<Vec<_>>().join(",");
            serde_json::from_str::<Expression>(&format!("[{text}]"))
        };
        assert!(list(&[r#""time""#, r#"{"unary":["abs",0]}"#]).is_ok());
        for wrong in [
            &[][..],
            &[r#"{"unary":["abs",0]}"#],
            &[r#"{"unary":["abs",1]}"#, r#""time""#],
            &[r#""time""#, r#"{"binary":["add",0,0]}"#],
            &[r#""time""#, r#""year""#],
        ] {
            assert!(list(wrong).is_err(), "{wrong:?}");
        }
    }
}
