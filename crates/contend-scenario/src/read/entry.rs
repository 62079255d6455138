//! One entry of a section, opened: its fields, and the text of its equations.

use super::fields::Fields;
use super::files::Reader;
use super::gather::Declaration;
use super::item::Item;
use crate::declarations::section;
use crate::elaborate::EquationText;

/// The fields of a declaration, where it is a table.
pub(crate) fn open<'d>(
    reader: &mut Reader,
    kind: &str,
    declaration: &'d Declaration,
) -> Option<Fields<'d>> {
    let table = declaration.item.table()?;
    let section = section(kind)?;
    // Fields are opened more than once; their findings are the same and are listed once.
    Some(Fields::open(
        section,
        &declaration.name,
        declaration.place,
        table,
        &mut reader.findings,
    ))
}

/// The text of an equation with its place.
pub(crate) fn equation_text(reader: &Reader, item: &Item, text: &str) -> EquationText {
    let span = item.span;
    let source = &reader.files.get(span.file).text;
    EquationText::new(
        span.file,
        source,
        span.start as usize..span.end as usize,
        text,
    )
    .within(item.scope.clone())
}
