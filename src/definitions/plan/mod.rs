//! The plan: every regression that the definitions imply, before any row is read.
//!
//! Owns which regressions and which effects of interventions there are, their order, and which years t = 0 can carry each of
//! them. A build walks these lists: nothing else enumerates regressions or effects. Owns what each pass over the extracts reads (`reading`). Owns no data: a plan can be printed and counted without extracts.

mod effects;
mod entry_years;
mod index;
pub mod reading;
mod row;

use std::ops::Range;

pub use effects::{EFFECT_SPECIFICATION, EffectJob, EffectKind, effects};
pub use entry_years::EntryYears;
pub use index::{
    Comparison, ConsequenceIndex, FollowUpIndex, GroupIndex, MeasureIndex, SpecificationIndex, SubgroupIndex,
};
pub use row::PlannedRow;

use crate::consequence::Consequence;
use crate::coverage::Coverage;
use crate::day::Years;
use crate::estimation::{ENTRY_YEAR, Estimation};
use crate::set::Definitions;
use crate::target_group::{Success, TargetGroup};
use foundation::error::{Error, Result};
use foundation::keys::{CohortKey, ComparisonKey, FollowUpYear, RegressionKey, WHOLE_GROUP};
use foundation::words::Arm;

/// One planned regression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The subgroup and success measure.
    pub comparison: Comparison,
    /// The consequence.
    pub consequence: ConsequenceIndex,
    /// The specification.
    pub specification: SpecificationIndex,
    /// The position of the follow-up year in the specification.
    pub position: FollowUpIndex,
    /// The follow-up year.
    pub year: FollowUpYear,
    /// The years t = 0 that carry it; none if the registers cover the follow-up year for no entrant.
    pub entry_years: EntryYears,
}

impl Job {
    /// Whether it is of the specification whose significant estimates are published.
    pub fn is_published(&self) -> bool {
        self.specification == SpecificationIndex::PUBLISHED
    }
}

/// Every planned regression, with the definitions that its positions point into.
#[derive(Debug)]
pub struct Plan<'d> {
    definitions: &'d Definitions,
    /// By target group.
    specifications: Vec<Vec<Estimation>>,
    /// By consequence.
    coverage: Vec<Coverage<'d>>,
    comparisons: Vec<Comparison>,
    jobs: Vec<Job>,
}

impl<'d> Plan<'d> {
    /// Every regression, in the order of target group, subgroup, success measure, consequence, specification and follow-up
    /// year.
    ///
    /// # Errors
    /// A consequence without its variable, which checking the definitions rules out.
    pub fn new(definitions: &'d Definitions) -> Result<Plan<'d>> {
        let specifications: Vec<Vec<Estimation>> = definitions.target_groups.iter().map(specifications).collect();
        let mut coverage = Vec::with_capacity(definitions.consequences.len());
        let followed = Years::span(definitions.target_groups.iter().map(TargetGroup::followed_years));
        for consequence in &definitions.consequences {
            let missing = || Error::internal(format!("no variable `{}`", consequence.variable.value));
            let variable = definitions.variable(&consequence.variable).ok_or_else(missing)?;
            coverage.push(Coverage::new(definitions, variable, followed));
        }
        let mut plan = Plan { definitions, specifications, coverage, comparisons: Vec::new(), jobs: Vec::new() };
        for (group, defined) in definitions.target_groups.iter().enumerate().map(|(at, group)| (GroupIndex(at), group))
        {
            let of_comparison = plan.of_comparison(group);
            for subgroup in (0..=defined.subgroups.len()).map(SubgroupIndex) {
                for measure in (0..defined.successes.len()).map(MeasureIndex) {
                    let comparison = Comparison { group, subgroup, measure };
                    plan.comparisons.push(comparison);
                    plan.jobs.extend(of_comparison.iter().map(|job| Job { comparison, ..job.clone() }));
                }
            }
        }
        Ok(plan)
    }

    /// The regressions of each of a group's comparisons, which all have the same: as those of the first. Consequences of the other
    /// domain have none.
    fn of_comparison(&self, group: GroupIndex) -> Vec<Job> {
        let comparison = Comparison { group, subgroup: SubgroupIndex::WHOLE_GROUP, measure: MeasureIndex(0) };
        let mut jobs = Vec::new();
        let domain = self.group(group).domain;
        let of_domain = |(at, _): &(usize, &Coverage<'_>)| self.definitions.consequences[*at].is_of(domain);
        for (consequence, coverage) in self.coverage.iter().enumerate().filter(of_domain) {
            for (at, specification) in self.specifications[group.0].iter().enumerate() {
                for (position, year) in specification.follow_up.iter().enumerate() {
                    let year = FollowUpYear(*year);
                    let entry_years =
                        EntryYears::of(self.definitions, self.group(group), coverage, specification, year);
                    jobs.push(Job {
                        comparison,
                        consequence: ConsequenceIndex(consequence),
                        specification: SpecificationIndex(at),
                        position: FollowUpIndex(position),
                        year,
                        entry_years,
                    });
                }
            }
        }
        jobs
    }

    /// The definitions.
    pub fn definitions(&self) -> &'d Definitions {
        self.definitions
    }

    /// Every regression.
    pub fn jobs(&self) -> &[Job] {
        &self.jobs
    }

    /// Every subgroup of every target group, split by each success measure.
    pub fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    /// The regressions in runs that share a comparison and a consequence, by their positions.
    pub fn by_consequence(&self) -> impl Iterator<Item = Range<usize>> {
        let mut first = 0;
        let alike = |a: &Job, b: &Job| (a.comparison, a.consequence) == (b.comparison, b.consequence);
        self.jobs.chunk_by(alike).map(move |jobs| {
            let range = first..first + jobs.len();
            first = range.end;
            range
        })
    }

    /// The regressions in runs that share a comparison, a consequence and a specification: one for each follow-up year.
    pub fn runs(&self) -> impl Iterator<Item = &[Job]> {
        let of = |job: &Job| (job.comparison, job.consequence, job.specification);
        self.jobs.chunk_by(move |a, b| of(a) == of(b))
    }

    /// A target group.
    pub fn group(&self, group: GroupIndex) -> &'d TargetGroup {
        &self.definitions.target_groups[group.0]
    }

