//! Elements of dimensions: square brackets, attributes, comparisons by name.

use std::collections::HashSet;
use std::ops::Range;

use super::{DeclaredKind, Elaborator, Value, event_named, open_axes, union};
use crate::equation::{Index, Syntax, SyntaxKind};
use contend_model::diagnostic::Arg;
use contend_model::expression::{Axis, BinaryOp, By, Term};
use contend_model::id::DimensionId;
use contend_model::model::Attribute;
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

/// What square brackets choose of an array.
pub(super) struct Address {
    pub axes: Vec<Axis>,
    /// The dimensions that stay open.
    pub open: Vec<DimensionId>,
    /// Dimensions along which the element is computed, each with its position; the axis goes along the dimension itself.
    pub picks: Vec<(DimensionId, Value)>,
}

/// How one index addresses a dimension.
enum Place {
    Given(Axis),
    Computed(Value),
}

impl Elaborator<'_, '_> {
    /// What the given square brackets choose of an array.
    pub(super) fn address(
        &mut self,
        array: &str,
        over: &[DimensionId],
        indices: &[Index],
        at: &Range<usize>,
    ) -> Option<Address> {
        if indices.len() > over.len() {
            let finding = self.error("too-many-indices", at).with("array", array);
            self.report(match over.len() {
                0 => finding,
                n => (finding.case("array").with("dimensions", n)).with("indices", indices.len()),
            });
            return None;
        }
        let mut chosen: Vec<Option<Axis>> = vec![None; over.len()];
        let mut picks: Vec<(DimensionId, Value, Range<usize>)> = Vec::new();
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
                Some((place, Place::Given(axis))) => chosen[place] = Some(axis),
                Some((place, Place::Computed(value))) => {
                    chosen[place] = Some(Axis::Along {
                        dimension: over[place],
                        offset: 0,
                    });
                    picks.push((over[place], value, index.at.clone()));
                }
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
        // What is picked is told from what is read along the same dimension by its place alone.
        for (own, _, place) in &picks {
            if axes.iter().filter(|a| a.open() == Some(*own)).count() > 1 {
                let finding = self.error("computed-index", place).case("twice");
                let finding = finding.with("array", array).with("own", self.name_of(*own));
                self.report(finding);
                return None;
            }
        }
        let open = open_axes(&axes);
        let picks = picks.into_iter().map(|(own, value, _)| (own, value));
        Some(Address {
            axes,
            open,
            picks: picks.collect(),
        })
    }

