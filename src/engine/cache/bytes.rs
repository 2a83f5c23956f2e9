//! Values as bytes and back.

/// A value that can be cached.
pub trait Kept: Sized {
    /// Puts the value at the end of bytes.
    fn keep(&self, to: &mut Vec<u8>);

    /// Takes the value from the front of bytes; `None` if it is not there.
    fn found(from: &mut &[u8]) -> Option<Self>;
}

/// Numbers lie with their lowest byte first.
macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl Kept for $number {
            fn keep(&self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_le_bytes());
            }

            fn found(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(<$number>::from_le_bytes(*bytes))
            }
        })*
    };
}

numbers!(u8 u32 u64 i16 i32 i64);

impl<T: Kept> Kept for Vec<T> {
    fn keep(&self, to: &mut Vec<u8>) {
        (self.len() as u64).keep(to);
        to.reserve(self.len() * size_of::<T>());
        self.iter().for_each(|value| value.keep(to));
    }

    fn found(from: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(u64::found(from)?).ok()?;
        // Every value takes a byte at least, so that a length that is none reserves nothing.
        let mut values = Vec::with_capacity(length.min(from.len()));
        for _ in 0..length {
            values.push(T::found(from)?);
        }
        Some(values)
    }
}

impl Kept for String {
    fn keep(&self, to: &mut Vec<u8>) {
        (self.len() as u64).keep(to);
        to.extend_from_slice(self.as_bytes());
    }

    fn found(from: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(u64::found(from)?).ok()?;
        let (text, rest) = from.split_at_checked(length)?;
        *from = rest;
        String::from_utf8(text.to_vec()).ok()
    }
}

impl<T: Kept> Kept for Option<T> {
    fn keep(&self, to: &mut Vec<u8>) {
        u8::from(self.is_some()).keep(to);
        if let Some(value) = self {
            value.keep(to);
        }
    }

    fn found(from: &mut &[u8]) -> Option<Self> {
        match u8::found(from)? {
            0 => Some(None),
            _ => Some(Some(T::found(from)?)),
        }
    }
}

impl<A: Kept, B: Kept> Kept for (A, B) {
    fn keep(&self, to: &mut Vec<u8>) {
        self.0.keep(to);
        self.1.keep(to);
    }

    fn found(from: &mut &[u8]) -> Option<Self> {
        Some((A::found(from)?, B::found(from)?))
    }
}
