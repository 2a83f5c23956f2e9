//! The factorisation that all outcomes of the same persons share.

use std::convert::Infallible;

use nalgebra::{DMatrix, DVector};

use super::absorbed::Levels;
use super::design::{Design, DroppedTerm};

/// What is left of a column after the columns before it, relative to its length, when only rounding is left.
const NOTHING_LEFT: f64 = 1e-12;

/// The same, when so little is left that nine digits of a coefficient would not be right. R's `lm` draws its line here too,
/// and drops the column; dropping what does carry something would be another regression.
const TOO_LITTLE_LEFT: f64 = 1e-7;

/// Leverage from which a single person decides a fitted value alone.
const LEVERAGE_ONE: f64 = 1.0 - 1e-9;

/// Success is collinear with the adjusters, or an adjuster nearly so with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotIdentified {
    /// Terms that were dropped before that was found; the last is the adjuster, if it is one.
    pub dropped: Vec<DroppedTerm>,
    /// Whether it is an adjuster.
    pub adjuster: bool,
}

impl NotIdentified {
    /// In a sentence.
    pub fn reason(&self) -> &'static str {
        if self.adjuster {
            "an adjuster is nearly collinear with the others (relative residual norm below 1e-7)"
        } else {
            "success is collinear with the adjusters"
        }
    }
}

/// A factorised design: *Q* with orthonormal columns, success last.
#[derive(Debug, Clone)]
pub struct Factor {
    /// Orthonormal columns over cells, weighted by √(nw); the last belongs to success.
    q: DMatrix<f64>,
    /// The orthonormal columns of a category that is absorbed, before those of `q`.
    levels: Option<Levels>,
    /// √(nw) by cell.
    root: DVector<f64>,
    /// Persons by cell.
    pub n: Vec<u64>,
    /// Sampling weight of each person of a cell; 1 without weights.
    pub weights: Vec<f64>,
    /// The element of (X'WX)⁻¹ that belongs to success.
    pub bread: f64,
    /// A person's weight in the coefficient on success, by cell.
    pub influence: Vec<f64>,
    /// A person's leverage, by cell.
    pub leverage: Vec<f64>,
    /// Columns kept, with intercept and success.
    pub rank: usize,
    /// Terms left out, and why.
    pub dropped: Vec<DroppedTerm>,
}

impl Factor {
    /// Factorises a design by Gram–Schmidt with one reorthogonalisation, adjusters in their order and success last. An
    /// adjuster that depends on those before it is dropped and listed.
    ///
    /// # Errors
    /// Success depends on the adjusters, or a column so nearly depends on others that digits would be lost.
    pub fn new(design: &Design) -> Result<Factor, NotIdentified> {
        let Ok(factor) = Factor::interruptible(design, &|| Ok::<(), Infallible>(()));
        factor
    }

