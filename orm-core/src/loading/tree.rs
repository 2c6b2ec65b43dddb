//! Trees: the rows below a row, by an association of a model to itself, as values and as an include.
//!
//! Owns how rows become a tree, and the include `employees::reports.descendants()`. `statement::tree` owns the SQL.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::ops::Deref;

use super::adding::{IntoInclude, LeadsToMany};
use super::fetch::{context, distinct, portions, single};
use super::{IncludeValue, Included, LoadInclude};
use crate::association::kind::Many;
use crate::association::{Association, ByKey, Includable, KeyBy, Route};
use crate::error::Error;
use crate::model::Model;
use crate::model::row::ModelRow;
use crate::run::{Executor, LoadWith};
use crate::statement::expression::Ordering;
use crate::statement::join::NoJoin;
use crate::statement::order::AddOrder;
use crate::statement::tree::{Depth, TreeDepth, TreesRows};
use crate::trace::{RowId, loaded};

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
    message = "`{Self}` is no `has_many`, so that it has no descendants",
    label = "expected a `has_many`",
    note = "the rows above are `ancestors`: `bob.ancestors(employees::manager)`"
)]
pub trait LeadsDown {}

#[diagnostic::do_not_recommend]
impl<A: LeadsToMany> LeadsDown for A {}

/// A row with the rows below it. With the feature `serde` it serializes as the row with a field that has the name of the
/// association, an array of rows.
///
/// Dropping, printing and serializing a tree take stack space for each level. Where the data may form a chain of many
/// thousand rows, limit the depth by `up_to`, or read the rows flat.
pub struct Tree<A: Includable> {
    /// The row.
    pub row: A::Target,
    /// The rows below it.
    pub children: Vec<Tree<A>>,
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

/// A row, its depth, and the place of the row that led to it: `None` for the row from which the tree was read.
pub(crate) type Placed<M> = (M, usize, Option<usize>);

/// Puts the rows in the order of their depth. Each row comes once, and the row where the tree starts does not come.
pub(crate) fn by_depth<A: Includable<Source = <A as Includable>::Target>>(
    key: KeyBy<A>,
    rows: Vec<(KeyBy<A>, ModelRow<A::Target>)>,
    greatest: Option<usize>,
    is_start: impl Fn(&A::Target) -> bool,
) -> Vec<Placed<A::Target>> {
    let mut found: HashMap<KeyBy<A>, Vec<(usize, A::Target)>> = HashMap::with_capacity(rows.len());
    for (place, (key, row)) in rows.into_iter().enumerate() {
        found.entry(key).or_default().push((place, row.0));
    }
    let mut placed: Vec<Placed<A::Target>> = Vec::new();
    let mut level = vec![(key, None)];
    let mut depth = 0;
    while !level.is_empty() && greatest.is_none_or(|greatest| depth < greatest) {
        depth += 1;
        let before = placed.len();
        let mut next: Vec<(usize, A::Target, Option<usize>)> = Vec::new();
        for (key, parent) in level {
            // A key is found again where rows form a cycle: its rows are gone then.
            let rows = found.remove(&key).into_iter().flatten().filter(|(_, row)| !is_start(row));
            next.extend(rows.map(|(place, row)| (place, row, parent)));
        }
        // The rows of one depth have the order of the statement, whatever led to them.
        next.sort_by_key(|(place, ..)| *place);
        placed.extend(next.into_iter().map(|(_, row, parent)| (row, depth, parent)));
        let keys = placed.iter().enumerate().skip(before);
        level = keys.filter_map(|(place, (row, ..))| Some((A::Route::key_of(row)?, Some(place)))).collect();
    }
    placed
}

/// Nests the rows: each is moved into the row that led to it.
pub(crate) fn nested<A: Includable>(rows: Vec<Placed<A::Target>>) -> Vec<Tree<A>> {
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

/// The include of all rows below each row: `employees::reports.descendants()`. Each row then has the rows below it
/// nested, `employee.reports()` is a slice of [`Tree`].
///
/// One statement loads the trees of all rows. `D` is the depth, `O` the order.
#[must_use = "an include does nothing outside `.include(..)`"]
pub struct DescendantsOf<A, D = (), O = ()> {
    pub(super) depth: D,
    pub(super) order: O,
    pub(super) association: PhantomData<fn() -> A>,
}

impl<A> DescendantsOf<A> {
    pub(super) fn all() -> Self {
        Self { depth: (), order: (), association: PhantomData }
    }
}

impl<A: Includable, D, O> DescendantsOf<A, D, O> {
    /// Goes at most this many steps: 1 loads the targets alone.
    pub fn up_to(self, depth: u32) -> DescendantsOf<A, Depth, O> {
        DescendantsOf { depth: Depth(depth.into()), order: self.order, association: PhantomData }
    }

    /// Sorts the children of each row, after the orders given before.
    pub fn order<E>(self, order: E) -> DescendantsOf<A, D, O::Both>
    where
        E: Ordering<A::Target>,
        O: AddOrder<E>,
    {
        DescendantsOf { depth: self.depth, order: self.order.then(order), association: PhantomData }
    }
}

impl<A: Includable, D, O> std::fmt::Debug for DescendantsOf<A, D, O> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "DescendantsOf({})", A::NAME)
    }
}

