//! The exact expectation of a consequence in a cell and follow-up year.
//!
//! Each draw in `draw` has its expectation here; realised draws are not used. Frailty has mean 1 and is a factor of every
//! probability, so it cancels. A cell's mean is over death and emigration too, given residence through the success year.

use super::calendar::{AvailableTime, Calendar, FIRST, Year};
use super::cell::Cell;
use super::groups::Group;
use super::life_course::arrived_in;
use super::rates::{NEW_YEAR, Situation, lengths, over_new_year};
use super::services::{Family, Service};

/// Share of weeks with the code in a half-year with a code.
pub const WEEK_SHARE: f64 = 0.8;

/// The year after t = 0 in which success is observed: members are resident through it.
pub const SUCCESS_YEAR: i32 = 1;

impl Cell {
    /// The determinants of use `follow_up` years after t = 0.
    pub fn situation(&self, follow_up: i32) -> Situation {
        Situation {
            member: (follow_up >= 0).then_some((self.group, self.arm)),
            woman: self.woman,
            year: self.t0 + follow_up,
            age: self.age + follow_up,
            entry_age: self.age,
            follow_up,
        }
    }

    /// The expected value in natural units, `follow_up` ≥ 1 years after t = 0, in the kroner of that year.
    pub fn mean(&self, service: Service, follow_up: i32, calendar: &Calendar) -> f64 {
        self.mean_of_residents(service, follow_up, SUCCESS_YEAR, calendar)
    }

    /// The same of persons who are resident `through` a year after t = 0. Exits reduce the share of residents after it.
    pub fn mean_of_residents(&self, service: Service, follow_up: i32, through: i32, calendar: &Calendar) -> f64 {
        let year = calendar.year(self.t0 + follow_up);
        let exit = self.group.exit(self.arm, self.woman, self.age);
        let of = |available| self.in_part(service, follow_up, year, available);
        let in_year = if follow_up <= through {
            of(year.whole())
        } else {
            let months: f64 = (1..=12).map(|month| of(year.until_month(month))).sum();
            self.stays(follow_up, through) * ((1.0 - exit) * of(year.whole()) + exit / 12.0 * months)
        };
        in_year + self.over(service, follow_up - 1, through) + self.over(service, follow_up, through)
    }

    /// The expected value in the year before t = 0 of persons resident when it begins, in that year's kroner.
    pub fn mean_before(&self, service: Service, calendar: &Calendar) -> f64 {
        let year = calendar.year(self.t0 - 1);
        let in_year = self.in_part(service, -1, year, year.whole());
        // Immigrants of the previous year have no use before this year begins. Immigrants of this year are not included.
        let came = |year: i32| arrived_in(year, self.t0 - self.age, self.t0);
        let used_before = 1.0 - came(self.t0 - 2) / (1.0 - came(self.t0 - 1));
        let first = if self.t0 - 2 >= FIRST { used_before * self.over(service, -2, SUCCESS_YEAR) } else { 0.0 };
        in_year + first + self.over(service, -1, SUCCESS_YEAR)
    }

    /// The contribution of a stay over new year to the follow-up year on either side. It requires residence through January.
    fn over(&self, service: Service, follow_up: i32, through: i32) -> f64 {
        let exit = self.group.exit(self.arm, self.woman, self.age);
        let january = if follow_up < through { 1.0 } else { 1.0 - exit / 12.0 };
        let before = self.situation(follow_up).probability(service);
        let after = self.situation(follow_up + 1).probability(service);
        let there = self.stays(follow_up + 1, through) * january;
        f64::from(NEW_YEAR + 1) / 2.0 * there * over_new_year(service, before, after)
    }

    /// Probability of residence on 1 January of a follow-up year, given residence through an earlier one.
    pub fn stays(&self, follow_up: i32, through: i32) -> f64 {
        let exit = self.group.exit(self.arm, self.woman, self.age);
        (1.0 - exit).powi((follow_up - 1 - through).max(0))
    }

    fn in_part(&self, service: Service, follow_up: i32, year: &Year, available: AvailableTime) -> f64 {
        let situation = self.situation(follow_up);
        match service.family() {
            Family::Weeks => {
                let probability = Service::WEEKS
                    .iter()
                    .zip(situation.weeks())
                    .filter(|(member, _)| **member == service)
                    .map(|(_, p)| p)
                    .sum::<f64>();
                probability * WEEK_SHARE * f64::from(available.weeks)
            }
            Family::Amount => situation.tax() / 100.0 * available.share,
            Family::Contacts => situation.probability(service) * available.share * situation.contacts(service).mean(),
            Family::Days if service == Service::FosterCare => self.foster_care(&situation, year, available),
            Family::Nights | Family::Days => {
                let probabilities = halves(&situation, service);
                let days = half_days(service, year, available);
                let (shortest, longest) = lengths(service);
                days.iter().zip(probabilities).map(|(days, p)| p * mean_length(shortest, longest, length(*days))).sum()
            }
        }
    }

    /// A stay in foster care lasts from t = 0 until a day of the year it ends in, or the last year in which it is available.
    fn foster_care(&self, situation: &Situation, year: &Year, available: AvailableTime) -> f64 {
        if self.group != Group::FosterCare
            || situation.follow_up < 0
            || !Service::FosterCare.available_at(situation.age, situation.year)
        {
            return 0.0;
        }
        let ends = situation.foster_care_ends();
        let lasts = (1.0 - ends).powi(situation.follow_up);
        let (days, open) = (f64::from(year.days), f64::from(available.days));
        // The day of the end is uniform over the year. Days after the last available one do not count.
        let in_last_year = (open * (open + 1.0) / 2.0 + (days - open) * open) / days;
        lasts * ((1.0 - ends) * open + ends * in_last_year)
    }
}

/// Probabilities of a stay in each half-year. Certain use falls in the first.
pub fn halves(situation: &Situation, service: Service) -> [f64; 2] {
    match situation.certain_probability(service) {
        Some(decided) if decided > 0.0 => [1.0, situation.random_probability(service)],
        Some(_) => [0.0, 0.0],
        None => [situation.probability(service); 2],
    }
}

/// The first and last possible day of stays in each half-year, counted from 1 January. Gaps are left around new year,
/// between the halves, and around the break between LPR2 and LPR3.
pub fn half_days(service: Service, year: &Year, available: AvailableTime) -> [(i32, i32); 2] {
    let [first, second] = if service == Service::Hospital && year.year == LPR3_YEAR {
        [(20, 56), (62, 345)]
    } else {
        [(20, 170), (185, 345)]
    };
    [first, second].map(|(from, to)| (from, to.min(available.days - 1)))
}

/// The year in whose March LPR3 took over.
pub const LPR3_YEAR: i32 = 2019;

/// Number of days from a first through a last.
pub fn length((from, to): (i32, i32)) -> i32 {
    (to - from + 1).max(0)
}

/// Mean of a uniform length, truncated at the available days.
fn mean_length(shortest: i32, longest: i32, days: i32) -> f64 {
    let total: i32 = (shortest..=longest).map(|length| length.min(days)).sum();
    f64::from(total) / f64::from(longest - shortest + 1)
}
