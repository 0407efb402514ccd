//! The block engine against its literal twin, to the bit.
//!
//! - `shipped`: every scenario that the program carries, under every strategy.
//! - `random`: worlds and hazards drawn at random, over every kind of effect and rule.
//! - `sensitivity`: the comparison sees a difference, and says where it is.

mod draw;
mod random;
mod sensitivity;
mod shipped;
