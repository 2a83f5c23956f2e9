//! Services, activities and taxes of the generator. Each has the name of the variable that reads it.

/// A service, activity or tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Weeks on cash benefit.
    CashBenefit,
    /// Weeks on sickness benefit.
    SicknessBenefit,
    /// Weeks on disability pension.
    DisabilityPension,
    /// Weeks on unemployment benefit.
    UnemploymentBenefit,
    /// Weeks on student grant.
    StudentGrant,
    /// Tax on income.
    IncomeTax,
    /// Contacts with general practice.
    Gp,
    /// Other health insurance contacts.
    OtherHealth,
    /// Nights in somatic hospital.
    Hospital,
    /// Outpatient hospital contacts.
    Outpatient,
    /// Emergency department contacts.
    Emergency,
    /// Contacts with psychiatric hospital.
    Psychiatry,
    /// Convictions for property crime.
    Property,
    /// Convictions for violence and sexual offences.
    Violence,
    /// Convictions under the Road Traffic Act.
    Traffic,
    /// Days in prison.
    Prison,
    /// Shelter nights.
    Shelter,
    /// Days in drug treatment.
    DrugTreatment,
    /// Days in foster care.
    FosterCare,
    /// Days in an institution.
    Institution,
    /// Days with a preventive measure.
    Preventive,
}

/// The last year in which groups of planted members are entered whose services other persons have too.
pub const LAST_ENTRY: i32 = 2017;

/// The first year in which children with preventive measures enter their group.
pub const FIRST_MEASURE: i32 = 2013;

/// The family of distributions of a service's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Weeks of DREAM: one code a week.
    Weeks,
    /// An amount of money a year.
    Amount,
    /// Contacts or decisions, each on one day.
    Contacts,
    /// Stays counted in nights.
    Nights,
    /// Stays counted in days.
    Days,
}

impl Service {
    /// Every service.
    pub const ALL: [Service; 21] = [
        Service::CashBenefit,
        Service::SicknessBenefit,
        Service::DisabilityPension,
        Service::UnemploymentBenefit,
        Service::StudentGrant,
        Service::IncomeTax,
        Service::Gp,
        Service::OtherHealth,
        Service::Hospital,
        Service::Outpatient,
        Service::Emergency,
        Service::Psychiatry,
        Service::Property,
        Service::Violence,
        Service::Traffic,
        Service::Prison,
        Service::Shelter,
        Service::DrugTreatment,
        Service::FosterCare,
        Service::Institution,
        Service::Preventive,
    ];

    /// Variables that read a known share of a service: one of two codes of student grant, contacts with psychiatry without a night.
    pub const PARTS: [(&str, Service, f64); 3] = [
        ("su_youth_weeks", Service::StudentGrant, 0.5),
        ("su_higher_weeks", Service::StudentGrant, 0.5),
        ("psychiatric_outpatient_contacts", Service::Psychiatry, 1.0 - Service::PSYCHIATRIC_STAYS),
    ];

    /// The share of contacts with psychiatry that are stays.
    pub const PSYCHIATRIC_STAYS: f64 = 0.1;

    /// The service that a variable reads, and the share of it.
    pub fn read_by(variable: &str) -> Option<(Service, f64)> {
        let whole =
            Service::ALL.into_iter().find(|service| service.variable() == variable).map(|service| (service, 1.0));
        let part = || Service::PARTS.into_iter().find(|(id, ..)| *id == variable);
        whole.or_else(|| part().map(|(_, service, share)| (service, share)))
    }

    /// Services measured in weeks of DREAM.
    pub const WEEKS: [Service; 5] = [
        Service::CashBenefit,
        Service::SicknessBenefit,
        Service::DisabilityPension,
        Service::UnemploymentBenefit,
        Service::StudentGrant,
    ];

    /// The variable that reads it.
    pub const fn variable(self) -> &'static str {
        match self {
            Service::CashBenefit => "cash_benefit_weeks",
            Service::SicknessBenefit => "sickness_benefit_weeks",
            Service::DisabilityPension => "disability_pension_weeks",
            Service::UnemploymentBenefit => "unemployment_benefit_weeks",
            Service::StudentGrant => "student_grant_weeks",
            Service::IncomeTax => "income_tax",
            Service::Gp => "gp_contacts",
            Service::OtherHealth => "other_health_contacts",
            Service::Hospital => "hospital_nights",
            Service::Outpatient => "outpatient_contacts",
            Service::Emergency => "emergency_contacts",
            Service::Psychiatry => "psychiatric_contacts",
            Service::Property => "property_convictions",
            Service::Violence => "violence_convictions",
            Service::Traffic => "traffic_convictions",
            Service::Prison => "prison_days",
            Service::Shelter => "shelter_nights",
            Service::DrugTreatment => "drug_treatment_days",
            Service::FosterCare => "foster_care_days",
            Service::Institution => "institution_days",
            Service::Preventive => "preventive_measure_days",
        }
    }

    /// Its family of distributions.
    pub const fn family(self) -> Family {
        match self {
            Service::CashBenefit
            | Service::SicknessBenefit
            | Service::DisabilityPension
            | Service::UnemploymentBenefit
            | Service::StudentGrant => Family::Weeks,
            Service::IncomeTax => Family::Amount,
            Service::Gp
            | Service::OtherHealth
            | Service::Outpatient
            | Service::Emergency
            | Service::Psychiatry
            | Service::Property
            | Service::Violence
            | Service::Traffic => Family::Contacts,
            Service::Hospital | Service::Shelter => Family::Nights,
            Service::Prison
            | Service::DrugTreatment
            | Service::FosterCare
            | Service::Institution
            | Service::Preventive => Family::Days,
        }
    }

    /// Whether persons who reach this age in the year are eligible. Services that delimit groups of planted members (`closed`) have no
    /// other users at the ages and in the years of entry.
    pub const fn available_at(self, age: i32, year: i32) -> bool {
        match self {
            Service::CashBenefit | Service::SicknessBenefit | Service::UnemploymentBenefit => age >= 18 && age <= 66,
            Service::DisabilityPension | Service::StudentGrant => age >= 18 && age <= 66,
            Service::Shelter | Service::DrugTreatment => age >= 18,
            Service::IncomeTax | Service::Prison => age >= 15,
            Service::Property | Service::Violence | Service::Traffic => age >= 18 || age >= 15 && year > LAST_ENTRY,
            // Who is 14 in a later year goes on in foster care.
            Service::FosterCare => age <= 13 || age <= 17 && year - age > LAST_ENTRY - 14,
            // Of those who enter in the last year, success is observed in the next.
            Service::Institution => age <= 17 && year > LAST_ENTRY + 1,
            Service::Preventive => age <= 17 && (year < FIRST_MEASURE || year > LAST_ENTRY),
            _ => true,
        }
    }
}
