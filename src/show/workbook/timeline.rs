//! Where the calendar years stand on the sheet that calculates: its rows and columns.

use super::break_even::BreakEvenCells;
use super::sheet::here;

/// Where the calendar years stand, as other sheets write them.
pub struct Timeline {
    /// Rows of years with anything in them.
    pub used: std::ops::Range<u32>,
    /// All rows of years.
    pub rows: std::ops::Range<u32>,
    /// The sheet's name.
    pub name: String,
    /// Participants who start.
    pub started: String,
    /// Participants who succeed.
    pub successes: String,
    /// Discount factors.
    pub discount: String,
    /// Kroner under each heading, by payer.
    pub costs: [String; 3],
    /// Grants.
    pub grants: [String; 3],
    /// Displaced costs.
    pub displaced: [String; 3],
    /// During the intervention.
    pub during: [String; 3],
    /// All headings.
    pub total: [String; 3],
    /// All payers.
    pub all: String,
    /// Present value.
    pub present: String,
    /// Where all payers together and each break even.
    pub break_even: BreakEvenCells,
}

impl Timeline {
    /// A condition that is true for rows up to the last year with an amount.
    pub fn in_use(&self, row: u32) -> String {
        let (first, last) = (here(row, COSTS), here(self.rows.end - 1, TOTAL - 1));
        format!("SUMPRODUCT(--({}!{first}:{last}<>0))>0", self.name)
    }
}

/// The column of calendar years.
pub const YEAR: u16 = 0;
/// The column of participants who start.
pub const STARTED: u16 = 1;
/// The column of participants who complete.
pub const COMPLETED: u16 = 2;
/// The column of successes.
pub const SUCCESSES: u16 = 3;
/// The column of discount factors.
pub const DISCOUNT: u16 = 4;
/// The first column of costs by payer.
pub const COSTS: u16 = 5;
/// The first column of grants by payer.
pub const GRANTS: u16 = 8;
/// The first column of displaced costs by payer.
pub const DISPLACED: u16 = 11;
/// The first column of use during the intervention by payer.
pub const DURING: u16 = 14;
/// The first column of consequences by payer.
pub const CONSEQUENCES: u16 = 17;
/// The first column of all headings by payer.
pub const TOTAL: u16 = 20;
/// The column of all payers.
pub const ALL: u16 = 23;
/// The column of the present value.
pub const PRESENT: u16 = 24;
/// The column of the cumulative present value.
pub const CUMULATIVE: u16 = 25;
/// The column of the year, where it has broken even.
pub const EVEN: u16 = 26;
/// The column of successes at a net success rate of 1.
pub const AT_ONE: u16 = 27;
/// The first column, by payer, of costs for each additional success at a net success rate of 1.
pub const SUCCESS_COSTS: u16 = 28;
/// The first column of the cumulative present value by payer.
pub const CUMULATIVE_BY_PAYER: u16 = 31;
/// The column of the year, where it has broken even.
pub const EVEN_BY_PAYER: u16 = 34;

/// The calendar years' rows, as this sheet writes them.
pub struct Columns {
    /// The first row.
    pub first: u32,
    /// All rows.
    pub rows: std::ops::Range<u32>,
}

impl Columns {
    /// A column of these rows.
    pub fn range(&self, column: u16) -> String {
        format!("{}:{}", here(self.rows.start, column), here(self.rows.end - 1, column))
    }
}
