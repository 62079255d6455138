//! Outcomes, objectives and claims.

use super::by_inputs;
use super::entry::open;
use super::files::Reader;
use super::gather::{Declaration, Declarations};
use super::item::Value;
use super::names::Equations;
use super::sources::Sources;
use crate::elaborate::{Context, Expected, ExpectedUnit};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{Expression, Term};
use contend_model::id::{ActorId, ClaimId, ProfileId};
use contend_model::model::{Claim, ClaimTest, Given, Objection, Outcome};
use contend_model::nearest::nearest;

/// Reads outcomes (objectives last, as they are declared) and claims. `None` where any has errors.
pub(crate) fn read(
    reader: &mut Reader,
    all: &Declarations,
    equations: &mut Equations<'_>,
    sources: &mut Sources,
) -> (Option<Vec<Outcome>>, Option<Vec<Claim>>) {
    let mut outcomes = Some(Vec::new());
    let mut index = 0;
    for kind in ["outcome", "objective"] {
        for declaration in all.of(kind) {
            match (
                outcome(reader, equations, kind, declaration, index),
                &mut outcomes,
            ) {
                (Some(outcome), Some(list)) => list.push(outcome),
                _ => outcomes = None,
            }
            index += 1;
        }
    }
    let names: Vec<&str> = all.of("claim").iter().map(|c| c.name.as_str()).collect();
    let mut claims = Some(Vec::new());
    for declaration in all.of("claim") {
        match (
            claim(reader, equations, sources, declaration, &names),
            &mut claims,
        ) {
            (Some(claim), Some(list)) => list.push(claim),
            _ => claims = None,
        }
    }
    if let Some(claims) = &claims {
        report_circles(reader, claims);
    }
    (outcomes, claims)
}

fn outcome(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    kind: &str,
    declaration: &Declaration,
    index: usize,
) -> Option<Outcome> {
    let fields = open(reader, kind, declaration);
    let declared = equations.declared.outcomes.get(index)?.clone();
    let objective_of = if kind == "objective" {
        let actor = equations
            .declared
            .actors
            .iter()
            .position(|(name, _)| *name == declaration.name);
        if actor.is_none() {
            reader.findings.push(
                Diagnostic::error("unknown-actor", declaration.place)
                    .with("name", &declaration.name)
                    .maybe(
                        "near",
                        nearest(
                            &declaration.name,
                            equations.declared.actors.iter().map(|a| a.0.as_str()),
                        ),
                    ),
            );
            return None;
        }
        actor.map(|i| ActorId(i as u32))
    } else {
        None
    };
    let item = match declaration.item.table() {
        Some(table) => &table.get("equation")?.item,
        None => &declaration.item,
    };
    let expected = Expected {
        over: &declared.over,
        unit: ExpectedUnit::Exactly(&declared.unit),
    };
    let equation = equations.read(reader, item, Context::Outcome, expected)?;
    Some(Outcome {
        id: declared.name,
        about: fields.map(|f| f.words("about")).unwrap_or_default(),
        unit: declared.unit,
        over: declared.over,
        equation,
        objective_of,
        span: declaration.place,
    })
}

