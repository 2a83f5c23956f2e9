//! Flows between payers, and amounts by committee.

use super::result::{amounts, with_money};
use crate::number::kroner;
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::CaseResult;
use foundation::words::{Language, Payer};

/// Who bears the costs and who gains from them; `None` without net costs.
pub fn flows(result: &CaseResult, language: Language) -> Option<Listing> {
    let mut headers = vec![
        (say(language, "Bærer omkostninger", "Bears costs"), Align::Left),
        (say(language, "Kr.", "DKK"), Align::Right),
    ];
    headers.extend(Payer::ALL.iter().map(|payer| (payer.label(language), Align::Right)));
    let rows: Vec<_> = result
        .flows
        .chunk_by(|a, b| a.from == b.from)
        .filter_map(|flows| {
            let first = flows.first()?;
            let mut row = vec![first.from.label(language).to_owned(), kroner(first.borne, language)];
            row.extend(flows.iter().map(|flow| kroner(flow.gain, language)));
            Some(row)
        })
        .collect();
    let title = say(
        language,
        "Strømme mellem betalere: hvem bærer omkostningerne, og hvem får gevinsten (nutidsværdi)",
        "Flows between payers: who bears the costs and who gains (present value)",
    );
    (!rows.is_empty()).then(|| Listing::new(title, &headers, rows))
}

/// Amounts by payer and committee, and amounts without a split; `None` if the case has no splits.
pub fn committees(result: &CaseResult, language: Language) -> Option<Listing> {
    let [a, b] = amounts(language);
    let headers =
        [(say(language, "Betaler", "Payer"), Align::Left), (say(language, "Udvalg", "Committee"), Align::Left), a, b];
    let unsplit = || say(language, "ikke fordelt", "not split").to_owned();
    let row = |total: &calculation::calculator::result::CommitteeTotal| {
        let words = vec![total.payer.label(language).to_owned(), total.committee.clone().unwrap_or_else(unsplit)];
        with_money(words, total.money, language)
    };
    let rows: Vec<_> = result.by_committee.iter().map(row).collect();
    let title = say(language, "Fordelt på udvalg", "By committee");
    (!rows.is_empty()).then(|| Listing::new(title, &headers, rows))
}
