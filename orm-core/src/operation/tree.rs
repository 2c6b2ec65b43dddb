//! `ada.descendants(employees::reports)`, `bob.ancestors(employees::manager)`: the rows that an association of a model
//! to itself leads to, directly or through others.
//!
//! Owns both operations, and how their rows are put in order. Their statement is `statement::tree`.

use std::future::Future;
use std::ops::Deref;

use crate::association::kind::Parent;
use crate::association::{Includable, KeyBy, Route};
use crate::error::Error;
use crate::loading::{LeadsDown, Placed, ToItself, Tree, by_depth, context, nested};
use crate::model::row::ModelRow;
use crate::model::{Cardinality, Model, PrimaryKeyOf};
use crate::operation::declare::operation;
use crate::run::{Executor, LoadWith};
use crate::statement::expression::Ordering;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::statement::fixed::FixOrder;
use crate::statement::order::AddOrder;
use crate::statement::tree::{Depth, TreeDepth, TreeRows};
use crate::trace::{Description, RowId, loaded};

/// An association that leads up a tree: a `belongs_to`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `belongs_to`, so that it has no ancestors",
    label = "expected a `belongs_to`",
    note = "the rows below are `descendants`: `ada.descendants(employees::reports)`"
)]
pub trait LeadsUp {}

#[diagnostic::do_not_recommend]
impl<A: Includable<Kind = Parent<N>>, N: Cardinality> LeadsUp for A {}

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
        Lineage::of(self, "descendants")
    }

    /// Reads the target of a `belongs_to`, its target, and so on: one statement, WITH RECURSIVE. It yields each row with
    /// its depth, the nearest first: the manager, then the manager's manager. Where rows form a cycle, each comes once.
    fn ancestors<A>(&self, _: A) -> Lineage<A>
    where
        A: ToItself<Self> + LeadsUp,
    {
        Lineage::of(self, "ancestors")
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
    /// The method: `descendants` or `ancestors`.
    operation: &'static str,
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

impl<M> Deref for AtDepth<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.row
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
    fn of(row: &A::Source, operation: &'static str) -> Self {
        Self { operation, start: A::Route::key_of(row).map(|key| (key, row.key())), depth: (), order: () }
    }
}

impl<A: Includable, D, O> Lineage<A, D, O> {
    /// Goes at most this many steps: 1 reads the targets alone.
    pub fn up_to(self, depth: u32) -> Lineage<A, Depth, O> {
        Lineage { operation: self.operation, start: self.start, depth: Depth(depth.into()), order: self.order }
    }

    /// Sorts the rows of one depth, or the children of one row, after the orders given before.
    pub fn order<E>(self, order: E) -> Lineage<A, D, O::Both>
    where
        E: Ordering<A::Target>,
        O: AddOrder<E>,
    {
        Lineage { operation: self.operation, start: self.start, depth: self.depth, order: self.order.then(order) }
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
        let greatest = lineage.depth.steps();
        let (Some(statement), Some(start)) = (lineage.statement(), lineage.start) else { return Ok(Vec::new()) };
        let rows = statement.load_with(connection).await.map_err(|error| context::<A>().error(error))?;
        let (key, start) = start;
        let rows = by_depth::<A>(key, rows, greatest, |row| row.key() == start);
        loaded(Some(A::NAME), rows.iter().map(|(row, ..)| RowId::of::<A::Target, _>(|| row.key())));
        Ok(rows)
    }
}

#[cfg(all(feature = "async", feature = "sqlite"))]
impl<A: Includable, D, O: FixOrder> Lineage<A, D, O> {
    fn fix(self) -> Lineage<A, D, O::Fixed> {
        Lineage { operation: self.operation, start: self.start, depth: self.depth, order: self.order.fix() }
    }
}

operation! {
    impl[A: Includable<Source = <A as Includable>::Target>, D: TreeDepth + Clone + Send, O: Clone + Send] Lineage<A, D, O> {
        yields Vec<AtDepth<A::Target>>;
        described |lineage| Description::of::<A::Target>(lineage.operation).by(Some(A::NAME));
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
        described |tree| Description::of::<A::Target>(tree.0.operation).by(Some(A::NAME));
        sends [TreeRows<A, D, O>: LoadWith<'q, X, (KeyBy<A>, ModelRow<A::Target>)>];
        run |tree, connection| { read::<X, A, D, O>(tree.0, connection).await.map(nested) }
        sql |tree| [tree.0.statement()];
        offload [O: FixOrder, D: 'static] LineageTree<A, D, O::Fixed>, |tree| LineageTree(tree.0.fix());
    }
}

#[cfg(feature = "serde")]
mod serialization {
    use serde::ser::{Serialize, Serializer};

    use super::AtDepth;
    use crate::loading::{Entry, Flat};

    impl<M: Serialize> Serialize for AtDepth<M> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Flat { row: &self.row, included: Entry("depth", &self.depth) }.serialize(serializer)
        }
    }
}
