//! The price of a consequence in a case: the release's that fits the target group, or the user's own.

use super::consequences::OwnPrice;
use super::inputs::{Group, Override, Price};
use super::resolve_consequences::is_kroner;
use super::settings::no_index;
use crate::definitions::mistake::Report;
use crate::definitions::source::At;
use crate::tables::Database;
use crate::tables::published::{ConsequenceRow, PriceRow};

/// The price to use; an own price is noted beside the one it replaces.
pub fn resolve(
    row: &ConsequenceRow,
    own: Option<&OwnPrice>,
    group: &Group,
    to: &At<i32>,
    database: &Database,
    report: &Report,
    overrides: &mut Vec<Override>,
) -> Option<Price> {
    let of_release = of_release(row, group, to, database, report);
    let Some(own) = own else { return of_release };
    let now = of_user(row, own, to, database, report)?;
    overrides.push(Override::Price {
        consequence: row.consequence.clone(),
        was: of_release,
        now: now.clone(),
        reason: own.reason.clone(),
    });
    Some(now)
}

fn of_release(
    row: &ConsequenceRow,
    group: &Group,
    to: &At<i32>,
    database: &Database,
    report: &Report,
) -> Option<Price> {
    // The definitions refuse two prices that fit, so the first is the only one.
    let price = database.prices.iter().find(|price| price.consequence == row.consequence && fits(price, group))?;
    // A consequence in kroner carries its own price year; the parts of its price only say who gets each krone.
    let (price_year, factor) = if is_kroner(row) {
        (None, 1.0)
    } else {
        let Some(factor) = database.price_factor(price.price_year, to.value) else {
            no_index(&At { value: price.price_year, place: to.place.clone() }, database, report);
            return None;
        };
        (Some(price.price_year), factor)
    };
    Some(Price {
        kommune_kr: price.kommune_kr,
        region_kr: price.region_kr,
        stat_kr: price.stat_kr,
        price_year,
        factor,
        source: price.source.clone(),
        provenance: Some(price.provenance),
    })
}

/// Whether a price holds for everyone in the group: a price for some of its ages is none for the group.
fn fits(price: &PriceRow, group: &Group) -> bool {
    let of_group = price.target_group.as_ref().is_none_or(|id| *id == group.target_group);
    let from = price.first_age.is_none_or(|first| group.first_age.is_some_and(|age| first <= age));
    let to = price.last_age.is_none_or(|last| group.last_age.is_some_and(|age| age <= last));
    of_group && from && to
}

fn of_user(row: &ConsequenceRow, own: &OwnPrice, to: &At<i32>, database: &Database, report: &Report) -> Option<Price> {
    let parts = &own.kr.value;
    let (price_year, factor) = match (&own.price_year, is_kroner(row)) {
        (Some(year), false) => match database.price_factor(year.value, to.value) {
            Some(factor) => (Some(year.value), factor),
            None => {
                no_index(year, database, report);
                return None;
            }
        },
        (None, true) => {
            let sum = parts.kommune.ten_thousandths + parts.region.ten_thousandths + parts.stat.ten_thousandths;
            if sum != 10_000 {
                report.mistake_with_hint(
                    &own.kr.place,
                    format!("the parts add up to {}, not to 1", sum as f64 / 10_000.0),
                    format!("`{}` is in kroner: the parts say who gets each krone", row.consequence),
                );
                return None;
            }
            (None, 1.0)
        }
        (None, false) => {
            report.mistake_with_hint(
                &own.kr.place,
                format!("your own price of `{}` has no price year", row.consequence),
                "add `price_year = …`",
            );
            return None;
        }
        (Some(year), true) => {
            report.mistake_with_hint(
                &year.place,
                format!(
                    "`{}` is in kroner: the parts of its price are shares, which have no price year",
                    row.consequence
                ),
                "remove `price_year`",
            );
            return None;
        }
    };
    Some(Price {
        kommune_kr: parts.kommune.value(),
        region_kr: parts.region.value(),
        stat_kr: parts.stat.value(),
        price_year,
        factor,
        source: own.reason.clone(),
        provenance: None,
    })
}
