//! Tallies as bytes: little-endian numbers, array by array, in the order of [`Parts`](super::Parts).
//!
//! Nothing here knows what the numbers mean; how many there are follows from the plan. Bytes are
//! handed out and asked for in pieces, so that nothing is held twice.

use monazite_stats::Moments;

use super::Batch;
use super::sums::Node;

/// Bytes that are handed out or asked for at once.
const PIECE: usize = 1 << 16;

/// Why bytes are no tallies of this plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoredError {
    /// The bytes end before the tallies do.
    #[error("it ends early")]
    Short,
    /// The bytes go on after the tallies.
    #[error("it goes on after its end")]
    Long,
    /// Arrays have other lengths than the plan's.
    #[error("it holds tallies of other things than this scenario has")]
    Shape,
    /// Numbers contradict each other.
    #[error("its numbers contradict each other")]
    Inconsistent,
}

/// Hands bytes on in pieces.
pub(crate) struct Writer<'a> {
    to: &'a mut dyn FnMut(&[u8]),
    piece: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(to: &'a mut dyn FnMut(&[u8])) -> Self {
        Self {
            to,
            piece: Vec::with_capacity(PIECE),
        }
    }

    fn put(&mut self, bytes: &[u8]) {
        if self.piece.len() + bytes.len() > PIECE {
            self.finish();
        }
        self.piece.extend_from_slice(bytes);
    }

    pub(crate) fn count(&mut self, value: u64) {
        self.put(&value.to_le_bytes());
    }

    fn number(&mut self, value: f64) {
        self.put(&value.to_le_bytes());
    }

    /// Hands on what is left.
    pub(crate) fn finish(&mut self) {
        (self.to)(&self.piece);
        self.piece.clear();
    }
}

/// Asks for bytes; the function fills what it is given, and says whether it could.
pub(crate) struct Reader<'a> {
    from: &'a mut dyn FnMut(&mut [u8]) -> bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(from: &'a mut dyn FnMut(&mut [u8]) -> bool) -> Self {
        Self { from }
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], StoredError> {
        let mut bytes = [0; N];
        if (self.from)(&mut bytes) {
            Ok(bytes)
        } else {
            Err(StoredError::Short)
        }
    }

    pub(crate) fn count(&mut self) -> Result<u64, StoredError> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    fn number(&mut self) -> Result<f64, StoredError> {
        Ok(f64::from_le_bytes(self.bytes()?))
    }

    /// `length` values of `N` bytes each. The length is not trusted: memory grows with what is there.
    fn array<const N: usize, T>(
        &mut self,
        length: u64,
        value: impl Fn([u8; N]) -> T,
    ) -> Result<Vec<T>, StoredError> {
        let mut values = Vec::new();
        let mut left = length;
        let mut piece = vec![0; PIECE / N * N];
        while left > 0 {
            let now = left.min((PIECE / N) as u64) as usize;
            let bytes = &mut piece[..now * N];
            if !(self.from)(bytes) {
                return Err(StoredError::Short);
            }
            let chunks = bytes.chunks_exact(N).map(|chunk| {
                let mut own = [0; N];
                own.copy_from_slice(chunk);
                value(own)
            });
            values.extend(chunks);
            left -= now as u64;
        }
        Ok(values)
    }

    /// Nothing may be left.
    pub(crate) fn end(&mut self) -> Result<(), StoredError> {
        if (self.from)(&mut [0]) {
            Err(StoredError::Long)
        } else {
            Ok(())
        }
    }
}

/// How many arrays of each kind a batch has, and bins of each tally.
fn shape(batch: &mut Batch) -> Vec<u64> {
    let parts = batch.parts();
    let mut shape = vec![
        parts.kept.len(),
        parts.kept_counts.len(),
        parts.tallies.len(),
        parts.sums.len(),
        parts.maxima.len(),
        parts.counts.len(),
    ];
    shape.extend(parts.tallies.iter().map(|tally| tally.1.counts().len()));
    shape.into_iter().map(|length| length as u64).collect()
}

/// Writes all of a batch but its sums, which stand in nodes.
pub(crate) fn write_batch(batch: &mut Batch, to: &mut Writer<'_>) {
    for length in shape(batch) {
        to.count(length);
    }
    let replications = batch.replications;
    let parts = batch.parts();
    to.count(replications);
    for values in parts.kept {
        for value in values {
            to.number(*value);
        }
    }
    for values in parts.kept_counts {
        for value in values {
            to.put(&value.to_le_bytes());
        }
    }
    for tally in parts.tallies {
        for count in tally.1.counts() {
            to.put(&count.to_le_bytes());
        }
    }
    for value in parts.maxima {
        to.number(*value);
    }
    for value in parts.counts {
        to.count(*value);
    }
}

/// Reads what [`write_batch`] wrote into an empty batch of the same plan.
pub(crate) fn read_batch(batch: &mut Batch, from: &mut Reader<'_>) -> Result<(), StoredError> {
    for length in shape(batch) {
        if from.count()? != length {
            return Err(StoredError::Shape);
        }
    }
    let replications = from.count()?;
    let parts = batch.parts();
    for values in parts.kept {
        *values = from.array(replications, f64::from_le_bytes)?;
    }
    for values in parts.kept_counts {
        *values = from.array(replications, u32::from_le_bytes)?;
    }
    for tally in parts.tallies {
        let bins = tally.1.counts_mut();
        bins.copy_from_slice(&from.array(bins.len() as u64, u32::from_le_bytes)?);
    }
    for value in parts.maxima {
        *value = from.number()?;
    }
    for value in parts.counts {
        *value = from.count()?;
    }
    if batch.replications == replications {
        Ok(())
    } else {
        Err(StoredError::Inconsistent)
    }
}

/// Writes a node of sums.
pub(crate) fn write_node(node: &Node, to: &mut Writer<'_>) {
    to.count(node.first);
    to.count(node.batches);
    for moments in &node.moments {
        let (count, mean, squares) = moments.raw();
        to.count(count);
        to.number(mean);
        to.number(squares);
    }
    for sum in &node.sums {
        to.number(*sum);
    }
}

/// Reads a node of the sums of a batch.
pub(crate) fn read_node(batch: &mut Batch, from: &mut Reader<'_>) -> Result<Node, StoredError> {
    let (first, batches) = (from.count()?, from.count()?);
    let parts = batch.parts();
    let moments = parts.tallies.iter().map(|_| {
        let raw = (from.count()?, from.number()?, from.number()?);
        Ok(Moments::from_raw(raw))
    });
    let moments = moments.collect::<Result<_, _>>()?;
    let sums = from.array(parts.sums.len() as u64, f64::from_le_bytes)?;
    Ok(Node {
        first,
        batches,
        moments,
        sums,
    })
}
