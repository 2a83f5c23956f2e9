//! Register codes. Their meaning is defined in the catalogue (`pipelines/`).

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::services::Service;

/// LPR: inpatient.
pub const INPATIENT: i64 = 0;
/// LPR: outpatient.
pub const OUTPATIENT: i64 = 2;
/// LPR: emergency department.
pub const EMERGENCY: i64 = 3;
/// LPR: an outpatient service of psychiatry; the codes are published nowhere.
pub const VISIT: &str = "BESOEG";
/// LPR3: a contact at a distance.
pub const AT_A_DISTANCE: i64 = 9;
/// The day from which LPR2 has emergencies among acute outpatients, 1 January 2014, in days since 1970.
pub const EMERGENCIES_ARE_OUTPATIENTS: i32 = 16_071;

/// Shelters: a stay that is counted.
pub const SHELTER: i64 = 101;
/// Shelters: a stay of another kind.
pub const OTHER_STAY: i64 = 102;

/// Decisions: acquitted.
pub const ACQUITTED: i32 = 11;
/// Decisions: a fine out of court.
pub const FINE_OUT_OF_COURT: i32 = 19;
/// Offences: fraud, which is not burglary, theft or vandalism.
pub const FRAUD: i64 = 1_357_000;
/// Offences: unknown.
pub const UNKNOWN_OFFENCE: i64 = 0;

/// Committals: arrested.
pub const ARREST: i64 = 1;
/// Committals: remanded.
pub const REMAND: i64 = 3;
/// Committals: serving a sentence.
pub const SENTENCE: i64 = 5;

/// Placements: the decision, in tenths of the event's number.
pub const DECISION: i32 = 2;
/// Placements: a placement begins.
pub const BEGINS: i32 = 0;

/// Preventive measures: family treatment.
pub const FAMILY_MEASURE: i64 = 420;

/// Specialities: settled by a requesting specialist, without a contact.
pub const NO_CONTACT: i64 = 93;

/// Drug treatment: substitution.
pub const SUBSTITUTION: i64 = 1;
/// Drug treatment: without substitution.
pub const WITHOUT_SUBSTITUTION: i64 = 2;
/// An ongoing course.
pub const ONGOING: i32 = 0;
/// A completed course.
pub const COMPLETED: i32 = 1;
/// A course that was broken off.
pub const BROKEN_OFF: i32 = 2;
/// Added to the outcome: the second service of a course.
pub const SECOND_SERVICE: i32 = 10;
/// Added to the outcome: the course was deleted.
pub const DELETED: i32 = 100;

/// Diagnoses: somatic ones, then psychiatric ones that delimit no target group, then those of anxiety and depression.
const DIAGNOSES: [&str; 23] = [
    "DJ189", "DS720", "DI219", "DK359", "DS525", "DM545", "DT149", "DZ039", // somatic
    "DF700", "DF701", "DF711", "DF790", // children's too
    "DF102", "DF192", "DF061", "DF630", "DF649", "DF518", "DF621", // adults'
    "DF321", "DF329", "DF412", "DF431", // anxiety and depression
];

/// The first of anxiety and depression.
const ANXIETY: i32 = 19;

/// A diagnosis as text.
pub fn diagnosis(number: i32) -> &'static str {
    DIAGNOSES[number as usize]
}

/// A somatic diagnosis.
pub fn somatic(rng: &mut ChaCha8Rng) -> i32 {
    rng.random_range(0..8)
}

/// A psychiatric diagnosis: anxiety or depression (`anxiety`), any other one (`any`), or a child's.
pub fn psychiatric(rng: &mut ChaCha8Rng, anxiety: bool, any: bool) -> i32 {
    match (anxiety, any) {
        (true, _) => rng.random_range(ANXIETY..ANXIETY + 4),
        (false, true) => rng.random_range(8..19),
        (false, false) => rng.random_range(8..12),
    }
}

/// DREAM codes of a transfer, from the first through the last of each run.
pub const fn dream(service: Service) -> &'static [(i64, i64)] {
    match service {
        Service::SicknessBenefit => &[(890, 899)],
        Service::DisabilityPension => &[(780, 783)],
        Service::UnemploymentBenefit => &[(111, 113)],
        Service::StudentGrant => &[(651, 652)],
        _ => &[(130, 139), (700, 739)],
    }
}

/// A speciality: of general practice or another one.
pub fn speciality(rng: &mut ChaCha8Rng, service: Service) -> i64 {
    const GENERAL: [i64; 4] = [80, 80, 70, 72];
    const OTHERS: [i64; 7] = [7, 19, 21, 51, 53, 62, 83];
    let of: &[i64] = if service == Service::Gp { &GENERAL } else { &OTHERS };
    of[rng.random_range(0..of.len())]
}

/// Fee for contacts, in øre. General practice has tariffs; other specialities have a heavy-tailed distribution.
pub fn fee(rng: &mut ChaCha8Rng, service: Service, contacts: i32) -> i32 {
    const TARIFFS: [i32; 4] = [14_134, 14_134, 27_982, 7_067];
    const DEAREST: f64 = 2_000_000.0;
    let each = if service == Service::Gp {
        TARIFFS[rng.random_range(0..TARIFFS.len())]
    } else {
        let normal: f64 = rng.sample(StandardNormal);
        (20_000.0 * normal.exp()).min(DEAREST) as i32
    };
    each * contacts
}

/// A seven-digit offence code.
pub fn offence(rng: &mut ChaCha8Rng, service: Service) -> i64 {
    const PROPERTY: [i64; 4] = [1_316_000, 1_320_000, 1_332_000, 1_390_000];
    const VIOLENCE: [i64; 3] = [1_120_000, 1_230_000, 1_252_000];
    const TRAFFIC: [i64; 3] = [2_110_000, 2_240_000, 2_640_000];
    let of: &[i64] = match service {
        Service::Property => &PROPERTY,
        Service::Violence => &VIOLENCE,
        _ => &TRAFFIC,
    };
    of[rng.random_range(0..of.len())]
}

/// The kind of a judgment that convicts.
pub fn judgment(rng: &mut ChaCha8Rng) -> i32 {
    const JUDGMENTS: [i32; 8] = [1, 2, 2, 4, 5, 6, 8, 83];
    JUDGMENTS[rng.random_range(0..JUDGMENTS.len())]
}

/// The kind of place of a placement, or the section of a preventive measure.
pub fn support(rng: &mut ChaCha8Rng, service: Service) -> i64 {
    const FOSTER: [i64; 6] = [2, 4, 5, 21, 22, 23];
    const INSTITUTIONS: [i64; 4] = [7, 9, 10, 12];
    const MEASURES: [i64; 4] = [220, 225, 230, 240];
    let of: &[i64] = match service {
        Service::FosterCare => &FOSTER,
        Service::Institution => &INSTITUTIONS,
        _ => &MEASURES,
    };
    of[rng.random_range(0..of.len())]
}
