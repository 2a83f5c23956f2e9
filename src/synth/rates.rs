//! How much of each service a person can be expected to use in a year: the planted effects.
//!
//! Everything that the means and the draws share is decided here, so that they cannot disagree about it.

use foundation::words::Arm;

use super::groups::Group;
use super::services::{Family, LAST_ENTRY, Service};

/// The determinants of a year's use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Situation {
    /// The group and arm from t = 0 on. `None` before t = 0 and for persons in no group.
    pub member: Option<(Group, Arm)>,
    /// Sex.
    pub woman: bool,
    /// The calendar year.
    pub year: i32,
    /// The age reached in it.
    pub age: i32,
    /// The age at t = 0.
    pub entry_age: i32,
    /// Years after t = 0.
    pub follow_up: i32,
}

/// Largest probability before frailty: times 1.5 it stays below 1.
const CEILING: f64 = 0.66;

/// A planted rate: the probability of use in a non-success cohort, and its modifiers.
struct Rate {
    /// Probability (for tax: kroner a year).
    base: f64,
    /// Relative effect of success in the first follow-up year.
    success: f64,
    /// Share of that effect that remains from one year to the next.
    fade: f64,
    /// Relative difference of women.
    woman: f64,
    /// Relative effect of ten years of age at t = 0.
    age: f64,
}

const fn rate(base: f64, success: f64, fade: f64, woman: f64, age: f64) -> Rate {
    Rate { base, success, fade, woman, age }
}

