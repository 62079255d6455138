//! Networks: what attributes name, sums into it, groups, ranks and quantiles among them, and updates along links.

use contend_engine::design::Worlds;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;
use contend_session::Session;

use crate::support::{SEED, run};

const HEAD: &str = "
[scenario]
title = 'Links'
start = 2020-01-01
end = 2020-03-01
step = '1 month'
[dimension]
node = ['a', 'b', 'c', 'd']
sender = { of = 'node', labels = ['a', 'b', 'c'] }
drug = ['x', 'y']
[dimension.link]
labels = ['l1', 'l2', 'l3', 'l4']
attributes = { from = ['a', 'a', 'b', 'c'], to = ['b', 'c', 'c', 'a'] }
[parameter]
price = { over = 'node', value = [1, 2, 3, 4], assumption = 't' }
amount = { over = 'link', value = [10, 20, 5, 40], assumption = 't' }
worth = { over = ['node', 'drug'], value = [[1, 2], [3, 4], [5, 6], [7, 8]], assumption = 't' }
mix = { over = 'drug', value = [0.25, 0.75], assumption = 't' }
[stock]
held = { over = 'link', start = 'amount' }
asked = { over = 'node', start = 'price' }
";

/// The elements of outcomes of one world.
fn outcomes(files: &[(&str, &str)]) -> impl Fn(&str) -> Vec<f64> + use<> {
    let opened = Session::open(&MemoryFolder::new(files.iter().copied()));
    let found = opened.findings;
    let session = opened.session.unwrap_or_else(|| panic!("{found:?}"));
    let scenario = session.scenario().clone();
    let drawn = Worlds::new(&scenario, Default::default(), 1, SEED).unwrap();
    let request = contend_engine::Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Default::default()
    };
    let program = contend_engine::compile(&scenario, ProfileId(0), &request).unwrap();
    let batch = program.run(&drawn, 0..1);
    move |name| {
        let at = scenario.outcomes.iter().position(|o| o.id == name);
        let at = at.unwrap_or_else(|| panic!("no outcome `{name}`"));
        let size = |k: usize| scenario.size(&scenario.outcomes[k].over);
        let first: usize = (0..at).map(size).sum();
        let columns = &batch.outcomes[first..first + size(at)];
        columns.iter().map(|column| column[0]).collect()
    }
}

/// What an equation over a dimension is, computed while compiling and while running: the numbers are known before, and are
/// kept in stocks.
fn both(over: &str, equation: &str) -> Vec<f64> {
    let outcome = |equation: &str| {
        let text = format!(
            "{HEAD}[variable]\nv = {{ over = [{over}], equation = \"{equation}\" }}\n\
             [outcome]\no = {{ over = [{over}], equation = 'at_end(v)' }}\n"
        );
        outcomes(&[("scenario.toml", &text)])("o")
    };
    let known = outcome(equation);
    let kept = outcome(&equation.replace("amount", "held").replace("price", "asked"));
    let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&known), bits(&kept), "{equation}");
    known
}

#[test]
fn a_node_is_read_for_each_link_that_names_it() {
    assert_eq!(both("'link'", "price[link.from]"), [1.0, 1.0, 2.0, 3.0]);
    assert_eq!(
        both("'link'", "price[link.to] - price[link.from]"),
        [1.0, 2.0, 1.0, -2.0]
    );
    // Along other dimensions too: worth of b, c, c and a.
    let of_drugs = both("'link', 'drug'", "amount * 0 + worth[link.to, drug]");
    assert_eq!(of_drugs, [3.0, 4.0, 5.0, 6.0, 5.0, 6.0, 1.0, 2.0]);
    assert_eq!(
        both("'link'", "amount * 0 + worth[y, link.from]"),
        [2.0, 2.0, 4.0, 6.0]
    );
}

