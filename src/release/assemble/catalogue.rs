//! What definitions say, as rows of the release.

use definitions::Definitions;
use definitions::consequence::Consequence;
use definitions::entrant::{PERSON, Use};
use definitions::expression::Expression;
use definitions::price_index::{IndexValue, PriceIndex};
use definitions::source::At;
use definitions::target_group::{AfterExit, Residence, TargetGroup};
use foundation::keys::WHOLE_GROUP;
use foundation::tables::Database;
use foundation::tables::published::{
    ConsequenceRow, PriceIndexRow, PriceRow, QualificationRow, SourceRow, SubgroupRow, SuccessMeasureRow,
    TargetGroupRow,
};
use foundation::words::{Baseline, Covariance, GroupKind, Language};

/// The rows of a target group, its subgroups and its success measures.
pub fn target_group(database: &mut Database, group: &TargetGroup) {
    let ages = group.population.ages.as_ref().map(|at| at.value);
    let years = group.population.years.value;
    database.target_groups.push(TargetGroupRow {
        target_group: group.id.value.clone(),
        kind: Some(GroupKind::TargetGroup),
        domain: group.domain,
        label_da: group.label.da.clone(),
        label_en: group.label.en.clone(),
        description_da: group.description.as_ref().map(|label| label.da.clone()),
        description_en: group.description.as_ref().map(|label| label.en.clone()),
        note_da: group.note.as_ref().map(|label| label.da.clone()),
        note_en: group.note.as_ref().map(|label| label.en.clone()),
        with_annex_da: group.with_annex.as_ref().map(|label| label.da.clone()),
        with_annex_en: group.with_annex.as_ref().map(|label| label.en.clone()),
        condition: condition_of(&group.population.filter, &group.population.uses),
        first_year: years.first,
        last_year: years.last,
        first_age: ages.map(|ages| ages.first),
        last_age: ages.map(|ages| ages.last),
        reconstructed_settings: Some(reconstructed_settings(group)),
        source: group.source.clone(),
        provenance: group.provenance,
        name_provenance: group.provenance_of.name,
        delimitation_provenance: group.provenance_of.delimitation,
        success_provenance: group.provenance_of.success,
    });
    database.subgroups.push(SubgroupRow {
        target_group: group.id.value.clone(),
        subgroup: WHOLE_GROUP.to_owned(),
        label_da: group.label.da.clone(),
        label_en: group.label.en.clone(),
        first_age: ages.map(|ages| ages.first),
        last_age: ages.map(|ages| ages.last),
        condition: None,
    });
    for subgroup in &group.subgroups {
        let own = subgroup.ages.as_ref().map(|at| at.value).or(ages);
        database.subgroups.push(SubgroupRow {
            target_group: group.id.value.clone(),
            subgroup: subgroup.id.value.clone(),
            label_da: subgroup.label.da.clone(),
            label_en: subgroup.label.en.clone(),
            first_age: own.map(|ages| ages.first),
            last_age: own.map(|ages| ages.last),
            condition: subgroup.filter.as_ref().map(|filter| filter.text.value.clone()),
        });
    }
    for success in &group.successes {
        database.success_measures.push(SuccessMeasureRow {
            target_group: group.id.value.clone(),
            success_measure: success.id.value.clone(),
            label_da: success.label.da.clone(),
            label_en: success.label.en.clone(),
            condition: condition_of(&success.filter, &success.uses),
            success_year: success.year(),
        });
    }
}

/// What a definition decides where SØM has published nothing, by the keys of the definition, which are the same in every language.
fn reconstructed_settings(group: &TargetGroup) -> String {
    let population = &group.population;
    let residence = match population.residence {
        Residence::WholeYear => "whole_year",
        Residence::Listed => "listed",
    };
    let after_exit = match population.after_exit {
        AfterExit::Zero => "zero",
        AfterExit::Drop => "drop",
    };
    let mut text = format!(
        "entry = {}; washout = {}; residence = {residence}; after_exit = {after_exit}; age = year(t = 0) - year(born)",
        population.entry.value.word(),
        population.washout
    );
    if let Some(published) = group.estimations.first() {
        let minimum = published.minimum;
        text += &format!(
            "; covariance = {}; minimum.persons = {}; minimum.users = {}; minimum.df = {}",
            published.covariance.value, minimum.persons, minimum.users, minimum.df
        );
        if published.covariance.value == Covariance::Cr1 {
            let cluster = published.named_cluster().map_or(PERSON, |cluster| cluster.value.as_str());
            text += &format!("; minimum.clusters = {}; cluster = {cluster}", minimum.clusters);
        }
        if published.baseline != Baseline::Level {
            text += &format!("; baseline = {}", published.baseline);
        }
    }
    text
}

/// A condition with the names of its uses spelt out: `after = 0; after: shelter_nights (t = 1)`.
fn condition_of(filter: &Expression, uses: &[(At<String>, Use)]) -> String {
    if uses.is_empty() {
        return filter.text.value.clone();
    }
    let uses = uses.iter().map(|(name, used)| {
        let years = if used.years.first == used.years.last {
            format!("t = {}", used.years.first)
        } else {
            format!("t = {}…{}", used.years.first, used.years.last)
        };
        format!("{name}: {} ({years})", used.variable)
    });
    format!("{}; {}", filter.text.value, uses.collect::<Vec<_>>().join(", "))
}

