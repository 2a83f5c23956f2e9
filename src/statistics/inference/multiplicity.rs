//! Many tests at once: Benjamini–Hochberg q-values.

/// Benjamini–Hochberg q-values of a family of p-values, in their order (Benjamini & Hochberg 1995, Journal of the Royal
/// Statistical Society B 57): the smallest false discovery rate at which each would be called a discovery.
pub fn q_values(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    let at = |index: &usize| p[*index];
    order.sort_by(|a, b| at(a).total_cmp(&at(b)));
    let tests = p.len() as f64;
    let mut q = vec![1.0; p.len()];
    let mut smallest = 1.0f64;
    for (rank, index) in order.iter().enumerate().rev() {
        smallest = smallest.min(at(index) * tests / (rank as f64 + 1.0));
        q[*index] = smallest;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R: `p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.8), method = "BH")`.
    #[test]
    fn q_values_are_those_of_the_step_up_procedure() {
        let q = q_values(&[0.01, 0.04, 0.03, 0.005, 0.8]);
        for (found, wanted) in q.iter().zip([0.025, 0.05, 0.05, 0.025, 0.8]) {
            assert!((found - wanted).abs() < 1e-15, "{q:?}");
        }
    }

    #[test]
    fn q_equals_p_in_a_family_of_one_and_an_empty_family_has_no_q() {
        assert_eq!(q_values(&[0.03]), [0.03]);
        assert!(q_values(&[]).is_empty());
    }
}
