//! The cells and ranges of the sheet of inputs, for the formulas of other sheets.

/// The cells and ranges of the inputs, for formulas.
pub struct Cells {
    /// The first year in operation.
    pub start_year: String,
    /// Years in operation.
    pub years: String,
    /// Participants who start per year.
    pub participants: String,
    /// Participants who start in each year in operation, where they differ: the range and its rows.
    pub participants_by_year: (String, u32),
    /// The share who complete.
    pub completion_rate: String,
    /// Years from start to completion.
    pub years_to_completion: String,
    /// The net success rate.
    pub net_rate: String,
    /// The label of the denominator.
    pub denominator: String,
    /// Follow-up years.
    pub horizon: String,
    /// The price year of the result.
    pub price_year: String,
    /// From which year each discount rate holds, and the rates.
    pub discount: (String, String),
    /// The share of the full effect by follow-up year.
    pub phase_in: String,
    /// The price indices: their years, and the values of each.
    pub index: IndexCells,
    /// Costs.
    pub costs: CostCells,
    /// Grants.
    pub grants: CostCells,
    /// Displaced costs.
    pub displaced: CostCells,
    /// The first row after the inputs.
    pub end: u32,
    /// The row of the price year.
    pub price_year_row: u32,
}

impl Cells {
    /// The formula of the factor that carries kroner from the price year in a cell to the result's, by an index or with `None`
    /// by the standard one. A year that the index lacks is an empty cell, which both ways of dividing turn into an error.
    pub fn factor(&self, series: Option<&str>, from: &str) -> String {
        let (to, years) = (&self.price_year, &self.index.years);
        let index = self.index.series.iter().find(|(id, _)| id.as_deref() == series).map(|(_, values)| values);
        let of = |year: &str| match index {
            Some(values) => format!("INDEX({values},MATCH({year},{years},0))"),
            // A case has every index that its prices name.
            None => "NA()".to_owned(),
        };
        format!("IF({from}={to},1,1/({}/{}))", of(from), of(to))
    }
}

/// The ranges of the price indices.
#[derive(Default)]
pub struct IndexCells {
    /// The years.
    pub years: String,
    /// The values of each index by its id; the standard one has none.
    pub series: Vec<(Option<String>, String)>,
}

/// The ranges of a list of costs.
#[derive(Default)]
pub struct CostCells {
    /// The basis.
    pub basis: String,
    /// The payer; of a grant, who receives it.
    pub payer: String,
    /// Who gives a grant.
    pub giver: Option<String>,
    /// Kroner in the result's price year.
    pub kr: String,
    /// The calendar year of a cost in a stated year.
    pub year: String,
}
