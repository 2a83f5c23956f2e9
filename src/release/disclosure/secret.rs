//! The secret of the secure room, and what is derived from it: a key per person, draws of noise, and salted hashes.
//!
//! Owns derivation only. The file that holds the secret belongs to [`crate::knowledge::Room`].

/// Thirty-two bytes that never leave the room.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// The key for synthetic extracts, which hold no person: releases made from them have the same bytes in every room.
    pub const PUBLIC: Secret = Secret(*b"som: synthetic, no persons here.");

    /// A secret from its bytes.
    pub fn new(bytes: [u8; 32]) -> Secret {
        Secret(bytes)
    }

    /// The key of a person, from the person's key in the registers. The keys of a cohort are added modulo 2^64.
    pub fn person(&self, key: &[u8]) -> u64 {
        self.number(&[b"person", key])
    }

    /// A draw with mean 0 and standard deviation 1 between -√6 and √6 (triangular). Equal parts give equal draws.
    pub fn draw(&self, purpose: &str, parts: &[u64]) -> f64 {
        let parts: Vec<u8> = parts.iter().flat_map(|part| part.to_le_bytes()).collect();
        let bits = self.number(&[purpose.as_bytes(), &parts]);
        let uniform = |bits: u64| bits as f64 / f64::from(u32::MAX);
        (uniform(bits >> 32) + uniform(bits & u64::from(u32::MAX)) - 1.0) * 6f64.sqrt()
    }

    /// A content hash salted with the secret: equal contents have equal salted hashes, and no one outside can test a guess.
    pub fn salted(&self, content_hash: &str) -> String {
        self.hash(&[b"extract", content_hash.as_bytes()]).to_hex().to_string()
    }

    /// A text by which two releases of one room are recognised. It does not give the secret.
    pub fn fingerprint(&self) -> String {
        self.hash(&[b"fingerprint"]).to_hex().chars().take(16).collect()
    }

    fn number(&self, parts: &[&[u8]]) -> u64 {
        let hash = self.hash(parts);
        hash.as_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn hash(&self, parts: &[&[u8]]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_mean_zero_variance_one_and_a_bound() {
        let secret = Secret::new([7; 32]);
        let draws: Vec<f64> = (0..20_000).map(|at| secret.draw("test", &[at])).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|draw| draw * draw).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
        assert!(draws.iter().all(|draw| draw.abs() <= 6f64.sqrt()));
        assert_ne!(secret.draw("test", &[1]), Secret::new([8; 32]).draw("test", &[1]));
        assert_ne!(secret.salted("a"), Secret::PUBLIC.salted("a"));
    }
}
