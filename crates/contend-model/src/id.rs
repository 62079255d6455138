//! Indices into the lists of a scenario: plain numbers that cannot be taken for one another.
//!
//! ```
//! use contend_model::id::QuantityId;
//! assert_eq!(QuantityId(3).index(), 3);
//! ```

use serde::{Deserialize, Serialize};

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);
        impl $name {
            /// As an index into the scenario's list.
            #[must_use]
            pub fn index(self) -> usize { self.0 as usize }
        }
    )*};
}

index! {
    /// Index into `Scenario::dimensions`.
    DimensionId,
    /// Index into `Scenario::quantities`.
    QuantityId,
    /// Index into `Scenario::inputs`.
    InputId,
    /// Index into `Scenario::tables`.
    TableId,
    /// Index into `Scenario::events`.
    EventId,
    /// Index into `Scenario::actors`.
    ActorId,
    /// Index into `Scenario::strategies`.
    StrategyId,
    /// Index into `Scenario::profiles`.
    ProfileId,
    /// Index into `Scenario::games`.
    GameId,
    /// Index into `Scenario::outcomes`.
    OutcomeId,
    /// Index into `Scenario::claims`.
    ClaimId,
    /// Index into `Scenario::sources`.
    SourceId,
}
