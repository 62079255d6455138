//! Elements of dimensions: square brackets, attributes, comparisons by name.

use std::ops::Range;

use super::{DeclaredKind, Elaborator, Value, open_axes, union};
use crate::equation::{Index, Syntax, SyntaxKind};
use contend_model::diagnostic::Arg;
use contend_model::expression::{Axis, BinaryOp, Term};
use contend_model::id::DimensionId;
use contend_model::nearest::nearest;
use contend_model::unit::Unit;

/// What one side of a comparison by name can be compared with.
enum Named {
    /// Elements of a root dimension, by position.
    Elements { value: Value, root: DimensionId },
    /// Words of an attribute.
    Words {
        value: Value,
        words: Vec<String>,
        what: String,
    },
    /// Named values of a categorical parameter or a choice.
    Options {
        value: Value,
        options: Vec<(String, f64)>,
        what: String,
    },
}

impl Elaborator<'_, '_> {
    /// Axes of an array for the given square brackets, and the dimensions that stay open.
    pub(super) fn axes(
        &mut self,
        array: &str,
        over: &[DimensionId],
        indices: &[Index],
        at: &Range<usize>,
    ) -> Option<(Vec<Axis>, Vec<DimensionId>)> {
        if indices.len() > over.len() {
            let finding = self.error("too-many-indices", at).with("array", array);
            self.report(match over.len() {
                0 => finding,
                n => (finding.case("array").with("dimensions", n)).with("indices", indices.len()),
            });
            return None;
        }
        let mut chosen: Vec<Option<Axis>> = vec![None; over.len()];
        let mut sound = true;
        for (position, index) in indices.iter().enumerate() {
            // With an index for each dimension the own place comes first. Where two dimensions list the same elements
            // nothing but the order tells them apart, so that the own place is the only one: m[rival, group] of an m
            // over group and rival is the transpose.
            let order: Vec<usize> = match indices.len() == over.len() {
                true if self.alike(over) => vec![position],
                true => std::iter::once(position).chain(0..over.len()).collect(),
                false => (0..over.len()).collect(),
            };
            let free = |k: &usize| chosen[*k].is_none();
            let order: Vec<usize> = order.into_iter().filter(free).collect();
            match self.axis(array, over, &order, index, indices.len() == over.len()) {
                Some((place, axis)) => chosen[place] = Some(axis),
                None => sound = false,
            }
        }
        if !sound {
            return None;
        }
        let axes: Vec<Axis> = over
            .iter()
            .zip(chosen)
            .map(|(d, axis)| {
                axis.unwrap_or(Axis::Along {
                    dimension: *d,
                    offset: 0,
                })
            })
            .collect();
        let open = open_axes(&axes);
        Some((axes, open))
    }

    /// Whether two of these dimensions list the same elements.
    fn alike(&self, over: &[DimensionId]) -> bool {
        let root = |d: &DimensionId| self.dimension(*d).root;
        (over.iter().enumerate()).any(|(i, d)| over[..i].iter().any(|e| root(e) == root(d)))
    }

    /// Says that an index may belong to either of two dimensions, where it does.
    fn either(
        &mut self,
        array: &str,
        over: &[DimensionId],
        order: &[usize],
        place: usize,
        index: &Index,
    ) -> Option<()> {
        let root = self.dimension(over[place]).root;
        let other = order
            .iter()
            .find(|k| **k != place && self.dimension(over[**k]).root == root);
        let Some(other) = other else { return Some(()) };
        // Its own name leaves a dimension as it is.
        if self.dimension_named(&index.name) == Some(over[place]) && !index.quoted {
            return Some(());
        }
        let mut written: Vec<String> = over.iter().map(|d| self.name_of(*d)).collect();
        written[place].clone_from(&index.name);
        let names = [self.name_of(over[place]), self.name_of(over[*other])];
        self.report(
            self.error("either-dimension", &index.at)
                .with("array", array)
                .with("index", &index.name)
                .with("names", Arg::names(names))
                .with("written", format!("{array}[{}]", written.join(", "))),
        );
        None
    }

