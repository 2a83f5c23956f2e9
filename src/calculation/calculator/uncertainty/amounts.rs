//! Which kinds of amounts a case has.

/// What a case has amounts for, besides fixed ones and what success brings.
#[derive(Debug, Clone, Copy)]
pub struct Amounts {
    /// Amounts for each who completes.
    pub completed: bool,
    /// Amounts for each success.
    pub success: bool,
}
