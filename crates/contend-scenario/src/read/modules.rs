//! Modules: equations that are declared once and used several times, each time with other inputs.
//!
//! A use stands for declarations: of what the module declares, by the name of the use, `_` and the name inside; and of a variable
//! for each input. Everything further on sees these alone. What stands in the module's text is read once for each use, where
//! names that the module declares stand for those of the use; all others are names of the scenario.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::fields::{Fields, is_name};
use super::files::Reader;
use super::gather::{Declaration, Declarations, ONE_SPACE, as_name};
use super::item::{Entry, Item, Table, Value};
use crate::declarations::section;
use crate::elaborate::Scope;
use crate::functions::{RESERVED, function};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::nearest::nearest;
use contend_model::place::Span;

/// What a module may declare.
const INSIDE: &[&str] = &[
    "parameter",
    "stock",
    "flow",
    "variable",
    "lever",
    "event",
    "outcome",
];

/// Fields whose texts are names of quantities, dimensions or actors.
const NAMED: &[&str] = &[
    "over", "from", "to", "priority", "seen_by", "sums", "actor", "range",
];

/// A module that can be used.
struct Module<'d> {
    declaration: &'d Declaration,
    inputs: Vec<&'d Entry>,
    /// What a use gives by name.
    names: Vec<(&'d str, Span)>,
    /// Sections with their entries.
    inside: Vec<(&'static str, Vec<&'d Entry>)>,
}

/// Puts in the place of each use what it stands for.
pub(crate) fn expand(reader: &mut Reader, all: &mut Declarations) {
    let declared = all.of("module").to_vec();
    let uses = all.of("use").to_vec();
    let modules: Vec<Option<Module<'_>>> =
        declared.iter().map(|d| module(reader, all, d)).collect();
    let mut used = HashSet::new();
    let (mut made, mut broken) = (Vec::new(), Vec::new());
    for one in &uses {
        let (Some(table), Some(of)) = (one.item.table(), section("use")) else {
            continue;
        };
        let fields = Fields::open(of, &one.name, one.place, table, &mut reader.findings);
        let Some(name) = fields.text("module") else {
            continue;
        };
        let Some(at) = declared.iter().position(|d| d.name == name) else {
            let finding = Diagnostic::error("module", fields.span("module")).case("unknown");
            let near = nearest(name, declared.iter().map(|d| d.name.as_str()));
            reader
                .findings
                .push(finding.with("module", name).maybe("near", near));
            continue;
        };
        used.insert(at);
        let own = modules[at].as_ref();
        let own = own.and_then(|module| instance(reader, one, &fields, module));
        match own {
            Some(own) => made.extend(own),
            None => broken.extend(lost(one, &declared[at])),
        }
    }
    for (at, declaration) in declared.iter().enumerate() {
        if !used.contains(&at) {
            let finding = Diagnostic::warning("module", declaration.place).case("unused");
            reader
                .findings
                .push(finding.with("module", &declaration.name));
        }
    }
    all.broken.extend(broken);
    for (section, declaration) in made {
        all.add(section, declaration);
    }
    for one in &uses {
        let given = one.item.table().and_then(|t| t.get("names"));
        for entry in given
            .and_then(|g| g.item.table())
            .iter()
            .flat_map(|t| &t.entries)
        {
            let unknown = known(reader, all, &entry.item);
            all.broken.extend(unknown);
        }
    }
}

/// Refuses a name that nothing has, where a use gives it, and returns it.
fn known(reader: &mut Reader, all: &Declarations, given: &Item) -> Option<String> {
    let name = given.text()?;
    let kinds = || ONE_SPACE.iter().chain(&["actor"]);
    if kinds().any(|kind| all.of(kind).iter().any(|d| d.name == name)) {
        return None;
    }
    let every = kinds()
        .flat_map(|kind| all.of(kind))
        .map(|d| d.name.as_str());
    let finding = Diagnostic::error("unknown-name", given.span).with("name", name);
    let near = nearest(name, every).map(str::to_owned);
    reader.findings.push(finding.maybe("near", near));
    Some(name.to_owned())
}