    /// The place and axis of one index, at the first of some places that it fits; `each` where there is an index for each
    /// dimension.
    fn axis(
        &mut self,
        array: &str,
        over: &[DimensionId],
        order: &[usize],
        index: &Index,
        each: bool,
    ) -> Option<(usize, Axis)> {
        if !index.quoted
            && let Some(dimension) = self.dimension_named(&index.name)
        {
            let root = self.dimension(dimension).root;
            let exact = order.iter().copied().find(|k| over[*k] == dimension);
            let place = exact.or_else(|| {
                order
                    .iter()
                    .copied()
                    .find(|k| self.dimension(over[*k]).root == root)
            });
            let Some(place) = place else {
                let names: Vec<String> = over.iter().map(|d| self.name_of(*d)).collect();
                let finding = self
                    .error("not-over", &index.at)
                    .with("array", array)
                    .with("index", &index.name)
                    .with("names", Arg::names(names));
                let elsewhere = over.iter().any(|d| self.dimension(*d).root == root);
                self.report(if elsewhere {
                    finding.case("order")
                } else {
                    finding
                });
                return None;
            };
            self.either(array, over, order, place, index)?;
            return self
                .covered(array, over[place], dimension, index)
                .then_some((
                    place,
                    Axis::Along {
                        dimension,
                        offset: index.offset,
                    },
                ));
        }
        let element = |place: usize| {
            let labels = &self.dimension(over[place]).labels;
            labels.iter().position(|l| *l == index.name)
        };
        let fit = || order.iter().filter_map(|k| Some((*k, element(*k)?)));
        if let Some((place, k)) = fit().next() {
            // Only its own place tells an element of two dimensions.
            if !each && fit().count() > 1 && !self.alike(over) {
                let names: Vec<String> = fit().map(|(k, _)| self.name_of(over[k])).collect();
                let finding = self.error("ambiguous-element", &index.at);
                let finding = finding.with("name", &index.name).with("array", array);
                self.report(finding.with("dimensions", Arg::names(names)));
                return None;
            }
            self.either(array, over, order, place, index)?;
            return Some((place, Axis::Element(k as u32)));
        }
        if !index.quoted && self.names.broken.contains(&index.name) {
            return None;
        }
        let names: Vec<String> = order.iter().map(|k| self.name_of(over[*k])).collect();
        let labels = order
            .iter()
            .flat_map(|k| self.dimension(over[*k]).labels.iter().map(String::as_str));
        let dimensions = self.names.dimensions.iter().map(|d| d.name.as_str());
        let near = nearest(&index.name, labels.chain(dimensions)).map(str::to_owned);
        let first = order.first().map(|k| self.dimension(over[*k]));
        let elements = first.map_or(&[][..], |d| &d.labels);
        self.report(
            self.error("unknown-element", &index.at)
                .with("name", &index.name)
                .with("dimensions", Arg::names(names))
                .maybe("near", near)
                .with("elements", Arg::names(elements.iter().take(6))),
        );
        None
    }

    /// Whether an array has all elements that a dimension along which it is read has.
    fn covered(
        &mut self,
        array: &str,
        own: DimensionId,
        along: DimensionId,
        index: &Index,
    ) -> bool {
        let (own, along) = (self.dimension(own), self.dimension(along));
        let all = own.positions.len() >= along.positions.len()
            && own
                .positions
                .iter()
                .enumerate()
                .all(|(i, p)| *p == i as u32);
        if all {
            return true;
        }
        let has: std::collections::HashSet<u32> = own.positions.iter().copied().collect();
        let missing: Vec<String> = along
            .positions
            .iter()
            .zip(&along.labels)
            .filter(|(p, _)| !has.contains(p))
            .map(|(_, label)| label.clone())
            .take(4)
            .collect();
        if missing.is_empty() {
            return true;
        }
        let (own, along) = (own.name.clone(), along.name.clone());

        self.report(
            self.error("missing-elements", &index.at)
                .with("array", array)
                .with("own", own)
                .with("missing", Arg::names(missing.iter().map(String::as_str)))
                .with("along", along),
        );
        false
    }

