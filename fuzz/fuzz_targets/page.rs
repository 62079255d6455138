//! The published page of an open scenario.

use contend_page::Options;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::RunRequest;
use contend_words::Language;

/// Makes the page; it loads nothing and runs no script but its own, whatever its scenario says.
pub fn render(session: &Session) {
    let request = RunRequest { worlds: Some(2), ..RunRequest::default() };
    let Ok(page) = session.page(&request, &Sequential, &Silent) else { return };
    let options = Options { language: Language::english(), place: "t".to_owned(), options: String::new() };
    let html = contend_page::render(&page, &options);
    let scripts = 1 + 2 * usize::from(page.assumptions.is_some());
    assert_eq!(html.matches("<script").count(), scripts, "a script that is not the page's own");
}
