//! Makes of a model with mistakes one whose code type-checks, so that its uses are not reported as mistakes of their own.
//!
//! Where it is not known what was meant, it allows more rather than less. Must not report anything.

use std::collections::BTreeSet;

use quote::format_ident;

use super::{ForeignKey, Model};

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
        self.associations.retain(|association| names.insert(association.name.clone()));
        let mut singulars = BTreeSet::new();
        self.associations.retain(|association| singulars.insert(association.singular.clone()));
        for association in &mut self.associations {
            if matches!(&association.foreign_key, ForeignKey::Own(places) if places.iter().any(|place| *place >= 32)) {
                association.foreign_key = ForeignKey::Unknown;
            }
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