    /// `corridor.distance` as a number.
    pub(super) fn attribute(
        &mut self,
        name: &str,
        attribute: &str,
        at: &Range<usize>,
    ) -> Option<Value> {
        let (value, words) = self.attribute_value(name, attribute, at)?;
        if words.is_empty() {
            return Some(value);
        }

        self.report(
            self.error("text-attribute", at)
                .with("name", name)
                .with("attribute", attribute)
                .with("word", &words[0]),
        );
        None
    }

    fn attribute_value(
        &mut self,
        name: &str,
        attribute: &str,
        at: &Range<usize>,
    ) -> Option<(Value, Vec<String>)> {
        let Some(dimension) = self.dimension_named(name) else {
            if self.names.broken.contains(name) {
                return None;
            }
            let near = nearest(name, self.names.dimensions.iter().map(|d| d.name.as_str()))
                .map(str::to_owned);

            self.report(
                self.error("unknown-dimension", at)
                    .case("no-attributes")
                    .with("name", name)
                    .maybe("near", near),
            );
            return None;
        };
        // A second name and a subset have the attributes of the original.
        let root = self.dimension(dimension).root;
        for holder in [dimension, root] {
            let found = self
                .dimension(holder)
                .attributes
                .iter()
                .position(|a| a.name == attribute);
            if let Some(index) = found {
                let words = self.dimension(holder).attributes[index].words.clone();
                let axis = Axis::Along {
                    dimension,
                    offset: 0,
                };
                let term = Term::Attribute {
                    dimension: holder,
                    attribute: index as u32,
                    axis,
                };
                return Some((self.plain(term, vec![dimension], Unit::pure(), at), words));
            }
        }
        let known: Vec<String> = self
            .dimension(root)
            .attributes
            .iter()
            .map(|a| a.name.clone())
            .collect();
        let near = nearest(attribute, known.iter().map(String::as_str));
        let finding = self.error("unknown-attribute", at).with("dimension", name);
        let finding = finding.with("attribute", attribute).maybe("near", near);
        self.report(if known.is_empty() {
            finding.case("none")
        } else {
            finding.with("known", Arg::names(known))
        });
        None
    }

    /// `==` and `!=`, where one side may be the name of an element, a word or an option.
    pub(super) fn equality(
        &mut self,
        op: BinaryOp,
        a: &Syntax,
        b: &Syntax,
        at: &Range<usize>,
    ) -> Option<Value> {
        if let Some(value) = self.best_reply_is(op, a, b, at) {
            return value;
        }
        let (left, right) = match (self.named_side(a), self.named_side(b)) {
            (Some(left), other) => {
                let right = match other {
                    Some(right) => Self::value_of(right),
                    None => self.counterpart(&left, b)?,
                };
                (Self::value_of(left), right)
            }
            (None, Some(right)) => {
                let left = self.counterpart(&right, a)?;
                (left, Self::value_of(right))
            }
            (None, None) => {
                // A name that may be meant as a word of the other side is no second mistake when that side is wrong.
                let bare =
                    |s: &Syntax| matches!(s.kind, SyntaxKind::Name(_, None) | SyntaxKind::Label(_));
                let dotted = |s: &Syntax| matches!(s.kind, SyntaxKind::Name(_, Some(_)));
                let (x, y) = if bare(a) && dotted(b) {
                    let y = self.value(b)?;
                    (self.value(a), Some(y))
                } else if bare(b) && dotted(a) {
                    (Some(self.value(a)?), self.value(b))
                } else {
                    (self.value(a), self.value(b))
                };
                let (x, y) = (x?, y?);
                match (x.elements_of, y.elements_of) {
                    (Some(_), None) | (None, Some(_)) | (Some(_), Some(_)) => (x, y),
                    (None, None) => return self.binary(op, (x, &a.at), (y, &b.at), at),
                }
            }
        };
        self.not_with_itself(&left, &right, at);
        let over = union([&left.e, &right.e]);
        Some(self.plain(
            Term::Binary(op, Box::new(left.e), Box::new(right.e)),
            over,
            Unit::pure(),
            at,
        ))
    }

