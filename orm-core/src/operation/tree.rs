//! `ada.descendants(employees::reports)`, `bob.ancestors(employees::manager)`: the rows that an association of a model
//! to itself leads to, directly or through others.
//!
//! Owns both operations, and how their rows are put in order. Their statement is `statement::tree`.

use std::collections::HashMap;
use std::future::Future;
use std::ops::Deref;

use crate::association::{Association, ByKey, Includable, KeyBy, Route, ToMany, ToOne};
use crate::error::{ByAssociation, Context, Error};
use crate::model::row::ModelRow;
use crate::model::{Model, PrimaryKeyOf};
use crate::operation::declare::operation;
use crate::run::{Executor, LoadWith};
use crate::statement::expression::Ordering;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::statement::fixed::FixOrder;
use crate::statement::order::AddOrder;
use crate::statement::tree::{Depth, TreeDepth, TreeRows};
use crate::trace::{Description, RowId, loaded};

/// An association by a key that leads from the model `M` to itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not lead from `{M}` to itself by a key",
    label = "expected an association of `{M}` to itself",
    note = "give a `has_many` or a `belongs_to` of the model to itself: `#[belongs_to(Employee, as = \"manager\")]`"
)]
pub trait ToItself<M: Model>: Association + Includable<Source = M, Target = M, Route = ByKey<Self>> + Sized {}

#[diagnostic::do_not_recommend]
impl<M: Model, A: Association + Includable<Source = M, Target = M, Route = ByKey<A>>> ToItself<M> for A {}

/// An association that leads down a tree: a `has_many`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` leads to one row, so that it has no descendants",
    label = "expected a `has_many`",
    note = "the rows above are `ancestors`: `bob.ancestors(employees::manager)`"
)]
pub trait LeadsDown {}

#[diagnostic::do_not_recommend]
impl<A: Includable<Kind: ToMany>> LeadsDown for A {}

/// An association that leads up a tree: a `belongs_to`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` leads to many rows, so that it has no ancestors",
    label = "expected a `belongs_to`",
    note = "the rows below are `descendants`: `ada.descendants(employees::reports)`"
)]
pub trait LeadsUp {}

#[diagnostic::do_not_recommend]
impl<A: Includable<Kind: ToOne>> LeadsUp for A {}

/// The rows of a tree below or above a row, by an association of a model to itself. In the [`prelude`](crate::prelude).
pub trait TreeDsl: Model {
    /// Reads the targets of a `has_many`, their targets, and so on: one statement, WITH RECURSIVE. It yields each row
    /// with its depth, the nearest rows first, those of one depth in [`order`](Lineage::order) or by primary key.
    /// [`tree`](Lineage::tree) yields them nested.
    ///
    /// Where rows form a cycle, each comes once, and this row does not come.
    ///
    /// # Example
    /// ```
    /// use orm_core::prelude::*;
    ///
    /// #[derive(Model)]
    /// #[belongs_to(Employee, as = "manager")]
    /// #[has_many(Employee, as = "reports", foreign_key = "manager_id")]
    /// struct Employee { id: i32, name: String, manager_id: Option<i32> }
    ///
    /// # use orm_core::diesel::SqliteConnection;
    /// fn print_below(boss: &Employee, db: &mut SqliteConnection) -> Result<(), orm_core::Error> {
    ///     for employee in boss.descendants(employees::reports).exec(db)? {
    ///         println!("{}{}", " ".repeat(employee.depth), employee.name);
    ///     }
    ///     for tree in boss.descendants(employees::reports).up_to(2).tree().exec(db)? {
    ///         println!("{} leads {} employees", tree.name, tree.children.len());
    ///     }
    ///     Ok(())
    /// }
    /// # let _ = print_below;
    /// ```
    fn descendants<A>(&self, _: A) -> Lineage<A>
    where
        A: ToItself<Self> + LeadsDown,
    {
        Lineage::of(self)
    }

    /// Reads the target of a `belongs_to`, its target, and so on: one statement, WITH RECURSIVE. It yields each row with
    /// its depth, the nearest first: the manager, then the manager's manager. Where rows form a cycle, each comes once.
    fn ancestors<A>(&self, _: A) -> Lineage<A>
    where
        A: ToItself<Self> + LeadsUp,
    {
        Lineage::of(self)
    }
}

impl<M: Model> TreeDsl for M {}