/// What a module declares. `None` where a use of it would be read wrongly, which is said.
fn module<'d>(
    reader: &mut Reader,
    all: &Declarations,
    declaration: &'d Declaration,
) -> Option<Module<'d>> {
    let (table, of) = (declaration.item.table()?, section("module")?);
    let fields = Fields::open(
        of,
        &declaration.name,
        declaration.place,
        table,
        &mut reader.findings,
    );
    let refusal = |at: Span| Diagnostic::error("module", at).with("module", &declaration.name);
    let mut sound = !fields.is_broken("inputs") && !fields.is_broken("names");
    let inputs = fields.get("inputs").and_then(Item::table);
    let inputs: Vec<&Entry> = inputs.iter().flat_map(|t| &t.entries).collect();
    let names = fields.names("names");
    let mut inside = Vec::new();
    for entry in fields.others() {
        let Some(kind) = INSIDE.iter().find(|kind| **kind == entry.key) else {
            let finding = refusal(entry.key_span)
                .case("section")
                .with("section", &entry.key);
            reader
                .findings
                .push(finding.with("sections", Arg::names(INSIDE)));
            sound = false;
            continue;
        };
        match entry.item.table() {
            Some(table) => inside.push((*kind, table.entries.iter().collect::<Vec<_>>())),
            None if entry.item.is_bad() => sound = false,
            None => {
                let finding = Diagnostic::error("wrong-type", entry.item.span).case("section");
                let written = format!("[module.{}.{kind}.name]", declaration.name);
                reader
                    .findings
                    .push(finding.with("section", kind).with("written", written));
                sound = false;
            }
        }
    }
    if inside.is_empty() && sound {
        reader
            .findings
            .push(refusal(declaration.place).case("empty"));
        sound = false;
    }
    let own = inside.iter().flat_map(|(_, entries)| entries);
    let own = own.chain(&inputs).map(|e| (e.key.as_str(), e.key_span));
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for (name, span) in own.chain(names.iter().copied()) {
        let dimension = all.of("dimension").iter().find(|d| d.name == name);
        let taken = RESERVED.contains(&name) || function(name).is_some_and(|f| !f.lends_its_name());
        let finding = if !is_name(name) {
            let finding = Diagnostic::error("bad-name", span).with("name", name);
            Some(finding.with("suggested", as_name(name)))
        } else if taken {
            Some(Diagnostic::error("reserved-name", span).with("name", name))
        } else if let Some(first) = seen.insert(name, span) {
            let finding = Diagnostic::error("declared-twice", span).with("name", name);
            Some(finding.related(first, "first"))
        } else {
            dimension.map(|d| {
                let finding = refusal(span).case("taken").with("name", name);
                finding.related(d.place, "declared")
            })
        };
        sound &= finding.is_none();
        reader.findings.extend(finding);
    }
    sound.then_some(Module {
        declaration,
        inputs,
        names,
        inside,
    })
}

/// The declarations that a use stands for, each with its section; `None` where it cannot be read, which is said.
fn instance(
    reader: &mut Reader,
    of: &Declaration,
    fields: &Fields,
    module: &Module<'_>,
) -> Option<Vec<(&'static str, Declaration)>> {
    let refusal = |at: Span| {
        let finding = Diagnostic::error("module", at).with("use", &of.name);
        let finding = finding.with("module", &module.declaration.name);
        finding.related(module.declaration.place, "declared")
    };
    let mut sound = !fields.is_broken("inputs") && !fields.is_broken("names");
    let prefixed = |name: &str| format!("{}_{name}", of.name);
    let own = module.inside.iter().flat_map(|(_, entries)| entries);
    let own = own
        .chain(&module.inputs)
        .map(|e| (e.key.clone(), prefixed(&e.key)));
    let mut scope = Scope {
        names: own.collect(),
        given: HashSet::new(),
        instance: of.name.clone(),
        place: of.place,
    };
    let given = |field: &str| fields.get(field).and_then(Item::table);
    let (inputs, names) = (given("inputs"), given("names"));
    let wanted = |field: &str| -> Vec<&str> {
        match field {
            "inputs" => module.inputs.iter().map(|e| e.key.as_str()).collect(),
            _ => module.names.iter().map(|(name, _)| *name).collect(),
        }
    };
    for (field, table) in [("inputs", inputs), ("names", names)] {
        let wanted = wanted(field);
        let entries = || table.iter().flat_map(|t| &t.entries);
        for entry in entries().filter(|e| !wanted.contains(&e.key.as_str())) {
            let finding = refusal(entry.key_span)
                .case("not-asked")
                .with("name", &entry.key);
            let near = nearest(&entry.key, wanted.iter().copied());
            reader
                .findings
                .push(finding.with("field", field).maybe("near", near));
            sound = false;
        }
        let lacking: Vec<&str> = (wanted.iter().copied())
            .filter(|name| !entries().any(|e| e.key == *name))
            .collect();
        if !lacking.is_empty() && !fields.is_broken(field) {
            let finding = refusal(of.place).case("lacking").with("field", field);
            reader
                .findings
                .push(finding.with("names", Arg::names(lacking)));
            sound = false;
        }
    }
    for entry in names.iter().flat_map(|t| &t.entries) {
        scope.given.insert(entry.key.clone());
        scope.names.insert(
            entry.key.clone(),
            entry.item.text().unwrap_or_default().to_owned(),
        );
    }
    if !sound {
        return None;
    }
    let scope = Arc::new(scope);
    let mut made = Vec::new();
    for input in &module.inputs {
        let Some(wired) = inputs.and_then(|t| t.get(&input.key)) else {
            continue;
        };
        made.push((
            "variable",
            Declaration {
                name: prefixed(&input.key),
                actor: String::new(),
                place: wired.key_span,
                item: wire(input, wired, &scope),
            },
        ));
    }
    for (kind, entries) in &module.inside {
        for entry in entries {
            made.push((
                *kind,
                Declaration {
                    name: prefixed(&entry.key),
                    actor: String::new(),
                    place: entry.key_span,
                    item: scoped(&entry.item, &scope),
                },
            ));
        }
    }
    Some(made)
}

