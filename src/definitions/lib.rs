//! What analysts write: registers, variables, consequences, prices, price indices, target groups, effects, qualifications and
//! experiences, in TOML files below one folder.
//!
//! Owns reading them, checking them against each other, and reporting every mistake of every file with file, line and
//! column. Also owns the [`plan`] of regressions that they imply. Owns no rows: the engine evaluates SQL on extracts.

pub mod catalogue;
pub mod characteristic;
pub mod code;
pub mod code_table;
pub mod column;
pub mod consequence;
pub mod coverage;
pub mod day;
pub mod disclosure;
pub mod effect;
pub mod entrant;
pub mod entry;
pub mod estimation;
pub mod experience;
pub mod expression;
mod folder;
pub mod intervention;
pub mod mistake;
pub mod person;
pub mod plan;
pub mod price;
pub mod price_index;
mod references;
pub use references::is_id;
pub mod qualification;
pub mod register;
pub mod schema;
pub mod settings;
pub mod source;
pub mod stays;
pub mod stored;

pub mod table;
pub mod target_group;
mod text_limits;
pub mod unused;
pub mod variable;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use characteristic::Characteristic;
use consequence::Consequence;
use disclosure::Policy;
use effect::Effect;
use experience::Experience;
use intervention::Intervention;
use mistake::Report;
use price::Price;
use price_index::PriceIndex;
use qualification::{Qualification, Statement};
use register::{AsOf, Register, Role};
use settings::{Settings, SettingsFile};
use source::SourceFile;
use target_group::TargetGroup;
use variable::{Source, Variable};

use foundation::error::Error;

/// Names that the program gives to SQL over a register's rows. No column can have them.
pub const RESERVED_COLUMNS: &[&str] = &["year", "date", "start", "end", "nights", "days", "week", "code", "run_week"];

/// All definitions of a folder, checked against each other.
#[derive(Debug)]
pub struct Definitions {
    /// Registers, in order of id.
    pub registers: Vec<Register>,
    /// Variables, in order of id.
    pub variables: Vec<Variable>,
    /// Consequences, in order of id.
    pub consequences: Vec<Consequence>,
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
    /// Reads and checks the definitions of a folder.
    ///
    /// # Errors
    /// All mistakes of all files, or that the folder can't be read.
    pub fn load(dir: &Path) -> Result<Definitions, Error> {
        let files = folder::read(dir)?;
        let report = Report::default();
        let mut found = Entries::default();
        for (place, file) in &files {
            found.read(*place, file, &report);
        }
        let written = found.settings.take();
        let Some(settings) = written.and_then(|written| written.resolve(&mut found.indices, &report)) else {
            report.into_result()?;
            return Err(folder::without_settings(dir));
        };
        found.indices.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        found.registers.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        give_row_keys(&mut found.registers);
        found.variables.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        found.consequences.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        found.target_groups.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        found.effects.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        found.experiences.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        found.interventions.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        let mut definitions = Definitions {
            registers: found.registers,
            variables: found.variables,
            consequences: found.consequences,
            prices: found.prices,
            indices: found.indices,
            target_groups: found.target_groups,
            effects: found.effects,
            qualifications: Vec::new(),
            experiences: found.experiences,
            characteristics: found.characteristics,
            interventions: found.interventions,
            settings,
            policy: found.policy,
            files: Vec::new(),
        };
        references::check(&definitions, &report);
        references::check_statements(&definitions, &found.qualifications, &report);
        definitions.qualifications = qualification::of_pairs(&definitions, &found.qualifications, &report);
        report.into_result()?;
        let tables = definitions.registers.iter().flat_map(Register::code_tables).map(|table| Arc::clone(table.file()));
        let files = files.into_iter().map(|(_, file)| file).chain(tables);
        let files: BTreeMap<String, Arc<SourceFile>> =
            files.map(|file| (folder::name_of(dir, &file.path), file)).collect();
        Ok(Definitions { files: files.into_iter().collect(), ..definitions })
    }

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
    pub fn expected(&self, target_group: &str, consequence: &str) -> Option<foundation::words::Direction> {
        let order = |q: &Qualification| (&*q.target_group, &*q.consequence).cmp(&(target_group, consequence));
        let at = self.qualifications.binary_search_by(order).ok()?;
        self.qualifications.get(at).map(|qualification| qualification.argument.expected)
    }

