//! Sums and differences of published counts of overlapping subgroups: the sets of persons that a combination of subgroups counts
//! exactly once, while it counts all other persons zero times.
//!
//! Persons who are in the same subgroups are a part, so each subgroup is a row of zeros and ones over the parts. A combination
//! discloses a set if it is also a row of zeros and ones. All such rows lie in the span of the subgroups' rows, and each is the
//! sum of some rows of its reduced echelon form. Arithmetic is modulo a prime that is larger than every minor of a matrix of zeros
//! and ones with 36 rows (Hadamard's bound), so it gives the same result as fractions.

/// 2⁶¹ − 1.
const PRIME: u64 = (1 << 61) - 1;

/// Up to this rank every combination is examined; above it, those of up to three rows of the echelon form.
const WHOLLY: usize = 10;

fn product(a: u64, b: u64) -> u64 {
    // The remainder is below the prime, which has 61 bits.
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

fn sum(a: u64, b: u64) -> u64 {
    (a + b) % PRIME
}

/// The number that gives one when multiplied, by Fermat's little theorem.
fn inverse(a: u64) -> u64 {
    let (mut power, mut left, mut result) = (a, PRIME - 2, 1);
    while left > 0 {
        if left & 1 == 1 {
            result = product(result, power);
        }
        power = product(power, power);
        left >>= 1;
    }
    result
}

/// A set of parts, and how often each subgroup is to be added for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// The parts, by position.
    pub parts: Vec<usize>,
    /// Subgroups by position, with their multiples; never zero, and a negative number is one close to the prime.
    times: Vec<(usize, u64)>,
}

impl Combination {
    /// The subgroups that take part.
    pub fn subgroups(&self) -> impl Iterator<Item = usize> {
        self.times.iter().map(|(subgroup, _)| *subgroup)
    }

    /// The same combination of counts; none where a subgroup has no count, or where they do not add up to a count.
    pub fn of(&self, count: impl Fn(usize) -> Option<u64>) -> Option<u64> {
        let mut counted = 0;
        for (subgroup, times) in &self.times {
            counted = sum(counted, product(*times, count(*subgroup)? % PRIME));
        }
        (counted < PRIME / 2).then_some(counted)
    }
}

/// A row of the echelon form: over the parts, and over the subgroups that it is made from.
#[derive(Clone)]
struct Line {
    parts: Vec<u64>,
    times: Vec<u64>,
}

impl Line {
    fn add(&mut self, other: &Line, times: u64) {
        for (to, from) in self.parts.iter_mut().zip(&other.parts).chain(self.times.iter_mut().zip(&other.times)) {
            *to = sum(*to, product(*from, times));
        }
    }

    fn at(&self, part: usize) -> u64 {
        self.parts[part]
    }
}

/// Every set that two or more subgroups disclose together. `within` has, by part, whether each subgroup contains it.
pub fn combinations(subgroups: &[usize], within: &[&[bool]]) -> Vec<Combination> {
    let echelon = echelon(subgroups, within);
    let most = if echelon.len() <= WHOLLY { echelon.len() } else { 3 };
    let mut found = Vec::new();
    for chosen in subsets(echelon.len(), most) {
        let lines: Vec<&Line> = chosen.iter().map(|at| &echelon[*at]).collect();
        let all = |of: &dyn Fn(&Line) -> u64| lines.iter().fold(0, |all, line| sum(all, of(line)));
        let counted = (0..within.len()).filter_map(|part| match all(&|line| line.at(part)) {
            0 => None,
            1 => Some(Some(part)),
            _ => Some(None),
        });
        // Most combinations end at the first part that they count twice.
        let Some(parts) = counted.collect::<Option<Vec<usize>>>() else { continue };
        let times: Vec<(usize, u64)> = subgroups
            .iter()
            .enumerate()
            .map(|(at, subgroup)| (*subgroup, all(&|line| line.times[at])))
            .filter(|(_, times)| *times != 0)
            .collect();
        if times.len() > 1 {
            found.push(Combination { parts, times });
        }
    }
    found
}

fn echelon(subgroups: &[usize], within: &[&[bool]]) -> Vec<Line> {
    let mut lines: Vec<Line> = subgroups
        .iter()
        .enumerate()
        .map(|(position, subgroup)| Line {
            parts: within.iter().map(|part| u64::from(part[*subgroup])).collect(),
            times: (0..subgroups.len()).map(|other| u64::from(other == position)).collect(),
        })
        .collect();
    let mut rank = 0;
    for part in 0..within.len() {
        let Some(pivot) = lines.iter().skip(rank).position(|line| line.at(part) != 0) else { continue };
        lines.swap(rank, rank + pivot);
        let mut line = lines[rank].clone();
        let unit = inverse(line.at(part));
        line.parts.iter_mut().chain(&mut line.times).for_each(|times| *times = product(*times, unit));
        for (at, other) in lines.iter_mut().enumerate() {
            if at == rank {
                other.clone_from(&line);
            } else {
                let times = other.at(part);
                other.add(&line, PRIME - times);
            }
        }
        rank += 1;
    }
    lines.truncate(rank);
    lines
}

/// All non-empty subsets of `0..of` with at most `most` members.
fn subsets(of: usize, most: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    let mut last = vec![Vec::new()];
    for _ in 0..most {
        let longer = |set: &Vec<usize>| {
            let next = set.last().map_or(0, |last| last + 1);
            (next..of).map(|more| set.iter().copied().chain([more]).collect()).collect::<Vec<Vec<usize>>>()
        };
        last = last.iter().flat_map(longer).collect();
        all.extend(last.iter().cloned());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole group, men, women, and two bands of age that overlap.
    #[test]
    fn overlapping_bands_disclose_their_difference() {
        // Parts: young men, young women, middle-aged men, middle-aged women, old men, old women.
        let parts: Vec<Vec<bool>> = [(true, false), (true, true), (false, true)]
            .into_iter()
            .flat_map(|(young, old)| [[true, true, false, young, old], [true, false, true, young, old]])
            .map(|part| part.to_vec())
            .collect();
        let within: Vec<&[bool]> = parts.iter().map(Vec::as_slice).collect();
        let given = |subgroups: &[usize]| -> Vec<Vec<usize>> {
            combinations(subgroups, &within).into_iter().map(|of| of.parts).collect()
        };
        // The whole group less the young is the old, less the old the young; both bands less the whole group are those in both.
        let mut of_bands = given(&[0, 3, 4]);
        of_bands.sort();
        assert_eq!(of_bands, [vec![0, 1], vec![0, 1, 4, 5], vec![2, 3], vec![4, 5]]);
        assert_eq!(given(&[0, 1]), [vec![1, 3, 5]]);
        assert!(given(&[1, 3]).is_empty());
    }
}