    /// The same, with a check before each column that may stop it.
    ///
    /// # Errors
    /// What `check` returns; within, those of [`Factor::new`].
    pub fn interruptible<E>(
        design: &Design,
        check: &dyn Fn() -> Result<(), E>,
    ) -> Result<Result<Factor, NotIdentified>, E> {
        let weighted = design.n.iter().zip(&design.weights).map(|(n, w)| (*n as f64 * w).sqrt());
        let root = DVector::from_iterator(design.n.len(), weighted);
        let mut dropped = design.dropped.clone();
        let levels = design.absorbed.as_ref().map(|absorbed| Levels::new(absorbed, &root));
        let mut kept: Vec<DVector<f64>> = Vec::with_capacity(design.adjusters.len() + 1);
        for (at, (term, column)) in design.adjusters.iter().enumerate() {
            check()?;
            match orthonormal(levels.as_ref(), &kept, column.component_mul(&root)) {
                Remainder::Column(unit, _) => kept.push(unit),
                // The levels take the place of the intercept.
                Remainder::Nothing if at == 0 && levels.is_some() => {}
                Remainder::Nothing => {
                    dropped.push(DroppedTerm { term: term.clone(), reason: "depends on other terms" })
                }
                Remainder::TooLittle => {
                    dropped.push(DroppedTerm { term: term.clone(), reason: "nearly collinear with other terms" });
                    return Ok(Err(NotIdentified { dropped, adjuster: true }));
                }
            }
        }
        check()?;
        let Remainder::Column(unit, rest) = orthonormal(levels.as_ref(), &kept, design.success.component_mul(&root))
        else {
            return Ok(Err(NotIdentified { dropped, adjuster: false }));
        };
        let by_cell = unit.iter().zip(root.iter()).zip(&design.n);
        let influence = by_cell.map(|((q, root), n)| q * root / (*n as f64 * rest)).collect();
        kept.push(unit);
        let q = DMatrix::from_columns(&kept);
        let of_level = |cell: usize| levels.as_ref().map_or(0.0, |levels| levels.leverage(cell));
        let by_cell = q.row_iter().zip(&design.n).enumerate();
        let leverage = by_cell.map(|(cell, (row, n))| (row.norm_squared() + of_level(cell)) / *n as f64).collect();
        Ok(Ok(Factor {
            rank: kept.len() + levels.as_ref().map_or(0, Levels::len),
            q,
            levels,
            root,
            n: design.n.clone(),
            weights: design.weights.clone(),
            bread: rest.powi(-2),
            influence,
            leverage,
            dropped,
        }))
    }

    /// Persons.
    pub fn persons(&self) -> u64 {
        self.n.iter().sum()
    }

    /// Residual degrees of freedom.
    pub fn df(&self) -> i64 {
        self.persons().cast_signed() - self.rank as i64
    }

    /// Persons of leverage 1, found by structure: alone in a cell, and alone in some level.
    pub fn leverage_one(&self) -> u64 {
        (0..self.n.len()).filter(|cell| self.has_leverage_one(*cell)).count() as u64
    }

    /// Whether a cell is a single person of leverage 1.
    pub fn has_leverage_one(&self, cell: usize) -> bool {
        self.n[cell] == 1 && self.leverage[cell] > LEVERAGE_ONE
    }

    /// The coefficient on success and the fitted means by cell, of cell means.
    pub fn project(&self, means: &[f64]) -> (f64, Vec<f64>) {
        let weighted = DVector::from_iterator(means.len(), means.iter().zip(self.root.iter()).map(|(y, r)| y * r));
        let mut fitted = &self.q * self.q.tr_mul(&weighted);
        if let Some(levels) = &self.levels {
            fitted += levels.projection(&weighted);
        }
        let fitted = fitted.iter().zip(self.root.iter()).map(|(z, root)| z / root).collect();
        let coefficient = self.influence.iter().zip(&self.n).zip(means).map(|((w, n), y)| w * *n as f64 * y).sum();
        (coefficient, fitted)
    }
}

/// What is left of a column after others.
enum Remainder {
    /// A unit column, and its length before.
    Column(DVector<f64>, f64),
    /// Nothing but rounding.
    Nothing,
    /// Less than can be relied on.
    TooLittle,
}

/// What is left of a column after the levels of a category and unit columns.
fn orthonormal(levels: Option<&Levels>, kept: &[DVector<f64>], column: DVector<f64>) -> Remainder {
    let before = column.norm();
    let mut rest = column;
    for _ in 0..2 {
        if let Some(levels) = levels {
            rest -= levels.projection(&rest);
        }
        for unit in kept {
            let along = unit.dot(&rest);
            rest.axpy(-along, unit, 1.0);
        }
    }
    let length = rest.norm();
    if before == 0.0 || length <= NOTHING_LEFT * before {
        Remainder::Nothing
    } else if length <= TOO_LITTLE_LEFT * before {
        Remainder::TooLittle
    } else {
        Remainder::Column(rest / length, length)
    }
}
