//! Groups with a known truth, which the rows planted for other groups must not enter.
//!
//! Owns the years of birth at which they would. Does not own rows (`recipe`).

use definitions::Definitions;
use definitions::target_group::TargetGroup;
use foundation::error::Result;

use super::super::groups::EntryWindow;
use super::closed;
use super::recipe::Recipe;

/// A group with a known truth, which the rows of others must not enter.
pub struct Barrier<'a> {
    group: &'a TargetGroup,
    years: (i32, i32),
    ages: (i32, i32),
}

/// The groups that are closed to the rows of a group.
pub fn barriers<'a>(definitions: &'a Definitions, windows: &[EntryWindow<'a>], own: &TargetGroup) -> Vec<Barrier<'a>> {
    let modelled =
        windows.iter().map(|window| Barrier { group: window.definition, years: window.years, ages: window.ages });
    let others = definitions.target_groups.iter().filter(|group| closed::to_others(group) && !closed::is_shared(group));
    let others = others.filter(|group| group.id.value != own.id.value).map(|group| {
        let years = (group.population.years.first, group.population.years.last);
        Barrier { group, years, ages: ages(group) }
    });
    modelled.chain(others).collect()
}

/// The youngest and oldest age at t = 0.
pub fn ages(group: &TargetGroup) -> (i32, i32) {
    group.population.ages.as_ref().map_or((0, i32::from(u8::MAX)), |ages| (ages.first, ages.last))
}

/// Bars the years of birth at which a recipe's rows would make a person a member of a group with a known truth. Returns such a group.
///
/// # Errors
/// Internal errors only.
pub fn bar<'w>(
    definitions: &Definitions,
    barriers: &'w [Barrier<'_>],
    group: &TargetGroup,
    (recipe, t0): (&mut Recipe, i32),
) -> Result<Option<&'w str>> {
    let mut found = None;
    let ages = ages(group);
    for barrier in barriers {
        let of_age = |year: i32| {
            let born = (year - barrier.ages.1, year - barrier.ages.0);
            (born.0 <= t0 - ages.0 && t0 - ages.1 <= born.1).then_some(born)
        };
        if recipe.rows.iter().all(|row| of_age(row.year).is_none()) {
            continue;
        }
        for year in recipe.meets(definitions, &barrier.group.population, barrier.years)? {
            if let Some(born) = of_age(year) {
                recipe.barred.push(born);
                found = Some(barrier.group.id.value.as_str());
            }
        }
    }
    Ok(found)
}
