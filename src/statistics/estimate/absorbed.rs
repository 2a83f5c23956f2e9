//! A category of many levels, removed from other columns without a column for each level.
//!
//! The indicators of levels never overlap, so the weighted indicators over their lengths are orthonormal as they stand: a
//! projection takes one sum per level, where columns would take one for each pair of level and cell.

use nalgebra::DVector;

use super::design::AbsorbedLevels;

/// The orthonormal indicators of a category's levels: √(nw) in the cells of the level, over the length of that.
#[derive(Debug, Clone)]
pub(super) struct Levels {
    /// The level of every cell.
    level: Vec<usize>,
    /// Each cell's entry in the unit column of its level.
    entry: Vec<f64>,
    levels: usize,
}

impl Levels {
    /// Of a category, with √(nw) by cell.
    pub(super) fn new(absorbed: &AbsorbedLevels, root: &DVector<f64>) -> Levels {
        let mut squares = vec![0.0; absorbed.levels];
        for (level, root) in absorbed.level.iter().zip(root.iter()) {
            squares[*level] += root * root;
        }
        let entry = absorbed.level.iter().zip(root.iter()).map(|(level, root)| root / squares[*level].sqrt()).collect();
        Levels { level: absorbed.level.clone(), entry, levels: absorbed.levels }
    }

    /// How many levels there are.
    pub(super) fn len(&self) -> usize {
        self.levels
    }

    /// The projection of a weighted column on the levels.
    pub(super) fn projection(&self, column: &DVector<f64>) -> DVector<f64> {
        let mut along = vec![0.0; self.levels];
        for ((level, entry), x) in self.level.iter().zip(&self.entry).zip(column.iter()) {
            along[*level] += entry * x;
        }
        let by_cell = self.level.iter().zip(&self.entry).map(|(level, entry)| along[*level] * entry);
        DVector::from_iterator(column.len(), by_cell)
    }

    /// The share of the levels in the squared length of a cell's row.
    pub(super) fn leverage(&self, cell: usize) -> f64 {
        self.entry[cell] * self.entry[cell]
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CellOutcome, Design, Factor, Fit};
    use foundation::words::Covariance;

    #[test]
    fn absorbed_levels_give_the_figures_of_columns() {
        let cells = 60;
        let level: Vec<f64> = (0..cells).map(|i| f64::from(i * 7 % 11)).collect();
        let other: Vec<f64> = (0..cells).map(|i| f64::from(i * i % 3)).collect();
        let success: Vec<f64> = (0..cells).map(|i| f64::from(i * 5 % 13 % 2)).collect();
        let n: Vec<u64> = (0..cells).map(|i: i32| u64::from((i % 4 + 1).cast_unsigned())).collect();
        let mut designs = [Design::of(n.clone(), &success), Design::of(n, &success)];
        designs[0].categories("level", &level);
        designs[1].absorb(&level);
        let outcome = CellOutcome {
            shift: 0.0,
            shift_steps: 0,
            means: (0..cells).map(|i| f64::from(i * i % 17)).collect(),
            within: (0..cells).map(|i| f64::from(i % 5)).collect(),
            constant: false,
            stored_to: 0.0,
        };
        let [columns, absorbed] = designs.map(|mut design| {
            design.categories("other", &other);
            let factor = Factor::new(&design).unwrap();
            let fit = Fit::new(&factor, &outcome);
            let variances = [Covariance::Iid, Covariance::Hc1, Covariance::Hc3].map(|kind| fit.variance(kind).unwrap());
            (factor.rank, factor.leverage.clone(), fit.coefficient, fit.rss, variances)
        });
        assert_eq!(columns.0, absorbed.0);
        let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * a.abs().max(1.0), "{a} {b}");
        close(columns.2, absorbed.2);
        close(columns.3, absorbed.3);
        columns.1.iter().zip(&absorbed.1).for_each(|(a, b)| close(*a, *b));
        columns.4.iter().zip(&absorbed.4).for_each(|(a, b)| close(*a, *b));
    }
}
