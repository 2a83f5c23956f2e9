//! The published tables, from definitions, cohorts and regressions. What is significant is decided here, once.

use std::collections::HashMap;

use super::control::{self, Controlled};
use super::family;
use super::regress::Fits;
use definitions::Definitions;
use definitions::consequence::Consequence;
use definitions::entrant::PERSON;
use definitions::estimation::{ENTRY_YEAR, Estimation};
use definitions::plan;
use definitions::target_group::{AfterExit, Residence, Success, TargetGroup, WHOLE_GROUP};
use engine::cohort::Cohort;
use foundation::tables::Database;
use foundation::tables::audit::AuditFitRow;
use foundation::tables::published::{
    CohortRow, ConsequenceRow, CovarianceRow, EffectRow, EstimateRow, FitRow, PriceIndexRow, PriceRow,
    QualificationRow, SourceRow, SubgroupRow, SuccessMeasureRow, TargetGroupRow,
};
use foundation::words::{Baseline, Covariance, Language, Status};
use release::disclosure::{self, CohortCount, Perturbation, Verdict};
use statistics::estimate::adjust::Age;

/// What a release is called, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// Its name.
    pub release: &'a str,
    /// Whether the extracts were made by the generator.
    pub synthetic: bool,
}

/// The release as tables, every one sorted by its key, with what disclosure control lets out.
pub fn database(
    definitions: &Definitions,
    named: Named<'_>,
    cohorts: &[Cohort],
    controlled: &Controlled,
    fits: &Fits,
) -> Database {
    let mut database = Database {
        release: named.release.to_owned(),
        price_year: definitions.settings.price_year.value,
        synthetic: named.synthetic,
        ..Database::default()
    };
    for (group, cohort) in definitions.target_groups.iter().zip(cohorts) {
        target_group(&mut database, group);
        profiles(&mut database, group, cohort, controlled);
    }
    catalogue(&mut database, definitions);
    estimates(&mut database, definitions, controlled, &fits.rows);
    database.covariances = shown_covariances(definitions, controlled, fits, |_, significant| significant);
    sort(&mut database);
    database
}

fn target_group(database: &mut Database, group: &TargetGroup) {
    let ages = group.population.ages.as_ref().map(|at| at.value);
    let years = group.population.years.value;
    database.target_groups.push(TargetGroupRow {
        target_group: group.id.value.clone(),
        domain: group.domain,
        label_da: group.label.da.clone(),
        label_en: group.label.en.clone(),
        condition: group.population.filter.text.value.clone(),
        first_year: years.first,
        last_year: years.last,
        first_age: ages.map(|ages| ages.first),
        last_age: ages.map(|ages| ages.last),
        reconstructed_settings: Some(reconstructed_settings(group)),
        source: group.source.clone(),
        provenance: group.provenance,
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
            condition: condition_of(success),
            success_year: success.year(),
        });
    }
}

/// What a definition decides where SØM has published nothing.
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
        "entry = {}; washout = {}; residence = {residence}; after_exit = {after_exit}; age is the age reached in t = 0",
        population.entry.value.word(),
        population.washout
    );
    if let Some(published) = group.estimations.first() {
        let minimum = published.minimum;
        text += &format!(
            "; covariance = {}; minimum persons = {}, users = {}, df = {}",
            published.covariance.value, minimum.persons, minimum.users, minimum.df
        );
        if published.covariance.value == Covariance::Cr1 {
            let cluster = published.named_cluster().map_or(PERSON, |cluster| cluster.value.as_str());
            text += &format!(", clusters = {}; cluster = {cluster}", minimum.clusters);
        }
        if published.baseline != Baseline::Level {
            text += &format!("; baseline = {}", published.baseline);
        }
    }
    text
}

/// A success condition with its names spelt out: `after = 0, after: shelter_nights in year 1`.
fn condition_of(success: &Success) -> String {
    let uses = success.uses.iter().map(|(name, used)| {
        let years = if used.years.first == used.years.last {
            format!("year {}", used.years.first)
        } else {
            format!("years {} to {}", used.years.first, used.years.last)
        };
        format!("{name}: {} in {years}", used.variable)
    });
    format!("{}; {}", success.filter.text.value, uses.collect::<Vec<_>>().join(", "))
}

