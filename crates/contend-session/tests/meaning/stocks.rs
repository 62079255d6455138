//! What leaves a stock that may not go below zero is what others receive: nothing comes from nothing.

use crate::support::{columns, findings};

/// One world of a scenario in which nothing is uncertain.
fn one(text: &str) -> impl Fn(&str) -> f64 + use<> {
    let of = columns(text, 1);
    move |name| of(name)[0]
}

fn near(found: f64, right: f64) {
    assert!((found - right).abs() < 1e-9, "{found}, not {right}");
}

const WELL: &str = r#"
[scenario]
title  = "Two towns and a farm drain one well"
start  = 2020
end    = 2026
step   = "1 year"
method = "euler"
[stock]
well = { start = 20, at_zero = "clamp" }
east = { start = 0 }
west = { start = 0 }
[flow]
rain    = { unit = "1/year", equation = "2{1/year}", to = "well" }
to_east = { unit = "1/year", equation = "6{1/year}", from = "well", to = "east" }
to_west = { unit = "1/year", equation = "3{1/year}", from = "well", to = "west" }
leak    = { unit = "1/year", equation = "0.5 * to_west", from = "well" }
[outcome]
left    = "at_end(well)"
in_east = "at_end(east)"
in_west = "at_end(west)"
through = "total(to_east)"
leaked  = "total(leak)"
fourth  = { equation = "at(to_east, 2022-01-01)", unit = "1/year" }
[claim.x]
says = "x"
test = "left >= 0"
"#;

#[test]
fn flows_share_what_there_is_and_a_flow_that_reads_another_comes_after_it() {
    let of = one(WELL);
    // 20, then 20 + 2 − 9 − 1.5 = 11.5, then 3: there are 5 with the rain, wanted are 9, so five ninths flow and nothing is
    // left for the leak. From then on 2 come in and 2 go out.
    near(of("left"), 0.0);
    near(of("in_east"), 12.0 + (5.0 + 3.0 * 2.0) * 6.0 / 9.0);
    near(of("in_west"), 6.0 + (5.0 + 3.0 * 2.0) * 3.0 / 9.0);
    near(of("leaked"), 3.0);
    near(of("through"), of("in_east"));
    near(of("fourth"), 5.0 * 6.0 / 9.0);
    // All together: what was there and what came in.
    near(
        of("left") + of("in_east") + of("in_west") + of("leaked"),
        32.0,
    );
}

#[test]
fn the_author_may_say_who_is_served_first() {
    let first = |flows: &str| {
        let field = format!("at_zero = \"clamp\", priority = [{flows}]");
        WELL.replacen("at_zero = \"clamp\"", &field, 1)
    };
    let of = one(&first("'to_west'"));
    // From 2022 on the west gets its 3 while there are as many; the east and the leak share what is left, 6 to 1.5.
    near(of("in_west"), 6.0 + 3.0 + 3.0 * 2.0);
    near(of("in_east"), 12.0 + 2.0 * 6.0 / 7.5);
    near(of("leaked"), 3.0 + 2.0 * 1.5 / 7.5);
    let of = one(&first("'to_east', 'to_west', 'leak'"));
    near(of("in_east"), 12.0 + 5.0 + 3.0 * 2.0);
    near(of("in_west"), 6.0);
    let refused = |text: &str, case: &str| {
        let found: Vec<(String, String)> = findings(text);
        assert_eq!(found, [("stock-priority".to_owned(), case.to_owned())]);
    };
    refused(&first("'rain'"), "not-out");
    refused(&first("'leak', 'to_west'"), "backwards");
    refused(&first("'leak'").replace("at_zero = \"clamp\", ", ""), "");
}

#[test]
fn what_is_gone_for_good_takes_nothing_more() {
    let text = WELL
        .replace(
            "west = { start = 0 }",
            "west = { start = 1, at_zero = 'extinct' }",
        )
        .replace(
            "[flow]\n",
            "[flow]\nused = { unit = '1/year', equation = '50{1/year}', from = 'west' }\n",
        )
        .replace("[outcome]\n", "[outcome]\nused_up = 'total(used)'\n");
    let of = one(&text);
    // The west uses up all it has and gets in the first year, and is gone.
    near(of("used_up"), 4.0);
    near(of("in_west"), 0.0);
    near(of("leaked"), 1.5);
    near(
        of("left") + of("in_east") + of("used_up") + of("leaked"),
        33.0,
    );
}