fn planted(group: Group, service: Service) -> Rate {
    use Service as S;
    match (group, service) {
        (Group::Homelessness, S::CashBenefit) => rate(0.44, -0.28, 0.92, -0.05, -0.04),
        (Group::Homelessness, S::SicknessBenefit) => rate(0.03, 0.60, 0.90, 0.20, 0.10),
        (Group::Homelessness, S::DisabilityPension) => rate(0.08, 0.00, 1.00, 0.10, 0.40),
        (Group::Homelessness, S::UnemploymentBenefit) => rate(0.03, 0.80, 0.90, 0.00, 0.05),
        (Group::Homelessness, S::StudentGrant) => rate(0.02, 0.70, 0.80, 0.20, -0.35),
        (Group::Homelessness, S::IncomeTax) => rate(22_000.0, 0.55, 0.97, -0.15, 0.08),
        (Group::Homelessness, S::Gp) => rate(0.55, 0.00, 1.00, 0.10, 0.05),
        (Group::Homelessness, S::OtherHealth) => rate(0.30, 0.20, 0.95, 0.20, 0.05),
        (Group::Homelessness, S::Hospital) => rate(0.10, -0.30, 0.90, -0.10, 0.15),
        (Group::Homelessness, S::Outpatient) => rate(0.35, -0.10, 0.80, 0.15, 0.05),
        (Group::Homelessness, S::Emergency) => rate(0.30, -0.35, 0.90, -0.10, -0.05),
        (Group::Homelessness, S::Psychiatry) => rate(0.20, -0.30, 0.85, 0.10, -0.10),
        (Group::Homelessness, S::Property) => rate(0.12, -0.50, 0.95, -0.40, -0.20),
        (Group::Homelessness, S::Violence) => rate(0.05, -0.30, 0.90, -0.60, -0.20),
        (Group::Homelessness, S::Traffic) => rate(0.12, 0.00, 1.00, -0.30, -0.10),
        (Group::Homelessness, S::Prison) => rate(0.06, -0.50, 0.92, -0.60, -0.15),
        (Group::Homelessness, S::Shelter) => rate(0.35, -0.65, 0.88, -0.10, 0.05),
        (Group::Homelessness, S::DrugTreatment) => rate(0.12, -0.30, 0.85, -0.10, -0.10),
        (Group::DrugUse, S::CashBenefit) => rate(0.38, -0.35, 0.93, 0.00, -0.10),
        (Group::DrugUse, S::SicknessBenefit) => rate(0.04, 0.30, 0.90, 0.20, 0.10),
        (Group::DrugUse, S::DisabilityPension) => rate(0.03, -0.30, 1.00, 0.00, 0.40),
        (Group::DrugUse, S::UnemploymentBenefit) => rate(0.05, 0.50, 0.90, 0.00, 0.20),
        (Group::DrugUse, S::StudentGrant) => rate(0.10, 0.60, 0.85, 0.20, -0.40),
        (Group::DrugUse, S::IncomeTax) => rate(30_000.0, 0.45, 0.98, -0.10, 0.30),
        (Group::DrugUse, S::Gp) => rate(0.50, -0.10, 0.90, 0.15, 0.05),
        (Group::DrugUse, S::OtherHealth) => rate(0.30, 0.00, 1.00, 0.25, 0.05),
        (Group::DrugUse, S::Hospital) => rate(0.06, -0.40, 0.85, 0.10, 0.05),
        (Group::DrugUse, S::Outpatient) => rate(0.30, 0.00, 1.00, 0.20, 0.05),
        (Group::DrugUse, S::Emergency) => rate(0.35, -0.30, 0.88, -0.10, -0.05),
        (Group::DrugUse, S::Psychiatry) => rate(0.25, -0.25, 0.90, 0.20, -0.05),
        (Group::DrugUse, S::Property) => rate(0.16, -0.45, 0.92, -0.50, -0.20),
        (Group::DrugUse, S::Violence) => rate(0.08, -0.40, 0.90, -0.60, -0.20),
        (Group::DrugUse, S::Traffic) => rate(0.20, -0.15, 0.85, -0.40, -0.10),
        (Group::DrugUse, S::Prison) => rate(0.08, -0.50, 0.90, -0.60, -0.10),
        (Group::DrugUse, S::DrugTreatment) => rate(0.30, -0.55, 0.90, -0.10, 0.10),
        (Group::FosterCare | Group::Anxiety, S::CashBenefit) => rate(0.20, -0.35, 0.97, 0.10, 0.10),
        (Group::FosterCare | Group::Anxiety, S::SicknessBenefit) => rate(0.02, 0.00, 1.00, 0.20, 0.00),
        (Group::FosterCare | Group::Anxiety, S::DisabilityPension) => rate(0.03, -0.40, 1.00, 0.00, 0.00),
        (Group::FosterCare | Group::Anxiety, S::UnemploymentBenefit) => rate(0.02, 0.00, 1.00, 0.00, 0.00),
        (Group::FosterCare | Group::Anxiety, S::StudentGrant) => rate(0.20, 0.40, 0.98, 0.15, 0.00),
        (Group::FosterCare, S::IncomeTax) => rate(9_000.0, 0.40, 0.98, -0.10, 0.30),
        (Group::Anxiety, S::IncomeTax) => rate(12_000.0, 0.25, 0.98, -0.10, 0.30),
        (Group::FosterCare, S::Gp) => rate(0.45, -0.10, 0.90, 0.05, -0.10),
        (Group::FosterCare, S::OtherHealth) => rate(0.35, 0.10, 0.90, 0.10, 0.10),
        (Group::FosterCare, S::Hospital) => rate(0.03, 0.00, 1.00, 0.00, 0.00),
        (Group::FosterCare, S::Outpatient) => rate(0.30, 0.00, 1.00, 0.00, 0.05),
        (Group::FosterCare, S::Emergency) => rate(0.22, -0.15, 0.90, -0.10, 0.10),
        (Group::FosterCare, S::Psychiatry) => rate(0.15, -0.45, 0.92, 0.10, 0.20),
        (Group::FosterCare, S::Institution) => rate(0.30, -0.75, 0.90, -0.10, 0.40),
        (Group::FosterCare, S::Preventive) => rate(0.25, 0.15, 0.80, 0.00, 0.10),
        (Group::FosterCare, S::Property) => rate(0.08, -0.50, 0.97, -0.50, 0.10),
        (Group::FosterCare, S::Violence) => rate(0.04, -0.45, 0.97, -0.60, 0.10),
        (Group::FosterCare, S::Traffic) => rate(0.05, -0.20, 0.97, -0.40, 0.10),
        (Group::FosterCare, S::Prison) => rate(0.03, -0.50, 0.97, -0.60, 0.10),
        (Group::Anxiety, S::Gp) => rate(0.45, -0.20, 0.92, 0.10, 0.05),
        (Group::Anxiety, S::OtherHealth) => rate(0.40, -0.15, 0.92, 0.10, 0.10),
        (Group::Anxiety, S::Hospital) => rate(0.03, -0.20, 0.90, 0.00, 0.00),
        (Group::Anxiety, S::Outpatient) => rate(0.30, -0.10, 0.90, 0.00, 0.05),
        (Group::Anxiety, S::Emergency) => rate(0.18, -0.20, 0.90, 0.10, 0.10),
        (Group::Anxiety, S::Psychiatry) => rate(0.35, -0.55, 0.93, 0.10, 0.20),
        (Group::Anxiety, S::Institution) => rate(0.03, -0.40, 0.95, 0.00, 0.40),
        (Group::Anxiety, S::Preventive) => rate(0.15, -0.35, 0.93, 0.00, 0.20),
        (Group::Anxiety, S::Property | S::Violence | S::Traffic) => rate(0.02, -0.30, 0.95, -0.40, 0.10),
        (Group::Anxiety, S::Prison) => rate(0.01, 0.00, 1.00, -0.50, 0.00),
        // As adults some receive substitution treatment, which does not count for the drug users' group.
        (Group::FosterCare | Group::Anxiety, S::DrugTreatment) => rate(0.02, -0.40, 0.97, -0.30, 0.00),
        // A service that defines a group has no other users of its ages. Foster care is drawn as one long stay.
        (_, S::Shelter | S::FosterCare | S::Institution | S::Preventive) => rate(0.0, 0.0, 1.0, 0.0, 0.0),
    }
}

