//! A published model of a trafficking network (Magliocca and others 2019, doi:10.1073/pnas.1812459116), written as equations
//! from its description and held, month by month and link by link, against the results of independent programs. Tables and
//! results lie beside the repository, in `shared`, and are not ours to ship: without them the test says so and is passed over.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use contend_engine::design::Worlds;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;
use contend_session::Session;

use crate::support::SEED;

const MARKET: &str = "156";

/// What is told of each month, by the columns of its table: counts, to be met exactly, and amounts.
const COUNTS: [&str; 6] = [
    "interdiction_capacity",
    "targeted_edges",
    "seizures",
    "active_nodes",
    "active_edges",
    "producer_links",
];
const AMOUNTS: [&str; 4] = [
    "shipped_by_producer_kg",
    "seized_kg",
    "delivered_to_market_kg",
    "mean_perceived_risk",
];

/// The rows of a table, each by the names of its columns.
fn table(path: &Path) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn is_in_base(row: &&HashMap<String, String>) -> bool {
    row["in_base"] == "1"
}

/// Names of files and what stands in them.
type Files = Vec<(&'static str, String)>;

/// Sender and receiver of each link.
type Ends = Vec<(String, String)>;

/// The folder of the scenario: its equations, and the tables of the model as it reads them. Links stand by receiver and then
/// sender, which is the order of ties.
fn folder(shared: &Path) -> (Files, Ends) {
    let nodes = table(&shared.join("nodes.csv"));
    let nodes: Vec<_> = nodes.iter().filter(is_in_base).collect();
    let edges = table(&shared.join("edges.csv"));
    let number = |text: &str| text.parse::<u32>().unwrap();
    let mut edges: Vec<_> = edges.iter().filter(is_in_base).collect();
    edges.sort_by_key(|e| (number(&e["to_node"]), number(&e["from_node"])));
    let territory: HashMap<&str, &str> = nodes
        .iter()
        .map(|n| (n["node_id"].as_str(), n["territory"].as_str()))
        .collect();
    let price = |n: &HashMap<String, String>| n["base_price_usd_per_kg"].parse::<f64>().unwrap();
    let dearest = |side: &str| {
        let of_side = nodes.iter().filter(|n| n["territory"] == side);
        let first = of_side.max_by(|a, b| price(a).total_cmp(&price(b)));
        first.unwrap()["node_id"].clone()
    };
    let at_first = [dearest("1"), dearest("2")];
    let mut node_rows = String::from("id,price,source,market,territory\n");
    let mut of_side = String::from("id,1,2\n");
    for n in &nodes {
        let (id, side) = (&n["node_id"], &n["territory"]);
        let [source, market] = ["1", MARKET].map(|which| u8::from(id == which));
        let price = price(n);
        writeln!(node_rows, "{id},{price},{source},{market},{side}").unwrap();
        let [one, two] = ["1", "2"].map(|which| u8::from(side == which));
        writeln!(of_side, "{id},{one},{two}").unwrap();
    }
    let mut links = String::from("id,from,to,set,cost,score,on,allowed,direct\n");
    let (mut inside, mut decides) = (String::from("id,1,2\n"), String::from("id,1,2\n"));
    let mut sets: Vec<String> = Vec::new();
    let mut ends = Vec::new();
    for e in &edges {
        let (from, to) = (e["from_node"].as_str(), e["to_node"].as_str());
        let id = format!("{from}-{to}");
        let direct = from == "1" && to == MARKET;
        let set = match (from, direct) {
            (_, true) => "direct".to_owned(),
            ("1", _) => format!("source-{}", territory[to]),
            _ => format!("node-{from}"),
        };
        if !sets.contains(&set) {
            sets.push(set.clone());
        }
        let same = territory[from] == territory[to];
        let allowed = from == "1" || to == MARKET || same;
        let on = to == MARKET || (from == "1" && at_first.iter().any(|n| n == to));
        let (cost, score) = (
            &e["initial_transport_cost_usd_per_kg"],
            &e["initial_seizure_score"],
        );
        let [on, allowed, is_direct] = [on, allowed, direct].map(u8::from);
        writeln!(
            links,
            "{id},{from},{to},{set},{cost},{score},{on},{allowed},{is_direct}"
        )
        .unwrap();
        let of = |side: &str| {
            [from, to]
                .iter()
                .all(|n| [side, "0"].contains(&territory[*n]))
        };
        let [one, two] = ["1", "2"].map(|side| u8::from(of(side)));
        writeln!(inside, "{id},{one},{two}").unwrap();
        let one = if direct { 0 } else { one };
        writeln!(decides, "{id},{one},{two}").unwrap();
        ends.push((from.to_owned(), to.to_owned()));
    }
    let files = vec![
        ("nodes.csv", node_rows),
        ("ofside.csv", of_side),
        ("links.csv", links),
        ("inside.csv", inside),
        ("decides.csv", decides),
        ("sets.csv", format!("id\n{}\n", sets.join("\n"))),
    ];
    (files, ends)
}

#[test]
fn the_published_network_is_what_other_programs_compute() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared: PathBuf = beside.join("reference/trafficking-network");
    if !shared.join("edges.csv").exists() {
        eprintln!("passed over: {} is not there", shared.display());
        return;
    }
    const LINKS_TOLD: std::ops::RangeInclusive<u32> = 2..=24;
    let (mut files, ends) = folder(&shared);
    let mut text = include_str!("trafficking.toml").to_owned() + "\n[outcome]\n";
    let date = |month: u32| format!("{}-{:02}-01", 2000 + (month - 1) / 12, (month - 1) % 12 + 1);
    for month in LINKS_TOLD {
        for what in ["delivered", "seized"] {
            let at = date(month);
            let outcome = format!("{{ over = 'link', equation = 'at({what}, {at})' }}");
            writeln!(text, "{what}_{month} = {outcome}").unwrap();
        }
    }
    let monthly = table(&shared.join("base_monthly.csv"));
    for row in &monthly {
        let month: u32 = row["month"].parse().unwrap();
        for what in COUNTS.iter().chain(&AMOUNTS) {
            let at = date(month);
            writeln!(text, "{what}_{month} = 'at(told_{what}, {at})'").unwrap();
        }
    }
    files.push(("scenario.toml", text));
    let files = files.iter().map(|(name, text)| (*name, text.as_str()));
    let opened = Session::open(&MemoryFolder::new(files));
    let said: Vec<_> = opened
        .findings
        .iter()
        .map(|f| (&f.id, &f.arguments))
        .collect();
    let session = opened.session.unwrap_or_else(|| panic!("{said:?}"));
    let scenario = session.scenario();
    let request = contend_engine::Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Default::default()
    };
    let worlds = Worlds::new(scenario, Default::default(), 1, SEED).unwrap();
    let program = contend_engine::compile(scenario, ProfileId(0), &request).unwrap();
    let batch = program.run(&worlds, 0..1);
    let mut found = batch.outcomes.iter().map(|column| column[0]);
    // Printed with ten digits.
    let near = |found: f64, meant: f64| (found - meant).abs() <= 1e-6 * meant.abs();

    let mut expected: HashMap<(u32, String, String), (f64, f64)> = HashMap::new();
    for row in table(&shared.join("base_flows_months_2_24.csv")) {
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        let (from, to) = (row["from_node"].clone(), row["to_node"].clone());
        let both = (number("delivered_kg"), number("seized_kg"));
        expected.insert((number("month") as u32, from, to), both);
    }
    for month in LINKS_TOLD {
        for seized in [false, true] {
            for (from, to) in &ends {
                let key = (month, from.clone(), to.clone());
                let told = expected.get(&key).copied().unwrap_or((0.0, 0.0));
                let meant = if seized { told.1 } else { told.0 };
                let kg = found.next().unwrap();
                assert!(
                    near(kg, meant),
                    "month {month}, {from} to {to}: {kg}, not {meant}"
                );
            }
        }
    }
    for row in &monthly {
        let month = &row["month"];
        let meant = |what: &str| row[what].parse::<f64>().unwrap();
        for what in COUNTS {
            assert_eq!(found.next().unwrap(), meant(what), "month {month}: {what}");
        }
        for what in AMOUNTS {
            let (found, meant) = (found.next().unwrap(), meant(what));
            assert!(
                near(found, meant),
                "month {month}: {what} is {found}, not {meant}"
            );
        }
    }
    assert_eq!(monthly.len(), 179);
    assert!(found.next().is_none());
}
