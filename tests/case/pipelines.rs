//! The prices, effects and qualifications of `pipelines/` against its consequences and target groups.

use som::definitions::Definitions;
use som::definitions::price::Price;
use som::definitions::target_group::TargetGroup;

use crate::calculator::fixture;

fn pipelines() -> Definitions {
    Definitions::load(&fixture::path("pipelines")).unwrap_or_else(|error| panic!("{error}"))
}

/// Whether a price is that of the group's middle age so many years after t = 0.
fn fits(price: &Price, group: &TargetGroup, year: i32) -> bool {
    let middle = group.population.ages.as_ref().map(|ages| (ages.first + ages.last) / 2 + year);
    price.target_group.as_ref().is_none_or(|id| id.value == group.id.value)
        && price.ages.as_ref().is_none_or(|ages| middle.is_some_and(|age| ages.contains(age)))
}

/// Consequences in natural units only: no public cost of their own, or no figure of it.
const UNPRICED: [&str; 6] =
    ["absence_days", "activation_weeks", "charges", "child_crisis_centre_nights", "employed_months", "notifications"];

#[test]
fn every_consequence_has_one_price_for_every_target_group_and_year() {
    let all = pipelines();
    assert!(all.prices.iter().all(|price| !UNPRICED.contains(&price.consequence.as_str())));
    for consequence in all.consequences.iter().filter(|consequence| !UNPRICED.contains(&consequence.id.as_str())) {
        for group in &all.target_groups {
            for year in 1..=som::case::LONGEST_HORIZON {
                let fitting = |p: &&Price| p.consequence.value == consequence.id.value && fits(p, group, year);
                let count = all.prices.iter().filter(fitting).count();
                assert_eq!(count, 1, "{} for {}, year {year}", consequence.id, group.id);
            }
        }
    }
}

#[test]
fn the_parts_of_a_krone_add_up_to_one() {
    let all = pipelines();
    let kroner: Vec<&str> = all.consequences.iter().filter(|c| c.is_kroner()).map(|c| c.id.as_str()).collect();
    for price in all.prices.iter().filter(|price| kroner.contains(&price.consequence.as_str())) {
        let kr = &price.kr;
        assert_eq!(kr.kommune.ten_thousandths + kr.region.ten_thousandths + kr.stat.ten_thousandths, 10_000);
    }
}