#[test]
fn links_are_summed_into_what_they_name() {
    assert_eq!(
        both("'node'", "sum(amount, link by link.to)"),
        [40.0, 10.0, 25.0, 0.0]
    );
    assert_eq!(
        both("'node'", "sum(amount, link by link.from)"),
        [30.0, 5.0, 40.0, 0.0]
    );
    assert_eq!(
        both("'node', 'drug'", "sum(amount * mix, link by link.to)"),
        [10.0, 30.0, 2.5, 7.5, 6.25, 18.75, 0.0, 0.0]
    );
    let first = both(
        "'node'",
        "sum(amount * price[link.from], link by link.to where amount > 5)",
    );
    // c gets 20 from a at 1, and not the 5 from b.
    assert_eq!(first, [120.0, 10.0, 20.0, 0.0]);
    assert_eq!(
        both("'sender'", "mean(amount, link by link.from as sender)"),
        [15.0, 5.0, 40.0]
    );
    assert_eq!(
        both("'sender'", "min(amount, link by link.from as sender)"),
        [10.0, 5.0, 40.0]
    );
    assert_eq!(
        both("'sender'", "max(amount, link by link.to as sender)"),
        [40.0, 10.0, 20.0]
    );
    assert_eq!(
        both("'node'", "product(amount, link by link.to)"),
        [40.0, 10.0, 100.0, 1.0]
    );
    assert_eq!(
        both("'node'", "count(amount > 5, link by link.to)"),
        [1.0, 1.0, 1.0, 0.0]
    );
    assert_eq!(
        both("'node'", "count(link by link.from)"),
        [2.0, 1.0, 1.0, 0.0]
    );
    assert_eq!(
        both("'node'", "count(link by link.from where amount > 10)"),
        [1.0, 0.0, 1.0, 0.0]
    );
    // Over none there is no mean, and who asks whether there is one is guarded.
    let guarded = "if count(link by link.to) > 0 then mean(amount, link by link.to) else -1";
    assert_eq!(both("'node'", guarded), [40.0, 10.0, 12.5, -1.0]);
    assert!(both("'node'", "mean(amount, link by link.to)")[3].is_nan());
    // Two at once: from a to b, from a to c, from b to c, from c to a.
    let text = format!(
        "{}other = 'node'\n{}",
        HEAD.split_once("[dimension.link]").unwrap().0,
        "[dimension.link]".to_owned() + HEAD.split_once("[dimension.link]").unwrap().1
    ) + "[outcome]\no = { over = ['node', 'other'], equation = 'at_end(sum(held, link by [link.from, link.to as other]))' }\n";
    #[rustfmt::skip]
    let pairs = [
        0.0, 10.0, 20.0, 0.0,
        0.0, 0.0, 5.0, 0.0,
        40.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0,
    ];
    assert_eq!(outcomes(&[("scenario.toml", &text)])("o"), pairs);
}

#[test]
fn ranks_and_shares_are_among_those_of_one_group() {
    assert_eq!(both("'link'", "rank(amount, link)"), [3.0, 2.0, 4.0, 1.0]);
    assert_eq!(
        both("'link'", "rank(amount, link by link.from)"),
        [2.0, 1.0, 1.0, 1.0]
    );
    // 20 and 40 do not count and come last, in their order.
    assert_eq!(
        both("'link'", "rank(amount, link where amount < 15)"),
        [1.0, 3.0, 2.0, 4.0]
    );
    // What is infinite by right counts, and comes before what does not.
    let infinite = "rank(max(amount, link where amount > 50) - 0 * amount, link where amount < 15)";
    assert_eq!(both("'link'", infinite), [1.0, 3.0, 2.0, 4.0]);
    assert_eq!(both("'link'", "top(amount, 2, link)"), [0.0, 1.0, 0.0, 1.0]);
    assert_eq!(
        both("'link'", "top(amount, 1.9, link)"),
        [0.0, 0.0, 0.0, 1.0]
    );
    assert_eq!(both("'link'", "top(amount, -1, link)"), [0.0; 4]);
    assert_eq!(
        both("'link'", "top(amount, 1, link by link.from)"),
        [0.0, 1.0, 1.0, 1.0]
    );
    assert_eq!(
        both("'link'", "top(amount, 3, link where amount < 15)"),
        [1.0, 0.0, 1.0, 0.0]
    );
    // So many as each node asks for: a 1, b 2, c 3.
    let each = "top(amount, price[link.from], link by link.from)";
    assert_eq!(both("'link'", each), [0.0, 1.0, 1.0, 1.0]);
    assert_eq!(
        both("'link'", "running_sum(amount, link by link.from)"),
        [10.0, 30.0, 5.0, 40.0]
    );
    assert_eq!(
        both("'link'", "running_sum(amount, link where amount > 5)"),
        [10.0, 30.0, 30.0, 70.0]
    );
    let shares = both("'link'", "softmax(ln(amount), link by link.from)");
    for (share, meant) in shares.iter().zip([1.0 / 3.0, 2.0 / 3.0, 1.0, 1.0]) {
        assert!((share - meant).abs() < 1e-12, "{shares:?}");
    }
    let some = both(
        "'link'",
        "softmax(ln(amount), link by link.from where amount > 10)",
    );
    assert_eq!(some, [0.0, 1.0, 0.0, 1.0]);
    // Over both dimensions, the drugs of one node after each other: 1 to 8, the largest first.
    let joint = both("'node', 'drug'", "rank(worth + 0 * price, [node, drug])");
    assert_eq!(joint, [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]);
    let ties = both("'node', 'drug'", "rank(0 * worth + price, [node, drug])");
    assert_eq!(ties, [7.0, 8.0, 5.0, 6.0, 3.0, 4.0, 1.0, 2.0]);
    // Of c, the only one, whatever its worth.
    assert_eq!(
        both("'link'", "rank(amount, link by [link.from, link.to])"),
        [1.0; 4]
    );
}

