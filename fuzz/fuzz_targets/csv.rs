//! Any bytes as a table of data: of labels, of values, over time, as a distribution, as edges, and as worlds.
#![no_main]
#![allow(dead_code)] // each target uses a part of the frame

mod frame;

use contend_model::place::MemoryFolder;
use contend_session::request::Drawing;
use libfuzzer_sys::fuzz_target;

const TABLES: &str = "[dimension]\nk = { file = 'd.csv', labels = 'l', attributes = ['w'] }\n\
[parameter]\nt = { over = 'k', file = 'd.csv', labels = 'l', column = 'v', assumption = 'a' }\n";
const VALUES: &str = "[parameter]\nz = { distribution = 'data(\"d.csv\", \"v\")', assumption = 'a' }\n\
m = { over = ['i', 'i2'], edges = { file = 'd.csv', from = 'l', to = 'to', value = 'v' }, assumption = 'a' }\n\
[dimension]\ni2 = 'i'\n[series]\nr = { file = 'd.csv', time = 't', column = 'v', between = 'spline', beyond = 'hold', assumption = 'a' }\n";

fuzz_target!(|bytes: &[u8]| {
    if bytes.len() > 20_000 {
        return;
    }
    for rest in [TABLES, VALUES] {
        // Each in a head of its own: a section stands once.
        let head = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 month'\n";
        let more = if rest == VALUES { rest.replace("[dimension]\n", "[dimension]\ni = ['x', 'y']\n") } else { rest.to_owned() };
        let mut folder = MemoryFolder::new([("scenario.toml", format!("{head}{more}[outcome]\no = '1'\n").as_str())]);
        folder.files.insert("d.csv".to_owned(), bytes.to_vec());
        frame::read_and_run(&folder, 3);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let scenario = format!("{}{}", frame::SCENARIO, frame::STRATEGIES);
        if let Some(session) = frame::read_and_run(&MemoryFolder::new([("scenario.toml", scenario.as_str())]), 2) {
            let drawing = Drawing::Table { name: "d.csv".to_owned(), text: text.to_owned() };
            frame::run(&session, 5, drawing);
        }
    }
});
