//! Reading a folder of definitions: every file, the checks between them, and all mistakes at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::characteristic::Characteristic;
use crate::consequence::Consequence;
use crate::disclosure::Policy;
use crate::effect::Effect;
use crate::experience::Experience;
use crate::intervention::Intervention;
use crate::missing_consequence::MissingConsequence;
use crate::mistake::Report;
use crate::price::Price;
use crate::price_index::PriceIndex;
use crate::qualification::Statement;
use crate::register::Register;
use crate::set::Definitions;
use crate::settings::SettingsFile;
use crate::source::SourceFile;
use crate::target_group::TargetGroup;
use crate::variable::Variable;
use crate::{folder, references, table, text_limits};

use foundation::error::Error;

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
            missing_consequences: found.missing_consequences,
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
        definitions.qualifications = references::qualifications_of_pairs(&definitions, &found.qualifications, &report);
        report.into_result()?;
        let tables = definitions.registers.iter().flat_map(Register::code_tables).map(|table| Arc::clone(table.file()));
        let files = files.into_iter().map(|(_, file)| file).chain(tables);
        let files: BTreeMap<String, Arc<SourceFile>> =
            files.map(|file| (folder::name_of(dir, &file.path), file)).collect();
        Ok(Definitions { files: files.into_iter().collect(), ..definitions })
    }
}

/// Gives parent registers the key columns by which rows of other registers join theirs.
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
pub(crate) struct Entries {
    registers: Vec<Register>,
    variables: Vec<Variable>,
    consequences: Vec<Consequence>,
    missing_consequences: Vec<MissingConsequence>,
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
    pub(crate) fn read(&mut self, kind: folder::Kind, file: &Arc<SourceFile>, report: &Report) {
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
                    self.missing_consequences.extend(top.tables("missing").iter().filter_map(MissingConsequence::read));
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
    use crate::plan::Plan;
    use foundation::words::Label;

    /// The 74 consequences of the published record in its order, as they are called here. Those in brackets are in no register.
    const OF_THE_RECORD: &str = "income_tax cash_benefit_weeks education_help_weeks integration_benefit_weeks unemployment_benefit_weeks \
        sickness_benefit_weeks maternity_benefit_weeks disability_pension_weeks senior_pension_weeks resource_course_weeks \
        job_clarification_weeks rehabilitation_weeks waiting_benefit_weeks flex_job_weeks early_retirement_weeks activation_weeks \
        (mentor_or_support_weeks) housing_benefit employed_months \
        su_youth_weeks su_higher_weeks ordinary_school_weeks special_class_weeks special_school_weeks private_school_weeks absence_days \
        gymnasium_weeks vocational_basic_weeks vocational_main_weeks fgu_weeks stu_weeks adult_education_weeks higher_education_weeks \
        gp_contacts psychologist_contacts psychiatrist_contacts dentist_contacts other_health_contacts hospital_nights \
        outpatient_contacts emergency_contacts psychiatric_nights psychiatric_outpatient_contacts psychiatric_emergency_contacts \
        psychotropic_medicine adhd_medicine opioid_substitution_medicine other_medicine \
        property_convictions violence_convictions traffic_convictions drug_act_convictions other_convictions charges prison_days \
        arrest_days (ankle_tag_days) \
        shelter_nights crisis_centre_nights support_at_home_days temporary_housing_days long_term_housing_days \
        activity_or_sheltered_work_days drug_treatment_days (alcohol_treatment_days) \
        foster_care_days network_care_days institution_days secure_unit_days preventive_measure_days preventive_family_days respite_days \
        aftercare_days (compensation_for_lost_earnings)";

    /// What the catalogue has beside them: the ladder of refunds, and two of children.
    const BESIDE: [&str; 12] = [
        "cash_benefit_refund_weeks",
        "education_help_refund_weeks",
        "unemployment_benefit_refund_weeks",
        "sickness_benefit_refund_weeks",
        "integration_benefit_refund_weeks",
        "resource_course_refund_weeks",
        "job_clarification_refund_weeks",
        "rehabilitation_refund_weeks",
        "waiting_benefit_refund_weeks",
        "flex_job_refund_weeks",
        "child_crisis_centre_nights",
        "notifications",
    ];

    /// Every consequence of the record is in the catalogue, or is missing under its number with the reason.
    #[test]
    fn the_catalogue_has_every_consequence_of_the_record() {
        let definitions = catalogue();
        let listed: Vec<&str> = OF_THE_RECORD.split_whitespace().collect();
        assert_eq!(listed.len(), 74);
        let is_missing = |id: &&str| id.starts_with('(');
        let mut expected: Vec<&str> = listed.iter().copied().filter(|id| !is_missing(id)).chain(BESIDE).collect();
        let mut found: Vec<&str> = definitions.consequences.iter().map(|consequence| consequence.id.as_str()).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(found.len(), 82);
        let number = |source: &str| {
            let (_, after) = source.split_once("katalogets konsekvens ").unwrap();
            after.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse::<usize>().unwrap()
        };
        let mut numbers: Vec<usize> = definitions.missing_consequences.iter().map(|one| number(&one.source)).collect();
        numbers.sort_unstable();
        let expected: Vec<usize> = (1..).zip(&listed).filter(|(_, id)| is_missing(id)).map(|(at, _)| at).collect();
        assert_eq!(numbers, expected);
    }

    fn catalogue() -> Definitions {
        match Definitions::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines")) {
            Ok(definitions) => definitions,
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn the_catalogue_loads() {
        let definitions = catalogue();
        assert_eq!(definitions.target_groups.len(), 25);
        assert!(definitions.target_groups.iter().all(|group| group.persons.len() >= 4));
        let plan = Plan::new(&definitions).unwrap();
        let published = plan.jobs().iter().filter(|job| job.is_published()).count();
        assert!(published >= 29_000, "{published}");
        // What the official annex changes is said of every group, in both languages, and why a consequence has no price.
        let said = |label: &Label| !label.da.trim().is_empty() && !label.en.trim().is_empty() && label.da != label.en;
        for group in &definitions.target_groups {
            assert!(
                [&group.note, &group.with_annex].iter().all(|text| text.as_ref().is_some_and(said)),
                "{}",
                group.id
            );
        }
        for consequence in &definitions.consequences {
            let priced = definitions.prices.iter().any(|price| price.consequence.value == consequence.id.value);
            assert!(priced || consequence.note.as_ref().is_some_and(said), "{}", consequence.id);
        }
        // `end` is an SQL keyword: quoted in a definition, it is a column and not a text.
        let prison = definitions.variable("prison_days").unwrap();
        let filters: Vec<_> = prison.from.iter().filter_map(|source| source.filter.as_ref()).collect();
        assert!(filters.iter().any(|filter| filter.columns.contains(&"end".to_owned())), "{filters:?}");
    }
}
