//! A module is what its uses stand for: the same equations with other names and other inputs.

use crate::support::{columns, findings, open};
use contend_model::place::MemoryFolder;
use contend_session::Session;

const HEAD: &str = "[scenario]\ntitle = 'M'\nstart = 2020\nend = 2025\nstep = '1 month'\n";

/// Two markets of one module, wired in different ways: what the first does not sell goes to the second.
const MARKETS: &str = r#"
[dimension]
drug = ["red", "blue"]
[parameter]
arrivals = { over = "drug", value = [90, 30], unit = "kg/month", assumption = "x" }
loss = { value = 0.1, assumption = "x" }
[stock]
seized = { over = "drug", unit = "kg", start = 0 }
[module.market]
about  = "What is held, asked for and sold in one place"
inputs = { supply = { unit = "kg/month", over = "kind" }, wanted = { unit = "kg/month", over = "kind" } }
names  = ["kind", "lost_to"]
[module.market.parameter]
patience = { range = [1, 3], unit = "month", assumption = "x" }
[module.market.stock]
held = { over = "kind", unit = "kg", start = 0, at_zero = "clamp" }
[module.market.flow.enters]
over = "kind"
unit = "kg/month"
equation = "supply"
to = "held"
[module.market.flow.sold]
over = "kind"
unit = "kg/month"
equation = "min(wanted, held / patience)"
from = "held"
[module.market.flow.lost]
over = "kind"
unit = "kg/month"
equation = "loss * held / 1{month}"
from = "held"
to = "lost_to"
[module.market.event.raid]
over = "kind"
hazard = "0.1{1/month}"
effect = { "lost_to[kind]" = "0.1 * held", held = "-0.1 * held" }
[module.market.variable.raids]
over = "kind"
equation = "count(raid)"
[module.market.outcome]
sold_all = { unit = "kg", equation = "total(sum(sold, kind))" }
raided   = { equation = "at_end(sum(raids, kind))" }
[use.street]
module = "market"
inputs = { supply = "arrivals", wanted = 50 }
names  = { kind = "drug", lost_to = "seized" }
[use.port]
module = "market"
inputs = { supply = "max(arrivals - street_sold, 0)", wanted = "arrivals / 2" }
names  = { kind = "drug", lost_to = "seized" }
[outcome]
gone = { unit = "kg", equation = "at_end(sum(seized))" }
[claim.x]
says = "x"
test = "street_sold_all > port_sold_all"
"#;

/// The same, written out.
fn by_hand() -> String {
    let module = |name: &str, supply: &str, wanted: &str| {
        format!(
            r#"
[variable]
{name}_supply = {{ over = "drug", unit = "kg/month", equation = "{supply}" }}
{name}_wanted = {{ over = "drug", unit = "kg/month", equation = "{wanted}" }}
{name}_raids = {{ over = "drug", equation = "count({name}_raid)" }}
[parameter]
{name}_patience = {{ range = [1, 3], unit = "month", assumption = "x" }}
[stock]
{name}_held = {{ over = "drug", unit = "kg", start = 0, at_zero = "clamp" }}
[flow]
{name}_enters = {{ over = "drug", unit = "kg/month", equation = "{name}_supply", to = "{name}_held" }}
{name}_sold = {{ over = "drug", unit = "kg/month", equation = "min({name}_wanted, {name}_held / {name}_patience)", from = "{name}_held" }}
{name}_lost = {{ over = "drug", unit = "kg/month", equation = "loss * {name}_held / 1{{month}}", from = "{name}_held", to = "seized" }}
[event.{name}_raid]
over = "drug"
hazard = "0.1{{1/month}}"
effect = {{ "seized[drug]" = "0.1 * {name}_held", {name}_held = "-0.1 * {name}_held" }}
[outcome]
{name}_sold_all = {{ unit = "kg", equation = "total(sum({name}_sold, drug))" }}
{name}_raided = {{ equation = "at_end(sum({name}_raids, drug))" }}
"#
        )
    };
    let outside = MARKETS.split_once("[module.market]").unwrap().0;
    let port = module("port", "max(arrivals - street_sold, 0)", "arrivals / 2");
    let rest = MARKETS.rsplit_once("[outcome]").unwrap().1;
    let street = module("street", "arrivals", "50{kg/month}");
    // One heading each, as files that are included have.
    format!("{HEAD}{outside}\u{0}{street}\u{0}{port}\u{0}[outcome]{rest}")
}