fn profiles(database: &mut Database, group: &TargetGroup, cohort: &Cohort, controlled: &Controlled) {
    let of_group = controlled.cohorts.iter().filter(|(count, _)| count.key.0 == group.id.value);
    for (CohortCount { key: (_, subgroup, measure, arm), persons, cell }, rule) in of_group {
        let belongs = cohort.subgroups.iter().find(|(name, _)| name == subgroup).map(|(_, belongs)| belongs);
        let arms = cohort.successes.iter().find(|(name, _)| name == measure).map(|(_, arms)| arms);
        let ages: Vec<f64> = cohort
            .entries
            .iter()
            .zip(belongs.into_iter().flatten())
            .zip(arms.into_iter().flatten())
            .filter(|((_, belongs), of)| **belongs && **of == Some(*arm))
            .map(|((entry, _), _)| f64::from(entry.age))
            .collect();
        database.cohorts.push(CohortRow {
            target_group: group.id.value.clone(),
            subgroup: subgroup.clone(),
            success_measure: measure.clone(),
            arm: *arm,
            persons: rule.is_none().then(|| controlled.perturbation.count(*cell, *persons)),
            mean_age: controlled.perturbation.mean_age(*cell, &ages).filter(|_| rule.is_none()),
            reason: rule.map(|rule| rule.label(Language::En).to_owned()),
        });
    }
}

fn catalogue(database: &mut Database, definitions: &Definitions) {
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
            overlaps: (!c.overlaps.is_empty())
                .then(|| c.overlaps.iter().map(|o| o.value.clone()).collect::<Vec<_>>().join(",")),
            break_year: c.break_year.as_ref().map(|at| at.value),
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
            source: p.source.clone(),
            provenance: p.provenance,
        })
        .collect();
    let index = &definitions.settings.price_index;
    database.price_index = index
        .years
        .iter()
        .map(|(year, value)| PriceIndexRow {
            year: *year,
            index: *value,
            source: index.source.clone(),
            provenance: index.provenance,
        })
        .collect();
    database.effects = definitions
        .effects
        .iter()
        .map(|e| EffectRow {
            effect: e.id.value.clone(),
            label_da: e.label.da.clone(),
            label_en: e.label.en.clone(),
            target_group: e.target_group.as_ref().map(|at| at.value.clone()),
            success_measure: e.success_measure.as_ref().map(|at| at.value.clone()),
            evidence_level: i32::from(e.evidence_level.value),
            with: e.with.value,
            without: e.without.value,
            denominator: e.denominator,
            source: e.source.clone(),
            provenance: e.provenance,
        })
        .collect();
    database.qualifications = definitions
        .qualifications
        .iter()
        .map(|q| QualificationRow {
            target_group: q.target_group.value.clone(),
            consequence: q.consequence.value.clone(),
            recommendation: q.recommendation,
            expected: q.expected,
            reason_da: q.reason.da.clone(),
            reason_en: q.reason.en.clone(),
            source: q.source.clone(),
            provenance: q.provenance,
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
            kind: r.kind.value,
            first_day: r.covers.first_day().to_string(),
            last_day: r.covers.last_day().to_string(),
            source: r.source.clone(),
            provenance: r.provenance,
        })
        .collect();
}

/// The key of a regression among those of one specification.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str, i32);

fn key(fit: &AuditFitRow) -> Key<'_> {
    (&fit.target_group, &fit.subgroup, &fit.success_measure, &fit.consequence, fit.follow_up_year)
}

fn estimates(database: &mut Database, definitions: &Definitions, controlled: &Controlled, fits: &[AuditFitRow]) {
    let beside: HashMap<Key<'_>, &AuditFitRow> =
        fits.iter().filter(|fit| fit.specification == ENTRY_YEAR).map(|fit| (key(fit), fit)).collect();
    // q × rank ÷ p gives the size of the family: it has every regression whose published status is `estimated`, and no other.
    let by_position = fits.iter().zip(&controlled.fits).zip(&controlled.cells);
    let p: Vec<Option<f64>> =
        by_position.map(|((fit, verdict), cells)| shown_p(&controlled.perturbation, *cells, fit, *verdict)).collect();
    let q = family::q_values(definitions, fits, &p);
    for group in &definitions.target_groups {
        let Some(published) = group.estimations.first() else { continue };
        let all = fits.iter().zip(&controlled.fits).zip(&q).zip(&controlled.cells);
        for (((fit, verdict), q), cells) in all.filter(|(((fit, _), _), _)| fit.target_group == group.id.value) {
            let (Some(verdict), Some(consequence)) = (*verdict, definitions.consequence(&fit.consequence)) else {
                continue;
            };
            let (status, held) = match verdict {
                Verdict::HeldBack(rule) => (Status::HeldBack, Some(rule)),
                Verdict::Told(status) => (status, None),
                Verdict::Released | Verdict::WithoutCounts(_) => (fit.status, None),
            };
            let significant = held.is_none() && control::significant(definitions, &controlled.perturbation, *cells, fit);
            database.fits.push(FitRow {
                target_group: fit.target_group.clone(),
                subgroup: fit.subgroup.clone(),
                success_measure: fit.success_measure.clone(),
                consequence: fit.consequence.clone(),
                follow_up_year: fit.follow_up_year,
                status,
                significant,
                reason: held,
            });
            if significant {
                let other = beside.get(&key(fit)).copied();
                let of = Regression { group, published, consequence, fit, cells: *cells, verdict, q: *q };
                database.estimates.extend(estimate(definitions, &controlled.perturbation, of, other));
            }
        }
    }
}

