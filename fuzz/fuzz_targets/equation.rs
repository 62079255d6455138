//! Any text as an equation: parsed alone, then read, compiled and run inside a small scenario.
#![no_main]

use contend_engine::design::{Design, Worlds};
use contend_engine::{Request, compile};
use contend_model::id::ProfileId;
use contend_model::place::MemoryFolder;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = contend_scenario::equation::parse(text);
    if text.contains("'''") || text.len() > 4_000 {
        return;
    }
    // As the test of a claim, where alone games may be asked.
    let asked = format!(
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 month'\n[actor]\na = {{}}\nb = {{}}\n\
         [lever]\nx = {{ actor = 'a', range = [0, 1] }}\ny = {{ actor = 'b', range = [0, 1] }}\n\
         [strategy]\na = {{ s = {{ x = 0 }}, t = {{ x = 1 }} }}\nb = {{ s = {{ y = 0 }}, t = {{ y = 1 }} }}\n\
         [objective]\na = 'at_end(x)'\nb = 'at_end(y - x)'\n[game.g]\nplayers = ['a', 'b']\n\
         [claim.c]\nsays = 'C.'\ntest = '''{text}'''\n"
    );
    let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", asked.as_str())]));
    assert!(reading.scenario.is_some() || !reading.findings.is_empty(), "refused without a word");
    let scenario = format!(
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 month'\n[dimension]\ni = ['a', 'b']\nj = 'i'\n\
         [parameter]\np = {{ value = 1, range = [0, 2], assumption = 'x' }}\nq = {{ over = 'i', value = [1, 2], assumption = 'x' }}\n\
         [stock]\ns = {{ over = 'i', start = 'q', change = 'p * 1{{1/month}} * s' }}\n\
         [variable.v]\nover = ['i', 'j']\nequation = '''{text}'''\n[variable.w]\nequation = '''{text}'''\n\
         [outcome]\no = {{ equation = 'at_end(sum(v))' }}\nr = {{ equation = 'at_end(w)' }}\n"
    );
    let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", scenario.as_str())]));
    let Some(scenario) = reading.scenario else { return };
    let request = Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(contend_model::id::OutcomeId).collect(),
        ..Request::default()
    };
    let Ok(program) = compile(&scenario, ProfileId(0), &request) else { return };
    if let Ok(worlds) = Worlds::new(&scenario, Design::default(), 9, 1) {
        let _ = program.run(&worlds, 0..9);
    }
});