#[test]
fn uses_of_a_module_are_what_they_stand_for() {
    let text = format!("{HEAD}{MARKETS}");
    let of = columns(&text, 64);
    // Written out, in files of their own, since a heading may stand once in a file.
    let parts = by_hand();
    let parts: Vec<&str> = parts.split('\u{0}').collect();
    let first = parts[0].replacen("step", "include = ['a.toml', 'b.toml', 'c.toml']\nstep", 1);
    let folder = MemoryFolder::new([
        ("scenario.toml", first.as_str()),
        ("a.toml", parts[1]),
        ("b.toml", parts[2]),
        ("c.toml", parts[3]),
    ]);
    let opened = Session::open(&folder);
    let session = opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings));
    let worlds = contend_engine::design::Worlds::new(
        session.scenario(),
        Default::default(),
        64,
        crate::support::SEED,
    )
    .unwrap();
    let outcomes = &session.scenario().outcomes;
    let request = contend_engine::Request {
        outcomes: (0..outcomes.len() as u32)
            .map(contend_model::id::OutcomeId)
            .collect(),
        ..Default::default()
    };
    let program = contend_engine::compile(
        session.scenario(),
        contend_model::id::ProfileId(0),
        &request,
    )
    .unwrap();
    let batch = program.run(&worlds, 0..64);
    assert_eq!(outcomes.len(), 5);
    for (outcome, right) in outcomes.iter().zip(&batch.outcomes) {
        let found = of(&outcome.id);
        assert_eq!(&found, right, "{}", outcome.id);
        assert!(found.iter().any(|x| *x != found[0]), "{}", outcome.id);
    }
}

#[test]
fn the_example_of_the_book_gives_the_numbers_beside_it() {
    let book = include_str!("../../../../book/src/language.md");
    let (_, after) = book.split_once("# A module and two uses of it.\n").unwrap();
    let (block, _) = after.split_once("```").unwrap();
    assert!(block.contains("# 3 + 2.75 = 5.75"));
    let text = format!(
        "{HEAD}{block}\nfirst_is = {{ unit = 't/month', equation = 'at_end(first_metal)' }}\n\
         thrown = {{ unit = 't', equation = 'at_end(waste)' }}\n"
    );
    let of = columns(&text, 1);
    assert_eq!(of("metal"), [5.75]);
    assert_eq!(of("first_is"), [3.0]);
    // Of 60 months the first works off 59, the second what it has been brought: 2, then 11.
    assert_eq!(of("thrown"), [59.0 * 12.0 + 2.0 + 58.0 * 11.0]);
}

/// What a small module gives.
fn small(module: &str, uses: &str) -> String {
    format!(
        "{HEAD}[parameter]\nten = {{ value = 10, unit = 'kg', assumption = 'x' }}\n[module.half]\n{module}\n{uses}\n"
    )
}

const HALF: &str = "inputs = { of = 'kg' }\n[module.half.variable]\nvalue = { unit = 'kg', equation = 'of / 2' }\n\
     [module.half.outcome]\nlast = { unit = 'kg', equation = 'at_end(value)' }\n";

#[test]
fn what_a_use_is_given_may_be_anything_of_its_unit() {
    let text = small(
        HALF,
        "[use.a]\nmodule = 'half'\ninputs = { of = 'ten' }\n[use.b]\nmodule = 'half'\ninputs = { of = 'a_value * 3' }\n[use.c]\nmodule = 'half'\ninputs = { of = 1.5 }",
    );
    let of = columns(&text, 1);
    assert_eq!(of("a_last"), [5.0]);
    assert_eq!(of("b_last"), [7.5]);
    assert_eq!(of("c_last"), [0.75]);
}