    /// A target group's specifications, the published one first.
    pub fn specifications(&self, group: GroupIndex) -> &[Estimation] {
        &self.specifications[group.0]
    }

    /// The specification of a regression.
    pub fn specification(&self, job: &Job) -> &Estimation {
        &self.specifications[job.comparison.group.0][job.specification.0]
    }

    /// The consequence of a regression.
    pub fn consequence(&self, job: &Job) -> &'d Consequence {
        &self.definitions.consequences[job.consequence.0]
    }

    /// The coverage of a regression's consequence, with its variable.
    pub fn coverage(&self, job: &Job) -> &Coverage<'d> {
        &self.coverage[job.consequence.0]
    }

    /// The success measure of a comparison.
    pub fn measure(&self, of: Comparison) -> &'d Success {
        &self.group(of.group).successes[of.measure.0]
    }

    /// The name of a comparison's subgroup.
    pub fn subgroup(&self, of: Comparison) -> &'d str {
        match of.subgroup.0.checked_sub(1) {
            None => WHOLE_GROUP,
            Some(at) => &self.group(of.group).subgroups[at].id.value,
        }
    }

    /// The key of a comparison.
    pub fn comparison_key(&self, of: Comparison) -> ComparisonKey<&'d str> {
        ComparisonKey {
            target_group: &self.group(of.group).id.value,
            subgroup: self.subgroup(of),
            success_measure: &self.measure(of).id.value,
        }
    }

    /// The key of one side of a comparison.
    pub fn cohort_key(&self, of: Comparison, arm: Arm) -> CohortKey<&'d str> {
        CohortKey { comparison: self.comparison_key(of), arm }
    }

    /// The key of a regression, whatever its specification.
    pub fn key(&self, job: &Job) -> RegressionKey<&'d str> {
        RegressionKey {
            comparison: self.comparison_key(job.comparison),
            consequence: &self.consequence(job).id.value,
            follow_up_year: job.year,
        }
    }

    /// Whether the success measure of a regression is made of its consequence in its follow-up year (method rule 8).
    pub fn defines_success(&self, job: &Job) -> bool {
        self.measure(job.comparison).is_made_of(self.consequence(job), job.year.0)
    }
}

/// A group's specifications: those written, and the one with the year t = 0 as categories that is audited beside the
/// published one wherever entrants come from more than one year (method rule 10).
fn specifications(group: &TargetGroup) -> Vec<Estimation> {
    let mut all = group.estimations.clone();
    let years = group.population.years.value;
    if let Some(published) = group.estimations.first()
        && !published.adjust.entry_year
        && years.first < years.last
        && !all.iter().any(|e| e.id.value == ENTRY_YEAR)
    {
        let mut with_entry_year = published.clone();
        with_entry_year.id.value = ENTRY_YEAR.to_owned();
        with_entry_year.adjust.entry_year = true;
        all.push(with_entry_year);
    }
    all
}
