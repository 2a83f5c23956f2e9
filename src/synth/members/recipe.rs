//! Register rows that make a person a member of a target group, with success or non-success.
//!
//! Population and success measure are conditions over variables; variables are sums over rows. The search tries values that
//! meet the conditions, then rows with these values. The rows' actual values are checked against the conditions again, since
//! a row can count for several variables.

use std::collections::BTreeMap;

use definitions::Definitions;
use definitions::entrant::Use;
use definitions::source::At;
use definitions::target_group::{Population, Success, TargetGroup};
use definitions::variable::Resolution;
use foundation::error::{Error, Result};
use foundation::words::Arm;
use sql::ColumnType;

use super::candidates::{Candidates, ColumnSum, Combinations, Literals, Near};
use super::row::Row;
use super::rows::{self, Order, Others};
use super::school_years;
use super::year_value::YearValue;

/// Maximum solutions of the conditions for which rows are searched.
const SOLUTIONS: usize = 60;

/// Rows and traits of a member.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// The sex that the conditions require, as definitions name it.
    pub sex: Option<String>,
    /// The age at t = 0 that they require.
    pub age: Option<i32>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Whether they are of the last source of each variable: a few members have such rows, so that a build reads every register.
    pub by_last_source: bool,
    /// Years of birth that the person cannot have, since the same rows would make a member of a group with a known truth.
    pub barred: Vec<(i32, i32)>,
}

impl Recipe {
    /// Whether a person born in a year cannot have the rows.
    pub fn bars(&self, birth_year: i32) -> bool {
        self.barred.iter().any(|(first, last)| (*first..=*last).contains(&birth_year))
    }

    /// Whether a person of an age of the group can have the rows.
    pub fn fits_an_age(&self, group: &TargetGroup, t0: i32) -> bool {
        let ages = group.population.ages.as_ref().map_or((0, i32::from(u8::MAX)), |ages| (ages.first, ages.last));
        let of_recipe = self.age.map_or(ages, |age| (age, age));
        (of_recipe.0..=of_recipe.1).any(|age| !self.bars(t0 - age))
    }

    /// The years in which the rows alone meet a group's population condition.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn meets(&self, definitions: &Definitions, group: &Population, years: (i32, i32)) -> Result<Vec<i32>> {
        let mut all: Vec<i32> = self.rows.iter().map(|row| row.year).collect();
        all.sort_unstable();
        all.dedup();
        let mut met = Vec::new();
        for year in all.into_iter().filter(|year| (years.0..=years.1).contains(year)) {
            let unknowns = year_values(definitions, read_by_population(group).collect());
            let axis = |unknown: &YearValue<'_>| {
                let total = toml::Value::Float(rows::total(definitions, unknown, &self.rows, year)?);
                Ok(Candidates { name: unknown.column(), kind: ColumnType::Number, values: vec![total] })
            };
            let axes = unknowns.iter().map(axis).collect::<Result<Vec<_>>>()?;
            let Some(grid) = Combinations::of(axes) else { continue };
            if grid.table.holds(&group.filter, &of_population(group, &unknowns))? == [Some(true)] {
                met.push(year);
            }
        }
        Ok(met)
    }
}

/// The search for recipes of one target group, year t = 0 and arm.
#[derive(Clone, Copy)]
pub struct RecipeSearch<'a> {
    /// All definitions.
    pub definitions: &'a Definitions,
    /// The group.
    pub group: &'a TargetGroup,
    /// The measure.
    pub success: &'a Success,
    /// The year.
    pub t0: i32,
    /// The arm.
    pub arm: Arm,
}

/// Values that meet the conditions of a target group in one arm.
#[derive(Debug)]
pub struct Solutions<'a> {
    unknowns: Vec<YearValue<'a>>,
    grid: Combinations,
    /// The combinations, in order of the sum of values.
    fitting: Vec<usize>,
}

/// Sex and age, where conditions depend on them.
type SexAndAge = (Option<String>, Option<i32>);

