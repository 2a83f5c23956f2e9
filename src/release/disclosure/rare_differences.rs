//! Rare differences: comparisons whose persons differ from those of a published comparison by fewer than the minimum, in this release
//! or any earlier one of the room, whatever their names.
//!
//! Persons are compared by sketches of the cohorts, so the room needs no list of persons. The later comparison is held back: its
//! counts if either cohort differs by few persons or none, and its figures and statuses too if both do. Few and none are treated alike, because
//! otherwise the decision would show on which side of a success measure a person is. Also compared are sums: a comparison that is
//! two others together, but for few persons.

use std::cmp::Reverse;
use std::collections::HashMap;

use foundation::keys::is_whole_group;
use foundation::words::{Arm, Rule, Status};

use super::decisions::PendingDecisions;
use super::request::{PublishedComparison, Request};
use super::sketch::Sketch;
use super::status;

/// A comparison of this release: its cohorts and regressions by position.
struct CandidateComparison {
    cohorts: [usize; 2],
    /// Regressions whose figures would be published.
    fits: Vec<usize>,
    /// Those and the others whose status is decided from persons or their outcomes: held back alike and for the same reason, or the
    /// decision would show which are significant, and a status on which side of a minimum the few persons are.
    of_persons: Vec<usize>,
}

/// A comparison that is published, and may not differ from a later one by few persons.
struct PublishedBaseline<'a> {
    /// Its release; none for this one.
    release: Option<&'a str>,
    name: String,
    target_group: &'a str,
    success_measure: &'a str,
    persons: [u64; 2],
    sketches: [&'a Sketch; 2],
    counts: bool,
    figures: bool,
}

/// By cohort, success first: how many persons differ, if they are fewer than the minimum on either side.
type Gaps = [Option<usize>; 2];

/// Holds back what differs from published comparisons by few persons.
pub fn differences(request: &Request<'_>, ledger: &mut PendingDecisions) {
    let minimum = request.policy.minimum_persons;
    let mut known: Vec<PublishedBaseline<'_>> =
        request.published.iter().map(|of| PublishedBaseline::earlier(of, minimum)).collect();
    known.sort_by_key(|known| known.persons[1]);
    for current in ordered(request) {
        let mut this = PublishedBaseline::this(request, &current);
        (this.counts, this.figures) = tells(ledger, &current);
        if !(this.counts || this.figures) {
            continue;
        }
        let mut same: Vec<(bool, bool)> = Vec::new();
        for other in &known {
            let gaps = gaps(&this, &[other], minimum);
            if gaps == [Some(0), Some(0)] {
                same.push((other.counts, other.figures));
                continue;
            }
            let few = gaps.into_iter().flatten().count();
            let counts = few > 0 && this.counts && other.counts;
            let figures = few == 2 && this.figures && other.figures;
            if counts || figures {
                hold(ledger, request, &current, &this, &[other], figures);
            }
        }
        (this.counts, this.figures) = tells(ledger, &current);
        if this.counts
            && let Some(others) = sum(&this, &known, minimum)
        {
            hold(ledger, request, &current, &this, &others, false);
            (this.counts, this.figures) = tells(ledger, &current);
        }
        // The same persons may have been published before with less, such as counts without a significant estimate.
        let is_known = same.iter().any(|(counts, figures)| *counts >= this.counts && *figures >= this.figures);
        if !is_known && (this.counts || this.figures) {
            let place = known.partition_point(|other| other.persons[1] < this.persons[1]);
            known.insert(place, this);
        }
    }
}

/// The comparisons of which anything leaves, for the room's register.
pub fn published(request: &Request<'_>, ledger: &PendingDecisions) -> Vec<PublishedComparison> {
    let mut published = Vec::new();
    for current in ordered(request) {
        let (counts, figures) = tells(ledger, &current);
        if counts || figures {
            let cohorts = current.cohorts.map(|at| &request.cohorts[at]);
            published.push(PublishedComparison {
                release: String::new(),
                key: cohorts[0].key.comparison.clone(),
                persons: cohorts.map(|cohort| cohort.persons),
                sketches: cohorts.map(|cohort| cohort.sketch.clone()),
                counts,
                figures,
            });
        }
    }
    published
}

