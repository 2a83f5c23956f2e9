//! A release as one workbook: a sheet for each table, as a table with filters, headings in Danish. The same rows give the same
//! bytes.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, Table, TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};

use super::heading;
use crate::view::{Cell, View};
use foundation::error::{Error, Result};
use foundation::tables::ColumnType;

/// The rows that a sheet has, less its headings.
const ROWS: usize = 1_048_575;

/// The workbook's bytes.
///
/// # Errors
/// A table with more rows than a sheet has.
pub fn workbook(views: &[View]) -> Result<Vec<u8>> {
    if let Some(view) = views.iter().find(|view| view.rows.len() > ROWS) {
        let reason = format!("`{}` has more rows than a sheet: export to another file type", view.name);
        return Err(Error::output("the workbook", reason));
    }
    build(views).map_err(|error| Error::internal(format!("workbook: {error}")))
}

fn build(views: &[View]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed day, so that the bytes depend on nothing but the rows.
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    contents(workbook.add_worksheet(), views)?;
    for view in views {
        let sheet = workbook.add_worksheet();
        sheet.set_name(heading::table(view.name))?;
        table(sheet, view)?;
    }
    workbook.save_to_buffer()
}

/// What the sheets are, on the first.
fn contents(sheet: &mut Worksheet, views: &[View]) -> std::result::Result<(), XlsxError> {
    sheet.set_name("Indhold")?;
    let bold = Format::new().set_bold();
    for (column, text) in [(0, "Ark"), (1, "Tabel"), (2, "Rækker"), (3, "Indhold (engelsk)")] {
        sheet.write_string_with_format(0, column, text, &bold)?;
    }
    for (row, view) in (1..).zip(views) {
        sheet.write_string(row, 0, heading::table(view.name))?;
        sheet.write_string(row, 1, view.name)?;
        sheet.write_number(row, 2, view.rows.len() as f64)?;
        sheet.write_string(row, 3, view.about)?;
    }
    for (column, width) in [(0, 24.0), (1, 20.0), (2, 10.0), (3, 90.0)] {
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

fn table(sheet: &mut Worksheet, view: &View) -> std::result::Result<(), XlsxError> {
    let headings: Vec<TableColumn> =
        view.columns.iter().map(|column| TableColumn::new().set_header(heading::column(column.name))).collect();
    let last_row = u32::try_from(view.rows.len().max(1)).unwrap_or(u32::MAX);
    let last_column = u16::try_from(view.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let style = Table::new().set_columns(&headings).set_name(view.name).set_style(TableStyle::Light1);
    sheet.add_table(0, 0, last_row, last_column, &style)?;
    for (row, cells) in (1..).zip(&view.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Null => {}
                Cell::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                Cell::Whole(whole) => {
                    sheet.write_number(row, column, *whole as f64)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(row, column, *number)?;
                }
                Cell::Truth(truth) => {
                    sheet.write_boolean(row, column, *truth)?;
                }
            }
        }
    }
    for (at, column) in (0..).zip(view.columns) {
        let least = if column.holds() == ColumnType::Text { 16.0 } else { 10.0 };
        let letters = heading::column(column.name).chars().count() as f64 + 4.0;
        sheet.set_column_width(at, letters.max(least))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}
