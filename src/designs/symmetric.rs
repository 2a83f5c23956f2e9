//! Symmetric matrices of a design, and the solution of their equations by Cholesky's method.

/// A symmetric matrix: its lower triangle by rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Symmetric {
    width: usize,
    lower: Vec<f64>,
}

/// A factorised matrix.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cholesky {
    width: usize,
    lower: Vec<f64>,
}

fn position(row: usize, column: usize) -> usize {
    row * (row + 1) / 2 + column
}

impl Symmetric {
    pub(crate) fn of(width: usize, lower: Vec<f64>) -> Symmetric {
        Symmetric { width, lower }
    }

    pub(crate) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.lower[position(row.max(column), row.min(column))] += value;
    }

    /// The matrix without its first row and column.
    pub(crate) fn without_first(&self) -> Symmetric {
        let rows = (1..self.width).flat_map(|row| self.lower[position(row, 1)..=position(row, row)].iter().copied());
        Symmetric { width: self.width - 1, lower: rows.collect() }
    }

    /// Factorises a matrix. An error names the first column of which less than `tolerance` of its square is left beside
    /// the columns before it.
    pub(crate) fn cholesky(&self, tolerance: f64) -> Result<Cholesky, usize> {
        self.factorise(tolerance, Err)
    }

    /// The same; such a column is left out, so that its coefficient is zero.
    pub(crate) fn cholesky_dropping(&self, tolerance: f64) -> Cholesky {
        let Ok(factor) = self.factorise(tolerance, |_| Ok::<f64, std::convert::Infallible>(f64::INFINITY));
        factor
    }

    /// Factorises; `without` gives the diagonal of a column of which nothing is left.
    fn factorise<E>(&self, tolerance: f64, without: impl Fn(usize) -> Result<f64, E>) -> Result<Cholesky, E> {
        let mut lower = self.lower.clone();
        for row in 0..self.width {
            for column in 0..=row {
                let shared: f64 = (0..column).map(|k| lower[position(row, k)] * lower[position(column, k)]).sum();
                let left = lower[position(row, column)] - shared;
                lower[position(row, column)] = if row > column {
                    left / lower[position(column, column)]
                } else if left > tolerance * self.lower[position(row, row)] {
                    left.sqrt()
                } else {
                    without(row)?
                };
            }
        }
        Ok(Cholesky { width: self.width, lower })
    }
}

impl Cholesky {
    /// The solution of the equations with this right-hand side.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = right.to_vec();
        for row in 0..self.width {
            let shared: f64 = (0..row).map(|k| self.lower[position(row, k)] * x[k]).sum();
            x[row] = (x[row] - shared) / self.lower[position(row, row)];
        }
        for row in (0..self.width).rev() {
            let shared: f64 = (row + 1..self.width).map(|k| self.lower[position(k, row)] * x[k]).sum();
            x[row] = (x[row] - shared) / self.lower[position(row, row)];
        }
        x
    }

    /// a'Aa of the factorised matrix A = LL': the squared length of L'a.
    pub(crate) fn square(&self, a: &[f64]) -> f64 {
        let column =
            |column: usize| -> f64 { (column..self.width).map(|k| self.lower[position(k, column)] * a[k]).sum() };
        (0..self.width).map(|of| column(of).powi(2)).sum()
    }
}

/// a'b.
pub(crate) fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
