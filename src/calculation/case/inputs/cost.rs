//! One line of costs, displaced costs or grants.

use serde::Serialize;

use foundation::words::{CostBasis, CostCategory, Payer};

/// One line of costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// What it is.
    pub name: String,
    /// Its category.
    pub category: CostCategory,
    /// How often it falls.
    pub basis: CostBasis,
    /// The calendar year of a cost in a stated year.
    pub year: Option<i32>,
    /// Kroner each time, in `price_year`.
    pub kr: f64,
    /// Who pays.
    pub payer: Payer,
    /// The year whose kroner `kr` is in.
    pub price_year: i32,
    /// Carries `kr` to the result's price year.
    pub factor: f64,
    /// The hours that `kr` is made of, if it is.
    pub staff: Option<Staff>,
    /// How many share what a group costs, of which `kr` is a participant's part; `None` where no group does.
    pub group_size: Option<f64>,
    /// The line as written that this one follows from: what an investment is worth at the end, or who gives a grant.
    pub part_of: Option<String>,
}

impl Cost {
    /// The name of the line as written.
    pub fn written(&self) -> &str {
        self.part_of.as_deref().unwrap_or(&self.name)
    }

    /// Whether it is what others contribute, or who does.
    pub fn is_grant(&self) -> bool {
        self.category == CostCategory::Grant
    }
}

/// Hours at an hourly rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Staff {
    /// Hours each time.
    pub hours: f64,
    /// Kroner per hour.
    pub hourly_kr: f64,
}
