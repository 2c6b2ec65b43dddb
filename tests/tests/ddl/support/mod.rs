//! Models written by hand, as `#[derive(Model)]` would describe them, for the tests of the DDL.
//!
//! Owns short ways to write descriptors, and the sample schemas. Must not know a database.

use orm_core::schema::{
    ColumnDescriptor, DefaultValue, ForeignKeyDescriptor, JunctionDescriptor, JunctionKeyDescriptor, ReferentialAction,
};
use orm_core::{DataType, ModelDescriptor, Schema};

pub(crate) mod catalogue;
pub(crate) mod databases;
pub(crate) mod junctions;

/// A mandatory column.
pub(crate) fn column(name: &'static str, data_type: DataType) -> ColumnDescriptor {
    ColumnDescriptor { name, field: name, data_type, nullable: false, unique: false, generated: false, default: None }
}

/// An optional column.
pub(crate) fn optional(name: &'static str, data_type: DataType) -> ColumnDescriptor {
    ColumnDescriptor { nullable: true, ..column(name, data_type) }
}

/// The generated key `id`.
pub(crate) fn id() -> ColumnDescriptor {
    ColumnDescriptor { generated: true, ..column("id", DataType::Integer) }
}

pub(crate) fn model(
    name: &'static str,
    table: &'static str,
    columns: Vec<ColumnDescriptor>,
    foreign_keys: Vec<ForeignKeyDescriptor>,
) -> ModelDescriptor {
    ModelDescriptor {
        name,
        table,
        schema: None,
        columns: columns.leak(),
        primary_key: &["id"],
        foreign_keys: foreign_keys.leak(),
        junctions: &[],
    }
}

/// The model with these junctions.
pub(crate) fn with_junctions(model: ModelDescriptor, junctions: Vec<JunctionDescriptor>) -> ModelDescriptor {
    ModelDescriptor { junctions: junctions.leak(), ..model }
}

/// A key of the association between the columns `table.column` of two models.
pub(crate) fn key(
    association: &'static str,
    (model, column): (&'static str, &'static str),
    (referenced_model, referenced_column): (&'static str, &'static str),
) -> ForeignKeyDescriptor {
    let (table, columns) = parts(column);
    let (referenced_table, referenced_columns) = parts(referenced_column);
    ForeignKeyDescriptor {
        association,
        belongs_to: true,
        unique: false,
        table,
        schema: None,
        model,
        columns,
        nullable: false,
        referenced_table,
        referenced_schema: None,
        referenced_model,
        referenced_columns,
        on_delete: None,
        on_update: None,
        constraint: true,
        constraint_name: None,
        index: true,
        index_name: None,
    }
}

/// The table and the columns of `table.column` or `table.column,column`.
fn parts(text: &'static str) -> (&'static str, &'static [&'static str]) {
    let (table, columns) = text.split_once('.').expect("`table.column`");
    (table, columns.split(',').collect::<Vec<_>>().leak())
}

