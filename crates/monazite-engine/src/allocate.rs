//! Who gets what when there is not enough: here and nowhere else.
//!
//! Per material: buyers place orders and split them over their lanes ([`order`]), of which borders
//! and licences let a part pass ([`licence`]); sellers ration what they have by the declared rule
//! ([`ration`]), within quotas ([`quota`]); what stays unfilled is offered once to sellers with supply
//! left ([`spot`], [`give`]); reserves release to what is unfilled even then ([`release`]).

mod licence;
mod max_min;
mod order;
mod quota;
mod ration;
mod release;
mod spot;

pub(crate) use licence::LAPSE_DAYS;
pub(crate) use order::{Clocks, order, scaled};
pub(crate) use ration::{ration, remembered};
pub(crate) use release::{HAIR, release};
pub(crate) use spot::{give, spot};