#[test]
fn a_flow_over_more_than_its_stock_and_in_another_unit_is_limited_as_a_whole() {
    let of = one(r#"
[scenario]
title = "A tank, two fields"
start = 2020
end   = 2022
step  = "1 month"
[dimension]
field = ["upper", "lower"]
[stock.tank]
unit    = "t"
start   = "12{t}"
at_zero = "clamp"
[stock.soil]
unit  = "kg"
over  = "field"
start = "0{kg}"
[flow.watering]
unit     = "kg/month"
over     = "field"
equation = "if field == upper then 2000{kg/month} else 1000{kg/month}"
from     = "tank"
to       = "soil"
[outcome]
left  = { unit = "t", equation = "at_end(tank)" }
upper = { unit = "kg", equation = "at_end(soil[upper])" }
lower = { unit = "kg", equation = "at_end(soil[lower])" }
[claim.x]
says = "x"
test = "left >= 0{t}"
"#);
    near(of("left"), 0.0);
    near(of("upper"), 8000.0);
    near(of("lower"), 4000.0);
}

/// Numbers of no importance, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

struct Pipe {
    from: usize,
    to: usize,
    wanted: [f64; 2],
}

/// Stocks over two places, and constant flows between them and from outside, as text and as numbers.
fn network(dice: &mut Dice, stocks: usize, forward: bool) -> (Vec<[f64; 2]>, Vec<f64>, Vec<Pipe>) {
    let tenths = |dice: &mut Dice, sides: u64| dice.roll(sides) as f64 / 10.0;
    let start = (0..stocks)
        .map(|_| [tenths(dice, 200), tenths(dice, 200)])
        .collect();
    let supply = (0..stocks).map(|_| tenths(dice, 15)).collect();
    let mut pipes = Vec::new();
    for _ in 0..2 * stocks {
        let from = dice.roll(stocks as u64 - u64::from(forward)) as usize;
        let to = if forward {
            from + 1 + dice.roll((stocks - 1 - from) as u64) as usize
        } else {
            dice.roll(stocks as u64) as usize
        };
        pipes.push(Pipe {
            from,
            to,
            wanted: [tenths(dice, 60), tenths(dice, 60)],
        });
    }
    (start, supply, pipes)
}

fn text(
    start: &[[f64; 2]],
    supply: &[f64],
    pipes: &[Pipe],
    head: &str,
    floor: &str,
    flow: &str,
) -> String {
    let mut text = format!(
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2025\nstep = '3 months'\n{head}\n[dimension]\nplace = ['a', 'b']\n"
    );
    for (i, at) in start.iter().enumerate() {
        text += &format!(
            "[stock.s{i}]\nover = 'place'\nstart = 'if place == a then {} else {}'\nat_zero = '{floor}'\n\
             [flow.rain{i}]\nover = 'place'\nunit = '1/year'\nequation = '{} * 1{{1/year}}'\nto = 's{i}'\n\
             [outcome]\nend_a{i} = 'at_end(s{i}[a])'\nend_b{i} = 'at_end(s{i}[b])'\nleast{i} = 'min(min(s{i}, place))'\n",
            at[0], at[1], supply[i]
        );
    }
    for (k, pipe) in pipes.iter().enumerate() {
        let wanted = format!(
            "(if place == a then {} else {}) * 1{{1/year}}",
            pipe.wanted[0], pipe.wanted[1]
        );
        let equation = flow
            .replace("WANTED", &wanted)
            .replace("FROM", &format!("s{}", pipe.from))
            .replace("TO", &format!("s{}", pipe.to));
        text += &format!(
            "[flow.f{k}]\nover = 'place'\nunit = '1/year'\nequation = '{equation}'\nfrom = 's{}'\nto = 's{}'\n",
            pipe.from, pipe.to
        );
    }
    // One table a kind of section.
    let mut outcomes = String::from("[outcome]\n");
    let mut rest = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line == "[outcome]";
        }
        if inside && !line.starts_with('[') {
            outcomes += line;
            outcomes.push('\n');
        } else if !inside {
            rest += line;
            rest.push('\n');
        }
    }
    rest + &outcomes + "[claim.x]\nsays = 'x'\ntest = 'end_a0 >= 0'\n"
}