/// Reads the rows that an association leads to from one row, directly or through others: [`TreeDsl::descendants`],
/// [`TreeDsl::ancestors`]. One statement; none where the row's key is NULL. `D` is the depth, `O` the order.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[belongs_to(Employee, as = "manager")]
/// # #[has_many(Employee, as = "reports", foreign_key = "manager_id")]
/// # struct Employee { id: i32, manager_id: Option<i32> }
/// let ada = Employee { id: 1, manager_id: None };
/// assert_sql!(
///     ada.descendants(employees::reports),
///     r#"WITH RECURSIVE "orm:tree" ("orm:key_1") AS (SELECT "employees"."id" FROM "employees"
///            WHERE "employees"."id" = ?
///            UNION SELECT "employees"."id" FROM "employees"
///            INNER JOIN "orm:tree" ON "employees"."manager_id" = "orm:tree"."orm:key_1")
///        SELECT "orm:tree"."orm:key_1", "employees"."id", "employees"."manager_id" FROM "employees"
///            INNER JOIN "orm:tree" ON "employees"."manager_id" = "orm:tree"."orm:key_1"
///            ORDER BY "employees"."id" -- binds: [1]"#
/// );
/// ```
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct Lineage<A: Includable, D = (), O = ()> {
    /// The row's own key for the association, and its primary key.
    start: Option<(KeyBy<A>, PrimaryKeyOf<A::Source>)>,
    depth: D,
    order: O,
}

/// Reads the rows of a [`Lineage`] nested: [`Lineage::tree`].
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct LineageTree<A: Includable, D, O>(Lineage<A, D, O>);

/// A row of a tree, with its depth: 1 for the targets of the row from which the tree was read. With the feature `serde`
/// it serializes as the row with a field `depth`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtDepth<M> {
    /// The row.
    pub row: M,
    /// The number of steps to it.
    pub depth: usize,
}

/// A row with the rows below it. With the feature `serde` it serializes as the row with a field that has the name of the
/// association, an array of rows.
pub struct Tree<A: Includable> {
    /// The row.
    pub row: A::Target,
    /// The rows below it.
    pub children: Vec<Tree<A>>,
}

impl<M> Deref for AtDepth<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.row
    }
}

impl<A: Includable> Deref for Tree<A> {
    type Target = A::Target;

    fn deref(&self) -> &A::Target {
        &self.row
    }
}

impl<A: Includable<Target: std::fmt::Debug>> std::fmt::Debug for Tree<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Tree").field("row", &self.row).field(A::NAME, &self.children).finish()
    }
}

impl<A: Includable<Target: Clone>> Clone for Tree<A> {
    fn clone(&self) -> Self {
        Self { row: self.row.clone(), children: self.children.clone() }
    }
}

impl<A: Includable<Target: PartialEq>> PartialEq for Tree<A> {
    fn eq(&self, other: &Self) -> bool {
        self.row == other.row && self.children == other.children
    }
}

impl<A: Includable, D, O> std::fmt::Debug for Lineage<A, D, O> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Lineage({})", A::NAME)
    }
}

impl<A: Includable, D, O> std::fmt::Debug for LineageTree<A, D, O> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "LineageTree({})", A::NAME)
    }
}

impl<A: Includable> Lineage<A> {
    fn of(row: &A::Source) -> Self {
        Self { start: A::Route::key_of(row).map(|key| (key, row.key())), depth: (), order: () }
    }
}

impl<A: Includable, D, O> Lineage<A, D, O> {
    /// Goes at most this many steps: 1 reads the targets alone.
    pub fn up_to(self, depth: u32) -> Lineage<A, Depth, O> {
        Lineage { start: self.start, depth: Depth(depth.into()), order: self.order }
    }

    /// Sorts the rows of one depth, or the children of one row, after the orders given before.
    pub fn order<E>(self, order: E) -> Lineage<A, D, O::Both>
    where
        E: Ordering<A::Target>,
        O: AddOrder<E>,
    {
        Lineage { start: self.start, depth: self.depth, order: self.order.then(order) }
    }

    /// Yields the rows nested: a `Vec` of the nearest rows, each a [`Tree`] with the rows below it.
    pub fn tree(self) -> LineageTree<A, D, O> {
        LineageTree(self)
    }
}

impl<A: Includable, D: Clone, O: Clone> Lineage<A, D, O> {
    fn statement(&self) -> Option<TreeRows<A, D, O>> {
        let (_, row) = self.start.clone()?;
        Some(TreeRows::new(row, self.depth.clone(), self.order.clone()))
    }
}

/// A row, its depth, and the place of the row that led to it: `None` for the row from which the tree was read.
type Placed<M> = (M, usize, Option<usize>);

/// Puts the rows in the order of their depth. Each row comes once.
fn by_depth<A: Includable<Source = <A as Includable>::Target>>(
    (key, start): (KeyBy<A>, PrimaryKeyOf<A::Source>),
    rows: Vec<(KeyBy<A>, ModelRow<A::Target>)>,
    greatest: Option<usize>,
) -> Vec<Placed<A::Target>> {
    let mut found: HashMap<KeyBy<A>, Vec<A::Target>> = HashMap::with_capacity(rows.len());
    for (key, row) in rows {
        found.entry(key).or_default().push(row.0);
    }
    let mut placed: Vec<Placed<A::Target>> = Vec::new();
    let mut level = vec![(key, None)];
    let mut depth = 0;
    while !level.is_empty() && greatest.is_none_or(|greatest| depth < greatest) {
        depth += 1;
        let before = placed.len();
        for (key, parent) in level {
            // A key is found again where rows form a cycle: its rows are gone then.
            let rows = found.remove(&key).into_iter().flatten().filter(|row| row.key() != start);
            placed.extend(rows.map(|row| (row, depth, parent)));
        }
        let keys = placed.iter().enumerate().skip(before);
        level = keys.filter_map(|(place, (row, ..))| Some((A::Route::key_of(row)?, Some(place)))).collect();
    }
    placed
}

