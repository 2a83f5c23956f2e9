//! Where the case and each payer break even.

use rust_xlsxwriter::XlsxError;

use super::Page;
use crate::case::break_even;
use crate::workbook::sheet::NumberFormat;
use calculation::calculator::break_even::Gains;

impl Page<'_> {
    /// When, at which rate and at which costs the case breaks even.
    pub fn even(&mut self) -> Result<(), XlsxError> {
        let (case, cells) = (self.case, &self.timeline.break_even);
        let result = case.result;
        let none = case.say("nej", "no");
        self.sheet.heading(self.at, case.say("Hvornår indsatsen går i nul", "Break-even"))?;
        self.at += 1;
        let limit = result.break_even_rate.map_or("–", |even| break_even::limit(even.limit, case.language));
        self.sheet.formula_text(self.at + 1, 2, &cells.side[0], limit)?;
        let rows = [
            (
                case.say("Tjent hjem fra år", "Breaks even in"),
                &cells.year[0],
                result.break_even_year.map(f64::from),
                NumberFormat::Plain,
            ),
            (
                case.say("Nettosuccesrate, hvor indsatsen går i nul", "Net success rate at which it breaks even"),
                &cells.rate[0],
                result.break_even_rate.map(|even| even.rate),
                NumberFormat::Percent,
            ),
            (
                case.say(
                    "Omkostninger, hvor indsatsen går i nul (nutidsværdi)",
                    "Costs at which it breaks even (present value)",
                ),
                &cells.costs[0],
                result.break_even_costs,
                NumberFormat::Kroner,
            ),
        ];
        for (name, cell, value, look) in rows {
            self.sheet.text(self.at, 0, name)?;
            self.either(1, &format!("IF(ISNUMBER({cell}),{cell},\"{none}\")"), value.ok_or(none), look)?;
            self.at += 1;
        }
        self.at += 1;
        Ok(())
    }

    /// A formula that comes to a figure or to a word.
    fn either(
        &mut self,
        column: u16,
        formula: &str,
        value: std::result::Result<f64, &str>,
        look: NumberFormat,
    ) -> Result<(), XlsxError> {
        match value {
            Ok(value) => self.sheet.formula(self.at, column, formula, value, look),
            Err(word) => self.sheet.formula_text(self.at, column, formula, word),
        }
    }

    /// Where each payer breaks even, and the net result per krone of costs.
    pub fn even_by_payer(&mut self) -> Result<(), XlsxError> {
        let (case, cells) = (self.case, &self.timeline.break_even);
        let names = [
            case.say("Hvor hver betaler går i nul", "Where each payer breaks even"),
            case.say("Tjent hjem fra", "Breaks even in"),
            case.say("Gevinst ved", "Gain at"),
            case.say("Nettosuccesrate", "Net success rate"),
            case.say("Egne omkostninger højst, kr.", "Own costs at most, DKK"),
        ];
        self.sheet.headers(self.at, &names)?;
        self.at += 1;
        let (any, none) = (case.say("enhver", "any"), case.say("ingen", "none"));
        for (of, position) in case.result.break_even_by_payer.iter().zip(1usize..) {
            let even = of.break_even;
            let cell = |cells: &[String; 4]| cells[position].clone();
            self.sheet.text(self.at, 0, of.payer.label(case.language))?;
            self.either(1, &cell(&cells.year), even.year.map(f64::from).ok_or("–"), NumberFormat::Plain)?;
            let side = even.rate.map_or("–", |even| break_even::limit(even.limit, case.language));
            self.sheet.formula_text(self.at, 2, &cell(&cells.side), side)?;
            let (rate, half) = (cell(&cells.rate), cell(&cells.at_half));
            let formula = format!("IF(ISNUMBER({rate}),{rate},IF(ROUND({half},6)>=0,\"{any}\",\"{none}\"))");
            let word = if even.gains == Gains::AtEveryRate { any } else { none };
            self.either(3, &formula, even.rate.map(|even| even.rate).ok_or(word), NumberFormat::Percent)?;
            self.either(4, &cell(&cells.costs), even.costs.ok_or("–"), NumberFormat::Kroner)?;
            self.at += 1;
        }
        let name = case
            .say("Nettoresultat pr. krone omkostninger (nutidsværdi)", "Net result per krone of costs (present value)");
        self.sheet.text(self.at, 0, name)?;
        let costs = self.timeline.costs.iter().map(|range| format!("SUMPRODUCT({range},{})", self.timeline.discount));
        let costs = costs.collect::<Vec<_>>().join("+");
        let formula = format!("IF({costs}<0,-SUM({})/({costs}),\"–\")", self.timeline.present);
        self.either(1, &formula, case.result.per_krone.ok_or("–"), NumberFormat::Factor)?;
        self.at += 2;
        Ok(())
    }
}
