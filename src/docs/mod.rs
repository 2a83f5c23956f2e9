//! The pages of documentation: architecture, method, definitions, releases and the calculator.
//!
//! Each page is a Markdown file beside this one. [`tables`] is rendered from the row types and compared by a test;
//! `SOM_BLESS=1` in the environment of the tests writes it. [`house`] is compared with the source.

#[cfg(test)]
mod picture;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod walkthrough;

pub mod house {
    #![doc = include_str!("house.md")]
}

pub mod method {
    #![doc = include_str!("method.md")]
}

pub mod definitions {
    #![doc = include_str!("definitions.md")]
}

pub mod extracts {
    #![doc = include_str!("extracts.md")]
}

pub mod calibration {
    #![doc = include_str!("calibration.md")]
}

pub mod release {
    #![doc = include_str!("release.md")]
}

pub mod performance {
    #![doc = include_str!("performance.md")]
}

pub mod tables {
    #![doc = include_str!("tables.md")]
}

pub mod calculator {
    #![doc = include_str!("calculator.md")]
}

pub mod national {
    #![doc = include_str!("national.md")]
}

pub mod tutorial {
    #![doc = include_str!("tutorial.md")]
}

pub mod glossary {
    #![doc = include_str!("glossary.md")]
}
