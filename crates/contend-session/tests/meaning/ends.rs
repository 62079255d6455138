//! Flows and events over links reach the nodes that attributes of the links name.

use crate::support::{columns, findings};

fn near(found: &[f64], right: &[f64]) {
    assert_eq!(found.len(), right.len());
    for (x, y) in found.iter().zip(right) {
        assert!(
            (x - y).abs() < 1e-9 * y.abs().max(1.0),
            "{found:?}, not {right:?}"
        );
    }
}

const PORTS: &str = r#"
[scenario]
title = "Ports"
start = 2020
end   = 2022
step  = "1 year"
[dimension]
node = ["port", "hub", "city"]
link = { labels = ["l1", "l2", "l3"], attributes = { from = ["port", "port", "hub"], to = ["hub", "city", "city"] } }
[parameter]
stored = { over = "node", value = [10, 4, 0], unit = "t", assumption = "x" }
asked  = { over = "link", value = [8, 12, 3], unit = "t/year", assumption = "x" }
[stock]
inventory = { over = "node", unit = "t", start = "stored", at_zero = "clamp" }
[flow]
shipped = { over = "link", unit = "t/year", equation = "asked", from = "inventory[link.from]", to = "inventory[link.to]" }
[outcome]
left    = { over = "node", unit = "t", equation = "at_end(inventory)" }
sent    = { over = "link", unit = "t", equation = "total(shipped)" }
at_once = { over = "link", unit = "t/year", equation = "at(shipped, 2020-01-01)" }
[claim.x]
says = "x"
test = "sum(left, node) > 0"
"#;

#[test]
fn what_links_carry_leaves_one_node_and_enters_another() {
    // The port has 10 for the 8 and 12 that are asked of it: half of each. What arrives in the same step does not count as
    // there where it hangs on what flows out.
    let of = columns(PORTS, 1);
    near(&of("at_once"), &[4.0, 6.0, 3.0]);
    near(&of("sent"), &[4.0, 6.0, 6.0]);
    near(&of("left"), &[0.0, 2.0, 12.0]);
    // Where it may go below zero, what is asked flows.
    let of = columns(&PORTS.replace(", at_zero = \"clamp\"", ""), 1);
    near(&of("left"), &[-30.0, 14.0, 30.0]);
    // A flow that turns negative goes back, and is limited by what it would be taken from.
    let of = columns(&PORTS.replace("\"asked\"", "\"-asked\""), 1);
    near(&of("at_once"), &[-4.0, 0.0, 0.0]);
    // Into what is gone nothing flows: the hub and its rest are, the city was never there.
    let text = PORTS
        .replace("clamp", "extinct")
        .replace("[8, 12, 3]", "[1, 1, 4]");
    let of = columns(&text, 1);
    near(&of("at_once"), &[1.0, 0.0, 0.0]);
    // In other units.
    let text = PORTS
        .replace(
            "unit = \"t/year\", equation = \"asked\"",
            "unit = \"kg/month\", equation = \"asked * 1000{kg/t} / 12{month/year}\"",
        )
        .replace("sent    =", "#")
        .replace("at_once =", "#");
    near(&columns(&text, 1)("left"), &[0.0, 2.0, 12.0]);
    // Between the outside and nodes.
    let of = columns(&PORTS.replace("from = \"inventory[link.from]\", ", ""), 1);
    near(&of("left"), &[10.0, 20.0, 30.0]);
    let of = columns(&PORTS.replace(", to = \"inventory[link.to]\"", ""), 1);
    near(&of("left"), &[0.0, 0.0, 0.0]);
    near(&of("sent"), &[4.0, 6.0, 4.0]);
}

#[test]
fn the_example_of_the_book_gives_the_numbers_beside_it() {
    let book = include_str!("../../../../book/src/language.md");
    let (_, after) = book.split_once("# Goods on links.\n").unwrap();
    let (block, _) = after.split_once("```").unwrap();
    let of = columns(
        &format!(
            "[scenario]\ntitle = 'Book'\nstart = 2020\nend = 2022\nstep = '1 year'\n{block}\n[outcome]\nleft = {{ over = 'node', unit = 't', equation = 'at(inventory, 2021-01-01)' }}\nfirst = {{ over = 'link', unit = 't/year', equation = 'at(shipped, 2020-01-01)' }}\n"
        ),
        1,
    );
    assert!(block.contains("# 4, 6 and 3") && block.contains("0, 5 and 9 at the end of the year"));
    near(&of("first"), &[4.0, 6.0, 3.0]);
    near(&of("left"), &[0.0, 5.0, 9.0]);
}