/// The meaning, one number at a time: from the first stock to the last, since all pipes lead forward.
fn by_hand(start: &[[f64; 2]], supply: &[f64], pipes: &[Pipe]) -> Vec<[f64; 2]> {
    let dt = 0.25;
    let mut now = start.to_vec();
    for _ in 0..20 {
        let mut next = now.clone();
        for place in 0..2 {
            let mut coming: Vec<f64> = supply.to_vec();
            for i in 0..now.len() {
                let leaving = || pipes.iter().filter(|p| p.from == i);
                let wanted: f64 = leaving().map(|p| p.wanted[place]).sum();
                let there = now[i][place] + dt * coming[i];
                let share = if wanted * dt > there {
                    there / (wanted * dt)
                } else {
                    1.0
                };
                for pipe in leaving() {
                    coming[pipe.to] += share * pipe.wanted[place];
                }
                next[i][place] = there - dt * share * wanted;
            }
        }
        now = next;
    }
    now
}

#[test]
fn networks_of_stocks_equal_a_plain_simulation() {
    let mut dice = Dice(1);
    for round in 0..25 {
        let (start, supply, pipes) = network(&mut dice, 3 + round % 3, true);
        let of = one(&text(&start, &supply, &pipes, "", "clamp", "WANTED"));
        for (i, right) in by_hand(&start, &supply, &pipes).iter().enumerate() {
            near(of(&format!("end_a{i}")), right[0].max(0.0));
            near(of(&format!("end_b{i}")), right[1].max(0.0));
        }
    }
}

#[test]
fn nothing_comes_from_nothing_and_nothing_is_lost() {
    // Wanted whatever is there; more than there is; turned round where the other holds more; and with an event.
    let flows = ["WANTED", "3 * WANTED * FROM", "2 * WANTED * (FROM - TO)"];
    let mut dice = Dice(2);
    let mut dry = 0;
    for round in 0..54 {
        let stocks = 2 + round % 4;
        let (start, supply, pipes) = network(&mut dice, stocks, false);
        let method = ["euler", "rk4"][round % 2];
        let floor = ["clamp", "extinct"][round / 2 % 2];
        let flow = flows[round / 4 % 3];
        let head = format!("method = '{method}'");
        // What rains on a stock that is gone falls beside it, so there it does not rain.
        let supply = if floor == "extinct" {
            vec![0.0; stocks]
        } else {
            supply
        };
        let mut text = text(&start, &supply, &pipes, &head, floor, flow);
        let mut given = 0.0;
        if round % 3 == 0 && floor == "clamp" {
            // An event that adds to one stock, one that takes away nothing.
            text += "[event.gift]\nat = 2022-01-01\neffect = { s0 = 7 }\n";
            given = 14.0;
        }
        let of = one(&text);
        let before: f64 = start.iter().flatten().sum::<f64>() + given;
        let rain: f64 = supply.iter().map(|r| 2.0 * 5.0 * r).sum();
        let mut after = 0.0;
        for i in 0..stocks {
            after += of(&format!("end_a{i}")) + of(&format!("end_b{i}"));
            let least = of(&format!("least{i}"));
            assert!(least >= 0.0, "round {round}: {least}");
            dry += usize::from(least < 1e-9);
        }
        assert!(
            (after - before - rain).abs() < 1e-9 * before.max(1.0),
            "round {round}, {method}, {floor}, {flow}: {after} of {}",
            before + rain
        );
    }
    assert!(dry > 20, "{dry} stocks ran dry");
}
