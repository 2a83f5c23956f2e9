//! The prices, effects and qualifications of `pipelines/` against its consequences and target groups.

use som::definitions::Definitions;
use som::definitions::price::Price;
use som::definitions::target_group::TargetGroup;

use crate::calculator::fixture;

fn pipelines() -> Definitions {
    Definitions::load(&fixture::path("pipelines")).unwrap_or_else(|error| panic!("{error}"))
}

fn fits(price: &Price, group: &TargetGroup) -> bool {
    let ages = group.population.ages.as_ref();
    price.target_group.as_ref().is_none_or(|id| id.value == group.id.value)
        && price.ages.as_ref().is_none_or(|of_price| ages.is_some_and(|of_group| of_price.covers(of_group.value)))
}

#[test]
fn every_consequence_has_one_price_for_every_target_group() {
    let all = pipelines();
    for consequence in &all.consequences {
        for group in &all.target_groups {
            let fitting = all.prices.iter().filter(|p| p.consequence.value == consequence.id.value && fits(p, group));
            assert_eq!(fitting.count(), 1, "{} for {}", consequence.id, group.id);
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

#[test]
fn known_prices_are_the_published_ones() {
    let all = pipelines();
    let published: Vec<(&str, i32, [f64; 3])> = all
        .prices
        .iter()
        .filter(|price| price.provenance.word() == "published")
        .map(|p| (p.consequence.as_str(), p.year.value, [&p.kr.kommune, &p.kr.region, &p.kr.stat].map(|d| d.value())))
        .collect();
    assert_eq!(
        published,
        [("prison_days", 2015, [0.0, 0.0, 1469.0]), ("other_health_contacts", 2022, [110.0, 352.0, 0.0])]
    );
}