/// Rates of persons in no group. Some use a defining service at ages outside the group's.
fn background(service: Service, age: i32, woman: bool) -> f64 {
    let grown = (18..=66).contains(&age);
    let young = (15..=40).contains(&age);
    match service {
        Service::CashBenefit if grown => 0.03,
        Service::SicknessBenefit if grown => 0.04,
        Service::DisabilityPension if grown => by_age(age, [0.0, 0.02, 0.06, 0.10]),
        Service::UnemploymentBenefit if grown => 0.05,
        Service::StudentGrant if (18..=30).contains(&age) => 0.25,
        Service::IncomeTax if age < 18 => 1_500.0,
        Service::IncomeTax if age <= 66 => 95_000.0,
        Service::IncomeTax => 45_000.0,
        Service::Gp => by_age(age, [0.50, 0.56, 0.60, 0.66]),
        Service::OtherHealth => by_age(age, [0.25, 0.35, 0.40, 0.40]),
        Service::Hospital => by_age(age, [0.010, 0.015, 0.030, 0.080]),
        Service::Outpatient => by_age(age, [0.20, 0.25, 0.35, 0.50]),
        Service::Emergency => 0.10,
        Service::Psychiatry => 0.012,
        Service::Property if young => 0.004,
        Service::Property => 0.0005,
        Service::Violence if young => 0.002,
        Service::Violence => 0.0003,
        Service::Traffic => 0.015,
        Service::Prison if !woman && (18..=50).contains(&age) => 0.002,
        Service::Prison if !woman && age < 70 => 0.0002,
        Service::Shelter if age >= 66 => 0.0004,
        Service::DrugTreatment if (27..=55).contains(&age) => 0.003,
        Service::FosterCare if (15..=17).contains(&age) => 0.004,
        Service::Institution => 0.003,
        Service::Preventive => 0.008,
        _ => 0.0,
    }
}

/// The value of an age group: below 18, below 45, below 66, and older.
fn by_age<T: Copy>(age: i32, [child, younger, older, old]: [T; 4]) -> T {
    match age {
        ..=17 => child,
        18..=44 => younger,
        45..=65 => older,
        _ => old,
    }
}

impl Situation {
    /// Whether a diagnosis of anxiety or depression in this year leaves the person outside the target group.
    pub fn may_be_anxious(&self) -> bool {
        matches!(self.member, Some((Group::Anxiety, _))) || self.age >= 20
    }

    /// Whether treatment for drug use in this year leaves the person outside the groups of planted drug users.
    fn may_be_treated(&self) -> bool {
        self.year > LAST_ENTRY || self.age <= 25 && matches!(self.member, Some((Group::DrugUse, _)))
    }

    /// The planted rate of this person and year.
    fn level(&self, service: Service) -> f64 {
        if !service.available_at(self.age, self.year) || service == Service::DrugTreatment && !self.may_be_treated() {
            return 0.0;
        }
        let Some((group, arm)) = self.member else { return background(service, self.age, self.woman) };
        let rate = planted(group, service);
        let woman = if self.woman { 1.0 + rate.woman } else { 1.0 };
        let age = (1.0 + rate.age * (f64::from(self.entry_age) - group.middle_age()) / 10.0).clamp(0.2, 3.0);
        let success = if arm == Arm::Success && self.follow_up >= 1 {
            1.0 + rate.success * rate.fade.powi(self.follow_up - 1)
        } else {
            1.0
        };
        rate.base * woman * age * success
    }

