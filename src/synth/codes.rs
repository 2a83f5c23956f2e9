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
/// LPR3: a contact by telephone.
pub const TELEPHONE: i64 = 9;

/// Stays under § 110 of the Act on Social Services.
pub const SHELTER: i64 = 110;
/// Stays under § 109.
pub const CRISIS_CENTRE: i64 = 109;

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

/// Diagnoses: somatic ones, then psychiatric ones of children, then of adults, then those of anxiety and depression.
const DIAGNOSES: [&str; 19] = [
    "DJ189", "DS720", "DI219", "DK359", "DS525", "DM545", "DT149", "DZ039", // somatic
    "DF900", "DF840", "DF989", "DF952", // children's
    "DF200", "DF603", "DF192", // adults'
    "DF321", "DF329", "DF412", "DF431", // anxiety and depression
];

/// A diagnosis as text.
pub fn diagnosis(number: i32) -> &'static str {
    DIAGNOSES[number as usize]
}

/// A somatic diagnosis.
pub fn somatic(rng: &mut ChaCha8Rng) -> i32 {
    rng.random_range(0..8)
}

/// A psychiatric diagnosis: anxiety or depression (`anxiety`), any (`any`), or a child's other than those.
pub fn psychiatric(rng: &mut ChaCha8Rng, anxiety: bool, any: bool) -> i32 {
    match (anxiety, any) {
        (true, _) => rng.random_range(15..19),
        (false, true) => rng.random_range(8..19),
        (false, false) => rng.random_range(8..12),
    }
}

/// The first and last DREAM code of a transfer.
pub const fn dream(service: Service) -> (i64, i64) {
    match service {
        Service::SicknessBenefit => (890, 899),
        Service::DisabilityPension => (780, 784),
        Service::UnemploymentBenefit => (111, 112),
        Service::StudentGrant => (651, 652),
        _ => (130, 139),
    }
}

/// A speciality: general practice or another one.
pub fn speciality(rng: &mut ChaCha8Rng, service: Service) -> i64 {
    const OTHERS: [i64; 6] = [7, 19, 50, 53, 62, 63];
    if service == Service::Gp { 80 } else { OTHERS[rng.random_range(0..OTHERS.len())] }
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
    const PROPERTY: [i64; 3] = [1_312_000, 1_320_000, 1_384_000];
    const VIOLENCE: [i64; 3] = [1_120_000, 1_230_000, 1_252_000];
    const TRAFFIC: [i64; 3] = [2_110_000, 2_640_000, 3_210_000];
    let of = match service {
        Service::Property => PROPERTY,
        Service::Violence => VIOLENCE,
        _ => TRAFFIC,
    };
    of[rng.random_range(0..of.len())]
}

/// Paragraph and form of placement of a child's support.
pub fn support(rng: &mut ChaCha8Rng, service: Service) -> (i64, i32) {
    match service {
        Service::FosterCare => (58, 110 + 10 * rng.random_range(0..3)),
        Service::Institution => (58, 210 + 10 * rng.random_range(0..3)),
        _ => (52, 0),
    }
}