#[test]
fn misuse_of_modules_is_said_once_and_where_it_stands() {
    let one = "[use.a]\nmodule = 'half'\ninputs = { of = 'ten' }\n";
    let two = format!("{one}{}", one.replace("use.a", "use.b"));
    let mut wrong = Vec::new();
    let mut is = |module: &str, uses: &str, right: &[(&str, &str)]| {
        let found = findings(&small(module, uses));
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(id, case)| (id.as_str(), case.as_str()))
            .collect();
        if found != right {
            wrong.push(format!("{found:?}, not {right:?}, of {module}{uses}"));
        }
    };
    is(HALF, &two, &[]);
    is(
        HALF,
        &one.replace("'half'", "'hafl'"),
        &[("module", "unused"), ("module", "unknown")],
    );
    is(
        HALF,
        &one.replace("'ten'", "'tne'"),
        &[("unknown-name", "")],
    );
    is(
        HALF,
        &one.replace("'ten'", "'ten / 2{kg}'"),
        &[("unit-mismatch", "declared")],
    );
    is(
        HALF,
        &one.replace("of = 'ten'", ""),
        &[("module", "lacking")],
    );
    is(
        HALF,
        &one.replace("'ten' }", "'ten', off = 2 }"),
        &[("module", "not-asked")],
    );
    is(
        HALF,
        &one.replace("'ten' }", "'ten' }\nnames = { kind = 'ten' }"),
        &[("module", "not-asked")],
    );
    // A slip in the text of a module is one, however often it is used.
    is(
        &HALF.replace("of / 2", "off / 2"),
        &two,
        &[("unknown-name", "")],
    );
    is(
        &HALF.replace("of / 2", "of + 1"),
        &two,
        &[("unit-mismatch", "operands")],
    );
    is(
        &HALF.replace("'kg', equation = 'of", "'kgg', equation = 'of"),
        &two,
        &[("unknown-unit", "symbol"), ("unit-mismatch", "declared")],
    );
    is(
        &HALF.replace("'of / 2'", "'of / 2', start = 1"),
        &two,
        &[("unknown-field", "entry")],
    );
    // What it has that no use needs is said once; what one of them needs is not.
    let idle = HALF.replace(
        "[module.half.outcome]",
        "idle = '1 + 1'\n[module.half.parameter]\nsize = 1\n[module.half.outcome]",
    );
    is(
        &idle,
        &two,
        &[("unused", ""), ("no-origin", ""), ("unused", "")],
    );
    let read = format!("{two}[outcome]\nread = 'at_end(a_idle * a_size)'");
    is(&idle, &read, &[("no-origin", "")]);
    is(
        &HALF.replace(
            "[module.half.variable]\nvalue",
            "[module.half.variable]\nof",
        ),
        one,
        &[("declared-twice", "")],
    );
    is(
        &HALF.replace("value", "time"),
        one,
        &[("reserved-name", "")],
    );
    is(
        &HALF.replace("half.outcome", "half.claim"),
        one,
        &[("module", "section")],
    );
    is("inputs = { of = 'kg' }\n", one, &[("module", "empty")]);
    let dimension = format!("{one}[dimension]\nvalue = ['x', 'y']");
    is(HALF, &dimension, &[("module", "taken")]);
    // What a use makes has its name like anything else.
    let clash = format!("{one}[variable]\na_value = '1 + 1'");
    let found = findings(&small(HALF, &clash));
    assert!(
        found.contains(&("declared-twice".to_owned(), String::new())),
        "{found:?}"
    );
    let pool = HALF.replace("inputs", "names = ['pool']\ninputs");
    let given = |name: &str| format!("{one}names = {{ pool = '{name}' }}");
    is(&pool, &given("ten"), &[]);
    is(&pool, &given("tne"), &[("unknown-name", "")]);
    // No module is used in a module, so none can be in itself.
    is(
        &HALF.replace("half.outcome", "half.use"),
        one,
        &[("module", "section")],
    );
    // Nothing more is said of what a use cannot give because of it.
    let read = format!("{one}[outcome]\nread = {{ unit = 'kg', equation = 'at_end(a_value)' }}");
    is(
        &HALF.replace("half.outcome", "half.claim"),
        &read,
        &[("module", "section")],
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_finding_in_a_module_names_the_use() {
    let one = "[use.a]\nmodule = 'half'\ninputs = { of = 'ten' }\n";
    let text = small(&HALF.replace("of / 2", "of + 1"), one);
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text.as_str())]));
    let finding = &opened.findings[0];
    let said = contend_words::diagnostics::text(finding);
    assert!(
        said.related.iter().any(|r| r == "as `a` uses it"),
        "{said:?}"
    );
    let at = finding.span.unwrap();
    assert_eq!(&text[at.start as usize..at.end as usize], "1");
}

#[test]
fn what_stands_in_a_module_is_read_from_outside_by_the_name_of_the_use() {
    let text = small(
        HALF,
        "[use.a]\nmodule = 'half'\ninputs = { of = 'ten' }\n[outcome]\ndouble = { unit = 'kg', equation = 'at_end(a_value) * 2' }",
    );
    assert_eq!(columns(&text, 1)("double"), [10.0]);
    let names: Vec<String> = open(&text)
        .scenario()
        .quantities
        .iter()
        .map(|q| q.name.clone())
        .collect();
    assert_eq!(names, ["ten", "a_of", "a_value"]);
}
