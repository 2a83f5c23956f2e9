//! The definitions of a folder together, and what one says of another.
//!
//! Owns the lookups by id and by relation. Reading a folder is for `load`, and the checks between definitions are for `references`.

use std::sync::Arc;

use crate::characteristic::Characteristic;
use crate::consequence::Consequence;
use crate::day::Years;
use crate::disclosure::Policy;
use crate::effect::Effect;
use crate::experience::Experience;
use crate::intervention::Intervention;
use crate::missing_consequence::MissingConsequence;
use crate::price::Price;
use crate::price_index::PriceIndex;
use crate::qualification::Qualification;
use crate::register::{AsOf, Register, Role};
use crate::settings::Settings;
use crate::source::SourceFile;
use crate::target_group::{Population, TargetGroup};
use crate::variable::{Source, Variable};

use foundation::words::Direction;

/// All definitions of a folder, checked against each other.
#[derive(Debug)]
pub struct Definitions {
    /// Registers, in order of id.
    pub registers: Vec<Register>,
    /// Variables, in order of id.
    pub variables: Vec<Variable>,
    /// Consequences, in order of id.
    pub consequences: Vec<Consequence>,
    /// Consequences that the sources name and the catalogue lacks, in order of file and line.
    pub missing_consequences: Vec<MissingConsequence>,
    /// Prices, in order of file and line.
    pub prices: Vec<Price>,
    /// Price indices, in order of id.
    pub indices: Vec<PriceIndex>,
    /// Target groups, in order of id.
    pub target_groups: Vec<TargetGroup>,
    /// Effects, in order of id.
    pub effects: Vec<Effect>,
    /// Qualifications, in order of target group and consequence.
    pub qualifications: Vec<Qualification>,
    /// Experiences, in order of id.
    pub experiences: Vec<Experience>,
    /// Characteristics of profiles, in order of file and line.
    pub characteristics: Vec<Characteristic>,
    /// Interventions, in order of id.
    pub interventions: Vec<Intervention>,
    /// Settings of the whole release.
    pub settings: Settings,
    /// The policy of disclosure control.
    pub policy: Policy,
    /// Every file read, code tables among them, with its path below the folder (with `/`), in that order.
    pub files: Vec<(String, Arc<SourceFile>)>,
}

impl Definitions {
    /// A register by name.
    pub fn register(&self, id: &str) -> Option<&Register> {
        self.registers.iter().find(|r| r.id.value == id)
    }

    /// A variable by name.
    pub fn variable(&self, id: &str) -> Option<&Variable> {
        self.variables.iter().find(|v| v.id.value == id)
    }

    /// A consequence by name.
    pub fn consequence(&self, id: &str) -> Option<&Consequence> {
        self.consequences.iter().find(|c| c.id.value == id)
    }

    /// The index that converts a price: its own, or that of the settings; `None` if there is no index of that name.
    pub fn index_of(&self, price: &Price) -> Option<&PriceIndex> {
        match &price.index {
            Some(id) => self.indices.iter().find(|index| index.id.value == id.value),
            None => Some(&self.settings.price_index),
        }
    }

    /// A target group by name.
    pub fn target_group(&self, id: &str) -> Option<&TargetGroup> {
        self.target_groups.iter().find(|g| g.id.value == id)
    }

    /// An intervention by name.
    pub fn intervention(&self, id: &str) -> Option<&Intervention> {
        self.interventions.iter().find(|i| i.id.value == id)
    }

    /// The population register: who lives in the country.
    pub fn population(&self) -> Option<&Register> {
        self.with_role(Role::Population).next()
    }

    /// Whether the population register lists the residents of 1 January of a year.
    pub fn lists(&self, year: i32) -> bool {
        self.population().is_some_and(|register| {
            let shift = i32::from(register.as_of.value == AsOf::End);
            register.covers.years().contains(&(year - shift))
        })
    }

    /// The register that a register's rows belong to, if they belong to rows of another.
    pub fn parent_of(&self, register: &Register) -> Option<&Register> {
        self.register(&register.parent.as_ref()?.register.value)
    }

    /// The sign that the qualification of a pair expects, if there is one.
    pub fn expected(&self, target_group: &str, consequence: &str) -> Option<Direction> {
        let order = |q: &Qualification| (&*q.target_group, &*q.consequence).cmp(&(target_group, consequence));
        let at = self.qualifications.binary_search_by(order).ok()?;
        self.qualifications.get(at).map(|qualification| qualification.argument.expected)
    }

    /// The registers that a source reads in addition to its own: the parent, and those of which it asks for any row; in order of id.
    pub fn related_registers(&self, source: &Source) -> Vec<&Register> {
        let own = self.register(&source.register.value);
        let parent = own.and_then(|register| self.parent_of(register));
        let asked = source.any.iter().filter_map(|any| self.register(&any.register.value));
        let mut related: Vec<&Register> = parent.into_iter().chain(asked).collect();
        related.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        related.dedup_by(|a, b| a.id.value == b.id.value);
        related
    }

    /// The variables that a population's condition reads: the name of each in it, and its years relative to t = 0.
    pub fn reads_of<'a>(&'a self, population: &'a Population) -> Vec<(&'a str, &'a Variable, Years)> {
        let read = |name: &'a String| {
            let used = population.uses.iter().find(|(id, _)| id.value == *name).map(|(_, used)| used);
            let (variable, years) =
                used.map_or((name, Years { first: 0, last: 0 }), |used| (&used.variable.value, used.years));
            Some((name.as_str(), self.variable(variable)?, years))
        };
        // Other names are the person's own columns: age, sex and year.
        population.filter.columns.iter().filter_map(read).collect()
    }

    /// The registers of a role.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &Register> {
        self.registers.iter().filter(move |r| r.role.as_ref().is_some_and(|at| at.value == role))
    }
}
