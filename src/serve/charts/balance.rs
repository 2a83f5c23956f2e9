//! The balance of participants and controls, of a case with an intervention.

use foundation::tables::ControlGroup;
use foundation::text::text;
use foundation::words::Language;
use session::Calculation;
use show::control_group;
use show::report::interventions::plot;
use show::rows::{Field, Rows};

use super::chart::{Chart, Drawing};
use show::say;

/// The chart of a case; `None` of a target group, and where no balance is published.
pub fn balance(calculation: &Calculation, language: Language) -> Option<Chart> {
    balance_of(&control_group::of_case(&calculation.inputs)?, language)
}

/// The chart of a control group; `None` where no balance is published.
pub fn balance_of(of: &ControlGroup, language: Language) -> Option<Chart> {
    let table = control_group::balance(of, language)?;
    // A lot has no lines: its limit is another for each variable.
    let is_lot = of.design.largest_variance_ratio.is_none();
    let sentence = if is_lot {
        text(
            "Standardiserede forskelle mellem deltagere og kontrolpersoner, før og efter.",
            "Standardised differences between participants and controls, before and after.",
        )
    } else {
        text(
            "Standardiserede forskelle mellem deltagere og kontrolpersoner, før og efter. De stiplede linjer er grænsen.",
            "Standardised differences between participants and controls, before and after. The dashed lines are the limit.",
        )
    };
    let sentence = sentence.get(language);
    let fields = of.balance.iter().map(|row| -> Vec<Field> {
        vec![
            row.variable.as_str().into(),
            row.difference_before.into(),
            row.difference.into(),
            row.variance_ratio_before.into(),
            row.variance_ratio.into(),
        ]
    });
    let columns = ["variable", "difference_before", "difference", "variance_ratio_before", "variance_ratio"];
    let rows = Rows::new(&columns, fields.collect());
    Some(Chart {
        id: "balance",
        title: say(language, "Balance mellem deltagere og kontrolpersoner", "Balance of participants and controls"),
        sentence: sentence.to_owned(),
        drawing: Some(Drawing::of(|shape| plot(of, shape, language))),
        table,
        rows,
    })
}