impl<'a> PublishedBaseline<'a> {
    fn earlier(of: &'a PublishedComparison, minimum: u64) -> PublishedBaseline<'a> {
        PublishedBaseline {
            release: Some(&of.release),
            name: of.key.to_string(),
            target_group: &of.key.target_group,
            success_measure: &of.key.success_measure,
            persons: of.persons,
            sketches: of.sketches.each_ref(),
            // That a cohort is below the minimum was published as the reason in the place of its count.
            counts: of.counts || of.persons.iter().any(|persons| *persons < minimum),
            figures: of.figures,
        }
    }

    fn this(request: &'a Request<'_>, current: &CandidateComparison) -> PublishedBaseline<'a> {
        let cohorts = current.cohorts.map(|at| &request.cohorts[at]);
        let key = &cohorts[0].key.comparison;
        PublishedBaseline {
            release: None,
            name: key.to_string(),
            target_group: &key.target_group,
            success_measure: &key.success_measure,
            persons: cohorts.map(|cohort| cohort.persons),
            sketches: cohorts.map(|cohort| &cohort.sketch),
            counts: false,
            figures: false,
        }
    }
}

/// The comparisons of this release: whole groups first, then the larger ones, so that these stay.
fn ordered(request: &Request<'_>) -> Vec<CandidateComparison> {
    let mut all: Vec<CandidateComparison> = Vec::new();
    let mut at_key = HashMap::new();
    for (at, cohort) in request.cohorts.iter().enumerate() {
        let side = usize::from(cohort.key.arm == Arm::NonSuccess);
        let found = *at_key.entry(cohort.key.comparison.borrowed()).or_insert_with(|| {
            all.push(CandidateComparison { cohorts: [at, at], fits: Vec::new(), of_persons: Vec::new() });
            all.len() - 1
        });
        all[found].cohorts[side] = at;
    }
    for (at, candidate) in request.fits.iter().enumerate() {
        // A comparison without persons differs from no other.
        let Some(found) = at_key.get(&candidate.fit.comparison()).copied() else { continue };
        if candidate.shown {
            all[found].fits.push(at);
        }
        let is_of_persons_or_outcomes =
            status::is_of_outcomes(candidate.fit.status) || status::is_of_persons(candidate.fit.status);
        // It is published as below the minimum where persons lack values, so it is held back with those.
        let lacks_values = candidate.fit.status == Status::NotAvailable && candidate.covered;
        if is_of_persons_or_outcomes || lacks_values {
            all[found].of_persons.push(at);
        }
    }
    let persons =
        |current: &CandidateComparison| current.cohorts.map(|at| request.cohorts[at].persons).iter().sum::<u64>();
    let whole =
        |current: &CandidateComparison| is_whole_group(&request.cohorts[current.cohorts[0]].key.comparison.subgroup);
    all.sort_by_key(|current| (Reverse((whole(current), persons(current))), current.cohorts[0]));
    all
}

/// Whether any count or its reason tells of a comparison's persons, and whether any figure or status does.
fn tells(ledger: &PendingDecisions, current: &CandidateComparison) -> (bool, bool) {
    let cohorts = current.cohorts.iter().any(|at| ledger.cohort_tells(*at));
    let counts = cohorts || current.fits.iter().any(|at| ledger.counts_leave(*at));
    (counts, current.of_persons.iter().any(|at| ledger.status_tells(*at)))
}

