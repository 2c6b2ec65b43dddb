//! The SQL in the documentation of generated methods: with the names of tables and columns, as far as one struct knows
//! them.
//!
//! What the other struct decides, its table and the columns of its primary key, is told by that model's name: `Goal`.

use crate::ir::{Association, ForeignKey, Model, Through};

/// The parts of an association's statements, in words of SQL.
pub(super) struct Sql {
    /// The target's table, by its model: `Goal`.
    pub(super) target: String,
    /// The target's primary key: `Goal.key`.
    pub(super) target_id: String,
    /// What the key is set to: `"team_id" = "teams"."id"`, or `"team_id"`.
    pub(super) key: String,
    /// Which rows are this row's targets: `"team_id" = "teams"."id"`.
    pub(super) mine: String,
    /// The same with the scope.
    pub(super) scoped: String,
    /// The junction's table.
    pub(super) junction: String,
    /// The junction's columns: `"movie_id", "actor_id"`.
    pub(super) links: String,
    /// The junction's column to the target.
    pub(super) link: String,
}

/// The statements' parts of an association.
pub(super) fn sql(association: &Association, model: &Model<'_>) -> Sql {
    let target = association.target_name.clone();
    let own = own_key(association, model);
    let (source_names, target_names, junction) = match &association.junction {
        Some(junction) => {
            let table = match &junction.through {
                through @ Through::Table { .. } => through.quoted(),
                Through::Model(path) => path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
            };
            (junction.source_names.clone(), junction.target_names.clone(), table)
        }
        None => (Vec::new(), Vec::new(), String::new()),
    };
    let key = match &association.foreign_key {
        ForeignKey::OfTarget(names) => names.iter().map(|name| quoted(&name.value())).collect(),
        ForeignKey::InJunction => source_names.iter().map(|name| quoted(name)).collect(),
        ForeignKey::Own(_) if association.target_key.is_empty() => vec![format!("{target}.key")],
        ForeignKey::Own(_) => association.target_key.iter().map(|name| quoted(&name.value())).collect(),
        ForeignKey::WayBack | ForeignKey::Unknown => vec![format!("{target}.key_to_{}", model.ident)],
    };
    let mine = pairs(&key, &own, " AND ");
    let scope = |before: &str| {
        let values = association.scope.iter();
        let values =
            values.map(|(column, value)| format!("{before}\"{column}\" = {}", super::association::sql_literal(value)));
        values.collect::<Vec<_>>().concat()
    };
    let all_links: Vec<String> = source_names.iter().chain(&target_names).map(|name| quoted(name)).collect();
    Sql {
        target_id: format!("{target}.key"),
        key: pairs(&key, &own, ", ") + &scope(", "),
        scoped: format!("{mine}{}", scope(" AND ")),
        mine,
        junction,
        links: all_links.join(", "),
        link: target_names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "),
        target,
    }
}

/// The columns of this model's table that the association goes by.
fn own_key(association: &Association, model: &Model<'_>) -> Vec<String> {
    let column = |place: &usize| format!("\"{}\".\"{}\"", model.table, model.columns[*place].name);
    match (&association.foreign_key, &association.source_key) {
        (ForeignKey::Own(places), _) | (_, Some(places)) => places.iter().map(column).collect(),
        _ => model.primary_key().map(|(place, _)| column(&place)).collect(),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn pairs(left: &[String], right: &[String], between: &str) -> String {
    // A key that only the other struct knows stands for all of its columns.
    if left.len() == right.len() {
        left.iter().zip(right).map(|(left, right)| format!("{left} = {right}")).collect::<Vec<_>>().join(between)
    } else {
        format!("{} = ({})", left.join(", "), right.join(", "))
    }
}
