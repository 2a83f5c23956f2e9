//! Rows that belong to rows of another register: their person, and their day where they have none, are those of the row that they belong to;
//! and whether any row that belongs to a row meets a condition.
//!
//! Owns the join by key. The keys of all rows are divided into parts by their hash, and so are, with their columns, the rows that may
//! count: of wanted persons, and by their own conditions. What does not fit in memory goes to a temporary file. Then part by part, each
//! small, rows find the rows that they belong to. What is bad or in another spelling is looked for in the rows of which columns are read: those
//! that may count, a sample of others, and the rows of other registers with a key of these. A check of extracts reads all.
//! The files of a year are joined within the year, where all registers have years in their paths. Owns no SQL: who reads gets batches of
//! rows as they would come from one register.

mod blocks;
mod columns;
mod counts;
mod encoding;
mod inputs;
mod key_filter;
mod keys;
mod part;
mod pass;
mod reading;
mod sample;
mod sorting;
mod spill;
mod table;

use crate::registers::{ExtractError, Extracts, OpenRegister, Purpose};
use definitions::Definitions;
use definitions::expression::Expression;
use definitions::register::{Parent, Register};
use definitions::variable::Source;
use foundation::error::Result;

pub use inputs::{FEW, JoinedPass, JoinedRows};

/// The registers that the rows of a register are joined with.
pub struct Join<'a> {
    /// The register whose rows they belong to, if the register has no persons of its own.
    parent: Option<ParentRegister<'a>>,
    /// The registers that are asked whether any of their rows meets a condition.
    asked: Vec<QuestionedRegister<'a>>,
}

struct ParentRegister<'a> {
    rule: &'a Parent,
    open: OpenRegister<'a>,
}

struct QuestionedRegister<'a> {
    rule: &'a Parent,
    open: OpenRegister<'a>,
    answers: Vec<Answer<'a>>,
}

/// Whether any row meets a condition, by the name that SQL gives the answer.
struct Answer<'a> {
    id: &'a str,
    filter: Option<&'a Expression>,
}

impl<'a> Join<'a> {
    /// Opens the registers that the sources of a register need in addition; `None` if they need none.
    ///
    /// # Errors
    /// Those of [`Extracts::open`].
    pub fn of(
        definitions: &'a Definitions,
        extracts: &Extracts,
        register: &'a Register,
        sources: impl Iterator<Item = &'a Source>,
    ) -> Result<Option<Join<'a>>> {
        let mut parent = None;
        if let (Some(rule), Some(of)) = (&register.parent, definitions.parent_of(register)) {
            parent = Some(ParentRegister { rule, open: extracts.open_for(Purpose::Values, of)? });
        }
        let mut asked: Vec<QuestionedRegister<'a>> = Vec::new();
        for any in sources.flat_map(|source| &source.any) {
            let known = asked.iter().position(|other| other.open.definition.id.value == any.register.value);
            let at = match (known, definitions.register(&any.register.value)) {
                (Some(at), _) => at,
                (None, Some(of)) => {
                    let Some(rule) = &of.parent else { continue };
                    asked.push(QuestionedRegister {
                        rule,
                        open: extracts.open_for(Purpose::Answers, of)?,
                        answers: Vec::new(),
                    });
                    asked.len() - 1
                }
                (None, None) => continue,
            };
            let answers = &mut asked[at].answers;
            if !answers.iter().any(|answer| answer.id == any.id.value) {
                answers.push(Answer { id: &any.id.value, filter: any.filter.as_ref() });
            }
        }
        Ok((parent.is_some() || !asked.is_empty()).then_some(Join { parent, asked }))
    }

    /// The registers that are read with it.
    pub fn registers(&self) -> impl Iterator<Item = &OpenRegister<'a>> {
        let parent = self.parent.iter().map(|parent| &parent.open);
        parent.chain(self.asked.iter().map(|asked| &asked.open))
    }

    /// The names that SQL gives the answers.
    pub fn answers(&self) -> impl Iterator<Item = &'a str> {
        self.asked.iter().flat_map(|asked| &asked.answers).map(|answer| answer.id)
    }

    /// Fails if values of the related registers are bad beyond what may be dropped, or a day early.
    ///
    /// # Errors
    /// Those of [`OpenRegister::require_sound_values`].
    pub fn require_sound_values(&self) -> Result<(), ExtractError> {
        self.registers().try_for_each(|open| open.require_sound_values(0))
    }
}
