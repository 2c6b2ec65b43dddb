//! Repairs a model with mistakes so that its code type-checks and uses of the model are not reported as further
//! mistakes.
//!
//! Owns the guesses: where the intention is unknown, the repaired model allows more rather than less. Must not report
//! anything.

use std::collections::BTreeSet;

use quote::format_ident;

use super::association::{Doubt, Kind};
use super::model::Model;

impl Model<'_> {
    /// Repairs the model after a mistake was found. Its code is then compiled and never runs.
    pub(crate) fn repair(&mut self) {
        self.sound = false;
        self.columns.truncate(32);
        if self.primary_key().next().is_none() {
            self.columns[0].primary_key = true;
        }
        self.free_names();
        let mut names = BTreeSet::new();
        for (place, column) in self.columns.iter_mut().enumerate() {
            if !names.insert(column.name.clone()) {
                column.name = format!("{} {place}", column.name);
            }
            // A misspelled `default` must not make the column mandatory, and a misspelled `unique` must not forbid an
            // upsert.
            column.generated = true;
            column.unique = true;
        }
        let mut names = BTreeSet::new();
        self.associations.retain(|association| {
            association.doubt != Some(Doubt::NoIdentifier) && names.insert(association.name.clone())
        });
        let mut singulars = BTreeSet::new();
        self.associations.retain(|association| singulars.insert(association.singular.clone()));
        for association in &mut self.associations {
            let key = match &mut association.kind {
                Kind::HasMany(many) => &mut many.has.source_key,
                Kind::HasOne(one) => &mut one.has.source_key,
                Kind::BelongsTo(belongs_to) => &mut belongs_to.foreign_key,
                Kind::BelongsToMany(many) => &mut many.source_key,
            };
            // A column after the last one that a model can have.
            key.take_if(|places| places.iter().any(|place| *place >= 32));
        }
    }

    /// Renames columns and associations whose names other items of the generated code have.
    fn free_names(&mut self) {
        for place in 0..self.columns.len() {
            if self.takes(&self.columns[place].field, true).is_some() {
                self.columns[place].ident = format_ident!("{}_", self.columns[place].ident);
            }
        }
        for place in 0..self.associations.len() {
            if self.takes(&self.associations[place].name, false).is_some() {
                self.associations[place].ident = format_ident!("{}_", self.associations[place].ident);
            }
        }
    }
}