/// A regression with what was defined and decided about it.
#[derive(Clone, Copy)]
struct Regression<'a> {
    group: &'a TargetGroup,
    published: &'a Estimation,
    consequence: &'a Consequence,
    fit: &'a AuditFitRow,
    cells: [u64; 2],
    verdict: Verdict,
    /// The q-value of what is shown.
    q: Option<f64>,
}

/// The p-value as it is published; 1 where the published status is `estimated` and there is no figure.
fn shown_p(
    perturbation: &Perturbation,
    cells: [u64; 2],
    fit: &AuditFitRow,
    verdict: Option<Verdict>,
) -> Option<f64> {
    match verdict? {
        Verdict::Told(Status::Estimated) => Some(1.0),
        Verdict::Told(_) | Verdict::HeldBack(_) => None,
        verdict @ (Verdict::Released | Verdict::WithoutCounts(_)) => {
            fit.p?;
            let counts = verdict == Verdict::Released;
            perturbation.figures(cells, counts, fit).map(|shown| shown.inference.p)
        }
    }
}

fn estimate(
    definitions: &Definitions,
    perturbation: &Perturbation,
    of: Regression<'_>,
    beside: Option<&AuditFitRow>,
) -> Option<EstimateRow> {
    let Regression { group, published, consequence, fit, cells, verdict, q } = of;
    let policy = &definitions.policy;
    let significance = definitions.settings.significance;
    let success = group.successes.iter().find(|s| s.id.value == fit.success_measure)?;
    let depends = beside.filter(|other| other.status == Status::Estimated).and_then(|other| {
        let (ours, theirs) = (fit.estimate?, other.estimate?);
        Some(ours.signum() != theirs.signum() || other.p? >= significance)
    });
    let reason = match verdict {
        Verdict::WithoutCounts(rule) => Some(rule),
        Verdict::Released | Verdict::Told(_) | Verdict::HeldBack(_) => None,
    };
    let shown = perturbation.figures(cells, reason.is_none(), fit)?;
    let exact = |n: i64| u64::try_from(n).ok();
    let [cell_success, cell_non_success] = cells;
    let count = |cell: u64, n: i64| exact(n).filter(|_| reason.is_none()).map(|n| perturbation.count(cell, n));
    let mean = perturbation.mean(cells, fit);
    // Both robustness values together give the degrees of freedom, and so the persons.
    let robustness = perturbation.robustness(&shown, fit, significance).map(|value| value.filter(|_| reason.is_none()));
    let [robustness, robustness_to_insignificance] = robustness;
    // Which years t = 0 carry it, by the definitions: who entered first or last may be one person.
    let carrying = plan::entry_years(definitions, group, &consequence.variable, published, fit.follow_up_year);
    let all = exact(fit.n_success + fit.n_non_success)?;
    Some(EstimateRow {
        target_group: fit.target_group.clone(),
        subgroup: fit.subgroup.clone(),
        success_measure: fit.success_measure.clone(),
        consequence: fit.consequence.clone(),
        follow_up_year: fit.follow_up_year,
        estimate: shown.estimate,
        standard_error: shown.standard_error,
        lower: shown.inference.lower,
        upper: shown.inference.upper,
        t: shown.inference.t,
        df: shown.df,
        p: shown.inference.p,
        q,
        robustness,
        robustness_to_insignificance,
        n_success: count(cell_success, fit.n_success),
        n_non_success: count(cell_non_success, fit.n_non_success),
        clusters: fit.clusters.and_then(|n| count(cell_success.wrapping_add(cell_non_success), n)),
        baseline: Some(fit.baseline),
        mean_non_success: mean.filter(|_| reason.is_none()),
        reason,
        price_year: consequence.is_kroner().then_some(definitions.settings.price_year.value),
        covariance: published.covariance.value,
        age_form: published.adjust.age.as_ref().map(Age::form),
        adjusts_sex: published.adjust.sex,
        first_entry_year: carrying.first().copied()?,
        last_entry_year: carrying.last().copied()?,
        defines_success: success.is_made_of(&consequence.variable, fit.follow_up_year),
        depends_on_entry_year: depends,
        share_after_break: fit.share_after_break.map(|share| disclosure::share(policy, share, all)),
        provenance: group.provenance.max(consequence.provenance),
    })
}