/// Nests the rows: each is moved into the row that led to it.
fn nested<A: Includable>(rows: Vec<Placed<A::Target>>) -> Vec<Tree<A>> {
    let (mut nodes, mut roots) = (Vec::with_capacity(rows.len()), Vec::new());
    let parents: Vec<_> = rows.iter().map(|(.., parent)| *parent).collect();
    nodes.extend(rows.into_iter().map(|(row, ..)| Tree::<A> { row, children: Vec::new() }));
    // The rows of a deeper level stand behind those of the level above.
    for parent in parents.into_iter().rev() {
        let Some(mut node) = nodes.pop() else { break };
        node.children.reverse();
        match parent.and_then(|place| nodes.get_mut(place)) {
            Some(parent) => parent.children.push(node),
            None => roots.push(node),
        }
    }
    roots.reverse();
    roots
}

fn context<A: Includable>() -> Context {
    Context::of(A::Target::DESCRIPTOR).by(ByAssociation::reading(A::NAME))
}

/// Reads the rows, each with its depth and the place of the row that led to it.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would not say `Send`")]
fn read<'q, X, A, D, O>(
    lineage: Lineage<A, D, O>,
    connection: &mut X::Connection,
) -> impl Future<Output = Result<Vec<Placed<A::Target>>, Error>> + Send
where
    X: Executor,
    A: Includable<Source = <A as Includable>::Target>,
    D: TreeDepth + Clone + Send,
    O: Clone + Send,
    TreeRows<A, D, O>: LoadWith<'q, X, (KeyBy<A>, ModelRow<A::Target>)> + Send,
{
    async move {
        let greatest = lineage.depth.greatest().map(|depth| usize::try_from(*depth).unwrap_or(usize::MAX));
        let (Some(statement), Some(start)) = (lineage.statement(), lineage.start) else { return Ok(Vec::new()) };
        let rows = statement.load_with(connection).await.map_err(|error| context::<A>().error(error))?;
        let rows = by_depth::<A>(start, rows, greatest);
        loaded(Some(A::NAME), rows.iter().map(|(row, ..)| RowId::of::<A::Target, _>(|| row.key())));
        Ok(rows)
    }
}

#[cfg(all(feature = "async", feature = "sqlite"))]
impl<A: Includable, D, O: FixOrder> Lineage<A, D, O> {
    fn fix(self) -> Lineage<A, D, O::Fixed> {
        Lineage { start: self.start, depth: self.depth, order: self.order.fix() }
    }
}

operation! {
    impl[A: Includable<Source = <A as Includable>::Target>, D: TreeDepth + Clone + Send, O: Clone + Send] Lineage<A, D, O> {
        yields Vec<AtDepth<A::Target>>;
        described |_| Description::of::<A::Target>("lineage").by(Some(A::NAME));
        sends [TreeRows<A, D, O>: LoadWith<'q, X, (KeyBy<A>, ModelRow<A::Target>)>];
        run |lineage, connection| {
            let rows = read::<X, A, D, O>(lineage, connection).await?;
            Ok(rows.into_iter().map(|(row, depth, _)| AtDepth { row, depth }).collect())
        }
        sql |lineage| [lineage.statement()];
        offload [O: FixOrder, D: 'static] Lineage<A, D, O::Fixed>, |lineage| lineage.fix();
    }
}

operation! {
    impl[A: Includable<Source = <A as Includable>::Target>, D: TreeDepth + Clone + Send, O: Clone + Send] LineageTree<A, D, O> {
        yields Vec<Tree<A>>;
        described |_| Description::of::<A::Target>("tree").by(Some(A::NAME));
        sends [TreeRows<A, D, O>: LoadWith<'q, X, (KeyBy<A>, ModelRow<A::Target>)>];
        run |tree, connection| { read::<X, A, D, O>(tree.0, connection).await.map(nested) }
        sql |tree| [tree.0.statement()];
        offload [O: FixOrder, D: 'static] LineageTree<A, D, O::Fixed>, |tree| LineageTree(tree.0.fix());
    }
}

#[cfg(feature = "serde")]
mod serialization {
    use serde::ser::{Serialize, Serializer};

    use super::{AtDepth, Tree};
    use crate::association::Includable;
    use crate::loading::{Entry, Flat};

    impl<M: Serialize> Serialize for AtDepth<M> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Flat { row: &self.row, included: Entry("depth", &self.depth) }.serialize(serializer)
        }
    }

    impl<A: Includable<Target: Serialize>> Serialize for Tree<A> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Flat { row: &self.row, included: Entry(A::KEY, &self.children) }.serialize(serializer)
        }
    }
}
