//! A small scenario into which what is fuzzed is put, and what is done with it: read, every finding told, run in a few
//! worlds, claims weighed.

use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::{Drawing, RunRequest};

/// Two actors with levers of each kind, an array, a stock, an outcome, an objective each.
pub const SCENARIO: &str = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2022\nstep = '1 month'\nnow = 2021-01-01\n\
[dimension]\ni = ['x', 'y']\n[parameter]\np = { value = 1, range = [0, 2], assumption = 'a' }\n\
q = { over = 'i', value = [1, 2], range = [0, 3], assumption = 'a' }\n\
[stock.s]\nstart = 'p'\nchange = '0.1{1/month} * (h + n - s)'\n[actor]\na = {}\nb = {}\n\
[lever]\nh = { actor = 'a', range = [0, 1] }\nn = { actor = 'b', switch = true }\n\
o = { actor = 'b', options = ['calm', 'loud'] }\nv = { actor = 'a', over = 'i', range = [0, 1] }\n\
[outcome]\nlast = 'at_end(s)'\neach = { over = 'i', equation = 'mean(q * s)' }\n\
[objective]\na = 'at_end(s)'\nb = 'at_end(n - s)'\n";

/// Strategies and profiles for scenarios that are to be run.
pub const STRATEGIES: &str = "[strategy]\na = { low = { h = 0 }, high = { h = 1 } }\nb = { off = {}, on = { n = true } }\n\
[profile]\nbase = { a = 'low' }\nother = { a = 'high', b = 'on' }\n[game.g]\nplayers = ['a', 'b']\n";

/// Reads a folder, tells its findings and runs what can be run.
pub fn read_and_run(folder: &MemoryFolder, worlds: u64) -> Option<Session> {
    let opened = Session::open(folder);
    for finding in &opened.findings {
        let _ = contend_words::diagnostics::text(finding);
        if let Some(span) = finding.span {
            let _ = opened.files.line_column(span);
        }
    }
    assert!(
        opened.session.is_some() || !opened.findings.is_empty(),
        "refused without a word"
    );
    let session = opened.session?;
    run(&session, worlds, Drawing::default());
    Some(session)
}

/// Runs a scenario; every claim has its verdict.
pub fn run(session: &Session, worlds: u64, drawing: Drawing) {
    let request = RunRequest {
        worlds: Some(worlds),
        drawing,
        ..RunRequest::default()
    };
    match session.run(&request, &Sequential, &Silent) {
        Ok(report) => assert_eq!(report.claims.len(), session.scenario().claims.len()),
        Err(error) => drop(contend_words::errors::error(&contend_words::Language::english(), &error)),
    }
}