    /// The registers that a source reads beside its own: the parent, and those of which it asks for any row; in order of id.
    pub fn read_beside(&self, source: &Source) -> Vec<&Register> {
        let own = self.register(&source.register.value);
        let parent = own.and_then(|register| self.parent_of(register));
        let asked = source.any.iter().filter_map(|any| self.register(&any.register.value));
        let mut beside: Vec<&Register> = parent.into_iter().chain(asked).collect();
        beside.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        beside.dedup_by(|a, b| a.id.value == b.id.value);
        beside
    }

    /// The registers of a role.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &Register> {
        self.registers.iter().filter(move |r| r.role.as_ref().is_some_and(|at| at.value == role))
    }
}

/// Tells registers by which columns the rows of other registers find theirs.
fn give_row_keys(registers: &mut [Register]) {
    let keys: Vec<_> = registers
        .iter()
        .filter_map(|register| register.parent.as_ref())
        .map(|parent| (parent.register.value.clone(), parent.key.value.clone()))
        .collect();
    for (of, key) in keys {
        if let Some(parent) = registers.iter_mut().find(|register| register.id.value == of)
            && !parent.row_keys.contains(&key)
        {
            parent.row_keys.push(key);
        }
    }
}

/// The entries of the files read so far.
#[derive(Default)]
struct Entries {
    registers: Vec<Register>,
    variables: Vec<Variable>,
    consequences: Vec<Consequence>,
    prices: Vec<Price>,
    indices: Vec<PriceIndex>,
    target_groups: Vec<TargetGroup>,
    effects: Vec<Effect>,
    qualifications: Vec<Statement>,
    experiences: Vec<Experience>,
    characteristics: Vec<Characteristic>,
    interventions: Vec<Intervention>,
    settings: Option<SettingsFile>,
    policy: Policy,
}

impl Entries {
    fn read(&mut self, kind: folder::Kind, file: &Arc<SourceFile>, report: &Report) {
        report.reading(kind.entry());
        table::read_file(file, report, |top| {
            text_limits::check(top);
            match kind {
                folder::Kind::Registers => self.registers.extend(Register::read(top)),
                folder::Kind::Variables => {
                    self.variables.extend(top.tables("variable").iter().filter_map(Variable::read))
                }
                folder::Kind::Consequences => {
                    self.consequences.extend(top.tables("consequence").iter().filter_map(Consequence::read));
                }
                folder::Kind::Prices => self.prices.extend(top.tables("price").iter().filter_map(Price::read)),
                folder::Kind::Indices => self.indices.extend(PriceIndex::read(top)),
                folder::Kind::TargetGroups => self.target_groups.extend(TargetGroup::read(top)),
                folder::Kind::Effects => self.effects.extend(top.tables("effect").iter().filter_map(Effect::read)),
                folder::Kind::Qualification => {
                    self.qualifications.extend(Statement::read_file(top));
                }
                folder::Kind::Experiences => {
                    self.experiences.extend(top.tables("experience").iter().filter_map(Experience::read));
                }
                folder::Kind::Profile => {
                    self.characteristics.extend(top.tables("characteristic").iter().filter_map(Characteristic::read));
                }
                folder::Kind::Interventions => self.interventions.extend(Intervention::read(top)),
                folder::Kind::Release => self.settings = SettingsFile::read(top),
                folder::Kind::Disclosure => self.policy = Policy::read(top),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_loads() {
        let definitions = match Definitions::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines")) {
            Ok(definitions) => definitions,
            Err(error) => panic!("{error}"),
        };
        assert!(definitions.target_groups.len() >= 4);
        assert!(definitions.consequences.len() >= 16);
        assert!(definitions.target_groups.iter().all(|group| group.persons.len() >= 3));
        // `end` is an SQL keyword: quoted in a definition, it is a column and not a text.
        let prison = definitions.variable("prison_days").unwrap();
        let filters: Vec<_> = prison.from.iter().filter_map(|source| source.filter.as_ref()).collect();
        assert!(filters.iter().any(|filter| filter.columns.contains(&"end".to_owned())), "{filters:?}");
    }
}