/// The names that a use would have but for a mistake.
fn lost(of: &Declaration, module: &Declaration) -> Vec<String> {
    let sections = module.item.table().into_iter().flat_map(|t| &t.entries);
    let named = sections.filter(|e| e.key == "inputs" || INSIDE.contains(&e.key.as_str()));
    let names = named
        .filter_map(|e| e.item.table())
        .flat_map(|t| &t.entries);
    names.map(|e| format!("{}_{}", of.name, e.key)).collect()
}

/// The variable that an input is in a use: its unit and dimensions as the module says, its equation as the use does.
fn wire(input: &Entry, wired: &Entry, scope: &Arc<Scope>) -> Item {
    let entry = |key: &str, span: Span, item: Item| Entry {
        key: key.to_owned(),
        key_span: span,
        item,
    };
    let mut entries = match &input.item.value {
        Value::Table(table) => scoped_table(table, scope).entries,
        _ => vec![entry("unit", input.key_span, input.item.clone())],
    };
    let unit = entries.iter().find(|e| e.key == "unit");
    let unit = unit.and_then(|e| e.item.text()).unwrap_or("1").to_owned();
    let equation = match wired.item.value {
        // A number is in the unit of the input.
        Value::Number(x) => Item::new(Value::Text(format!("{x:?}{{{unit}}}")), wired.item.span),
        _ => wired.item.clone(),
    };
    entries.push(entry("equation", wired.key_span, equation));
    Item::new(Value::Table(Table { entries }), wired.item.span)
}

/// A part of the module's text as it is read for a use.
fn scoped(item: &Item, scope: &Arc<Scope>) -> Item {
    let value = match &item.value {
        Value::List(list) => Value::List(list.iter().map(|i| scoped(i, scope)).collect()),
        Value::Table(table) => Value::Table(scoped_table(table, scope)),
        value => value.clone(),
    };
    Item {
        value,
        span: item.span,
        scope: Some(scope.clone()),
    }
}

fn scoped_table(table: &Table, scope: &Arc<Scope>) -> Table {
    let entries = table.entries.iter().map(|entry| {
        let mut item = scoped(&entry.item, scope);
        if NAMED.contains(&entry.key.as_str()) {
            rename(&mut item, scope);
        }
        if let ("effect" | "set", Value::Table(effects)) = (entry.key.as_str(), &mut item.value) {
            for effect in &mut effects.entries {
                effect.key = scope.renamed(&effect.key);
            }
        }
        Entry {
            key: entry.key.clone(),
            key_span: entry.key_span,
            item,
        }
    });
    Table {
        entries: entries.collect(),
    }
}

/// Texts that are names become those of the use.
fn rename(item: &mut Item, scope: &Scope) {
    match &mut item.value {
        Value::Text(text) => *text = scope.renamed(text),
        Value::List(list) => list.iter_mut().for_each(|i| rename(i, scope)),
        _ => {}
    }
}