#[test]
fn a_quantile_lies_between_values_that_sit_at_half_places() {
    // 5, 10, 20 and 40 sit at 1/8, 3/8, 5/8 and 7/8.
    for (share, meant) in [
        ("0.5", 15.0),
        ("0.75", 30.0),
        ("0.375", 10.0),
        ("0", 5.0),
        ("1", 40.0),
        ("0.05", 5.0),
        ("amount[l3] / 10", 15.0),
    ] {
        assert_eq!(
            both("", &format!("quantile(amount, {share}, link)")),
            [meant]
        );
    }
    assert_eq!(both("", "median(amount, link)"), [15.0]);
    // 10, 20 and 40 at 1/6, 1/2 and 5/6.
    assert_eq!(both("", "median(amount, link where amount > 5)"), [20.0]);
    assert_eq!(
        both("'sender'", "median(amount, link by link.to as sender)"),
        [40.0, 10.0, 12.5]
    );
    assert!(both("", "median(amount, link where amount > 50)")[0].is_nan());
    // Of equal values it is that value to the bit, wherever it lies.
    let equal = both("", "quantile(0.1 + 0 * amount, 0.3, link)");
    assert_eq!(equal[0].to_bits(), 0.1f64.to_bits());
}

#[test]
fn an_element_that_is_computed_is_read() {
    assert_eq!(both("", "amount[argmin(amount, link)]"), [5.0]);
    let of_link = "[variable]
best = { over = 'sender', equation = 'argmax(held, link by link.from as sender)' }
is_best = { over = 'link', equation = 'if link == best[link.from] then 1 else 0' }
is_second = { over = 'sender', equation = 'if best == l2 then 1 else 0' }
cheapest = 'argmin(asked, node)'
[outcome]
got = { over = 'sender', equation = 'at_end(held[best])' }
second = { over = 'sender', equation = 'at_end(is_second)' }
best_of_each = { over = 'link', equation = 'at_end(is_best)' }
there = { over = 'drug', equation = 'at_end(worth[cheapest])' }
";
    let of = outcomes(&[("scenario.toml", &format!("{HEAD}{of_link}"))]);
    assert_eq!(of("got"), [20.0, 5.0, 40.0]);
    assert_eq!(of("second"), [1.0, 0.0, 0.0]);
    assert_eq!(of("best_of_each"), [0.0, 1.0, 1.0, 1.0]);
    assert_eq!(of("there"), [1.0, 2.0]);
    // From d no link goes out: no element, and no number either.
    let lost = "[variable]\nbest = { over = 'node', equation = 'argmax(held, link by link.from)' }\n\
        [outcome]\nlost = { over = 'node', equation = 'at_end(held[best])' }\n";
    let lost = outcomes(&[("scenario.toml", &format!("{HEAD}{lost}"))])("lost");
    assert_eq!(lost[..3], [20.0, 5.0, 40.0]);
    assert!(lost[3].is_nan());
}

#[test]
fn columns_of_a_file_name_elements_also_by_number() {
    let text = "[scenario]\ntitle = 'Links'\nstart = 2020-01-01\nend = 2020-03-01\nstep = '1 month'\n\
        [dimension]\nnode = { file = 'nodes.csv', labels = 'id' }\n\
        link = { file = 'links.csv', labels = 'id', attributes = ['from', 'to'] }\n\
        [parameter]\nheight = { over = 'node', file = 'nodes.csv', labels = 'id', column = 'height', assumption = 't' }\n\
        [outcome]\nfall = { over = 'link', equation = 'height[link.from] - height[link.to]' }\n\
        into = { over = 'node', equation = 'sum(height[link.from], link by link.to)' }\n";
    let of = outcomes(&[
        ("scenario.toml", text),
        ("nodes.csv", "id,height\n007,70\n12,20\n3,5\n"),
        // As spreadsheets write numbers.
        ("links.csv", "id,from,to\ne1,7,12\ne2,12,3.0\ne3,007,3\n"),
    ]);
    assert_eq!(of("fall"), [50.0, 15.0, 65.0]);
    assert_eq!(of("into"), [0.0, 70.0, 90.0]);
}

