//! Register rows of one person's use: file, codes and days.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use foundation::words::Arm;

use super::calendar::{AvailableTime, Calendar, LAST, Year};
use super::codes;
use super::groups::Group;
use super::life_course::{LifeCourse, Stay};
use super::mean::LPR3_YEAR;
use super::rates::Situation;
use super::rows::{Entry, Extract, OPEN, Rows};
use super::services::{Family, LAST_ENTRY, Service};

/// The year from which contacts of LPR2 were converted to LPR3.
const CONVERTED_FROM: i32 = 2017;

/// Days of a stay: from `start` to before `end`, or [`OPEN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StayDays {
    /// The first day.
    pub start: i32,
    /// The day after the last one: for nights, the day of departure.
    pub end: i32,
}

/// Writes one person's rows.
pub struct PersonRows<'a> {
    number: u32,
    life: &'a LifeCourse,
    calendar: &'a Calendar,
    rows: &'a mut Rows,
    lpr3: i32,
    converted: i32,
    first_course: usize,
    anxious: bool,
}

impl<'a> PersonRows<'a> {
    /// A writer for one person.
    pub fn new(number: u32, life: &'a LifeCourse, calendar: &'a Calendar, rows: &'a mut Rows) -> PersonRows<'a> {
        let of_year = calendar.year(LPR3_YEAR);
        let lpr3 = of_year.first_day + of_year.months[2];
        let converted = calendar.year(CONVERTED_FROM).first_day;
        let first_course = rows.of_mut(Extract::Smdb, None).len();
        PersonRows { number, life, calendar, rows, lpr3, converted, first_course, anxious: false }
    }

    fn push(&mut self, extract: Extract, year: i32, start: i32, end: i32, code: i64, more: i32) {
        let person = self.number;
        self.rows.of_mut(extract, Some(year)).push(Entry { person, start, end, code, more });
    }

    /// Arrival, departure and death.
    pub fn residence(&mut self, stay: &Stay) {
        if stay.immigrated {
            self.push(Extract::VndsInd, self.year_of(stay.from), stay.from, OPEN, 0, 0);
        }
        if let Some(exit) = stay.exit.filter(|exit| exit.year <= LAST) {
            let extract = if exit.died { Extract::Dod } else { Extract::VndsUd };
            self.push(extract, exit.year, exit.day, OPEN, 0, 0);
        }
    }

    /// Consecutive weeks with a code.
    pub fn weeks(&mut self, rng: &mut ChaCha8Rng, service: Service, year: &Year, first: i32, weeks: i32) {
        let column = year.weeks_before as i32 + first - 1;
        let runs = codes::dream(service);
        let (low, high) = runs[rng.random_range(0..runs.len())];
        let code = rng.random_range(low..=high);
        self.push(Extract::Dream, 0, column, weeks, code, 0);
    }

    /// Tax of a year.
    pub fn tax(&mut self, year: &Year, oere: i64) {
        self.push(Extract::Ind, year.year, 0, 0, oere, 0);
    }

    /// Contacts or decisions, each on a random day.
    pub fn contacts(
        &mut self,
        rng: &mut ChaCha8Rng,
        service: Service,
        year: &Year,
        available: AvailableTime,
        now: &Situation,
        number: u32,
    ) {
        let mut left = number as i32;
        while left > 0 {
            left -= match service {
                Service::Gp | Service::OtherHealth => {
                    // One settlement can cover two contacts in a week.
                    let contacts = if left > 1 && rng.random::<f64>() < 0.4 { 2 } else { 1 };
                    let week = rng.random_range(1..=available.weeks.max(1));
                    let speciality = codes::speciality(rng, service);
                    let fee = codes::fee(rng, service, contacts);
                    self.push(Extract::Sssy, year.year, week, fee, speciality, contacts);
                    contacts
                }
                _ => {
                    let day = year.first_day + rng.random_range(0..available.days.max(1));
                    self.contact(rng, service, year, available, now, day);
                    1
                }
            };
        }
    }

    fn contact(
        &mut self,
        rng: &mut ChaCha8Rng,
        service: Service,
        year: &Year,
        available: AvailableTime,
        now: &Situation,
        day: i32,
    ) {
        match service {
            Service::Outpatient | Service::Emergency => {
                let kind = if service == Service::Emergency { codes::EMERGENCY } else { codes::OUTPATIENT };
                let diagnosis = codes::somatic(rng);
                self.hospital(Extract::LprAdm, year.year, StayDays { start: day, end: day }, kind, diagnosis);
                if day >= self.lpr3 && rng.random::<f64>() < 0.1 {
                    // A telephone call beside the visit. No variable counts it.
                    let other = codes::somatic(rng);
                    self.push(Extract::LprKontakt, year.year, day, day, codes::AT_A_DISTANCE, other);
                }
            }
            Service::Psychiatry => {
                let defining = matches!(now.member, Some((Group::Anxiety, _))) && now.follow_up == 0 && !self.anxious;
                self.anxious |= defining;
                let diagnosis = codes::psychiatric(rng, defining, now.may_be_anxious());
                let stays = rng.random::<f64>() < Service::PSYCHIATRIC_STAYS;
                // Who succeeds has at most two contacts in the year after, and seven nights in all.
                let succeeds = matches!(now.member, Some((Group::Anxiety, Arm::Success))) && now.follow_up == 1;
                let nights = if stays { rng.random_range(1..=if succeeds { 3 } else { 20 }) } else { 0 };
                let last = year.first_day + available.days - 1;
                // A stay has a night, so that contacts without one are a known share.
                let day = if stays { day.min(last - 1) } else { day };
                let end = (day + nights).min(last);
                let kind = if end > day { codes::INPATIENT } else { codes::OUTPATIENT };
                self.hospital(Extract::PsykAdm, year.year, StayDays { start: day, end }, kind, diagnosis);
            }
            _ => {
                let offence = codes::offence(rng, service);
                self.push(Extract::Kraf, year.year, day, 0, offence, codes::judgment(rng));
            }
        }
    }

    /// A stay.
    pub fn stay(&mut self, rng: &mut ChaCha8Rng, service: Service, now: &Situation, used: StayDays) {
        let end = match (used.end, service.family()) {
            (OPEN, _) => OPEN,
            (end, Family::Nights) => end,
            (end, _) => end - 1,
        };
        let start = used.start;
        match service {
            Service::Hospital => {
                let diagnosis = codes::somatic(rng);
                let year = self.year_of(end);
                self.hospital(Extract::LprAdm, year, StayDays { start, end }, codes::INPATIENT, diagnosis);
            }
            Service::Prison => self.imprisonment(start, end),
            Service::Shelter => {
                self.push(Extract::Herb, 0, start, end, codes::SHELTER, 0);
                self.inside(rng, Extract::Herb, start, end, codes::SHELTER, 0);
            }
            Service::DrugTreatment => self.course(rng, now, start, end),
            _ => {
                let extract = if service == Service::Preventive { Extract::Bufo } else { Extract::Buaf };
                let code = codes::support(rng, service);
                self.push(extract, 0, start, end, code, codes::BEGINS);
                self.inside(rng, extract, start, end, code, codes::BEGINS);
            }
        }
    }

    /// A hospital contact: in an extract of LPR2 with the year of its file, or in LPR3. Contacts of LPR2 since 2017 were converted, and
    /// stand in LPR3 too.
    fn hospital(&mut self, lpr2: Extract, year: i32, days: StayDays, kind: i64, diagnosis: i32) {
        if days.start < self.lpr3 {
            self.push(lpr2, year, days.start, days.end, kind, diagnosis);
        }
        if days.start >= self.converted {
            self.push(Extract::LprKontakt, year, days.start, days.end, kind, diagnosis);
        }
    }

    /// A sentence served. In the file of its first year the release is missing if it comes in a later one, whose file has both. The last
    /// files are taken in the February after, when releases in January are known.
    fn imprisonment(&mut self, start: i32, end: i32) {
        const IN_JANUARY: i32 = 10;
        let first = self.year_of(start);
        let end = if end == OPEN { self.calendar.year(LAST + 1).first_day + IN_JANUARY } else { end };
        let last = self.year_of(end);
        if first < last && last <= LAST {
            self.push(Extract::Krin, first, start, OPEN, codes::SENTENCE, 0);
        }
        self.push(Extract::Krin, last, start, end, codes::SENTENCE, 0);
    }

    /// Adds a second row within some stays. Its days must not count twice.
    fn inside(&mut self, rng: &mut ChaCha8Rng, extract: Extract, start: i32, end: i32, code: i64, more: i32) {
        if end != OPEN && end - start >= 5 && rng.random::<f64>() < 0.1 {
            let first = rng.random_range(start..end - 2);
            let last = rng.random_range(first + 1..=end);
            self.push(extract, 0, first, last, code, more);
        }
    }

    fn course(&mut self, rng: &mut ChaCha8Rng, now: &Situation, start: i32, end: i32) {
        let substitution = rng.random::<f64>() < substitution(now);
        let treatment = if substitution { codes::SUBSTITUTION } else { codes::WITHOUT_SUBSTITUTION };
        let completed = rng.random::<f64>() < 0.3;
        let outcome = match end {
            OPEN => codes::ONGOING,
            _ if completed => codes::COMPLETED,
            _ => codes::BROKEN_OFF,
        };
        self.push(Extract::Smdb, 0, start, end, treatment, outcome);
    }

    /// Rows that no target group may count: stays at shelters of another kind.
    pub fn distractors(&mut self, rng: &mut ChaCha8Rng, year: &Year, available: AvailableTime, now: &Situation) {
        let may = now.woman && (18..=55).contains(&now.age) && available.share == 1.0;
        if may && rng.random::<f64>() < 0.002 {
            let start = year.first_day + rng.random_range(20..250);
            let end = start + rng.random_range(1..60);
            self.push(Extract::Herb, 0, start, end, codes::OTHER_STAY, 0);
        }
    }

    /// Sets the outcomes of courses, which depend on all of the person's rows: a success completes one of them.
    pub fn finish(self, rng: &mut ChaCha8Rng) {
        let Some(cell) = self.life.cell.filter(|cell| cell.group == Group::DrugUse) else { return };
        let ends = self.calendar.year(cell.t0 + 2).first_day;
        let courses = self.rows.of_mut(Extract::Smdb, None);
        let mut early: Vec<&mut Entry> =
            courses.iter_mut().skip(self.first_course).filter(|course| course.end < ends).collect();
        for course in &mut early {
            course.more = codes::BROKEN_OFF;
        }
        if cell.arm == Arm::Success && !early.is_empty() {
            let chosen = rng.random_range(0..early.len());
            early[chosen].more = codes::COMPLETED;
        }
    }

    fn year_of(&self, day: i32) -> i32 {
        definitions::day::Day::from_number(day).map_or(LAST, |day| day.year())
    }
}

/// The probability that a course that starts in this year is substitution treatment. It is 1 for members of other groups,
/// so that none of them enters the group of drug users, and 0 for its own in the years in which others enter that of substitution.
fn substitution(now: &Situation) -> f64 {
    match now.member {
        Some((Group::DrugUse, _)) if now.follow_up <= 1 || now.year <= LAST_ENTRY => 0.0,
        Some((Group::DrugUse, _)) => 0.3,
        Some(_) => 1.0,
        None => 0.0,
    }
}