/// A junction of the association between the keys `column` to `table.column` of two models, made by the schema.
pub(crate) fn junction(
    (association, model, table): (&'static str, &'static str, &'static str),
    source: (&'static str, &'static str, &'static str),
    target: (&'static str, &'static str, &'static str),
) -> JunctionDescriptor {
    let key = |(columns, referenced_model, referenced): (&'static str, _, _)| {
        let (referenced_table, referenced_columns) = parts(referenced);
        let columns = columns.split(',').collect::<Vec<_>>().leak();
        JunctionKeyDescriptor {
            columns,
            referenced_table,
            referenced_schema: None,
            referenced_model,
            referenced_columns,
        }
    };
    JunctionDescriptor {
        association,
        model,
        table,
        schema: None,
        is_model: false,
        source: key(source),
        target: key(target),
        unique: true,
        unique_key: None,
        timestamps: false,
        on_delete: None,
        on_update: None,
    }
}

pub(crate) fn schema(models: Vec<ModelDescriptor>) -> Schema {
    let models: Vec<&'static ModelDescriptor> = models.into_iter().map(|model| &*Box::leak(Box::new(model))).collect();
    Schema::new(models.leak())
}

const CLUB: (&str, &str) = ("Player", "players.club_id");
const CAPTAIN: (&str, &str) = ("Captain", "captains.team_id");
const PLAYER: (&str, &str) = ("Player", "players.id");
const TEAM: (&str, &str) = ("Team", "teams.id");

/// A league: a pair declared from both sides, a `has_one`, a self-reference, a junction with a composite key.
pub(crate) fn league() -> Schema {
    schema(vec![membership(), player(), team(), captain()])
}

fn membership() -> ModelDescriptor {
    let role = ColumnDescriptor { default: Some(DefaultValue::Text("it's")), ..column("role", DataType::Text) };
    let columns = vec![column("team_id", DataType::Integer), column("player_id", DataType::Integer), role];
    let player = ForeignKeyDescriptor {
        on_update: Some(ReferentialAction::Cascade),
        ..key("player", ("Membership", "memberships.player_id"), PLAYER)
    };
    let keys = vec![key("team", ("Membership", "memberships.team_id"), TEAM), player];
    let primary_key = &["team_id", "player_id"];
    ModelDescriptor { primary_key, ..model("Membership", "memberships", columns, keys) }
}

fn player() -> ModelDescriptor {
    let (name, club_id) = (column("name", DataType::Text), optional("club_id", DataType::Integer));
    let columns = vec![id(), name, club_id, column("boss_id", DataType::Integer)];
    let keys = vec![key("boss", ("Player", "players.boss_id"), PLAYER), key("team", CLUB, TEAM)];
    model("Player", "players", columns, keys)
}

fn team() -> ModelDescriptor {
    let players = ForeignKeyDescriptor { on_delete: Some(ReferentialAction::Cascade), ..key("players", CLUB, TEAM) };
    let captain = ForeignKeyDescriptor { unique: true, ..key("captain", CAPTAIN, TEAM) };
    let name = ColumnDescriptor { unique: true, ..column("name", DataType::Text) };
    model("Team", "teams", vec![id(), name], vec![players, captain])
}

fn captain() -> ModelDescriptor {
    let columns = vec![column("id", DataType::Integer), column("team_id", DataType::Integer)];
    model("Captain", "captains", columns, vec![key("team", CAPTAIN, TEAM)])
}

/// Two tables that need each other: `lefts.right_id` and `rights.left_id` are both mandatory.
pub(crate) fn cycle() -> Schema {
    let (left, right) = (("Left", "lefts.right_id"), ("Right", "rights.left_id"));
    let columns = |name| vec![ColumnDescriptor { generated: false, ..id() }, column(name, DataType::Integer)];
    schema(vec![
        model("Left", "lefts", columns("right_id"), vec![key("right", left, ("Right", "rights.id"))]),
        model("Right", "rights", columns("left_id"), vec![key("left", right, ("Left", "lefts.id"))]),
    ])
}

/// Every kind of column, first mandatory, then optional, and every kind of default.
pub(crate) fn types() -> Schema {
    let all = [
        ("small", DataType::SmallInt),
        ("medium", DataType::Integer),
        ("big", DataType::BigInt),
        ("real", DataType::Real),
        ("double", DataType::Double),
        ("boolean", DataType::Boolean),
        ("text", DataType::Text),
        ("bytes", DataType::Binary),
        ("day", DataType::Date),
        ("clock", DataType::Time),
        ("moment", DataType::Timestamp),
        ("instant", DataType::TimestampTz),
        ("uuid", DataType::Uuid),
        ("json", DataType::Json),
        ("price", DataType::Decimal),
        ("named", DataType::Named("VARCHAR(40)")),
    ];
    let mandatory = all.iter().map(|&(name, data_type)| column(name, data_type));
    let nullable = all.iter().map(|&(name, data_type)| optional(name, data_type));
    let defaults = [
        ("integer", DataType::Integer, DefaultValue::Integer(-5)),
        ("number", DataType::Double, DefaultValue::Number("2.5")),
        ("yes", DataType::Boolean, DefaultValue::Boolean(true)),
        ("no", DataType::Boolean, DefaultValue::Boolean(false)),
        ("words", DataType::Text, DefaultValue::Text("it's")),
        ("tags", DataType::Json, DefaultValue::Text("[\"a\"]")),
        ("moment", DataType::Timestamp, DefaultValue::Sql("CURRENT_TIMESTAMP")),
    ];
    let with_default =
        |&(name, data_type, default)| ColumnDescriptor { default: Some(default), ..column(name, data_type) };
    let identity = |name, table, data_type| model(name, table, vec![ColumnDescriptor { data_type, ..id() }], vec![]);
    schema(vec![
        model("Mandatory", "mandatory", [id()].into_iter().chain(mandatory).collect(), vec![]),
        model("Optional", "optional", [id()].into_iter().chain(nullable).collect(), vec![]),
        model("Default", "defaults", [id()].into_iter().chain(defaults.iter().map(with_default)).collect(), vec![]),
        identity("SmallKey", "small_keys", DataType::SmallInt),
        identity("BigKey", "big_keys", DataType::BigInt),
        model("TextKey", "text_keys", vec![column("id", DataType::Text)], vec![]),
        ModelDescriptor { primary_key: &[], ..model("NoKey", "no_keys", vec![column("text", DataType::Text)], vec![]) },
    ])
}

/// One case of the matrix: a key that is optional or mandatory, with one action for both events, with or without default.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    pub(crate) table: &'static str,
    pub(crate) nullable: bool,
    pub(crate) action: Option<ReferentialAction>,
    pub(crate) default: bool,
}

/// Optional and mandatory x no action and the five x without and with default.
pub(crate) fn cases() -> Vec<Case> {
    use ReferentialAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
    let actions = [None, Some(Cascade), Some(Restrict), Some(NoAction), Some(SetNull), Some(SetDefault)];
    let mut cases = Vec::new();
    for nullable in [true, false] {
        for action in actions {
            for default in [false, true] {
                let name = format!(
                    "{} {} {}",
                    if nullable { "optional" } else { "mandatory" },
                    action.map_or("unsaid", ReferentialAction::sql).to_lowercase(),
                    if default { "with default" } else { "without default" }
                );
                cases.push(Case { table: name.replace(' ', "_").leak(), nullable, action, default });
            }
        }
    }
    cases
}

impl Case {
    /// The actions ON DELETE and ON UPDATE that the database has to be given, or nothing when there are none.
    pub(crate) fn actions(self) -> Option<(ReferentialAction, ReferentialAction)> {
        match (self.action, self.nullable, self.default) {
            (None, true, _) => Some((ReferentialAction::SetNull, ReferentialAction::Cascade)),
            (None, false, _) => Some((ReferentialAction::Restrict, ReferentialAction::Restrict)),
            (Some(ReferentialAction::SetNull), false, _) | (Some(ReferentialAction::SetDefault), _, false) => None,
            (Some(action), _, _) => Some((action, action)),
        }
    }

    pub(crate) fn model(self) -> ModelDescriptor {
        let default = self.default.then_some(DefaultValue::Integer(1));
        let parent_id = ColumnDescriptor { nullable: self.nullable, default, ..column("parent_id", DataType::Integer) };
        let key = key("parent", ("Child", format!("{}.parent_id", self.table).leak()), ("Parent", "parents.id"));
        let key = ForeignKeyDescriptor { on_delete: self.action, on_update: self.action, ..key };
        model("Child", self.table, vec![id(), parent_id], vec![key])
    }
}

pub(crate) fn parents() -> ModelDescriptor {
    model("Parent", "parents", vec![id()], vec![])
}

/// The possible cases as one schema.
pub(crate) fn matrix() -> Schema {
    let possible = cases().into_iter().filter(|case| case.actions().is_some()).map(Case::model);
    schema([parents()].into_iter().chain(possible).collect())
}