/// The consequences that count the same money, whichever of the two says so.
fn overlaps(definitions: &Definitions, consequence: &Consequence) -> Option<String> {
    let names = |one: &Consequence, other: &Consequence| one.overlaps.iter().any(|id| id.value == other.id.value);
    let overlapping =
        definitions.consequences.iter().filter(|other| names(consequence, other) || names(other, consequence));
    let ids = overlapping.map(|other| other.id.value.as_str()).collect::<Vec<_>>().join(",");
    (!ids.is_empty()).then_some(ids)
}

/// The breaks of a consequence with what changed: `2014: …; 2019: …`.
fn breaks(consequence: &Consequence, language: Language) -> Option<String> {
    let said = consequence.breaks.iter().map(|one| format!("{}: {}", one.year.value, one.what.get(language)));
    let said = said.collect::<Vec<_>>().join("; ");
    (!said.is_empty()).then_some(said)
}

/// What a reader of a consequence's figures must know: of its variable, then of itself.
fn note(definitions: &Definitions, consequence: &Consequence, language: Language) -> Option<String> {
    let of_variable = definitions.variable(&consequence.variable).and_then(|variable| variable.note.as_ref());
    let notes = of_variable.into_iter().chain(&consequence.note).map(|note| note.get(language));
    let said = notes.collect::<Vec<_>>().join(" ");
    (!said.is_empty()).then_some(said)
}

/// The rows of everything that is not of one target group.
pub fn catalogue(database: &mut Database, definitions: &Definitions) {
    database.consequences = definitions
        .consequences
        .iter()
        .map(|c| ConsequenceRow {
            consequence: c.id.value.clone(),
            label_da: c.label.da.clone(),
            label_en: c.label.en.clone(),
            area: c.area,
            unit: c.unit.clone(),
            kind: c.kind,
            overlaps: overlaps(definitions, c),
            break_year: c.breaks.last().map(|last| last.year.value),
            breaks_da: breaks(c, Language::Da),
            breaks_en: breaks(c, Language::En),
            note_da: note(definitions, c, Language::Da),
            note_en: note(definitions, c, Language::En),
            source: c.source.clone(),
            provenance: c.provenance,
        })
        .collect();
    database.prices = definitions
        .prices
        .iter()
        .map(|p| PriceRow {
            consequence: p.consequence.value.clone(),
            target_group: p.target_group.as_ref().map(|at| at.value.clone()),
            first_age: p.ages.as_ref().map(|at| at.first),
            last_age: p.ages.as_ref().map(|at| at.last),
            price_year: p.year.value,
            kommune_kr: p.kr.kommune.value(),
            region_kr: p.kr.region.value(),
            stat_kr: p.kr.stat.value(),
            series: p.index.as_ref().map(|index| index.value.clone()),
            derivation_da: p.derivation.as_ref().map(|derivation| derivation.da.clone()),
            derivation_en: p.derivation.as_ref().map(|derivation| derivation.en.clone()),
            source: p.source.clone(),
            provenance: p.provenance,
        })
        .collect();
    let standard = &definitions.settings.price_index.id.value;
    let of_index = |index: &PriceIndex| -> Vec<PriceIndexRow> {
        let row = |(year, value): (&i32, &IndexValue)| PriceIndexRow {
            year: *year,
            index: value.index,
            series: Some(index.id.value.clone()),
            label_da: Some(index.label.da.clone()),
            label_en: Some(index.label.en.clone()),
            standard: Some(index.id.value == *standard),
            source: value.source.clone(),
            provenance: value.provenance,
        };
        index.years.iter().map(row).collect()
    };
    database.price_index = definitions.indices.iter().flat_map(of_index).collect();
    database.effects = definitions.effects.iter().map(super::effect::row).collect();
    database.qualifications = definitions
        .qualifications
        .iter()
        .map(|q| {
            let argument = &q.argument;
            let grounds: Vec<&str> = argument.grounds.iter().map(|ground| ground.word()).collect();
            QualificationRow {
                target_group: q.target_group.clone(),
                consequence: q.consequence.clone(),
                recommendation: argument.recommendation,
                expected: argument.expected,
                time_perspective: argument.time_perspective,
                grounds: (!grounds.is_empty()).then(|| grounds.join(",")),
                reason_da: argument.reason.da.clone(),
                reason_en: argument.reason.en.clone(),
                source: argument.source.clone(),
                provenance: argument.provenance,
            }
        })
        .collect();
    database.experiences = definitions.experiences.iter().map(super::experience::row).collect();
    database.sources = definitions
        .registers
        .iter()
        .map(|r| SourceRow {
            register: r.id.value.clone(),
            label_da: r.label.da.clone(),
            label_en: r.label.en.clone(),
            kind: r.kind.word(),
            first_day: r.covers.first_day().to_string(),
            last_day: r.covers.last_day().to_string(),
            source: r.source.clone(),
            provenance: r.provenance,
        })
        .collect();
}
