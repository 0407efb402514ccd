//! Materials and what concentrates contain.

use crate::{Evidence, Share, UsdPerKg};

/// Where in the chain a material stands, or a site works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Mines; concentrates.
    Concentrate,
    /// Separators and recyclers; separated oxides.
    Oxide,
    /// Metal and alloy makers; metals.
    Metal,
    /// Magnet makers; magnets.
    Magnet,
    /// Scrap and swarf on its way back.
    Scrap,
}

impl Stage {
    /// Word used in files and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Concentrate => "concentrate",
            Self::Oxide => "oxide",
            Self::Metal => "metal",
            Self::Magnet => "magnet",
            Self::Scrap => "scrap",
        }
    }
}

/// What a tonne of a material is a tonne of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Tonnes of rare-earth-oxide equivalent.
    Reo,
    /// Tonnes of metal or alloy.
    Metal,
    /// Tonnes of finished magnet.
    Magnet,
    /// Gross tonnes of scrap.
    Scrap,
}

impl Basis {
    /// Unit as written in files and reports.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Reo => "t REO",
            Self::Metal => "t metal",
            Self::Magnet => "t magnet",
            Self::Scrap => "t scrap",
        }
    }
}

/// A traded good at one stage with one basis.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// Id, such as `dy-oxide`.
    pub id: String,
    /// Name in reports.
    pub name: String,
    /// Stage of the chain that makes it.
    pub stage: Stage,
    /// What its tonnes count.
    pub basis: Basis,
    /// Tonnes of rare-earth oxide contained in a tonne; adds up materials of different basis.
    pub reo_t_per_t: f64,
    /// Price at baseline; `None` when none is published.
    pub price: Option<UsdPerKg>,
    /// Sent on by its producer without orders, as scrap is.
    pub pushed: bool,
    /// Where this comes from.
    pub evidence: Evidence,
}

/// Share of one oxide in the rare earths of a concentrate.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The concentrate.
    pub material: String,
    /// The oxide it contains.
    pub oxide: String,
    /// Mass share of total rare-earth oxide.
    pub share: Share,
    /// Where this comes from.
    pub evidence: Evidence,
}
