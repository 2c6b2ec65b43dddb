//! Makes of a model with mistakes one whose code type-checks, so that its uses are not reported as mistakes of their own.
//!
//! Owns what is guessed then: where it is not known what was meant, more is allowed rather than less. Must not report
//! anything.

use std::collections::BTreeSet;

use quote::format_ident;

use super::association::{Doubt, Kind};
use super::model::Model;

impl Model<'_> {
    /// To be called when a mistake was found; the code of the model will be compiled and never run.
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
            // A default that was misspelled must not make the column mandatory, nor `unique` forbid an upsert.
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
            // A column behind the last one that a model can have.
            key.take_if(|places| places.iter().any(|place| *place >= 32));
        }
    }

    /// Other names for what is called as something in the generated code.
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
