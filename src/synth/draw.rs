//! Random draws of a person's use of services, year by year, as register rows.
//!
//! Every draw has its expectation in `mean`; a test compares the two.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::calendar::{AvailableTime, Calendar, FIRST, LAST, Year};
use super::groups::Group;
use super::life_course::{LifeCourse, Stay};
use super::mean::{WEEK_SHARE, half_days, halves, length};
use super::person_rows::{PersonRows, StayDays};
use super::rates::{Extra, NEW_YEAR, Situation, lengths, over_new_year};
use super::rows::{OPEN, Rows};
use super::services::{Family, Service};

/// Standard deviation of log tax between persons.
const TAX_SPREAD: f64 = 0.8;

/// Pareto exponent of taxes of persons in no target group.
const TAX_TAIL: f64 = 2.5;

/// Draws all register rows of a person.
pub fn person(rng: &mut ChaCha8Rng, number: u32, life: &LifeCourse, calendar: &Calendar, rows: &mut Rows) {
    let mut emit = PersonRows::new(number, life, calendar, rows);
    for stay in &life.stays {
        emit.residence(stay);
        let last = stay.exit.map_or(LAST, |exit| exit.year.min(LAST));
        for year in stay.first_year.max(FIRST)..=last {
            let of_year = calendar.year(year);
            let available = match stay.exit {
                Some(exit) if exit.year == year => of_year.until_month(exit.month),
                _ => of_year.whole(),
            };
            let mut one =
                OneYear { rng, emit: &mut emit, life, stay, year: of_year, available, now: life.situation(year) };
            one.draw(calendar);
        }
    }
    emit.finish(rng);
}

/// State of the draw of one person-year.
struct OneYear<'a, 'b> {
    rng: &'a mut ChaCha8Rng,
    emit: &'a mut PersonRows<'b>,
    life: &'a LifeCourse,
    stay: &'a Stay,
    year: &'a Year,
    available: AvailableTime,
    now: Situation,
}

impl OneYear<'_, '_> {
    fn draw(&mut self, calendar: &Calendar) {
        self.weeks();
        self.tax();
        let next = self.through_january().then(|| self.life.situation(self.year.year + 1));
        for service in Service::ALL {
            match service.family() {
                Family::Weeks | Family::Amount => {}
                Family::Contacts => self.contacts(service),
                Family::Nights | Family::Days => {
                    self.stays(service);
                    if let Some(next) = next {
                        self.over_new_year(service, &next);
                    }
                }
            }
        }
        if matches!(self.now.member, Some((Group::FosterCare, _))) && self.now.follow_up == 0 {
            self.foster_care(calendar);
        }
        self.emit.distractors(self.rng, self.year, self.available, &self.now);
    }

    fn happens(&mut self, probability: f64) -> bool {
        probability > 0.0 && self.rng.random::<f64>() < probability
    }

    /// Whether the person is resident through January of the next year.
    fn through_january(&self) -> bool {
        let next = self.year.year + 1;
        self.stay.exit.is_none_or(|exit| exit.year > next || (exit.year == next && exit.month > 1))
    }

    fn weeks(&mut self) {
        let probabilities = self.now.weeks();
        for (from, to) in [(1, 26), (27, self.year.weeks)] {
            let weeks = to.min(self.available.weeks) - from + 1;
            if weeks <= 0 {
                continue;
            }
            let mut left = self.rng.random::<f64>();
            let drawn = Service::WEEKS.iter().zip(probabilities).find(|(_, p)| {
                left -= p * self.life.frailty;
                left < 0.0
            });
            let Some((service, _)) = drawn else { continue };
            let with_code = (0..weeks).filter(|_| self.rng.random::<f64>() < WEEK_SHARE).count() as i32;
            if with_code > 0 {
                let start = from + self.rng.random_range(0..=weeks - with_code);
                self.emit.weeks(self.rng, *service, self.year, start, with_code);
            }
        }
    }