/// A sum as the book says that sums are taken.
fn sum(values: &[f64]) -> f64 {
    if values.len() < 8 {
        return values.iter().sum();
    }
    let mut strands = [0.0; 4];
    for (k, x) in values.iter().enumerate() {
        strands[k % 4] += x;
    }
    (strands[0] + strands[1]) + (strands[2] + strands[3])
}

#[test]
fn a_sweep_along_links_is_the_plain_program_to_the_last_bit() {
    const NODES: usize = 156;
    const LINKS: usize = 1000;
    let mut state = 88_172_645_463_325_252u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    // The order of the sweep is not that of the list.
    let place: Vec<usize> = {
        let mut order: Vec<usize> = (0..NODES).collect();
        for k in (1..NODES).rev() {
            order.swap(k, random(k + 1));
        }
        order
    };
    let mut links = Vec::new();
    while links.len() < LINKS {
        let (a, b) = (random(NODES), random(NODES));
        if place[a] < place[b] {
            links.push((
                a,
                b,
                0.01 + random(900) as f64 / 3000.0,
                1.0 + random(50) as f64,
            ));
        }
    }
    let mut nodes = String::from("id,made\n");
    for k in 0..NODES {
        nodes += &format!("n{k},{}\n", 1.0 + k as f64 / 7.0);
    }
    let mut table = String::from("id,from,to,share,most\n");
    for (k, (a, b, share, most)) in links.iter().enumerate() {
        table += &format!("l{k},n{a},n{b},{share},{most}\n");
    }
    let text = "[scenario]\ntitle = 'Sweep'\nstart = 2020-01-01\nend = 2020-03-01\nstep = '1 month'\n\
        [dimension]\nnode = { file = 'nodes.csv', labels = 'id' }\n\
        link = { file = 'links.csv', labels = 'id', attributes = ['from', 'to'] }\n\
        [parameter]\nmade = { over = 'node', file = 'nodes.csv', labels = 'id', column = 'made', assumption = 't' }\n\
        part = { over = 'link', file = 'links.csv', labels = 'id', column = 'share', assumption = 't' }\n\
        most = { over = 'link', file = 'links.csv', labels = 'id', column = 'most', assumption = 't' }\n\
        [stock]\nshare = { over = 'link', start = 'part' }\n\
        [variable]\narriving = { over = 'node', equation = 'made + sum(leaving, link by link.to)' }\n\
        leaving = { over = 'link', equation = 'min(share * arriving[link.from], most)' }\n\
        [outcome]\narrived = { over = 'node', equation = 'at_end(arriving)' }\n\
        left = { over = 'link', equation = 'at_end(leaving)' }\n";
    let of = outcomes(&[
        ("scenario.toml", text),
        ("nodes.csv", &nodes),
        ("links.csv", &table),
    ]);
    let mut arriving = vec![0.0; NODES];
    let mut leaving = vec![0.0; LINKS];
    let mut order: Vec<usize> = (0..NODES).collect();
    order.sort_by_key(|k| place[*k]);
    for node in order {
        let into = (0..LINKS).filter(|l| links[*l].1 == node);
        let came: Vec<f64> = into.map(|l| leaving[l]).collect();
        arriving[node] = 1.0 + node as f64 / 7.0 + sum(&came);
        for l in (0..LINKS).filter(|l| links[*l].0 == node) {
            leaving[l] = f64::min(links[l].2 * arriving[node], links[l].3);
        }
    }
    assert!((0..NODES).any(|n| links.iter().filter(|l| l.1 == n).count() >= 8));
    assert_eq!(of("arrived"), arriving);
    assert_eq!(of("left"), leaving);
}