    /// Probability of use in a year (for stays: in a half-year), before frailty.
    pub fn probability(&self, service: Service) -> f64 {
        match self.certain_probability(service) {
            Some(decided) => decided,
            None => self.random_probability(service),
        }
    }

    /// Probability of use without the conditions of group and arm.
    pub fn random_probability(&self, service: Service) -> f64 {
        self.level(service).min(CEILING)
    }

    /// Use that group or arm determines: 1 for what qualifies a member, and 0 or 1 for the success measure.
    pub fn certain_probability(&self, service: Service) -> Option<f64> {
        let (group, arm) = self.member?;
        match (group, service, self.follow_up, arm) {
            (Group::Homelessness, Service::Shelter, 0, _)
            | (Group::DrugUse, Service::DrugTreatment, 0, _)
            | (Group::Anxiety, Service::Psychiatry, 0, _)
            | (Group::Homelessness, Service::Shelter, 1, Arm::NonSuccess)
            | (Group::FosterCare, Service::Institution, 1, Arm::NonSuccess)
            | (Group::Anxiety, Service::Psychiatry, 1, Arm::NonSuccess) => Some(1.0),
            (Group::Homelessness, Service::Shelter, 1, Arm::Success)
            | (Group::FosterCare, Service::Institution, 1, Arm::Success) => Some(0.0),
            _ => None,
        }
    }

    /// Probabilities of the DREAM codes in a half-year, before frailty.
    pub fn weeks(&self) -> [f64; 5] {
        let mut weeks = Service::WEEKS.map(|service| self.level(service));
        let total: f64 = weeks.iter().sum();
        if total > CEILING {
            weeks = weeks.map(|p| p * CEILING / total);
        }
        weeks
    }

    /// The tax of a whole year, in øre.
    pub fn tax(&self) -> f64 {
        100.0 * self.level(Service::IncomeTax)
    }

    /// Number of contacts of a user.
    pub fn contacts(&self, service: Service) -> Contacts {
        let extra = match service {
            Service::Gp | Service::Psychiatry => 3.0,
            Service::OtherHealth | Service::Outpatient => 1.5,
            Service::Emergency | Service::Traffic | Service::Property => 0.6,
            _ => 0.2,
        };
        match (self.member, service, self.follow_up) {
            (None, Service::Gp, _) => {
                Contacts { least: 1, extra: Extra::Poisson(by_age(self.age, [3.0, 5.0, 7.0, 10.0])) }
            }
            (Some((Group::Anxiety, arm)), Service::Psychiatry, 1) => match arm {
                Arm::Success => Contacts { least: 1, extra: Extra::Coin(0.4) },
                Arm::NonSuccess => Contacts { least: 3, extra: Extra::Poisson(extra) },
            },
            _ => Contacts { least: 1, extra: Extra::Poisson(extra) },
        }
    }

    /// The probability that a long stay in foster care ends in a year.
    pub fn foster_care_ends(&self) -> f64 {
        let Some((Group::FosterCare, arm)) = self.member else { return 1.0 };
        let base = if arm == Arm::Success { 0.14 } else { 0.22 };
        let woman = if self.woman { 0.9 } else { 1.0 };
        base * woman * (1.0 + 0.03 * (f64::from(self.entry_age) - 9.5))
    }
}

/// Distribution of a user's contacts: a minimum and a random addition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contacts {
    /// Minimum.
    pub least: u32,
    /// Random addition.
    pub extra: Extra,
}

/// Distribution of the addition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Extra {
    /// Poisson with this mean.
    Poisson(f64),
    /// One with this probability.
    Coin(f64),
}

impl Contacts {
    /// The mean number.
    pub fn mean(self) -> f64 {
        let (Extra::Poisson(extra) | Extra::Coin(extra)) = self.extra;
        f64::from(self.least) + extra
    }
}

/// Shortest and longest stay in a half-year, in days or nights. Lengths are uniform.
pub const fn lengths(service: Service) -> (i32, i32) {
    match service {
        Service::Hospital => (1, 12),
        Service::Prison => (7, 110),
        Service::Shelter => (2, 100),
        Service::DrugTreatment => (20, 140),
        _ => (30, 145),
    }
}

/// Probability of a stay over new year, given the probabilities of use before and after.
pub fn over_new_year(service: Service, before: f64, after: f64) -> f64 {
    match service.family() {
        Family::Nights | Family::Days => 0.3 * before.min(after).min(CEILING),
        _ => 0.0,
    }
}

/// Longest part of a stay over new year on either side. Lengths are uniform from 1.
pub const NEW_YEAR: i32 = 15;
