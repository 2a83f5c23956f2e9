//! Who is a participant and who a control, through whole builds: the condition on rows, other years, and mistakes in lists.

use arrow::array::{Array, ArrayRef};
use som::knowledge;
use som::tables::audit::AttritionRow;

use super::FILE;
use super::country::*;
use crate::world::{World, dates, integers, texts};

/// Persons at a step of the attrition of a release.
fn step(world: &World, intervention: &str, name: &str) -> i64 {
    let rows: Vec<AttritionRow> = knowledge::parquet::read(&world.path("output/audit/r/attrition.parquet")).unwrap();
    let row = rows.iter().find(|row| row.target_group == intervention && row.name == name);
    row.unwrap_or_else(|| panic!("no step {name}")).persons
}

fn again(world: &World) {
    std::fs::remove_dir_all(world.path("output")).unwrap();
    world.unregister("r");
}

/// Rows of the course, with the arm of each.
fn course(world: &World, rows: &[(i64, i64, &str)]) {
    let mut table = course_table(&rows.iter().map(|(pnr, year, _)| (*pnr, *year)).collect::<Vec<_>>());
    table.set("ARM", texts(rows.iter().map(|(.., arm)| *arm)));
    world.put("course.parquet", table);
}

fn started() -> Vec<(i64, i64, &'static str)> {
    persons().iter().filter_map(|p| Some((p.pnr, p.start?, "T"))).collect()
}

fn others() -> Vec<i64> {
    persons().iter().filter(|p| p.start.is_none()).map(|p| p.pnr).collect()
}

/// Persons who took the course at a site that the condition leaves out are not controls.
#[test]
fn participants_whom_the_condition_leaves_out_are_no_controls() {
    let elsewhere = INTERVENTION
        .replace("arm = 'T'", "arm = 'T' AND site <> 9")
        .replace("arm = \"T\" }", "arm = \"T\", site = 1 }");
    let world = country(&[(FILE, &elsewhere)]);
    built(&world);
    let at_site = started().iter().filter(|(pnr, ..)| pnr % 40 == 9).count() as i64;
    assert!(at_site > 5);
    assert_eq!(step(&world, "job_course", "possible_controls"), others().len() as i64);
    assert_eq!(step(&world, "job_course", "participants_kept"), started().len() as i64 - at_site);
}

/// A person who started before the window is not a control, though no other value of those years is read. A person who starts after it is
/// a control, and counted.
#[test]
fn starts_of_other_years() {
    let world = country(&[(FILE, INTERVENTION)]);
    let (before, after) = (&others()[..30], &others()[30..70]);
    let mut rows = started();
    rows.extend(before.iter().map(|pnr| (*pnr, 2008, "T")));
    rows.extend(after.iter().map(|pnr| (*pnr, 2014, "T")));
    course(&world, &rows);
    built(&world);
    assert_eq!(step(&world, "job_course", "possible_controls"), others().len() as i64 - 30);
    assert_eq!(step(&world, "job_course", "possible_controls_who_start_after_the_window"), 40);
}

/// The same of listed controls, where a start before the end of the window is a mistake of the list.
#[test]
fn listed_controls_and_other_years() {
    let listed = INTERVENTION
        .replace("population = \"age < 60\"", "list = \"listed\"")
        .replace("expect = { participates = false }", "expect = {}");
    let world = country(&[(FILE, &listed)]);
    let mut rows = started();
    rows.push((others()[0], 2014, "T"));
    course(&world, &rows);
    world.change("listed.parquet", |table| table.last("DATO", &dates(["2009-02-01", "2013-02-01"])));
    built(&world);
    assert_eq!(step(&world, "job_course", "possible_controls"), 898);
    assert_eq!(step(&world, "job_course", "controls_listed_in_other_years_alone"), 2);
    assert_eq!(step(&world, "job_course", "possible_controls_who_start_after_the_window"), 1);
    again(&world);
    // A person who took the course is never a control, in any year or arm.
    rows.push((others()[1], 2008, "T"));
    rows.push((others()[2], 2011, "X"));
    course(&world, &rows);
    assert!(refused(&world, 11).contains("2 control(s) are also participants"));
}