#[test]
fn a_loop_of_links_is_shown_and_one_that_does_not_count_is_none() {
    let text = |to_back: &str| {
        format!(
            "{HEAD}[variable]\narriving = {{ over = 'node', equation = 'price + sum(leaving, link by link.to{to_back})' }}\n\
             leaving = {{ over = 'link', equation = 'arriving[link.from] / 2' }}\n\
             [outcome]\narrived = {{ over = 'node', equation = 'at_end(arriving)' }}\n"
        )
    };
    // a to c to a; then b to c to b, from which a only takes.
    let beside = text("").replace(
        "from = ['a', 'a', 'b', 'c'], to = ['b', 'c', 'c', 'a']",
        "from = ['b', 'c', 'b', 'c'], to = ['c', 'b', 'a', 'a']",
    );
    for (text, from, to, longest) in [
        (text(""), [0, 0, 1, 2], [1, 2, 2, 0], 6),
        (beside, [1, 2, 1, 2], [2, 1, 0, 0], 4),
    ] {
        let opened = Session::open(&MemoryFolder::new([("scenario.toml", text.as_str())]));
        let request = contend_engine::Request {
            outcomes: vec![OutcomeId(0)],
            ..Default::default()
        };
        let session = opened.session.unwrap();
        let error = contend_engine::compile(session.scenario(), ProfileId(0), &request).err();
        let Some(contend_engine::CompileError::Loop { elements }) = error else {
            panic!("{error:?}");
        };
        // Each needs the next, and the last one the first.
        let arriving = elements.iter().map(|(q, _)| *q).min().unwrap();
        for (k, (quantity, element)) in elements.iter().enumerate() {
            let next = elements[(k + 1) % elements.len()].1;
            if *quantity == arriving {
                assert_eq!(to[next as usize], *element, "{elements:?}");
            } else {
                assert_eq!(from[*element as usize], next, "{elements:?}");
            }
        }
        assert!(
            elements.len() == 4 || elements.len() == longest,
            "{elements:?}"
        );
    }
    // The link back left out: a 1, b 2 + 1/2, c 3 + 1/2 + 5/4, d 4.
    let of = outcomes(&[("scenario.toml", &text(" where link != l4"))]);
    assert_eq!(of("arrived"), [1.0, 2.5, 4.75, 4.0]);
}

#[test]
fn the_example_of_the_book_gives_the_numbers_beside_it() {
    let book = include_str!("../../../../book/src/language.md");
    let (_, after) = book.split_once("**Networks.**").unwrap();
    let (_, block) = after.split_once("```toml\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let text = format!(
        "[scenario]\ntitle = 'Book'\nstart = 2020-01-01\nend = 2020-03-01\nstep = '1 month'\n{block}\n\
         [outcome]\narrived = {{ over = 'node', equation = 'at_end(arriving)' }}\n\
         left = {{ over = 'link', equation = 'at_end(leaving)' }}\n\
         margins = {{ over = 'link', equation = 'at_end(margin)' }}\n\
         chosen = {{ over = 'link', equation = 'at_end(best)' }}\n"
    );
    let of = outcomes(&[("scenario.toml", &text)]);
    assert_eq!(of("arrived"), [100.0, 50.0, 65.0]);
    assert_eq!(of("left"), [50.0, 25.0, 40.0]);
    assert_eq!(of("margins"), [2.0, 3.0, 1.0]);
    assert_eq!(of("chosen"), [0.0, 1.0, 1.0]);
    for beside in [
        "port 100, hub 50, city 65",
        "l1 50, l2 25, l3 40",
        "# 2, 3, 1",
    ] {
        assert!(block.contains(beside), "{beside}");
    }
}

/// Tests of claims look at outcomes in another way than runs do, with the same meaning.
#[test]
fn claims_read_networks_as_equations_do() {
    let held = |test: &str| {
        let text = format!(
            "{HEAD}[outcome]\nsent = {{ over = 'link', equation = 'at_end(held)' }}\n\
             paid = {{ over = 'node', equation = 'at_end(asked)' }}\n\
             [claim.c]\nsays = 'C.'\ntest = \"{test}\"\n"
        );
        let report = run(&text, 8);
        report.claims[0].share().unwrap_or(f64::NAN)
    };
    for (test, right) in [
        ("sum(paid[link.from] * sent, link) == 160", 1.0),
        ("max(sum(sent, link by link.to), node) == 40", 1.0),
        ("count(sum(sent, link by link.to) > 20, node) == 2", 1.0),
        (
            "sum(sent, link where rank(sent, link by link.from) == 1) == 65",
            1.0,
        ),
        (
            "sum(sent, link where top(sent, 1, link where sent < 15)) == 10",
            1.0,
        ),
        ("median(sent, link) == 15", 1.0),
        ("quantile(sent, 0.75, link where sent > 5) == 35", 1.0),
        (
            "sum(median(sent, link by link.to as sender), sender) == 62.5",
            1.0,
        ),
        ("sent[argmax(sent, link)] == 40", 1.0),
        ("max(running_sum(sent, link by link.from), link) == 40", 1.0),
        ("sent[argmin(sent, link)] > 5", 0.0),
    ] {
        assert_eq!(held(test), right, "{test}");
    }
}
