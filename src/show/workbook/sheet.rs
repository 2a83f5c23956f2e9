//! Cells: inputs are green, and every formula carries its result.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError};

/// A4 in the numbering of the file format.
const A4: u8 = 9;

type Done = std::result::Result<(), XlsxError>;

/// A sheet being written.
pub struct Sheet {
    /// The worksheet.
    pub worksheet: Worksheet,
    name: String,
}

/// How a number is shown.
#[derive(Clone, Copy)]
pub enum NumberFormat {
    /// Whole kroner; øre are kept.
    Kroner,
    /// Per cent.
    Percent,
    /// As it is.
    Plain,
    /// With four decimals.
    Factor,
}

impl NumberFormat {
    fn format(self) -> Format {
        Format::new().set_num_format(match self {
            NumberFormat::Kroner => "#,##0;[Red]-#,##0",
            NumberFormat::Percent => "0.0###%",
            NumberFormat::Plain => "General",
            NumberFormat::Factor => "0.0000",
        })
    }
}

impl Sheet {
    /// An empty sheet.
    pub fn new(name: &str) -> Result<Sheet, XlsxError> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(name)?;
        worksheet.set_landscape().set_paper_size(A4);
        worksheet.set_print_fit_to_pages(1, 0);
        Ok(Sheet { worksheet, name: name.to_owned() })
    }

    /// The width of columns, from the first to the last.
    pub fn widths(&mut self, first: u16, last: u16, width: u16) -> Done {
        (first..=last).try_for_each(|column| self.worksheet.set_column_width(column, width).map(|_| ()))
    }

    /// A heading over what follows.
    pub fn heading(&mut self, row: u32, text: &str) -> Done {
        let format = Format::new().set_bold().set_font_size(13);
        self.worksheet.write_string_with_format(row, 0, text, &format).map(|_| ())
    }

    /// The names of columns.
    pub fn headers(&mut self, row: u32, names: &[&str]) -> Done {
        let format = Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin);
        for (column, name) in (0u16..).zip(names) {
            self.worksheet.write_string_with_format(row, column, *name, &format)?;
        }
        Ok(())
    }

    /// Words.
    pub fn text(&mut self, row: u32, column: u16, text: &str) -> Done {
        self.worksheet.write_string(row, column, text).map(|_| ())
    }

    /// Sentences over the first columns, which hold about so many letters on a line.
    pub fn paragraph(&mut self, row: u32, columns: u16, letters: usize, text: &str) -> Done {
        self.worksheet.merge_range(row, 0, row, columns.saturating_sub(1), text, &wrapped())?;
        self.lines(row, letters, [text])
    }

    /// Makes a row as high as the longest of some texts needs, of which a line holds about so many letters. Readers that do not
    /// measure text themselves show it so.
    pub fn lines<'a>(&mut self, row: u32, letters: usize, texts: impl IntoIterator<Item = &'a str>) -> Done {
        let longest = texts.into_iter().map(|text| text.chars().count()).max().unwrap_or_default();
        let lines = u32::try_from(longest.div_ceil(letters.max(1))).unwrap_or(1).max(1);
        self.worksheet.set_row_height(row, 15 * lines).map(|_| ())
    }

    /// Words that break into lines within their cell.
    pub fn wrapped(&mut self, row: u32, column: u16, text: &str) -> Done {
        self.worksheet.write_string_with_format(row, column, text, &wrapped()).map(|_| ())
    }

    /// A figure that is not an input.
    pub fn number(&mut self, row: u32, column: u16, value: f64, look: NumberFormat) -> Done {
        self.worksheet.write_number_with_format(row, column, value, &look.format()).map(|_| ())
    }

    /// A figure that can be changed.
    pub fn green(&mut self, row: u32, column: u16, value: f64, look: NumberFormat) -> Done {
        self.worksheet.write_number_with_format(row, column, value, &green(look)).map(|_| ())
    }

    /// A word that can be changed.
    pub fn green_text(&mut self, row: u32, column: u16, text: &str) -> Done {
        self.worksheet.write_string_with_format(row, column, text, &green(NumberFormat::Plain)).map(|_| ())
    }

    /// An empty cell that can be filled in.
    pub fn green_empty(&mut self, row: u32, column: u16) -> Done {
        self.worksheet.write_blank(row, column, &green(NumberFormat::Plain)).map(|_| ())
    }

    /// A formula and the figure that it comes to.
    pub fn formula(&mut self, row: u32, column: u16, formula: &str, value: f64, look: NumberFormat) -> Done {
        let formula = Formula::new(formula).set_result(value.to_string());
        self.worksheet.write_formula_with_format(row, column, formula, &look.format()).map(|_| ())
    }

    /// A formula and the words that it comes to.
    pub fn formula_text(&mut self, row: u32, column: u16, formula: &str, text: &str) -> Done {
        self.worksheet.write_formula(row, column, Formula::new(formula).set_result(text)).map(|_| ())
    }

    /// A cell of this sheet, from any sheet.
    pub fn cell(&self, row: u32, column: u16) -> String {
        format!("{}!{}", self.name, here(row, column))
    }

    /// A column of this sheet, from any sheet.
    pub fn range(&self, rows: std::ops::Range<u32>, column: u16) -> String {
        format!("{}!{}:{}", self.name, here(rows.start, column), here(rows.end.saturating_sub(1), column))
    }
}

/// A cell of the sheet that the formula stands in.
pub fn here(row: u32, column: u16) -> String {
    format!("${}${}", letters(column), row + 1)
}

/// `A` to `ZZ`.
fn letters(column: u16) -> String {
    let letter = |number: u16| char::from(b'A' + u8::try_from(number % 26).unwrap_or_default());
    if column < 26 { letter(column).to_string() } else { format!("{}{}", letter(column / 26 - 1), letter(column)) }
}

fn wrapped() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

fn green(look: NumberFormat) -> Format {
    look.format().set_background_color(Color::RGB(0x00C6_EFCE)).set_border(FormatBorder::Thin).set_unlocked()
}
