//! The charts of the sheet of results.

use rust_xlsxwriter::{Chart, ChartAxisLabelPosition, ChartType, XlsxError};

use super::Page;
use crate::workbook::timeline::CUMULATIVE;

impl Page<'_> {
    /// The cumulative present value over the years, and the net result by payer, whose rows are given.
    pub fn charts(&mut self, payers: std::ops::Range<u32>) -> Result<(), XlsxError> {
        let (case, timeline) = (self.case, self.timeline);
        let (first, last) = (timeline.used.start, timeline.used.end - 1);
        let mut years = Chart::new(ChartType::Line);
        years
            .add_series()
            .set_name(case.say("Akkumuleret nutidsværdi", "Cumulative present value"))
            .set_categories((timeline.name.as_str(), first, 0, last, 0))
            .set_values((timeline.name.as_str(), first, CUMULATIVE, last, CUMULATIVE));
        years.title().set_name(case.say("Akkumuleret nutidsværdi, kr.", "Cumulative present value, DKK"));
        years.legend().set_hidden();
        readable(&mut years);
        let name = case.say("Resultat", "Result");
        let mut who = Chart::new(ChartType::Column);
        who.add_series()
            .set_name(case.say("Nutidsværdi", "Present value"))
            .set_categories((name, payers.start, 0, payers.end - 1, 0))
            .set_values((name, payers.start, 2, payers.end - 1, 2));
        who.title().set_name(case.say("Nettoresultat efter betaler, kr.", "Net result by payer, DKK"));
        who.legend().set_hidden();
        readable(&mut who);
        self.sheet.worksheet.insert_chart(2, 8, &years)?;
        self.sheet.worksheet.insert_chart(19, 8, &who)?;
        Ok(())
    }
}

/// Axis labels at the bottom, and thousands separators.
fn readable(chart: &mut Chart) {
    chart.x_axis().set_label_position(ChartAxisLabelPosition::Low);
    chart.y_axis().set_num_format("#,##0");
}
