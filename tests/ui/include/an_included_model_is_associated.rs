use orm_core::prelude::*;

#[derive(Model)]
#[has_one(Bar, foreign_key = "foo_id")]
struct Foo {
    id: i32,
}

#[derive(Model)]
struct Bar {
    id: i32,
    foo_id: Option<i32>,
}

fn read() {
    let _foo = Foo::query().include_model::<Bar>();
    let _bar = Bar::query().include_model::<Foo>();
}

fn main() {}