/// Covariances between the years of a consequence of which both are shown, as they are published.
pub fn shown_covariances(
    definitions: &Definitions,
    controlled: &Controlled,
    fits: &Fits,
    is_shown: impl Fn(Verdict, bool) -> bool,
) -> Vec<CovarianceRow> {
    let perturbation = &controlled.perturbation;
    let mut shown: HashMap<Key<'_>, (&AuditFitRow, [u64; 2], f64)> = HashMap::new();
    for ((fit, verdict), cells) in fits.rows.iter().zip(&controlled.fits).zip(&controlled.cells) {
        let Some(verdict @ (Verdict::Released | Verdict::WithoutCounts(_))) = *verdict else { continue };
        let significant = control::significant(definitions, perturbation, *cells, fit);
        let figures = perturbation.figures(*cells, verdict == Verdict::Released, fit);
        if let (true, Some(figures)) = (fit.status == Status::Estimated && is_shown(verdict, significant), figures) {
            shown.insert(key(fit), (fit, *cells, figures.standard_error));
        }
    }
    let published = |row: &CovarianceRow| {
        let of = |year| (&*row.target_group, &*row.subgroup, &*row.success_measure, &*row.consequence, year);
        let (one, cells, error) = shown.get(&of(row.follow_up_year))?;
        let (other, _, other_error) = shown.get(&of(row.other_year))?;
        let covariance = perturbation.covariance(*cells, row, [one, other], [*error, *other_error])?;
        Some(CovarianceRow { covariance, ..row.clone() })
    };
    fits.covariances.iter().filter_map(published).collect()
}

fn sort(database: &mut Database) {
    database.cohorts.sort_by(|a, b| {
        (&a.target_group, &a.subgroup, &a.success_measure, a.arm).cmp(&(
            &b.target_group,
            &b.subgroup,
            &b.success_measure,
            b.arm,
        ))
    });
    database.subgroups.sort_by(|a, b| (&a.target_group, &a.subgroup).cmp(&(&b.target_group, &b.subgroup)));
    database
        .success_measures
        .sort_by(|a, b| (&a.target_group, &a.success_measure).cmp(&(&b.target_group, &b.success_measure)));
    database.estimates.sort_by(|a, b| {
        (&a.target_group, &a.subgroup, &a.success_measure, &a.consequence, a.follow_up_year).cmp(&(
            &b.target_group,
            &b.subgroup,
            &b.success_measure,
            &b.consequence,
            b.follow_up_year,
        ))
    });
    database.covariances.sort_by(|a, b| {
        (&a.target_group, &a.subgroup, &a.success_measure, &a.consequence, a.follow_up_year, a.other_year).cmp(&(
            &b.target_group,
            &b.subgroup,
            &b.success_measure,
            &b.consequence,
            b.follow_up_year,
            b.other_year,
        ))
    });
    database.fits.sort_by(|a, b| {
        (&a.target_group, &a.subgroup, &a.success_measure, &a.consequence, a.follow_up_year).cmp(&(
            &b.target_group,
            &b.subgroup,
            &b.success_measure,
            &b.consequence,
            b.follow_up_year,
        ))
    });
    database.prices.sort_by(|a, b| {
        (&a.consequence, &a.target_group, a.first_age).cmp(&(&b.consequence, &b.target_group, b.first_age))
    });
    database.qualifications.sort_by(|a, b| (&a.target_group, &a.consequence).cmp(&(&b.target_group, &b.consequence)));
}
