//! The pages of documentation: architecture, method, definitions, releases and the calculator.
//!
//! Each page is a Markdown file beside this one. [`tables`] is rendered from the row types and compared by a test;
//! `SOM_BLESS=1` in the environment of the tests writes it. [`house`] is compared with the source.

/// The targets of the pages' links in rustdoc. A page ends with the same labels and the files that a Markdown viewer opens; the
/// first definition of a label counts, and rustdoc reads these first.
macro_rules! links {
    () => {
        concat!(
            "[calculator.md]: super::calculator\n",
            "[calibration.md]: super::calibration\n",
            "[definitions.md]: super::definitions\n",
            "[extracts.md]: super::extracts\n",
            "[glossary.md]: super::glossary\n",
            "[house.md]: super::house\n",
            "[interventions.md]: super::interventions\n",
            "[method.md]: super::method\n",
            "[national.md]: super::national\n",
            "[other_engines.md]: super::other_engines\n",
            "[performance.md]: super::performance\n",
            "[release.md]: super::release\n",
            "[tables.md]: super::tables\n",
            "[tutorial.md]: super::tutorial\n",
            "[crate::disclosure]: crate::disclosure\n",
            "[crate::estimate]: crate::estimate\n",
            "[crate::estimate::Factor]: crate::estimate::Factor\n",
            "[crate::estimate::Fit]: crate::estimate::Fit\n",
            "[crate::regress]: crate::regress\n",
            "\n",
        )
    };
}

#[cfg(test)]
mod circles;
#[cfg(test)]
mod links;
#[cfg(test)]
mod picture;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod walkthrough;

pub mod house {
    #![doc = links!()]
    #![doc = include_str!("house.md")]
}

pub mod method {
    #![doc = links!()]
    #![doc = include_str!("method.md")]
}

pub mod definitions {
    #![doc = links!()]
    #![doc = include_str!("definitions.md")]
}

pub mod interventions {
    #![doc = links!()]
    #![doc = include_str!("interventions.md")]
}

pub mod extracts {
    #![doc = links!()]
    #![doc = include_str!("extracts.md")]
}

pub mod calibration {
    #![doc = links!()]
    #![doc = include_str!("calibration.md")]
}

pub mod release {
    #![doc = links!()]
    #![doc = include_str!("release.md")]
}

pub mod performance {
    #![doc = links!()]
    #![doc = include_str!("performance.md")]
}

pub mod tables {
    #![doc = links!()]
    #![doc = include_str!("tables.md")]
}

pub mod calculator {
    #![doc = links!()]
    #![doc = include_str!("calculator.md")]
}

pub mod national {
    #![doc = links!()]
    #![doc = include_str!("national.md")]
}

pub mod other_engines {
    #![doc = links!()]
    #![doc = include_str!("other_engines.md")]
}

pub mod tutorial {
    #![doc = links!()]
    #![doc = include_str!("tutorial.md")]
}

pub mod glossary {
    #![doc = links!()]
    #![doc = include_str!("glossary.md")]
}

pub mod serve {
    #![doc = links!()]
    #![doc = include_str!("serve.md")]
}

pub mod vejledning {
    #![doc = links!()]
    #![doc = include_str!("vejledning.md")]
}

pub mod selvstudie {
    #![doc = links!()]
    #![doc = include_str!("selvstudie.md")]
}

pub mod first_case {
    #![doc = links!()]
    #![doc = include_str!("first_case.md")]
}

pub mod guide {
    #![doc = links!()]
    #![doc = include_str!("guide.md")]
}