impl<'a> RecipeSearch<'a> {
    /// Values that meet the conditions, or the reason why there are none. They hold in every year, unless a condition asks for it.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn solutions(self) -> Result<Result<Solutions<'a>, String>> {
        let unknowns = self.unknowns();
        let grid = match self.grid(&unknowns) {
            Ok(grid) => grid,
            Err(why) => return Ok(Err(why)),
        };
        let fitting = self.fitting(&grid, &unknowns)?;
        if fitting.is_empty() {
            let arm = if self.arm == Arm::Success { "succeeds" } else { "does not succeed" };
            let population = &self.group.population.filter.text.value;
            return Ok(Err(format!("no values meet `{population}` for a person who {arm}")));
        }
        Ok(Ok(Solutions { unknowns, grid, fitting }))
    }

    /// Whether a condition asks for the year.
    pub fn asks_year(self) -> bool {
        let conditions = [&self.group.population.filter, &self.success.filter];
        conditions.iter().any(|filter| filter.columns.iter().any(|column| column == "year"))
    }

    /// Recipes for every sex and age on which the conditions depend.
    ///
    /// # Errors
    /// Internal errors only. The inner result has the reason if there is no recipe.
    pub fn recipes(self, solutions: &Solutions<'_>) -> Result<Result<Vec<Recipe>, String>> {
        let Solutions { unknowns, grid, fitting } = solutions;
        let mut found: BTreeMap<SexAndAge, Vec<Recipe>> = BTreeMap::new();
        let mut tried: BTreeMap<Vec<u64>, Result<[Vec<Row>; 2], String>> = BTreeMap::new();
        for &row in fitting {
            let sex = grid.value("sex", row).and_then(|sex| sex.as_str().map(str::to_owned));
            let age = grid.value("age", row).and_then(toml::Value::as_integer).and_then(|age| i32::try_from(age).ok());
            let who = (sex, age);
            let values = unknowns.iter().map(|unknown| number(grid, row, unknown)).collect::<Result<Vec<f64>>>()?;
            let key: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
            if found.contains_key(&who) || tried.len() >= SOLUTIONS && !tried.contains_key(&key) {
                continue;
            }
            let made = match tried.remove(&key) {
                Some(made) => made,
                None => self.rows_by_either_source(unknowns, &values, &who)?,
            };
            if let Ok([first, last]) = &made {
                let recipe = |rows: &Vec<Row>, by_last_source| Recipe {
                    sex: who.0.clone(),
                    age: who.1,
                    rows: rows.clone(),
                    by_last_source,
                    barred: Vec::new(),
                };
                let registers = |rows: &[Row]| rows.iter().map(|row| row.register.clone()).collect::<Vec<_>>();
                let differs = registers(first) != registers(last);
                let recipes = [recipe(first, false)].into_iter().chain(differs.then(|| recipe(last, true)));
                found.insert(who.clone(), recipes.collect());
            }
            tried.insert(key, made);
        }
        if found.is_empty() {
            let why = tried.into_values().find_map(Result::err);
            return Ok(Err(why.unwrap_or_else(|| "no rows with its values were found".to_owned())));
        }
        Ok(Ok(found.into_values().flatten().collect()))
    }

    /// Combinations that meet both conditions, in order of the sum of values.
    fn fitting(self, grid: &Combinations, unknowns: &[YearValue<'_>]) -> Result<Vec<usize>> {
        let population = &self.group.population;
        let member = grid.table.holds(&population.filter, &of_population(population, unknowns))?;
        let succeeds = grid.table.holds(&self.success.filter, &of_success(self.success, unknowns))?;
        let wanted = Some(self.arm == Arm::Success);
        let meets = |row: &usize| member.get(*row) == Some(&Some(true)) && succeeds.get(*row) == Some(&wanted);
        let effort = |row: usize| unknowns.iter().map(|unknown| number(grid, row, unknown)).sum::<Result<f64>>();
        let fitting = (0..grid.table.height).filter(meets).map(|row| Ok((effort(row)?, row)));
        let mut fitting: Vec<(f64, usize)> = fitting.collect::<Result<_>>()?;
        fitting.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        Ok(fitting.into_iter().map(|(_, row)| row).collect())
    }

    /// Rows by the first and by the last source of each variable; those by the first twice where the last has none.
    fn rows_by_either_source(
        self,
        unknowns: &[YearValue<'_>],
        values: &[f64],
        who: &SexAndAge,
    ) -> Result<Result<[Vec<Row>; 2], String>> {
        let first = match self.rows(unknowns, values, who, Order::FirstSource)? {
            Ok(first) => first,
            Err(why) => return Ok(Err(why)),
        };
        let last = self.rows(unknowns, values, who, Order::LastSource)?.unwrap_or_else(|_| first.clone());
        Ok(Ok([first, last]))
    }

    /// Rows with the values, if their actual values meet the conditions.
    fn rows(
        self,
        unknowns: &[YearValue<'_>],
        values: &[f64],
        (sex, age): &SexAndAge,
        order: Order,
    ) -> Result<Result<Vec<Row>, String>> {
        // Columns that only other variables read are tried where rows without them count for these too.
        let mut why = String::new();
        for others in [Others::Left, Others::Avoided] {
            let rows = match rows::make(self.definitions, unknowns, values, (self.t0, others, order))? {
                Ok(rows) => rows,
                Err(reason) => return Ok(Err(reason)),
            };
            if self.meets(unknowns, &rows, (sex, age))? {
                return Ok(Ok(rows));
            }
            why = "a row of one of its variables also counts for another".to_owned();
        }
        Ok(Err(why))
    }

    /// The arm that a member with a recipe is in by the measure. `None` if the measure does not determine it.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn arm_of(self, recipe: &Recipe) -> Result<Option<Arm>> {
        let of_success = self.success.uses.iter().flat_map(|(_, used)| {
            (used.years.first..=used.years.last).map(|year| (used.variable.value.as_str(), year))
        });
        let named = read_by_population(&self.group.population).chain(of_success).collect();
        let unknowns = year_values(self.definitions, named);
        for arm in [Arm::Success, Arm::NonSuccess] {
            if (RecipeSearch { arm, ..self }).meets(&unknowns, &recipe.rows, (&recipe.sex, &recipe.age))? {
                return Ok(Some(arm));
            }
        }
        Ok(None)
    }

    /// Whether the actual values of rows meet the conditions.
    fn meets(
        self,
        unknowns: &[YearValue<'_>],
        rows: &[Row],
        (sex, age): (&Option<String>, &Option<i32>),
    ) -> Result<bool> {
        let mut axes = Vec::new();
        let mut add = |name: String, kind, value| axes.push(Candidates { name, kind, values: vec![value] });
        for unknown in unknowns {
            let total = rows::total(self.definitions, unknown, rows, self.t0)?;
            add(unknown.column(), ColumnType::Number, toml::Value::Float(total));
        }
        add("year".to_owned(), ColumnType::Integer, toml::Value::Integer(self.t0.into()));
        // A trait that the conditions do not use can have any value here.
        add("age".to_owned(), ColumnType::Integer, toml::Value::Integer(age.unwrap_or(0).into()));
        add("sex".to_owned(), ColumnType::Text, toml::Value::String(sex.clone().unwrap_or_else(|| "".into())));
        let meets = Combinations::of(axes).map(|grid| self.fitting(&grid, unknowns)).transpose()?;
        Ok(meets.is_some_and(|fitting| !fitting.is_empty()))
    }

    /// Variables and years of the population and the success measure. A measure over several years uses the last.
    fn unknowns(self) -> Vec<YearValue<'a>> {
        let of_success = self.success.uses.iter().map(|(_, used)| (used.variable.value.as_str(), used.years.last));
        year_values(self.definitions, read_by_population(&self.group.population).chain(of_success).collect())
    }

    /// Candidate values: for each variable the literals of the conditions, and sex, age and year where they are used.
    fn grid(self, unknowns: &[YearValue<'_>]) -> Result<Combinations, String> {
        // Fewer candidates are tried where all of them are too many together.
        for near in Near::ALL {
            for own in [false, true] {
                if let Some(grid) = Combinations::of(self.axes(unknowns, near, own)) {
                    return Ok(grid);
                }
            }
        }
        Err("its conditions compare too many variables with too many values".to_owned())
    }

    /// Candidates near the literals of both conditions, or of each variable's `own`.
    fn axes(self, unknowns: &[YearValue<'_>], near: Near, own: bool) -> Vec<Candidates> {
        let RecipeSearch { definitions, group, success, t0, .. } = self;
        let conditions = [&group.population.filter, &success.filter];
        let mut axes: Vec<Candidates> = unknowns
            .iter()
            .map(|unknown| {
                let kind = match unknown.variable.resolution {
                    Resolution::Units(_) => ColumnType::Integer,
                    Resolution::PerUnit(_) => ColumnType::Number,
                };
                let reads = [unknown.is_of_population(group), unknown.is_of_success(success)];
                let read = conditions.iter().zip(reads).filter(|(_, reads)| *reads || !own);
                let mut values = match school_years::values(definitions, unknown) {
                    // The literals of a condition are not values that school years have.
                    Some(values) => values.into_iter().map(|value| number_of(kind, value)).collect(),
                    None => Literals::of(read.map(|(filter, _)| &filter.literals)).numbers_of(kind, near),
                };
                if let Resolution::Units(units) = unknown.variable.resolution {
                    values.retain(|value| value.as_integer().is_some_and(|n| n % units == 0));
                }
                Candidates { name: unknown.column(), kind, values }
            })
            .collect();
        let asks = |name: &str| conditions.iter().any(|filter| filter.columns.iter().any(|column| column == name));
        let integers = |values: Vec<i64>| values.into_iter().map(toml::Value::Integer).collect();
        if asks("age") {
            let (first, last) = group.population.ages.as_ref().map_or((0, 100), |ages| (ages.first, ages.last));
            let values = integers((i64::from(first)..=i64::from(last)).collect());
            axes.push(Candidates { name: "age".to_owned(), kind: ColumnType::Integer, values });
        }
        if asks("sex") {
            let sexes = definitions.population().and_then(|register| register.column("sex"));
            let names = sexes.into_iter().flat_map(|column| column.codes.keys().cloned());
            axes.push(Candidates {
                name: "sex".to_owned(),
                kind: ColumnType::Text,
                values: names.map(toml::Value::String).collect(),
            });
        }
        if asks("year") {
            axes.push(Candidates {
                name: "year".to_owned(),
                kind: ColumnType::Integer,
                values: integers(vec![i64::from(t0)]),
            });
        }
        axes
    }
}

/// A number as a candidate of a type.
fn number_of(kind: ColumnType, number: f64) -> toml::Value {
    if kind == ColumnType::Integer { toml::Value::Integer(number as i64) } else { toml::Value::Float(number) }
}

/// A variable's value in a combination.
fn number(grid: &Combinations, row: usize, unknown: &YearValue<'_>) -> Result<f64> {
    let value = grid.value(&unknown.column(), row);
    let number = value.and_then(|v| v.as_float().or_else(|| v.as_integer().map(|n| n as f64)));
    number.ok_or_else(|| Error::internal(format!("a combination without the variable `{}`", unknown.variable.id)))
}

/// The variables and years that a population's condition reads: of several years, the last.
fn read_by_population(population: &Population) -> impl Iterator<Item = (&str, i32)> {
    let used = |name: &str| population.uses.iter().find(|(id, _)| id.value == name).map(|(_, used)| used);
    population
        .filter
        .columns
        .iter()
        .map(move |name| used(name).map_or((name.as_str(), 0), |used| (used.variable.value.as_str(), used.years.last)))
}

/// Variables and years, each once.
fn year_values<'d>(definitions: &'d Definitions, mut named: Vec<(&str, i32)>) -> Vec<YearValue<'d>> {
    named.sort_unstable();
    named.dedup();
    let known = |(name, offset)| definitions.variable(name).map(|variable| YearValue { variable, offset });
    named.into_iter().filter_map(known).collect()
}

/// Columns of the population's condition.
fn of_population(population: &Population, unknowns: &[YearValue<'_>]) -> Vec<ColumnSum> {
    let at_entry = unknowns.iter().filter(|unknown| unknown.offset == 0);
    let seen = at_entry.map(|unknown| (unknown.variable.id.value.clone(), vec![unknown.column()]));
    seen.chain(used_columns(&population.uses, unknowns)).chain(of_person()).collect()
}

/// Each use as the sum over its years.
fn used_columns(uses: &[(At<String>, Use)], unknowns: &[YearValue<'_>]) -> Vec<ColumnSum> {
    let seen = uses.iter().map(|(id, used)| {
        let within =
            unknowns.iter().filter(|u| u.variable.id.value == used.variable.value && used.years.contains(u.offset));
        (id.value.clone(), within.map(YearValue::column).collect())
    });
    seen.collect()
}

/// Columns of the success condition.
fn of_success(success: &Success, unknowns: &[YearValue<'_>]) -> Vec<ColumnSum> {
    used_columns(&success.uses, unknowns).into_iter().chain(of_person()).collect()
}

fn of_person() -> impl Iterator<Item = ColumnSum> {
    ["age", "sex", "year"].into_iter().map(|name| (name.to_owned(), vec![name.to_owned()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Private hospitals are the last source of contacts before LPR3.
    #[test]
    fn members_can_be_found_by_private_hospitals() {
        let definitions = Definitions::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines")).unwrap();
        let group = definitions.target_group("autism").unwrap();
        for arm in [Arm::Success, Arm::NonSuccess] {
            let search = RecipeSearch { definitions: &definitions, group, success: &group.successes[0], t0: 2012, arm };
            let recipes = search.recipes(&search.solutions().unwrap().unwrap()).unwrap().unwrap();
            let private = |recipe: &Recipe| recipe.rows.iter().any(|row| row.register == "priv_adm");
            assert!(recipes.iter().any(|recipe| !recipe.by_last_source));
            assert!(recipes.iter().all(|recipe| private(recipe) == recipe.by_last_source), "{recipes:?}");
            assert!(recipes.iter().any(private), "{recipes:?}");
        }
    }
}
