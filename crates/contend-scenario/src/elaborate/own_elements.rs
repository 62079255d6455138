//! The slip that everybody makes with a second name of a dimension: `sum(contacts * infectious, other)`, in which
//! `infectious`, over the dimension itself, is read along that and not along `other`. Each element then meets its own value
//! as often as it has contacts, and never that of anybody else.

use super::Elaborator;
use contend_model::diagnostic::Diagnostic;
use contend_model::expression::{Axis, BinaryOp, Expression, Term};
use contend_model::id::DimensionId;
use contend_model::place::Span;

/// The most products that a body is written out into.
const MOST_PRODUCTS: usize = 64;

/// One product of those that a body is a sum of.
#[derive(Clone, Default)]
struct Product {
    /// A factor is read along the reduced dimension and another name of the same elements.
    joins: bool,
    /// A factor is read along the reduced dimension alone.
    of_others: bool,
    /// Factors without square brackets that are read along the other name: where each stands, its name, that dimension.
    bare: Vec<(Span, String, DimensionId)>,
}

impl Product {
    fn times(&self, other: &Product) -> Product {
        Product {
            joins: self.joins || other.joins,
            of_others: self.of_others || other.of_others,
            bare: self.bare.iter().chain(&other.bare).cloned().collect(),
        }
    }
}

impl Elaborator<'_, '_> {
    /// Warns of names without square brackets that are read along the outer name of a dimension, where a reduction over
    /// another name of the same elements joins both.
    pub(super) fn reads_own_elements(
        &mut self,
        body: &Expression,
        along: &[DimensionId],
        function: &str,
    ) {
        for other in along {
            let slips: Vec<_> = self
                .products(body, *other, along)
                .into_iter()
                .filter(|product| product.joins && !product.of_others)
                .flat_map(|product| product.bare)
                .collect();
            for (span, name, own) in slips {
                let finding = Diagnostic::warning("reads-own-element", span)
                    .with("function", function)
                    .with("name", name)
                    .with("own", self.name_of(own))
                    .with("other", self.name_of(*other));
                self.report(finding);
            }
        }
    }

    /// Warns of the same slip where the product has a name of its own, over both names: `contacts * infectious` over group
    /// and other, to be summed over other later.
    pub(super) fn reads_own_names(&mut self, body: &Expression, over: &[DimensionId]) {
        for (at, other) in over.iter().enumerate() {
            let root = self.dimension(*other).root;
            if !(over[..at].iter()).any(|d| self.dimension(*d).root == root) {
                continue;
            }
            let slips: Vec<_> = self
                .products(body, *other, &[*other])
                .into_iter()
                .filter(|product| product.joins && !product.of_others)
                .flat_map(|product| product.bare)
                .collect();
            for (span, name, own) in slips {
                let finding = Diagnostic::warning("reads-own-element", span)
                    .case("named")
                    .with("name", name)
                    .with("own", self.name_of(own))
                    .with("other", self.name_of(*other));
                self.report(finding);
            }
        }
    }

    /// The products that a body is a sum of, or chooses between.
    fn products(&self, e: &Expression, other: DimensionId, along: &[DimensionId]) -> Vec<Product> {
        let of = |part: &Expression| self.products(part, other, along);
        let cross = |a: Vec<Product>, b: Vec<Product>| -> Vec<Product> {
            let times = |x: &Product| b.iter().map(|y| x.times(y)).collect::<Vec<_>>();
            a.iter().flat_map(times).take(MOST_PRODUCTS).collect()
        };
        let either = |mut a: Vec<Product>, b: Vec<Product>| {
            a.extend(b);
            a.truncate(MOST_PRODUCTS);
            a
        };
        // What something is divided by, or chosen by, does not make it that of the others.
        let aside = |list: Vec<Product>| -> Vec<Product> {
            let joins = list.iter().any(|p| p.joins);
            vec![Product {
                joins,
                ..Product::default()
            }]
        };
        match &e.term {
            Term::Binary(BinaryOp::Multiply, a, b) => cross(of(a), of(b)),
            Term::Binary(BinaryOp::Divide | BinaryOp::Power, a, b) => cross(of(a), aside(of(b))),
            Term::Binary(op, a, b) if op.is_truth() => aside(either(of(a), of(b))),
            Term::Binary(_, a, b) => either(of(a), of(b)),
            Term::If(c, a, b) => cross(aside(of(c)), either(of(a), of(b))),
            Term::Unary(_, a) | Term::Lookup(_, a) => of(a),
            _ => vec![self.factor(e, other, along)],
        }
    }

    fn factor(&self, e: &Expression, other: DimensionId, along: &[DimensionId]) -> Product {
        let root = self.dimension(other).root;
        let outer = e
            .over
            .iter()
            .copied()
            .find(|d| self.dimension(*d).root == root && !along.contains(d));
        let inner = e.over.contains(&other);
        let mut product = Product {
            joins: inner && outer.is_some(),
            of_others: inner && outer.is_none(),
            bare: Vec::new(),
        };
        if let (Term::Read { quantity, axes }, Some(own), false) = (&e.term, outer, inner) {
            let name = &self.names.quantities[quantity.index()].name;
            // With square brackets its text is longer than its name.
            let bare = (e.span.end - e.span.start) as usize == name.len();
            let in_place =
                |axis: &Axis| matches!(axis, Axis::Along { dimension, .. } if *dimension == own);
            if bare && axes.iter().any(in_place) {
                product.bare.push((e.span, name.clone(), own));
            }
        }
        product
    }
}
