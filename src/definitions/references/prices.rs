//! Prices: one at most fits a person, a krone is one krone, and the index covers every year that is followed.

use std::collections::BTreeSet;

use super::ids::known;
use crate::consequence::Consequence;
use crate::mistake::Report;
use crate::price::Price;
use crate::set::Definitions;
use crate::source::At;

pub(super) fn check(all: &Definitions, report: &Report) {
    for (position, price) in all.prices.iter().enumerate() {
        known(&price.consequence, "consequence", all.consequences.iter().map(|c| &c.id), report);
        check_krone(all, price, report);
        if let Some(group) = &price.target_group {
            known(group, "target group", all.target_groups.iter().map(|g| &g.id), report);
        }
        if let Some(first) = all.prices.iter().take(position).find(|first| clash(first, price)) {
            report.mistake_with_hint(
                &price.consequence.place,
                format!("two prices fit `{}`; the other is at {}", price.consequence, first.consequence.place),
                "make their target groups or ages exclude each other",
            );
        }
        check_price_year(all, price, report);
    }
    check_year(all, &all.settings.price_year, report);
}

/// The release's standard index must have a year.
fn check_year(all: &Definitions, year: &At<i32>, report: &Report) {
    if all.settings.price_index.value(year.value).is_none() {
        report.mistake(&year.place, format!("the price index has no value for {year}"));
    }
}

/// The index of a price must have its year and that of the release. A price in shares of a krone is not converted.
fn check_price_year(all: &Definitions, price: &Price, report: &Report) {
    let to = &all.settings.price_year;
    let Some(named) = &price.index else {
        // That of the release is reported once.
        if price.year.value != to.value {
            check_year(all, &price.year, report);
        }
        return;
    };
    known(named, "price index", all.indices.iter().map(|index| &index.id), report);
    if all.consequence(&price.consequence).is_some_and(Consequence::is_kroner) {
        let message = format!("the parts of a krone of `{}` are shares, which no index converts", price.consequence);
        report.mistake_with_hint(&named.place, message, "remove `index`");
    }
    let Some(index) = all.index_of(price) else { return };
    for year in [price.year.value, to.value].iter().filter(|year| index.value(**year).is_none()) {
        let message = format!("the price index `{named}` has no value for {year}");
        let hint = format!("a price is converted from {} to {to}, the release's price year", price.year);
        report.mistake_with_hint(&named.place, message, hint);
    }
}

/// The price index must cover every year in which kroner are followed.
pub(super) fn check_index(all: &Definitions, report: &Report) {
    let of_groups = all
        .target_groups
        .iter()
        .flat_map(|group| group.estimations.iter().map(move |e| (group.population.years.value, e)))
        .flat_map(|(years, e)| {
            let offsets = e.follow_up.iter().copied().chain(e.baseline_year());
            offsets.flat_map(move |k| years.iter().map(move |t0| t0 + k))
        });
    let of_interventions = all.interventions.iter().flat_map(|intervention| {
        let follow_up = intervention.follow_up.iter().copied().chain(intervention.baseline_year());
        let offsets = follow_up.chain(intervention.placebos.iter().map(|placebo| placebo.year));
        offsets.flat_map(move |k| intervention.participants.years.iter().map(move |t0| t0 + k))
    });
    let followed: BTreeSet<i32> = of_groups.chain(of_interventions).collect();
    let index = &all.settings.price_index;
    for consequence in all.consequences.iter().filter(|consequence| consequence.is_kroner()) {
        let sources = all.variable(&consequence.variable).map_or(&[][..], |variable| variable.from.as_slice());
        let covered = |year: &i32| {
            let registers = sources.iter().filter_map(|source| all.register(&source.register));
            registers.into_iter().any(|register| register.covers.years().contains(year))
        };
        let lacking = followed.iter().filter(|year| covered(year));
        let lacking = lacking.filter(|year| index.factor(**year, all.settings.price_year.value).is_none());
        let lacking: Vec<String> = lacking.map(ToString::to_string).collect();
        if !lacking.is_empty() {
            report.mistake_with_hint(
                &consequence.id.place,
                format!(
                    "the price index has no value for {}, when `{}` is followed",
                    lacking.join(", "),
                    consequence.id
                ),
                format!("add the years to the index `{}`", index.id),
            );
        }
    }
}

/// The parts of the price of one krone must add up to one krone.
fn check_krone(all: &Definitions, price: &Price, report: &Report) {
    let is_amount = all.consequence(&price.consequence).is_some_and(Consequence::is_kroner);
    let sum = price.kr.kommune.ten_thousandths + price.kr.region.ten_thousandths + price.kr.stat.ten_thousandths;
    if is_amount && sum != 10_000 {
        let text = format!("the parts of a krone of `{}` do not add up to \"1.00\"", price.consequence);
        report.mistake(&price.consequence.place, text);
    }
}

fn clash(a: &Price, b: &Price) -> bool {
    let same_group = match (&a.target_group, &b.target_group) {
        (Some(a), Some(b)) => a.value == b.value,
        _ => true,
    };
    let ages_meet = match (&a.ages, &b.ages) {
        (Some(a), Some(b)) => a.meets(b.value),
        _ => true,
    };
    a.consequence.value == b.consequence.value && same_group && ages_meet
}
