//! The fifth input: which consequences, how many years, and the user's own values and prices, as written.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::cashable::CashableSection;
use super::checks::check_parts;
use super::declared::consequences as declared;
use super::declared::read;
use super::inputs::ConsequenceChoice;
use super::own_consequences::{OwnConsequence, PhaseIn, UseDuring, by_year};
use toml_files::Parts;
use toml_files::mistake::Report;
use toml_files::source::At;
use toml_files::table::Table;

/// `[consequences]` as written.
pub struct ConsequencesSection {
    /// The consequences named, or `None` for all.
    pub listed: Option<Vec<At<String>>>,
    /// Whether only those are used that the qualification says to include.
    pub recommended: bool,
    /// Where the choice stands.
    pub place: At<()>,
    /// Consequences not to use.
    pub leave_out: Vec<At<String>>,
    /// Follow-up years.
    pub horizon: At<i32>,
    /// Own values.
    pub own_values: Vec<OwnValue>,
    /// Own prices.
    pub own_prices: Vec<OwnPrice>,
    /// Consequences that the release does not have.
    pub own: Vec<OwnConsequence>,
    /// What participants use while they take part.
    pub during: Vec<UseDuring>,
    /// How much of the savings is cashable.
    pub cashable: Vec<CashableSection>,
    /// An effect that comes little by little.
    pub phase_in: Option<PhaseIn>,
}

/// `[[consequences.own_value]]`: values in place of the release's estimates.
pub struct OwnValue {
    /// The consequence.
    pub consequence: At<String>,
    /// Value by follow-up year, in the consequence's unit per success.
    pub values: At<BTreeMap<i32, f64>>,
    /// The price year of values in kroner.
    pub price_year: Option<At<i32>>,
    /// Why.
    pub reason: String,
}

/// `[[consequences.own_price]]`: a price in place of the release's.
pub struct OwnPrice {
    /// The consequence.
    pub consequence: At<String>,
    /// The price year; none for a consequence that is in kroner already.
    pub price_year: Option<At<i32>>,
    /// Kroner per unit by payer.
    pub kr: At<Parts>,
    /// Why.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "write \"all\", \"recommended\" or a list of consequences")]
enum UseInput {
    Word(String),
    List(Vec<String>),
}

impl ConsequencesSection {
    /// Reads `[consequences]`.
    pub fn read(table: &Table<'_>) -> Option<ConsequencesSection> {
        let report = table.report();
        let used = read::value::<UseInput>(table, &declared::USE);
        let leave_out = ids(read::value::<Vec<String>>(table, &declared::LEAVE_OUT), report);
        let horizon = read::integer(table, &declared::HORIZON);
        let own_values = table.tables("own_value").iter().filter_map(OwnValue::read).collect();
        let own_prices = table.tables("own_price").iter().filter_map(OwnPrice::read).collect();
        let own = table.tables("own").iter().filter_map(OwnConsequence::read).collect();
        let during = table.tables("during").iter().filter_map(UseDuring::read).collect();
        let cashable = table.tables("cashable").iter().filter_map(CashableSection::read).collect();
        let phase_in = PhaseIn::read(table);
        table.finish();
        let place = At { value: (), place: used.as_ref().map_or(table.place(), |at| &at.place).clone() };
        let recommended =
            used.as_ref().is_some_and(|at| matches!(&at.value, UseInput::Word(word) if word == "recommended"));
        let listed = used.and_then(|at| match at.value {
            UseInput::List(list) => Some(ids(Some(At { value: list, place: at.place }), report)),
            UseInput::Word(word) if word == "all" || word == "recommended" => None,
            UseInput::Word(word) => {
                report.mistake_with_hint(
                    &at.place,
                    format!("`use` can't be `{word}`"),
                    "write `use = \"all\"`, `use = \"recommended\"` or a list such as `use = [\"shelter_nights\"]`",
                );
                None
            }
        });
        if let (Some(_), Some(first)) = (&listed, leave_out.first()) {
            let hint = "remove it from `use`, or write `use = \"all\"`";
            report.mistake_with_hint(&first.place, "`leave_out` does not go with a list in `use`", hint);
        }
        Some(ConsequencesSection {
            listed,
            recommended,
            place,
            leave_out,
            horizon: horizon?,
            own_values,
            own_prices,
            own,
            during,
            cashable,
            phase_in,
        })
    }
}

impl ConsequencesSection {
    /// How the consequences are chosen.
    pub fn choice(&self) -> ConsequenceChoice {
        match &self.listed {
            Some(listed) => ConsequenceChoice::Listed(listed.iter().map(|id| id.value.clone()).collect()),
            None if self.recommended => ConsequenceChoice::Recommended,
            None => ConsequenceChoice::All,
        }
    }
}

/// Ids in a list, each at its own place; one written twice is noted.
fn ids(list: Option<At<Vec<String>>>, report: &Report) -> Vec<At<String>> {
    let Some(list) = list else { return Vec::new() };
    let found: Vec<At<String>> =
        list.value.iter().map(|id| At { value: id.clone(), place: list.place.within(id) }).collect();
    for (position, id) in found.iter().enumerate() {
        if found.iter().take(position).any(|earlier| earlier == id) {
            report.mistake(&id.place, format!("`{id}` is listed twice"));
        }
    }
    found
}

impl OwnValue {
    fn read(table: &Table<'_>) -> Option<OwnValue> {
        let consequence = read::value(table, &declared::CONSEQUENCE);
        let price_year = read::integer(table, &declared::VALUE_PRICE_YEAR);
        let reason = read::text(table, &declared::REASON);
        let values = by_year(table, &declared::VALUES);
        table.finish();
        Some(OwnValue { consequence: consequence?, values: values?, price_year, reason: reason?.value })
    }
}

impl OwnPrice {
    fn read(table: &Table<'_>) -> Option<OwnPrice> {
        let consequence = read::value(table, &declared::CONSEQUENCE);
        let price_year = read::integer(table, &declared::PRICE_YEAR);
        let kr = read::value(table, &declared::PRICE);
        let reason = read::text(table, &declared::REASON);
        table.finish();
        kr.iter().for_each(|kr| check_parts(kr, table.report()));
        Some(OwnPrice { consequence: consequence?, price_year, kr: kr?, reason: reason?.value })
    }
}