/// Rows that select no participant stop nothing, whatever is wrong with them. A start that is missing could be a participant's.
#[test]
fn wrong_rows_of_other_years_and_arms_stop_nothing() {
    let world = country(&[(FILE, INTERVENTION)]);
    let mut rows = started();
    // Never in the population, in another year and in another arm.
    rows.extend([(5, 2009, "T"), (6, 2011, "X"), (others()[0], 2014, "T")]);
    course(&world, &rows);
    let number = rows.len();
    world.change("course.parquet", |table| table.last("UD", &dates(["2008-01-01"])));
    built(&world);
    again(&world);
    world.change("course.parquet", |table| {
        table.set("ARM", texts((0..number).map(|_| "T")));
    });
    assert!(refused(&world, 11).contains("1 participant(s) are never in the population"));
    // Otherwise a person who took the course before the window would be a control.
    course(&world, &[started(), vec![(others()[0], 2009, "X")]].concat());
    world.change("course.parquet", |table| table.last("UD", &dates(["2008-01-01"])));
    assert!(refused(&world, 11).contains("1 participation(s) end before they start"));
    course(&world, &started());
    world.change("course.parquet", |table| table.null("IND", &[3, 4]));
    let said = refused(&world, 11);
    assert!(said.contains("2 value(s) of rows of participants are missing or can't be read"), "{said}");
}

/// Every mistake of a list of controls, and lists that are empty, have messages of their own.
#[test]
fn wrong_lists_of_controls_and_empty_lists_stop_a_build() {
    let listed = INTERVENTION
        .replace("population = \"age < 60\"", "list = \"listed\"")
        .replace("expect = { participates = false }", "expect = {}");
    let world = country(&[(FILE, &listed)]);
    world.define("registers/listed.toml", "bad_rows = \"refuse\"", "bad_rows = \"drop_and_count\"");
    let before = world.table("listed.parquet");
    let says = |wanted: &str| {
        let said = refused(&world, 11);
        assert!(said.contains(&format!("error: intervention `job_course`: {wanted}\n")), "{said}");
        world.put("listed.parquet", before.clone());
    };
    world.change("listed.parquet", |table| table.repeat(2));
    says("2 control(s) are listed more than once: keep one row for each");
    world.change("listed.parquet", |table| table.last("PNR", &(integers([5]) as ArrayRef)));
    says("1 control(s) are never in the population: check the list of controls");
    world.change("listed.parquet", |table| table.null("DATO", &[3]));
    says(
        "1 value(s) of rows of listed controls are missing or can't be read: correct the extract (the audit's `reading` table lists the columns), or leave the rows out of it",
    );
    world.change("listed.parquet", |table| table.map("DATO", |days| dates((0..days.len()).map(|_| "2009-02-01"))));
    says("no person is left as a control: everyone in the source participates, or it is empty");
    let later: Vec<(i64, i64, &str)> = started().iter().map(|(pnr, ..)| (*pnr, 2014, "T")).collect();
    course(&world, &later);
    says("the extract of participants is empty");
}

/// Two interventions in one register differ by their conditions, and each may be the other's control group.
#[test]
fn controls_of_another_intervention() {
    let without_persons = &INTERVENTION[..INTERVENTION.find("[[person]]").unwrap()];
    let other = without_persons.replace("id = \"job_course\"", "id = \"old_course\"").replace("arm = 'T'", "arm = 'C'");
    let other = other.replace("Jobkursus", "Gammelt kursus").replace("Job course", "Old course");
    let own = without_persons.replace("population = \"age < 60\"", "intervention = \"old_course\"");
    let world = country(&[(FILE, &own), ("interventions/old_course.toml", &other)]);
    let others: Vec<(i64, i64, &str)> =
        persons().iter().filter(|p| p.start.is_none()).map(|p| (p.pnr, 2011 + p.pnr / 2 % 2, "C")).take(1200).collect();
    course(&world, &[started(), others.clone()].concat());
    let database = built(&world);
    let row = database.intervention("job_course").unwrap();
    assert!(row.admitted, "{:?}", row.held_back);
    assert_eq!(step(&world, "job_course", "possible_controls"), 1200);
    let visits = estimate(&database, "visits", 1);
    assert!((visits.estimate + 1.0).abs() < 3.0 * visits.standard_error, "{visits:?}");
    again(&world);
    course(&world, &[started(), others.clone(), vec![others[0]]].concat());
    let said = refused(&world, 11);
    assert!(said.contains("intervention `job_course`: 1 control(s) are listed more than once"), "{said}");
    course(&world, &[started(), others, vec![(started()[0].0, 2011, "C")]].concat());
    let said = refused(&world, 11);
    assert!(said.contains("1 control(s) are also participants"), "{said}");
}
