//! The price of a consequence in a case, year by year: the release's that fits the target group at the ages it has reached,
//! or the user's own.

use super::checks::check_oere;
use super::consequences::OwnPrice;
use super::inputs::{Group, Override, Price};
use super::price_year::{PriceYear, PriceYearRule, is_a_whole_krone};
use foundation::tables::Database;
use foundation::tables::published::{ConsequenceRow, PriceRow};
use toml_files::mistake::Report;

/// The consequence, group and years whose price is looked up.
pub struct PriceQuery<'a> {
    /// The consequence.
    pub row: &'a ConsequenceRow,
    /// The target group.
    pub group: &'a Group,
    /// Follow-up years.
    pub horizon: i32,
    /// The price year of the result.
    pub to: PriceYear<'a>,
}

/// The prices to use, by follow-up year; an own price is noted beside those it replaces.
pub fn resolve(
    query: &PriceQuery<'_>,
    own: Option<&OwnPrice>,
    database: &Database,
    report: &Report,
    overrides: &mut Vec<Override>,
) -> Vec<Price> {
    let Some(own) = own else { return of_release(query, database) };
    // A price that the index cannot convert is not a mistake where another replaces it.
    let of_release = of_release(&PriceQuery { to: query.to.noting_in(&Report::default()), ..*query }, database);
    let Some(now) = of_user(query, own, database, report) else { return Vec::new() };
    overrides.push(Override::Price {
        consequence: query.row.consequence.clone(),
        was: of_release,
        now: now.clone(),
        reason: own.reason.clone(),
    });
    vec![now]
}

/// The release's price of every follow-up year; neighbouring years with the same price are one.
fn of_release(query: &PriceQuery<'_>, database: &Database) -> Vec<Price> {
    let mut used: Vec<(&PriceRow, Price)> = Vec::new();
    let of_consequence = database.prices.iter().filter(|price| {
        let of_group = price.target_group.as_ref().is_none_or(|id| *id == query.group.target_group);
        of_group && price.consequence == query.row.consequence
    });
    let of_consequence: Vec<&PriceRow> = of_consequence.collect();
    for year in 1..=query.horizon {
        let ages = AgesInYear::of(query.group, year);
        // The definitions refuse two prices that fit, so the first is the only one.
        let Some(row) = of_consequence.iter().copied().find(|price| ages.are_priced_by(price)) else { continue };
        let straddled = ages.straddle(row).then_some(year);
        match used.last_mut() {
            Some((last, price)) if std::ptr::eq(*last, row) && price.last_year + 1 == year => {
                price.last_year = year;
                price.straddled.extend(straddled);
            }
            _ => {
                let Some((price_year, factor)) = carry(query, row) else { return Vec::new() };
                used.push((
                    row,
                    Price {
                        first_year: year,
                        last_year: year,
                        straddled: straddled.into_iter().collect(),
                        kommune_kr: row.kommune_kr,
                        region_kr: row.region_kr,
                        stat_kr: row.stat_kr,
                        price_year,
                        series: price_year.and(row.series.clone()),
                        factor,
                        source: row.source.clone(),
                        provenance: Some(row.provenance),
                    },
                ));
            }
        }
    }
    used.into_iter().map(|(_, price)| price).collect()
}

/// The price year of a row, and what carries it to the result's.
fn carry(query: &PriceQuery<'_>, row: &PriceRow) -> Option<(Option<i32>, f64)> {
    // A consequence in kroner carries its own price year; the parts of its price only say who gets each krone.
    if query.row.is_kroner() {
        return Some((None, 1.0));
    }
    Some((Some(row.price_year), query.to.factor_of_price(row)?))
}

/// The ages that the group's persons reach in a follow-up year: those at t = 0, and a year more for every year since.
///
/// A group is wider than a price's border is sharp, so in some years it straddles one. One price is then used for all: the
/// one of the group's middle age (the lower of two), which is the price of at least half of the ages where one border is
/// crossed. How persons spread over the ages is not known here.
struct AgesInYear {
    youngest: Option<i32>,
    oldest: Option<i32>,
}

impl AgesInYear {
    fn of(group: &Group, follow_up_year: i32) -> AgesInYear {
        let reached = |age: Option<i32>| age.map(|age| age + follow_up_year);
        AgesInYear { youngest: reached(group.first_age), oldest: reached(group.last_age) }
    }

    /// A group without a youngest or an oldest has no middle, and only a price that holds for everyone in it fits.
    fn are_priced_by(&self, price: &PriceRow) -> bool {
        let middle = self.youngest.zip(self.oldest).map(|(youngest, oldest)| (youngest + oldest).div_euclid(2));
        holds(price, middle.or(self.youngest), middle.or(self.oldest))
    }

    fn straddle(&self, price: &PriceRow) -> bool {
        !holds(price, self.youngest, self.oldest)
    }
}

/// Whether a price holds for all ages between two; `None` is unlimited.
fn holds(price: &PriceRow, youngest: Option<i32>, oldest: Option<i32>) -> bool {
    price.first_age.is_none_or(|first| youngest.is_some_and(|age| first <= age))
        && price.last_age.is_none_or(|last| oldest.is_some_and(|age| age <= last))
}

fn of_user(query: &PriceQuery<'_>, own: &OwnPrice, database: &Database, report: &Report) -> Option<Price> {
    let row = query.row;
    let parts = &own.kr.value;
    let ages = AgesInYear::of(query.group, 1);
    let replaced = database.prices.iter().find(|price| {
        price.consequence == row.consequence
            && price.target_group.as_ref().is_none_or(|id| *id == query.group.target_group)
            && ages.are_priced_by(price)
    });
    let series = replaced.and_then(|price| price.series.clone());
    let rule = PriceYearRule {
        needed: !row.is_kroner(),
        lacking: format!("your own price of `{}` has no price year", row.consequence),
        needless: format!(
            "`{}` is in kroner: the parts of its price are shares, which have no price year",
            row.consequence
        ),
        remove: "remove `price_year`",
    };
    let price_year = rule.held_by(own.price_year.as_ref(), &own.kr.place, report)?;
    let factor = match price_year {
        Some(year) => {
            // The price replaced is converted by the index of its benefit, and so is the one that replaces it.
            let factor = query.to.factor_by(series.as_deref(), year)?;
            check_oere(&own.kr, report);
            factor
        }
        None => {
            let parts = [parts.kommune, parts.region, parts.stat].map(|part| part.ten_thousandths);
            if !is_a_whole_krone(&row.consequence, parts, &own.kr.place, report) {
                return None;
            }
            1.0
        }
    };
    let price_year = price_year.map(|year| year.value);
    Some(Price {
        first_year: 1,
        last_year: query.horizon,
        straddled: Vec::new(),
        kommune_kr: parts.kommune.value(),
        region_kr: parts.region.value(),
        stat_kr: parts.stat.value(),
        series: price_year.and(series),
        price_year,
        factor,
        source: own.reason.clone(),
        provenance: None,
    })
}