    /// An array as read, at the elements that are computed.
    pub(super) fn picked(
        &self,
        array: Value,
        picks: Vec<(DimensionId, Value)>,
        at: &Range<usize>,
    ) -> Value {
        picks.into_iter().fold(array, |array, (along, index)| {
            let rest = array.e.over.iter().copied().filter(|d| *d != along);
            let mut over: Vec<DimensionId> = rest.collect();
            over.extend(
                index
                    .e
                    .over
                    .iter()
                    .filter(|d| !over.contains(d))
                    .copied()
                    .collect::<Vec<_>>(),
            );
            let unit = array.e.unit.clone();
            let elements_of = array.elements_of;
            let term = Term::Pick {
                body: Box::new(array.e),
                along,
                index: Box::new(index.e),
            };
            Value {
                elements_of,
                ..self.plain(term, over, unit, at)
            }
        })
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
    ) -> Option<(usize, Place)> {
        if let Some(attribute) = &index.attribute {
            let (place, by) = self.through(array, over, order, index, attribute)?;
            return Some((place, Place::Given(Axis::Through(by))));
        }
        if let Some(value) = &index.value {
            let value = self.value(value)?;
            let place = self.computed(array, over, order, index, &value)?;
            return Some((place, Place::Computed(value)));
        }
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
                    Place::Given(Axis::Along {
                        dimension,
                        offset: index.offset,
                    }),
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
            return Some((place, Place::Given(Axis::Element(k as u32))));
        }
        if !index.quoted && self.names.quantities.iter().any(|q| q.name == index.name) {
            let value = self.indexed(&index.name, &index.at, &[], None, &index.at)?;
            let place = self.computed(array, over, order, index, &value)?;
            return Some((place, Place::Computed(value)));
        }
        if !index.quoted && self.names.broken.contains(&index.name) {
            return None;
        }
        const NUMBERS: &[&str] = &["time", "year", "step", "start", "end", "now", "pi"];
        let text = self.words(&index.at).to_owned();
        if NUMBERS.contains(&text.as_str()) || text.parse::<f64>().is_ok_and(|x| x.fract() != 0.0) {
            let first = order.first().map(|k| self.name_of(over[*k]));
            let finding = self.error("computed-index", &index.at);
            let finding = finding.with("array", array).with("text", text);
            self.report(finding.with("first", first.unwrap_or_default()));
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

    /// The place among some that takes the elements which an index gives by position.
    fn computed(
        &mut self,
        array: &str,
        over: &[DimensionId],
        order: &[usize],
        index: &Index,
        value: &Value,
    ) -> Option<usize> {
        let own = |k: &usize| Some(self.dimension(over[*k]).root) == value.elements_of;
        let place = order.iter().copied().find(own);
        let text = self.words(&index.at).to_owned();
        let finding = self.error("computed-index", &index.at);
        let finding = finding.with("array", array).with("text", text);
        let Some(place) = place.filter(|_| index.offset == 0) else {
            let first = order.first().map(|k| self.name_of(over[*k]));
            let finding = finding.with("first", first.unwrap_or_default());
            self.report(match value.elements_of {
                Some(_) if index.offset != 0 => finding.case("offset"),
                Some(root) => finding.case("other").with("of", self.name_of(root)),
                None => finding,
            });
            return None;
        };
        self.either(array, over, order, place, index)?;
        Some(place)
    }

    /// The place among some whose elements an attribute names, `x[link.from]`.
    fn through(
        &mut self,
        array: &str,
        over: &[DimensionId],
        order: &[usize],
        index: &Index,
        attribute: &str,
    ) -> Option<(usize, By)> {
        let by = self.by(&index.name, attribute, &index.at)?;
        let written = Index {
            name: format!("{}.{attribute}", index.name),
            ..index.clone()
        };
        if index.offset != 0 {
            let finding = self.error("names-no-element", &index.at).case("offset");
            let finding = finding.with("written", written.name);
            self.report(finding.with("array", array));
            return None;
        }
        let names = |k: &usize| self.named_in(by, self.dimension(over[*k]).root).is_some();
        let Some(place) = order.iter().copied().find(names) else {
            let first = order.first().map(|k| over[*k])?;
            self.names_none(by, first, &written.name, &index.at);
            return None;
        };
        self.either(array, over, order, place, &written)?;
        let named = self
            .named_in(by, self.dimension(over[place]).root)?
            .to_vec();
        let own = self.dimension(over[place]);
        let mut seen = HashSet::new();
        let missing: Vec<String> = (named.iter())
            .filter(|p| !own.positions.contains(p) && seen.insert(**p))
            .filter_map(|p| self.dimension(own.root).labels.get(*p as usize).cloned())
            .take(4)
            .collect();
        if missing.is_empty() {
            return Some((place, by));
        }
        let finding = self.error("missing-elements", &index.at);
        let finding = finding.case("named").with("array", array);
        let finding = finding.with("own", &own.name);
        let finding = finding.with("missing", Arg::names(missing));
        self.report(finding.with("through", written.name));
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
        let has: HashSet<u32> = own.positions.iter().copied().collect();
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

    /// An attribute of a dimension, by their names.
    pub(super) fn by(&mut self, dimension: &str, attribute: &str, at: &Range<usize>) -> Option<By> {
        let (value, _) = self.attribute_value(dimension, attribute, at)?;
        let Term::Attribute { attribute: k, .. } = value.e.term else {
            return None;
        };
        // A second name and a subset carry the attributes of the original, each with its own elements.
        let dimension = self.dimension_named(dimension)?;
        let own = &self.dimension(dimension).attributes;
        (own.get(k as usize).is_some_and(|a| a.name == attribute)).then_some(By {
            dimension,
            attribute: k,
        })
    }

    pub(super) fn attribute_of(&self, by: By) -> &Attribute {
        &self.dimension(by.dimension).attributes[by.attribute as usize]
    }

    /// For each element the one of a root dimension that an attribute names, where it names those.
    pub(super) fn named_in(&self, by: By, root: DimensionId) -> Option<&[u32]> {
        self.attribute_of(by).positions_in(root)
    }

    /// The elements whose attribute is no label of a root dimension.
    pub(super) fn strangers(&self, by: By, root: DimensionId) -> Vec<usize> {
        let (attribute, root) = (self.attribute_of(by), self.dimension(root));
        let labels: HashSet<&str> = root.labels.iter().map(String::as_str).collect();
        let number = |text: &str| text.parse::<f64>().ok().map(f64::to_bits);
        let numbers: HashSet<u64> = root.labels.iter().filter_map(|l| number(l)).collect();
        let known = |k: &usize| {
            let text = attribute.text(*k);
            let as_number = attribute.words.is_empty();
            labels.contains(text.as_str())
                || as_number && number(&text).is_some_and(|x| numbers.contains(&x))
        };
        (0..attribute.values.len()).filter(|k| !known(k)).collect()
    }

    /// Says which value of an attribute is no label of a dimension.
    pub(super) fn names_none(&mut self, by: By, of: DimensionId, written: &str, at: &Range<usize>) {
        let (attribute, target) = (self.attribute_of(by), self.dimension(of));
        let root = self.dimension(target.root);
        let strange = self.strangers(by, target.root);
        let count = attribute.values.len();
        let row = strange.first().copied().unwrap_or(0);
        let word = attribute.text(row);
        let labels = root.labels.iter().map(String::as_str);
        let near = nearest(&word, labels.take(10_000)).map(str::to_owned);
        let holder = self.dimension(by.dimension);
        let finding = self
            .error("names-no-element", at)
            .with("written", written)
            .with("of", &target.name)
            .with(
                "word",
                if word.is_empty() {
                    "(empty)"
                } else {
                    word.as_str()
                },
            )
            .with("row", row + 1)
            .with("element", holder.labels.get(row).map_or("", String::as_str));
        // Where none of them fits, another column is meant.
        let none = strange.len() == count;
        let others = holder.attributes.iter();
        let fitting = others
            .filter(|a| a.positions_in(target.root).is_some())
            .map(|a| format!("{}.{}", holder.name, a.name));
        let fitting: Vec<String> = fitting.collect();
        self.report(match (none, fitting.as_slice()) {
            (true, []) => finding
                .case("none")
                .with("labels", Arg::names(root.labels.iter().take(4))),
            (true, fitting) => finding.case("none").with("fitting", Arg::names(fitting)),
            _ => finding.maybe("near", near),
        });
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
            let written = format!("{name}.{attribute}");
            if event_named(self.names, &written).is_some() {
                let finding = self.error("unknown-name", at).case("event-outcome");
                self.report(finding.with("name", &written).with("written", &written));
                return None;
            }
            let joined = format!("{name}_{attribute}");
            if self.names.quantities.iter().any(|q| q.name == joined) {
                let finding = self.error("unknown-dimension", at).case("of-module");
                self.report(finding.with("name", name).with("written", joined));
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
                    if let (Some(root), true) = (q.elements_of, options.is_empty()) {
                        let value = self.value(s)?;
                        return Some(Named::Elements { value, root });
                    }
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
            SyntaxKind::Index(inner, _) => {
                let SyntaxKind::Name(name, None) = &inner.kind else {
                    return None;
                };
                let read = self.names.quantities.iter().find(|q| q.name == *name)?;
                let root = read.elements_of?;
                let value = self.value(s)?;
                Some(Named::Elements { value, root })
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