/// By cohort, how many persons of `this` are not in the others or the reverse, where both are fewer than the minimum.
///
/// Two comparisons are compared whatever their sizes: were small cohorts left out, a decision would show which cohorts are small. A
/// sum is compared only where all cohorts are published, since nothing can be subtracted from a count that is not.
fn gaps(this: &PublishedBaseline<'_>, others: &[&PublishedBaseline<'_>], minimum: u64) -> Gaps {
    let most = 2 * (minimum as usize).saturating_sub(1);
    let gap = |side: usize| {
        let of_others: u64 = others.iter().map(|other| other.persons[side]).sum();
        let below = |cohorts: &&PublishedBaseline<'_>| cohorts.persons[side] < minimum;
        let is_sum_of_unpublished = others.len() > 1 && others.iter().chain([&this]).any(below);
        if is_sum_of_unpublished || this.persons[side].abs_diff(of_others) >= minimum {
            return None;
        }
        let sketches: Vec<&Sketch> = others.iter().map(|other| other.sketches[side]).collect();
        let found = this.sketches[side].difference(&sketches, most)?;
        let sides = [found.first.len(), found.second.len()];
        sides.iter().all(|persons| (*persons as u64) < minimum).then(|| sides.iter().sum())
    };
    [gap(0), gap(1)]
}

/// Two published comparisons that together with this one give few persons: this is both together, or one is this and the other.
/// `known` is in the order of the persons of the non-success cohort.
fn sum<'k>(
    this: &PublishedBaseline<'_>,
    known: &'k [PublishedBaseline<'k>],
    minimum: u64,
) -> Option<[&'k PublishedBaseline<'k>; 2]> {
    let near = |wanted: u64| {
        let first = known.partition_point(|other| other.persons[1] + minimum <= wanted);
        known[first..].iter().take_while(move |other| other.persons[1] < wanted + minimum)
    };
    let is_rare = |gaps: Gaps| gaps.iter().all(Option::is_some) && gaps != [Some(0), Some(0)];
    for one in known.iter().filter(|one| one.counts) {
        let (larger, smaller) = (one.persons[1].max(this.persons[1]), one.persons[1].min(this.persons[1]));
        for other in near(larger - smaller).filter(|other| other.counts) {
            let rare = if one.persons[1] > this.persons[1] {
                is_rare(gaps(one, &[this, other], minimum))
            } else {
                is_rare(gaps(this, &[one, other], minimum))
            };
            if rare {
                return Some([one, other]);
            }
        }
    }
    None
}

/// Holds the counts of a comparison back, and its figures if `figures` is true, and reports the difference to the output checker.
fn hold(
    ledger: &mut PendingDecisions,
    request: &Request<'_>,
    current: &CandidateComparison,
    this: &PublishedBaseline<'_>,
    others: &[&PublishedBaseline<'_>],
    figures: bool,
) {
    let rule = if others.iter().any(|other| other.release.is_some()) {
        Rule::Releases
    } else if others.iter().any(|other| other.target_group != this.target_group) {
        Rule::TargetGroups
    } else if others.iter().any(|other| other.success_measure != this.success_measure) {
        Rule::SuccessMeasures
    } else {
        Rule::Subgroups
    };
    let name = |other: &&PublishedBaseline<'_>| match other.release {
        Some(release) => format!("`{}` of release {release}", other.name),
        None => format!("`{}`", other.name),
    };
    let names: Vec<String> = others.iter().map(name).collect();
    let reason = format!("fewer than {} persons differ from {}", request.policy.minimum_persons, names.join(" and "));
    for cohort in current.cohorts {
        ledger.hold_cohort_alone(cohort, rule, reason.clone());
    }
    for fit in &current.fits {
        ledger.hold_counts_alone(*fit, rule, reason.clone());
    }
    for fit in current.of_persons.iter().filter(|_| figures) {
        if request.fits[*fit].fit.status == Status::Estimated {
            ledger.hold_figures(*fit, rule, reason.clone());
        }
        ledger.hold_status(*fit, rule, reason.clone());
    }
    ledger.report(this.name.clone(), rule, reason);
}