    fn value_of(named: Named) -> Value {
        match named {
            Named::Elements { value, .. }
            | Named::Words { value, .. }
            | Named::Options { value, .. } => value,
        }
    }

    /// A side that can be compared with a name: a dimension, a text attribute, a categorical parameter, a choice,
    /// the place of a greatest element.
    fn named_side(&mut self, s: &Syntax) -> Option<Named> {
        match &s.kind {
            SyntaxKind::Name(name, None) => {
                if let Some(q) = self.names.quantities.iter().find(|q| q.name == *name) {
                    let options: Vec<(String, f64)> = match &q.kind {
                        DeclaredKind::Parameter { options } => options
                            .iter()
                            .enumerate()
                            .map(|(i, o)| (o.clone(), i as f64))
                            .collect(),
                        DeclaredKind::Lever { options, .. } => options.clone(),
                        _ => Vec::new(),
                    };
                    if options.is_empty() {
                        return None;
                    }
                    self.compares_options = true;
                    let value = self.value(s);
                    self.compares_options = false;
                    let value = value?;
                    return Some(Named::Options {
                        value,
                        options,
                        what: name.clone(),
                    });
                }
                let dimension = self.dimension_named(name)?;
                let root = self.dimension(dimension).root;
                let value = self.plain(
                    Term::Position(dimension),
                    vec![dimension],
                    Unit::pure(),
                    &s.at,
                );
                Some(Named::Elements { value, root })
            }
            SyntaxKind::Name(name, Some(attribute)) => {
                let dimension = self.dimension_named(name)?;
                let root = self.dimension(dimension).root;
                let text = [dimension, root].into_iter().any(|d| {
                    self.dimension(d)
                        .attributes
                        .iter()
                        .any(|a| a.name == *attribute && !a.words.is_empty())
                });
                if !text {
                    return None;
                }
                let (value, words) = self.attribute_value(name, attribute, &s.at)?;
                Some(Named::Words {
                    value,
                    words,
                    what: format!("{name}.{attribute}"),
                })
            }
            SyntaxKind::Call(name, ..) if name == "argmax" || name == "argmin" => {
                let value = self.value(s)?;
                let root = value.elements_of?;
                Some(Named::Elements { value, root })
            }
            _ => None,
        }
    }

    /// The other side of a comparison by name.
    fn counterpart(&mut self, named: &Named, s: &Syntax) -> Option<Value> {
        let written = match &s.kind {
            SyntaxKind::Name(name, None) | SyntaxKind::Label(name) => Some(name.clone()),
            _ => None,
        };
        let (known, what): (Vec<(String, f64)>, String) = match named {
            Named::Elements { root, .. } => {
                let labels = self
                    .dimension(*root)
                    .labels
                    .iter()
                    .enumerate()
                    .map(|(i, l)| (l.clone(), i as f64))
                    .collect();
                (labels, self.name_of(*root))
            }
            Named::Words { words, what, .. } => (
                words
                    .iter()
                    .enumerate()
                    .map(|(i, w)| (w.clone(), i as f64))
                    .collect(),
                what.clone(),
            ),
            Named::Options { options, what, .. } => (options.clone(), what.clone()),
        };
        if let Some(word) = &written {
            if let Some((_, value)) = known.iter().find(|(k, _)| k == word) {
                return Some(self.number(*value, Unit::pure(), &s.at));
            }
        } else if let Named::Options { options, what, .. } = named {
            // A choice is a number too; of a lever it may be one that its author has given.
            let lever = |q: &super::Declared| matches!(q.kind, DeclaredKind::Lever { .. });
            if !(self.names.quantities.iter()).any(|q| q.name == *what && lever(q)) {
                self.choice_as_number(what, options, &s.at);
            }
            return self.value(s);
        }
        let text = written.unwrap_or_else(|| self.words(&s.at).to_owned());

        self.report(
            self.error("unknown-element", &s.at)
                .case("option")
                .with("text", &text)
                .with("what", what)
                .maybe("near", nearest(&text, known.iter().map(|k| k.0.as_str())))
                .with("known", Arg::names(known.iter().map(|k| k.0.as_str()))),
        );
        None
    }
}
