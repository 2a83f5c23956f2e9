//! Cells: inputs are green, and every formula carries its result.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_xlsxwriter::utility::{cell_range_absolute, row_col_to_cell_absolute};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError};

use super::case::Case;
use super::green_cells::{self, GreenCell, GreenCells, GreenValue};
use super::limits::{Check, Limit, validated};
use foundation::words::Language;

/// A4 in the numbering of the file format.
const A4: u8 = 9;

type WriteResult = std::result::Result<(), XlsxError>;

/// A sheet being written.
pub struct Sheet {
    /// The worksheet.
    pub worksheet: Worksheet,
    /// The checks of its green cells.
    pub checks: Vec<Check>,
    name: String,
    language: Language,
    widths: BTreeMap<u16, u16>,
    /// Green cells without a limit so far.
    green: BTreeMap<(u32, u16), (GreenValue, NumberFormat)>,
    /// Names of rows by which the same row of another sheet is found.
    row_names: BTreeMap<u32, String>,
    /// Green cells with a limit.
    inputs: GreenCells,
    /// The green cells of the case, which those of a scenario follow.
    followed: GreenCells,
}

/// The letters that a column holds by default.
const WIDTH: u16 = 8;

/// How a number is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NumberFormat {
    /// Whole kroner; øre are kept.
    Kroner,
    /// Per cent.
    Percent,
    /// As it is.
    Plain,
    /// With four decimals.
    Factor,
    /// A year, to the left.
    Year,
}

impl NumberFormat {
    fn format(self) -> Format {
        let format = Format::new().set_num_format(match self {
            NumberFormat::Kroner => "#,##0;[Red]-#,##0",
            NumberFormat::Percent => "0.0###%",
            NumberFormat::Plain => "General",
            NumberFormat::Factor => "0.0000",
            NumberFormat::Year => "0",
        });
        if self == NumberFormat::Year { format.set_align(FormatAlign::Left) } else { format }
    }
}

impl Sheet {
    /// An empty sheet.
    pub fn new(name: &str, case: &Case<'_>) -> Result<Sheet, XlsxError> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(name)?;
        worksheet.set_landscape().set_paper_size(A4);
        worksheet.set_print_fit_to_pages(1, 0);
        Ok(Sheet {
            worksheet,
            checks: Vec::new(),
            name: name.to_owned(),
            language: case.language,
            widths: BTreeMap::new(),
            green: BTreeMap::new(),
            row_names: BTreeMap::new(),
            inputs: BTreeMap::new(),
            followed: case.followed.clone(),
        })
    }

    /// The green cells that have a limit.
    pub fn inputs(&self) -> &GreenCells {
        &self.inputs
    }

    /// Names a row, by which a scenario finds the same row of the case wherever it is.
    pub fn name_row(&mut self, row: u32, name: String) {
        self.row_names.insert(row, name);
    }

    /// The width of columns, from the first to the last.
    pub fn widths(&mut self, first: u16, last: u16, width: u16) -> WriteResult {
        (first..=last).try_for_each(|column| {
            self.widths.insert(column, width);
            self.worksheet.set_column_width(column, width).map(|_| ())
        })
    }

    fn width(&self, column: u16) -> u16 {
        self.widths.get(&column).copied().unwrap_or(WIDTH)
    }

    /// A heading over what follows.
    pub fn heading(&mut self, row: u32, text: &str) -> WriteResult {
        let format = Format::new().set_bold().set_font_size(13);
        self.worksheet.write_string_with_format(row, 0, text, &format).map(|_| ())
    }