    fn tax(&mut self) {
        let mean = self.now.tax() * self.available.share * (2.0 - self.life.frailty);
        if mean <= 0.0 {
            return;
        }
        let normal: f64 = self.rng.sample(StandardNormal);
        let mut amount = mean * (TAX_SPREAD * normal - TAX_SPREAD * TAX_SPREAD / 2.0).exp();
        if self.now.member.is_none() {
            let uniform = 1.0 - self.rng.random::<f64>();
            amount *= (TAX_TAIL - 1.0) / TAX_TAIL * uniform.powf(-1.0 / TAX_TAIL);
        }
        // Stochastic rounding to whole øre keeps the mean.
        let oere = (amount + self.rng.random::<f64>()).floor() as i64;
        self.emit.tax(self.year, oere);
    }

    fn contacts(&mut self, service: Service) {
        let frailty = if self.now.certain_probability(service).is_some() { 1.0 } else { self.life.frailty };
        if !self.happens(self.now.probability(service) * frailty * self.available.share) {
            return;
        }
        let contacts = self.now.contacts(service);
        let extra = match contacts.extra {
            Extra::Poisson(mean) => poisson(self.rng, mean),
            Extra::Coin(p) => u32::from(self.rng.random::<f64>() < p),
        };
        self.emit.contacts(self.rng, service, self.year, self.available, &self.now, contacts.least + extra);
    }

    fn stays(&mut self, service: Service) {
        let probabilities = halves(&self.now, service);
        let days = half_days(service, self.year, self.available);
        let decided = self.now.certain_probability(service).is_some();
        for (half, (days, p)) in days.into_iter().zip(probabilities).enumerate() {
            let frailty = if decided && half == 0 { 1.0 } else { self.life.frailty };
            if length(days) == 0 || !self.happens(p * frailty) {
                continue;
            }
            let (shortest, longest) = lengths(service);
            let long = self.rng.random_range(shortest..=longest).min(length(days));
            let start = self.year.first_day + days.0 + self.rng.random_range(0..=length(days) - long);
            self.emit.stay(self.rng, service, &self.now, StayDays { start, end: start + long });
        }
    }

    fn over_new_year(&mut self, service: Service, next: &Situation) {
        let before = self.now.probability(service);
        let after = next.probability(service);
        if !self.happens(over_new_year(service, before, after) * self.life.frailty) {
            return;
        }
        let new_year = self.year.first_day + self.year.days;
        let start = new_year - self.rng.random_range(1..=NEW_YEAR);
        let end = new_year + self.rng.random_range(1..=NEW_YEAR);
        let end = if self.year.year == LAST { OPEN } else { end };
        self.emit.stay(self.rng, service, &self.now, StayDays { start, end });
    }

    /// A long stay in foster care, from a day of t = 0 until its end, emigration, or age 18.
    fn foster_care(&mut self, calendar: &Calendar) {
        let offset = self.rng.random_range(20..=345);
        if offset >= self.available.days {
            return;
        }
        let start = self.year.first_day + offset;
        let mut first = offset;
        for year in self.year.year..=LAST {
            let of_year = calendar.year(year);
            let now = self.life.situation(year);
            let ends = self.happens(now.foster_care_ends());
            let ends_on = self.rng.random_range(first..of_year.days);
            let leaves =
                self.stay.exit.filter(|exit| exit.year == year).map(|exit| of_year.until_month(exit.month).days);
            let grown = !Service::FosterCare.available_at(now.age + 1, year + 1);
            if ends || leaves.is_some() || grown {
                let last = if ends { ends_on + 1 } else { of_year.days }.min(leaves.unwrap_or(of_year.days));
                let end = of_year.first_day + last;
                return self.emit.stay(self.rng, Service::FosterCare, &self.now, StayDays { start, end });
            }
            first = 0;
        }
        self.emit.stay(self.rng, Service::FosterCare, &self.now, StayDays { start, end: OPEN });
    }
}

/// A Poisson variate with a small mean (Knuth's product of uniforms).
fn poisson(rng: &mut ChaCha8Rng, mean: f64) -> u32 {
    let floor = (-mean).exp();
    let mut product = rng.random::<f64>();
    let mut number = 0;
    while product > floor {
        product *= rng.random::<f64>();
        number += 1;
    }
    number
}