impl<A, D: Clone, O: Clone> Clone for DescendantsOf<A, D, O> {
    fn clone(&self) -> Self {
        Self { depth: self.depth.clone(), order: self.order.clone(), association: PhantomData }
    }
}

impl<A: Includable, D, O> IntoInclude for DescendantsOf<A, D, O> {
    type Association = A;
    type Include = Self;
    type Name = A;
    type Operand = ();
    type Condition = ();

    fn into_include(self) -> (Self, ()) {
        (self, ())
    }
}

impl<A, M, D, O> IncludeValue<M> for DescendantsOf<A, D, O>
where
    M: Model,
    A: Includable<Source = M, Target = M>,
    D: TreeDepth + Send,
    O: Send,
{
    type Slot = Included<A, Tree<A>, Many>;
    type Key = KeyBy<A>;
    type Join = NoJoin;
    type Rest = Self;
    type JoinedRow<B: Send> = B;
    type Joined = ();

    fn key(row: &M) -> Option<KeyBy<A>> {
        A::Route::key_of(row)
    }

    fn divide(self) -> (NoJoin, Self) {
        (NoJoin, self)
    }

    fn split<B: Send>(row: B) -> (B, ()) {
        (row, ())
    }
}

impl<'q, X, A, M, D, O> LoadInclude<'q, X, M> for DescendantsOf<A, D, O>
where
    X: Executor,
    M: Model,
    A: Includable<Source = M, Target = M>,
    D: TreeDepth + Clone + Send,
    O: Clone + Send,
    TreesRows<A, D, O>: LoadWith<'q, X, (KeyBy<A>, KeyBy<A>, ModelRow<M>)> + Send,
{
    async fn load(self, keys: Vec<Option<KeyBy<A>>>, connection: &mut X::Connection) -> Result<Vec<Self::Slot>, Error> {
        let greatest = self.depth.steps();
        let mut found: HashMap<KeyBy<A>, Vec<(KeyBy<A>, ModelRow<M>)>> = HashMap::new();
        for keys in portions::<X, A>(distinct(&keys)) {
            let statement = TreesRows::<A, D, O>::new(keys, self.depth.clone(), self.order.clone());
            let rows = statement.load_with(&mut *connection).await.map_err(|error| context::<A>().error(error))?;
            for (root, key, row) in rows {
                found.entry(root).or_default().push((key, row));
            }
        }
        let mut trees: HashMap<KeyBy<A>, Vec<Tree<A>>> = HashMap::with_capacity(found.len());
        for (root, rows) in found {
            // A key of the source is unique: a row with the key of the root is the root.
            let rows = by_depth::<A>(root.clone(), rows, greatest, |row| A::Route::key_of(row).as_ref() == Some(&root));
            loaded(Some(A::NAME), rows.iter().map(|(row, ..)| RowId::of::<M, _>(|| row.key())));
            trees.insert(root, nested(rows));
        }
        let mut below = |key: &Option<KeyBy<A>>| key.as_ref().and_then(|key| trees.remove(key)).unwrap_or_default();
        Ok(keys.iter().map(|key| Included::new(below(key))).collect())
    }

    async fn load_rest(
        rest: Self,
        key: Option<KeyBy<A>>,
        (): (),
        connection: &mut X::Connection,
    ) -> Result<Self::Slot, Error> {
        single(rest.load(vec![key], connection).await?, context::<A>())
    }
}

#[cfg(feature = "serde")]
mod serialization {
    use serde::ser::{Serialize, Serializer};

    use super::Tree;
    use crate::association::Includable;
    use crate::loading::{Entry, Flat};

    impl<A: Includable<Target: Serialize>> Serialize for Tree<A> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Flat { row: &self.row, included: Entry(A::KEY, &self.children) }.serialize(serializer)
        }
    }
}