    /// The names of columns: columns become as wide as the longest word, and the row as high as its lines.
    pub fn headers(&mut self, row: u32, names: &[&str]) -> WriteResult {
        let format = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Bottom)
            .set_border_bottom(FormatBorder::Thin);
        let mut lines = 1;
        for (column, name) in (0u16..).zip(names) {
            let longest = name.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
            // Bold letters are wider, and a cell has a margin.
            let needed = u16::try_from(longest + longest / 8 + 2).unwrap_or(u16::MAX);
            if needed > self.width(column) {
                self.widths(column, column, needed)?;
            }
            lines = lines.max(lines_of(name, usize::from(self.width(column)).saturating_sub(2)));
            self.worksheet.write_string_with_format(row, column, *name, &format)?;
        }
        self.worksheet.set_row_height(row, 15 * lines).map(|_| ())
    }

    /// Words.
    pub fn text(&mut self, row: u32, column: u16, text: &str) -> WriteResult {
        self.worksheet.write_string(row, column, text).map(|_| ())
    }

    /// Sentences over the first columns, which hold about so many letters on a line.
    pub fn paragraph(&mut self, row: u32, columns: u16, letters: usize, text: &str) -> WriteResult {
        self.worksheet.merge_range(row, 0, row, columns.saturating_sub(1), text, &wrapped())?;
        self.lines(row, letters, [text])
    }

    /// Makes a row as high as the longest of some texts needs, of which a line holds about so many letters. Readers that do not
    /// measure text themselves show it so.
    pub fn lines<'a>(&mut self, row: u32, letters: usize, texts: impl IntoIterator<Item = &'a str>) -> WriteResult {
        let longest = texts.into_iter().map(|text| text.chars().count()).max().unwrap_or(0);
        let lines = u32::try_from(longest.div_ceil(letters.max(1))).unwrap_or(1).max(1);
        self.worksheet.set_row_height(row, 15 * lines).map(|_| ())
    }

    /// Words that break into lines within their cell.
    pub fn wrapped(&mut self, row: u32, column: u16, text: &str) -> WriteResult {
        self.worksheet.write_string_with_format(row, column, text, &wrapped()).map(|_| ())
    }

    /// A number in words, to the right.
    pub fn right(&mut self, row: u32, column: u16, text: &str) -> WriteResult {
        let format = wrapped().set_align(FormatAlign::Right);
        self.worksheet.write_string_with_format(row, column, text, &format).map(|_| ())
    }

    /// A figure that is not an input.
    pub fn number(&mut self, row: u32, column: u16, value: f64, look: NumberFormat) -> WriteResult {
        self.worksheet.write_number_with_format(row, column, value, &look.format()).map(|_| ())
    }

    /// A number that is an input.
    pub fn green(&mut self, row: u32, column: u16, value: f64, look: NumberFormat) -> WriteResult {
        self.green.insert((row, column), (GreenValue::Number(value), look));
        self.worksheet.write_number_with_format(row, column, value, &green(look)).map(|_| ())
    }

    /// A text that is an input.
    pub fn green_text(&mut self, row: u32, column: u16, text: &str) -> WriteResult {
        self.green.insert((row, column), (GreenValue::Text(text.to_owned()), NumberFormat::Plain));
        self.worksheet.write_string_with_format(row, column, text, &green(NumberFormat::Plain)).map(|_| ())
    }

    /// A number that is an input and counts as zero where the cell is empty.
    pub fn green_amount(&mut self, row: u32, column: u16, value: f64, look: NumberFormat) -> WriteResult {
        self.green.insert((row, column), (GreenValue::Amount(value), look));
        self.worksheet.write_number_with_format(row, column, value, &green(look)).map(|_| ())
    }

    /// The same without a number.
    pub fn green_empty(&mut self, row: u32, column: u16, look: NumberFormat) -> WriteResult {
        self.green.insert((row, column), (GreenValue::Amount(0.0), look));
        self.worksheet.write_blank(row, column, &green(look)).map(|_| ())
    }

    /// An empty input that is not zero: formulas ask whether it is a number.
    pub fn green_blank(&mut self, row: u32, column: u16, look: NumberFormat) -> WriteResult {
        self.green.insert((row, column), (GreenValue::Blank, look));
        self.worksheet.write_blank(row, column, &green(look)).map(|_| ())
    }

    /// The limit of green cells of a column.
    pub fn limit(&mut self, rows: Range<u32>, column: u16, limit: &Limit, label: &str) -> WriteResult {
        self.limited(rows, column, limit, label, false)
    }

    /// The limit of green cells of a column that may be empty.
    pub fn optional_limit(&mut self, rows: Range<u32>, column: u16, limit: &Limit, label: &str) -> WriteResult {
        self.limited(rows, column, limit, label, true)
    }

    fn limited(
        &mut self,
        rows: Range<u32>,
        column: u16,
        limit: &Limit,
        label: &str,
        may_be_empty: bool,
    ) -> WriteResult {
        let range = self.range(rows.clone(), column);
        let place = (rows.start, rows.end.saturating_sub(1), column);
        let about = (label, self.language);
        let mut check = validated(&mut self.worksheet, place, &range, limit, may_be_empty, about)?;
        let mut followed = Vec::new();
        for (row, below) in rows.zip(0u32..) {
            let Some((value, look)) = self.green.remove(&(row, column)) else { continue };
            let name = self.row_names.get(&row).cloned().unwrap_or_else(|| below.to_string());
            let key = (label.to_owned(), name, column);
            match self.followed.get(&key).filter(|of_case| of_case.value == value) {
                Some(of_case) => {
                    let of_case = of_case.clone();
                    self.follow((row, column), &of_case.cell(), (&value, look), may_be_empty)?;
                    followed.push(of_case);
                }
                None => {
                    let sheet = self.name.clone();
                    self.inputs.insert(key, GreenCell { sheet, row, column, value });
                }
            }
        }
        if !may_be_empty {
            // A reference to an empty cell is zero, which may be within the limit.
            check.outside.push_str(&green_cells::count_of_empty(&followed));
        }
        self.checks.push(check);
        Ok(())
    }

    /// Puts a formula that follows a green cell of the case into the place of one with the same value. A cell that may be empty is followed
    /// by a blank where it is, and an amount by zero: a reference to a name would be zero, and a blank is no number to calculate with.
    fn follow(
        &mut self,
        (row, column): (u32, u16),
        cell: &str,
        (value, look): (&GreenValue, NumberFormat),
        may_be_empty: bool,
    ) -> WriteResult {
        let or = |empty: &str| format!("IF(ISBLANK({cell}),{empty},{cell})");
        // The result of a formula can't be an empty text in the file format.
        let formula = if may_be_empty { or("\" \"") } else { cell.to_owned() };
        match value {
            GreenValue::Number(value) => self.formula(row, column, &formula, *value, look),
            GreenValue::Amount(value) => self.formula(row, column, &or("0"), *value, look),
            GreenValue::Text(text) => self.formula_text(row, column, &formula, text),
            GreenValue::Blank => self.formula_text(row, column, &formula, " "),
        }
    }

    /// The finished worksheet.
    ///
    /// # Errors
    /// A green cell without a limit.
    pub fn finish(self) -> Result<Worksheet, XlsxError> {
        match self.green.first_key_value() {
            None => Ok(self.worksheet),
            Some(((row, column), _)) => {
                let cell = here(*row, *column);
                Err(XlsxError::ParameterError(format!("{} {cell}: a green cell without a limit", self.name)))
            }
        }
    }

    /// A formula and the figure that it comes to.
    pub fn formula(&mut self, row: u32, column: u16, formula: &str, value: f64, look: NumberFormat) -> WriteResult {
        // Adding zero makes a negative zero a zero.
        let formula = Formula::new(formula).set_result((value + 0.0).to_string());
        self.worksheet.write_formula_with_format(row, column, formula, &look.format()).map(|_| ())
    }

    /// A formula and the words that it comes to.
    pub fn formula_text(&mut self, row: u32, column: u16, formula: &str, text: &str) -> WriteResult {
        self.worksheet.write_formula(row, column, Formula::new(formula).set_result(text)).map(|_| ())
    }

    /// A cell of this sheet, from any sheet.
    pub fn cell(&self, row: u32, column: u16) -> String {
        format!("{}!{}", self.name, here(row, column))
    }

    /// A column of this sheet, from any sheet.
    pub fn range(&self, rows: std::ops::Range<u32>, column: u16) -> String {
        format!("{}!{}", self.name, cell_range_absolute(rows.start, column, rows.end.saturating_sub(1), column))
    }
}

/// The lines of a text that breaks at words, with so many letters on a line.
fn lines_of(text: &str, letters: usize) -> u32 {
    let (mut lines, mut used) = (1, 0);
    for word in text.split_whitespace().map(|word| word.chars().count()) {
        if used > 0 && used + 1 + word > letters {
            lines += 1;
            used = word;
        } else {
            used += word + usize::from(used > 0);
        }
    }
    lines
}

/// A cell of the sheet of the formula.
pub fn here(row: u32, column: u16) -> String {
    row_col_to_cell_absolute(row, column)
}

fn wrapped() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

fn green(look: NumberFormat) -> Format {
    look.format().set_background_color(Color::RGB(0x00C6_EFCE)).set_border(FormatBorder::Thin).set_unlocked()
}
