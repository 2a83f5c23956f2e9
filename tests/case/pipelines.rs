//! The prices, effects and qualifications of `pipelines/` against its consequences and target groups.

use som::definitions::Definitions;
use som::definitions::person::YearOrNot;
use som::definitions::price::Price;
use som::definitions::qualification::Qualification;
use som::definitions::target_group::TargetGroup;
use som::words::{Domain, Ground, Recommendation, TimePerspective};

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

/// SØM's 11 groups of adults have 24 parts and its 8 of children 18. Inmates and absence from school stand beside them.
#[test]
fn every_target_group_is_there_with_its_parts() {
    let all = pipelines();
    let parts = |domain: Domain| -> usize {
        let groups = all.target_groups.iter().filter(|group| group.domain == domain);
        let counted = groups.filter(|group| !["inmates", "school_absence"].contains(&group.id.as_str()));
        counted.map(|group| group.subgroups.len().max(1)).sum()
    };
    assert_eq!((parts(Domain::Adults), parts(Domain::Children)), (24, 18));
    assert_eq!(all.target_groups.len(), 25);
    for group in &all.target_groups {
        let id = &group.id;
        assert!(group.description.is_some(), "{id} has no description");
        assert!(group.persons.len() >= 4, "{id} has {} test persons", group.persons.len());
        let parts = [group.provenance_of.name, group.provenance_of.delimitation, group.provenance_of.success];
        assert!(parts.iter().all(Option::is_some), "{id}: provenance of {parts:?}");
        assert!(
            group.persons.iter().any(|person| person.expect.t0 == Some(YearOrNot::Not(false))),
            "{id}: none outside"
        );
    }
}

#[test]
fn every_pair_of_target_group_and_consequence_is_qualified() {
    let all = pipelines();
    let pairs = |group: &TargetGroup| all.consequences.iter().filter(|one| one.is_of(group.domain)).count();
    assert_eq!(all.qualifications.len(), all.target_groups.iter().map(pairs).sum::<usize>());
    let of = |group: &str, consequence: &str| {
        let of_pair = |one: &&Qualification| one.target_group == group && one.consequence == consequence;
        let argument = &all.qualifications.iter().find(of_pair).unwrap().argument;
        (argument.recommendation, argument.time_perspective)
    };
    // The domain's argument, one that names the group, and one of a group and an area before one of the domain and the consequence.
    assert_eq!(of("autism", "gp_contacts"), (Recommendation::Include, Some(TimePerspective::Short)));
    assert_eq!(of("homelessness", "income_tax"), (Recommendation::Include, Some(TimePerspective::Long)));
    assert_eq!(of("small_children_difficulties", "income_tax").0, Recommendation::Exclude);
    for one in &all.qualifications {
        let argument = &one.argument;
        assert!(!argument.grounds.is_empty(), "{} / {}", one.target_group, one.consequence);
        // A study is named where literature speaks for it.
        let literature = argument.grounds.contains(&Ground::Literature);
        assert_eq!(literature, argument.source.chars().any(|c| c.is_ascii_digit()), "{}", argument.source);
    }
}
