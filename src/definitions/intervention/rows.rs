//! What is read of the rows of participants and of listed controls, as variables of the program's own.
//!
//! Their ids hold a `/`, which no id of an analyst does. Rows count in the year in which they start.

use super::super::expression::{Aggregate, Expression, Value};
use super::super::source::At;
use super::super::variable::{Overlapping, Resolution, Source, SpellDate, Variable};
use super::controls::Controls;
use super::participants::Participants;

/// The variables of an intervention's rows.
#[derive(Debug, Clone)]
pub struct RowVariables {
    /// Rows that start in the year.
    pub starts: Variable,
    /// The same without the condition on rows: a person with such a row is not a control. `None` if the condition excludes no row.
    pub unfiltered: Option<Variable>,
    /// Rows of persons who completed.
    pub completed: Option<Variable>,
    /// Rows of persons who were assigned.
    pub assigned: Option<Variable>,
    /// The number of the site.
    pub site: Option<Variable>,
    /// Rows of listed controls.
    pub listed: Option<Variable>,
}

impl RowVariables {
    /// The variables of an intervention.
    pub fn of(id: &At<String>, participants: &Participants, controls: &Controls) -> RowVariables {
        let register = &participants.register;
        let condition = participants.filter.as_ref();
        let rows = |name: &str, also: &Expression| variable(id, name, register, both(condition, also), Rows::Count);
        let site = |sql: &Expression| variable(id, "site", register, condition.cloned(), Rows::Least(sql));
        let listed = match controls {
            Controls::List { register, filter } => Some(list(id, "listed", register, filter.clone())),
            Controls::Population(_) | Controls::Intervention(_) | Controls::NotAssigned => None,
        };
        RowVariables {
            starts: list(id, "starts", register, condition.cloned()),
            unfiltered: condition.map(|_| list(id, "unfiltered", register, None)),
            completed: participants.completed.as_ref().map(|sql| rows("completed", sql)),
            assigned: participants.assigned.as_ref().map(|sql| rows("assigned", sql)),
            site: participants.site.as_ref().map(site),
            listed,
        }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Variable> {
        let optional = [&self.unfiltered, &self.completed, &self.assigned, &self.site, &self.listed];
        std::iter::once(&self.starts).chain(optional.into_iter().flatten())
    }
}

/// What is taken of rows.
enum Rows<'a> {
    /// How many there are.
    Count,
    /// The least number; participants have one row.
    Least(&'a Expression),
}

/// A variable whose rows list persons: it is read in all years.
fn list(id: &At<String>, name: &str, register: &At<String>, filter: Option<Expression>) -> Variable {
    let of = variable(id, name, register, filter, Rows::Count);
    let from = of.from.into_iter().map(|source| Source { lists_persons: true, ..source });
    Variable { from: from.collect(), ..of }
}

fn variable(
    id: &At<String>,
    name: &str,
    register: &At<String>,
    filter: Option<Expression>,
    rows: Rows<'_>,
) -> Variable {
    let at = |text: &str| At { value: text.to_owned(), place: id.place.clone() };
    let value = match rows {
        Rows::Count => Value { text: at("COUNT(*)"), aggregate: Aggregate::Count, of: None },
        Rows::Least(sql) => Value { text: sql.text.clone(), aggregate: Aggregate::Min, of: Some(sql.clone()) },
    };
    let source = Source {
        register: register.clone(),
        date: At { value: SpellDate::Start, place: id.place.clone() },
        overlapping: At { value: Overlapping::Once, place: id.place.clone() },
        stays: None,
        any: Vec::new(),
        since: None,
        until: None,
        filter,
        value,
        lists_persons: false,
    };
    Variable { id: at(&format!("{id}/{name}")), resolution: Resolution::Units(1), note: None, from: vec![source] }
}

/// Rows that meet both conditions. Each was parsed by itself; one that could not be is reported, and neither is evaluated.
fn both(one: Option<&Expression>, other: &Expression) -> Option<Expression> {
    let Some(one) = one else { return Some(other.clone()) };
    let text = At { value: format!("({}) AND ({})", one.text, other.text), place: other.text.place.clone() };
    let row = sql::RowExpression::parse(&text.value).unwrap_or_else(|_| sql::RowExpression::always());
    Some(Expression { text, row })
}