fn claim(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    sources: &mut Sources,
    declaration: &Declaration,
    names: &[&str],
) -> Option<Claim> {
    let fields = open(reader, "claim", declaration)?;
    let origin = sources.origin(&fields, &mut reader.findings);
    let judgement = fields.flag("value_judgement").unwrap_or(false);
    let said: Vec<&str> = ["test", "check"]
        .into_iter()
        .filter(|f| fields.has(f))
        .collect();
    let expected = Expected {
        over: &[],
        unit: ExpectedUnit::Boolean,
    };
    let (test, text) = match (said.as_slice(), judgement) {
        (["test"], false) => {
            let item = fields.get("test");
            let read = item.and_then(|n| equations.read(reader, n, Context::Claim, expected));
            (read.map(of_worlds), fields.words("test"))
        }
        (["check"], false) => {
            let item = fields.get("check");
            let read = item.and_then(|n| equations.read(reader, n, Context::Check, expected));
            (read.map(ClaimTest::Inputs), fields.words("check"))
        }
        ([], true) => (Some(ClaimTest::ValueJudgement), String::new()),
        _ => {
            let finding = Diagnostic::error("claim-test", declaration.place);
            let finding = finding.with("name", &declaration.name);
            reader.findings.push(match (said.len(), judgement) {
                (0, false) => finding,
                _ => finding.case("several"),
            });
            (None, String::new())
        }
    };
    let mut sound = true;
    if let Some(ClaimTest::Worlds(e) | ClaimTest::OverWorlds(e) | ClaimTest::Inputs(e)) = &test
        && reads_nothing(e)
    {
        let finding = Diagnostic::error("reads-nothing", fields.span(said[0]));
        let finding = finding.with("name", &declaration.name);
        reader.findings.push(finding);
        sound = false;
    }
    let simulated = test.as_ref().is_none_or(|t| t.simulated().is_some());
    let given = match fields.get("given") {
        Some(_) if !simulated => {
            let finding = Diagnostic::error("given-without-test", fields.span("given"));
            let finding = finding.with("name", &declaration.name);
            reader.findings.push(finding);
            sound = false;
            None
        }
        Some(item) => {
            let condition = equations.read(reader, item, Context::Given, expected);
            sound &= condition.is_some();
            if condition.as_ref().is_some_and(reads_nothing) {
                let finding = Diagnostic::error("reads-nothing", fields.span("given"));
                let finding = finding.case("given").with("name", &declaration.name);
                reader.findings.push(finding);
                sound = false;
            }
            condition.map(|condition| Given {
                condition,
                text: fields.words("given"),
            })
        }
        None => None,
    };
    let by_inputs = fields.text("by") == Some("inputs");
    if by_inputs {
        let read = (test.as_ref().and_then(ClaimTest::simulated)).into_iter();
        let read = read.chain(given.as_ref().map(|g: &Given| &g.condition));
        let found = by_inputs::faults(read.collect(), equations, simulated)
            .into_iter()
            .map(|fault| {
                let place = fault.place.unwrap_or(fields.span("by"));
                fault.finding(place, &declaration.name)
            });
        let found: Vec<Diagnostic> = found.collect();
        sound &= found.is_empty();
        reader.findings.extend(found);
    }
    let mut find = |reader: &mut Reader, name: &str, span| {
        let found = names.iter().position(|n| *n == name);
        if found.is_none() {
            reader.findings.push(
                Diagnostic::error("unknown-claim", span)
                    .with("name", name)
                    .maybe("near", nearest(name, names.iter().copied())),
            );
            sound = false;
        }
        found.map(|i| ClaimId(i as u32))
    };
    let mut rests_on = Vec::new();
    for (name, span) in fields.names("rests_on") {
        rests_on.extend(find(reader, name, span));
    }
    let objection = match fields.get("objection").map(|n| &n.value) {
        Some(Value::Text(text)) => Some(Objection::Text(text.clone())),
        Some(Value::Table(table)) => match table
            .get("claim")
            .and_then(|e| e.item.text().map(|t| (t, e.item.span)))
        {
            Some((name, span)) => find(reader, name, span).map(Objection::Claim),
            None => {
                let finding =
                    Diagnostic::error("wrong-type", fields.span("objection")).case("objection");
                reader.findings.push(finding);
                None
            }
        },
        _ => None,
    };
    let control = match fields.text("control") {
        Some(name) => {
            let profiles = &equations.declared.profiles;
            let at = profiles.iter().position(|p| p == name);
            if at.is_none() {
                let finding = Diagnostic::error("unknown-profile", fields.span("control"));
                let near = nearest(name, profiles.iter().map(String::as_str));
                let profiles = Arg::names(profiles.iter().map(String::as_str));
                let finding = finding.case("claim").with("name", name);
                let finding = finding.maybe("near", near).with("profiles", profiles);
                reader.findings.push(finding);
                sound = false;
            } else if !simulated {
                let finding = Diagnostic::error("control-without-test", fields.span("control"));
                reader
                    .findings
                    .push(finding.with("name", &declaration.name));
                sound = false;
            }
            at.map(|at| ProfileId(at as u32))
        }
        None => None,
    };
    if let Some(Objection::Claim(other)) = objection
        && names[other.index()] == declaration.name
    {
        let finding = Diagnostic::error("claims-in-circle", fields.span("objection"))
            .case("objection")
            .with("name", &declaration.name);
        reader.findings.push(finding);
    }
    let test = test?;
    sound.then(|| Claim {
        id: declaration.name.clone(),
        says: fields.words("says"),
        about: fields.words("about"),
        test,
        text,
        given,
        by_inputs,
        origin,
        rests_on,
        control,
        objection,
        span: declaration.place,
    })
}

/// A test over worlds: of all of them together where it reads them so.
fn of_worlds(test: Expression) -> ClaimTest {
    let mut together = false;
    test.visit(&mut |e| together |= matches!(e.term, Term::OverWorlds { .. }));
    match together {
        true => ClaimTest::OverWorlds(test),
        false => ClaimTest::Worlds(test),
    }
}

/// Whether a test is made of literals alone, so that it comes out the same whatever the scenario says.
fn reads_nothing(test: &Expression) -> bool {
    let mut literals = true;
    test.visit(&mut |e| {
        literals &= matches!(
            e.term,
            Term::Number(_)
                | Term::Unary(..)
                | Term::Binary(..)
                | Term::If(..)
                | Term::OverWorlds { .. }
        );
    });
    literals
}

/// Claims that rest on each other in a circle hold nothing up.
fn report_circles(reader: &mut Reader, claims: &[Claim]) {
    // 0 not seen, 1 on the way, 2 done.
    let mut state = vec![0u8; claims.len()];
    for root in 0..claims.len() {
        if state[root] != 0 {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(root, 0)];
        state[root] = 1;
        while let Some((at, next)) = path.pop() {
            let Some(below) = claims[at].rests_on.get(next) else {
                state[at] = 2;
                continue;
            };
            path.push((at, next + 1));
            let below = below.index();
            match state[below] {
                0 => {
                    state[below] = 1;
                    path.push((below, 0));
                }
                1 => {
                    let from = path.iter().position(|(c, _)| *c == below).unwrap_or(0);
                    let mut names: Vec<&str> = path[from..]
                        .iter()
                        .map(|(c, _)| claims[*c].id.as_str())
                        .collect();
                    names.push(&claims[below].id);
                    let finding = Diagnostic::error("claims-in-circle", claims[below].span)
                        .with("names", Arg::names(names));
                    reader.findings.push(finding);
                }
                _ => {}
            }
        }
    }
}
