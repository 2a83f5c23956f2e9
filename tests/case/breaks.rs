//! The breaks that `pipelines/` declares, against the years that its registers and sources hold.

use som::definitions::Definitions;
use som::definitions::coverage::available;

use crate::calculator::fixture;

/// Where the values of a consequence begin, or begin again, or come from another source within the years of follow-up, it says so.
#[test]
fn every_beginning_within_the_years_of_follow_up_is_a_break() {
    let all = Definitions::load(&fixture::path("pipelines")).unwrap_or_else(|error| panic!("{error}"));
    let (mut wrong, mut count) = (Vec::new(), 0);
    for consequence in &all.consequences {
        let groups = all.target_groups.iter().filter(|group| consequence.is_of(group.domain));
        let followed = groups.flat_map(|group| {
            let (first, last) = (group.population.years.value.first, group.population.years.value.last);
            let years = group.estimations.iter().flat_map(|estimation| &estimation.follow_up);
            years.flat_map(move |year| [first + year, last + year])
        });
        let followed: Vec<i32> = followed.collect();
        let years = *followed.iter().min().unwrap()..=*followed.iter().max().unwrap();
        let variable = all.variable(&consequence.variable.value).unwrap();
        // The first year that is known after one that is not.
        let known = |year: &i32| available(&all, variable, *year);
        let mut begins: Vec<i32> =
            years.clone().filter(|year| year > years.start() && known(year) && !known(&(year - 1))).collect();
        let since = variable.from.iter().filter_map(|source| source.since.as_ref());
        begins.extend(since.map(|since| since.value.year()).filter(|year| year > years.start()));
        begins.sort_unstable();
        begins.dedup();
        count += begins.len();
        let undeclared = begins.iter().filter(|year| !consequence.breaks.iter().any(|one| one.year.value == **year));
        wrong.extend(undeclared.map(|year| format!("{}: {year}", consequence.id)));
    }
    assert!(wrong.is_empty(), "without a break: {}", wrong.join(", "));
    assert!(count >= 30, "{count}");
}