#[test]
fn many_links_are_limited_as_a_plain_program_does_it() {
    // A network drawn by a rule, goods of two kinds, first come those that are named first.
    let (nodes, links, steps) = (5usize, 12usize, 9usize);
    let draw = |i: usize| (i * 7 + i * i * 3 + 5) % nodes;
    let (from, to): (Vec<usize>, Vec<usize>) = (0..links)
        .map(|i| (draw(i), (draw(i) + 1 + i % 3) % nodes))
        .unzip();
    let list = |of: &[usize]| {
        of.iter()
            .map(|n| format!("'n{n}'"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let labels = (0..links)
        .map(|i| format!("'l{i}'"))
        .collect::<Vec<_>>()
        .join(", ");
    let wants =
        |i: usize, kind: usize, step: usize| (2 + (i * 5 + kind * 3 + step * 7) % 11) as f64;
    let text = format!(
        r#"
[scenario]
title = "N"
start = 2020
end   = {}
step  = "1 year"
[dimension]
node = [{}]
kind = ["a", "b"]
[dimension.link]
labels = [{labels}]
attributes = {{ from = [{}], to = [{}], number = [{}] }}
[stock]
held = {{ over = ["node", "kind"], start = 10, at_zero = "clamp", priority = ["taken"] }}
sunk = {{ over = "kind", start = 0 }}
[flow]
taken = {{ over = "node", unit = "1/year", equation = "1{{1/year}}", from = "held" }}
moved = {{ over = ["link", "kind"], unit = "1/year", from = "held[link.from]", to = "held[link.to]",
  equation = "(2 + (link.number * 5 + (if kind == b then 3 else 0) + time / 1{{year}} * 7) mod 11) * 1{{1/year}}" }}
lost  = {{ over = ["link", "kind"], unit = "1/year", from = "held[link.to]", to = "sunk", equation = "0.5 * moved" }}
[outcome]
end_held = {{ over = ["node", "kind"], equation = "at_end(held)" }}
end_sunk = {{ over = "kind", equation = "at_end(sunk)" }}
[claim.x]
says = "x"
test = "sum(end_sunk, kind) > 0"
"#,
        2020 + steps,
        list(&(0..nodes).collect::<Vec<_>>()),
        list(&from),
        list(&to),
        (0..links).map(|i| i.to_string()).collect::<Vec<_>>().join(", "),
    )
    // One of each kind, so that it is over what the stock is over.
    .replace("taken = { over = \"node\"", "taken = { over = [\"node\", \"kind\"]");
    let mut held = vec![[10.0f64; 2]; nodes];
    let mut sunk = [0.0f64; 2];
    for step in 0..steps {
        for kind in 0..2 {
            let there: Vec<f64> = held.iter().map(|h| h[kind]).collect();
            let share = |left: f64, needed: f64| {
                if needed > left {
                    left.max(0.0) / needed
                } else {
                    1.0
                }
            };
            let taken: Vec<f64> = there.iter().map(|h| share(*h, 1.0)).collect();
            let left: Vec<f64> = there.iter().zip(&taken).map(|(h, t)| h - t).collect();
            // All that links take of a node share what is left of it, and what is lost comes after what it reads.
            let sum = |of: &dyn Fn(usize) -> f64, ends: &[usize], n: usize| -> f64 {
                (0..links).filter(|i| ends[*i] == n).map(of).sum()
            };
            let want = |i: usize| wants(i, kind, step);
            let shares: Vec<f64> = (0..nodes)
                .map(|n| share(left[n], sum(&want, &from, n)))
                .collect();
            let moved = |i: usize| want(i) * shares[from[i]];
            let rest: Vec<f64> = (0..nodes)
                .map(|n| left[n] - sum(&moved, &from, n))
                .collect();
            let hoped = |i: usize| 0.5 * moved(i);
            let again: Vec<f64> = (0..nodes)
                .map(|n| share(rest[n], sum(&hoped, &to, n)))
                .collect();
            let lost = |i: usize| hoped(i) * again[to[i]];
            for n in 0..nodes {
                held[n][kind] = (rest[n] + sum(&moved, &to, n) - sum(&lost, &to, n)).max(0.0);
            }
            sunk[kind] += (0..links).map(lost).sum::<f64>();
        }
    }
    let of = columns(&text, 1);
    near(&of("end_held"), &held.concat());
    near(&of("end_sunk"), &sunk);
    assert!(sunk[0] > 1.0 && held.concat().iter().any(|x| *x > 0.0));
}

#[test]
fn an_event_over_links_acts_on_the_nodes_that_they_lead_to() {
    let event = |effect: &str| {
        PORTS.replace(
            "[flow]\nshipped = { over = \"link\", unit = \"t/year\", equation = \"asked\", from = \"inventory[link.from]\", to = \"inventory[link.to]\" }\n",
            &format!("[variable]\nshipped = {{ over = 'link', unit = 't/year', equation = 'asked' }}\n[event.storm]\nover = 'link'\nwhen = 'link != l1'\neffect = {{ {effect} }}\n"),
        )
    };
    let of = columns(&event("\"inventory[link.to]\" = '1{t}'"), 1);
    near(&of("left"), &[10.0, 4.0, 2.0]);
    // Each takes a tenth of what is at its own end and brings it to the other.
    let text = event(
        "\"inventory[link.from]\" = \"-0.1 * inventory[link.from]\", \"inventory[link.to]\" = \"0.1 * inventory[link.from]\"",
    );
    near(&columns(&text, 1)("left"), &[9.0, 3.6, 1.4]);
    let found = findings(&event("\"inventory[link.off]\" = '1{t}'"));
    assert_eq!(found[0], ("bad-end".to_owned(), String::new()));
    let text = event("\"inventory[link.to]\" = '1{t}'").replace("effect =", "set =");
    assert_eq!(findings(&text)[0], ("bad-end".to_owned(), "set".to_owned()));
}

#[test]
fn an_end_that_names_no_element_is_said() {
    let refused = |from: &str, to: &str, case: &str| {
        assert!(PORTS.contains(from), "{from}");
        let found = findings(&PORTS.replace(from, to));
        assert!(
            found.contains(&("bad-end".to_owned(), case.to_owned())),
            "{to}: {found:?}"
        );
    };
    refused("inventory[link.to]", "inventory[link.too]", "");
    refused("inventory[link.to]", "inventory[hub]", "");
    refused(
        "over = \"link\", unit = \"t/year\", equation = \"asked\"",
        "over = \"node\", unit = \"t/year\", equation = \"sum(asked)\"",
        "no-attributes",
    );
    refused(
        "to = [\"hub\", \"city\", \"city\"]",
        "to = [\"hub\", \"city\", \"sea\"]",
        "no-element",
    );
    refused(
        "inventory[link.to]",
        "inventory[link.from, link.to]",
        "twice",
    );
    refused(
        "over = \"link\", unit = \"t/year\", equation = \"asked\"",
        "over = [\"link\", \"node\"], unit = \"t/year\", equation = \"asked\"",
        "own",
    );
    refused(
        "inventory = { over = \"node\"",
        "inventory = { over = [\"node\", \"link\"]",
        "stays",
    );
    let text = PORTS
        .replace(
            "[parameter]",
            "inland = { of = 'node', labels = ['hub', 'city'] }\n[parameter]",
        )
        .replace(
            "[flow]",
            "land = { over = 'inland', unit = 't', start = 0 }\n[flow]",
        )
        .replace("to = \"inventory[link.to]\"", "to = \"land[link.to]\"")
        .replace(
            "[outcome]",
            "[outcome]\narrived = { over = 'inland', unit = 't', equation = 'at_end(land)' }",
        );
    near(&columns(&text, 1)("arrived"), &[4.0, 10.0]);
    let found = findings(&text.replace("land[link.to]", "land[link.from]"));
    assert_eq!(found[0], ("bad-end".to_owned(), "outside".to_owned()));
    let found = findings(&PORTS.replace("inventory[link.to]", "inventry[link.to]"));
    assert_eq!(found[0].0, "unknown-stock");
    let found = findings(
        &PORTS
            .replace("at_zero = \"clamp\"", "transit = '2 years'")
            .replace("equation = \"asked\", ", ""),
    );
    assert!(
        found.contains(&("conveyor".to_owned(), "dimensions".to_owned())),
        "{found:?}"
    );
}
