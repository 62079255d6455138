//! The Sobol' sequence in 64 bits.

use super::DesignError;

/// Dimensions for which there are direction numbers.
pub const DIMENSIONS: usize = 1111;

/// Polynomials and initial direction numbers of Joe and Kuo (2008), doi:10.1137/070709359; `data/README.md` tells
/// the layout and the licence.
static JOE_KUO_D6: &[u8] = include_bytes!("../../data/joe-kuo-d6.bin");

/// Direction numbers of the first dimensions, as fractions of 2⁶⁴.
#[derive(Clone, Debug)]
pub struct Directions(Vec<[u64; 64]>);

impl Directions {
    /// Direction numbers of so many dimensions.
    ///
    /// # Errors
    /// [`DesignError::TooManyInputs`] beyond [`DIMENSIONS`].
    pub fn new(dimensions: usize) -> Result<Directions, DesignError> {
        if dimensions > DIMENSIONS {
            return Err(DesignError::TooManyInputs {
                inputs: dimensions,
                most: DIMENSIONS,
            });
        }
        let mut numbers = JOE_KUO_D6
            .chunks_exact(2)
            .map(|b| u64::from(u16::from_le_bytes([b[0], b[1]])));
        let mut directions = Vec::with_capacity(dimensions);
        if dimensions > 0 {
            directions.push(std::array::from_fn(|k| 1 << (63 - k)));
        }
        for _ in 1..dimensions {
            let polynomial = numbers.next().unwrap_or(1);
            let degree = 63 - (polynomial | 1).leading_zeros() as usize;
            let mut v = [0u64; 64];
            for (k, v) in v.iter_mut().enumerate().take(degree) {
                *v = numbers.next().unwrap_or(1) << (63 - k);
            }
            for k in degree..64 {
                v[k] = v[k - degree] ^ (v[k - degree] >> degree);
                for j in 1..degree {
                    if polynomial >> (degree - j) & 1 == 1 {
                        v[k] ^= v[k - j];
                    }
                }
            }
            directions.push(v);
        }
        Ok(Directions(directions))
    }

    /// A coordinate of a point, without scrambling, as a fraction of 2⁶⁴; points in Gray-code order (Antonov and
    /// Saleev 1979), the first is 0. A dimension that there is not gives 0.
    #[must_use]
    pub fn point(&self, index: u64, dimension: usize) -> u64 {
        let Some(directions) = self.0.get(dimension) else {
            return 0;
        };
        let mut rest = index ^ (index >> 1);
        let mut x = 0;
        while rest != 0 {
            x ^= directions[rest.trailing_zeros() as usize];
            rest &= rest - 1;
        }
        x
    }
}
