use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Page, as = "parent")]
#[has_many(Page, as = "children", foreign_key = "parent_id")]
#[belongs_to(Page, as = "previous")]
#[has_one(Page, as = "following", foreign_key = "previous_id")]
#[has_many(Link)]
struct Page {
    id: i32,
    parent_id: Option<i32>,
    previous_id: Option<i32>,
}

#[derive(Model)]
#[belongs_to(Page)]
struct Link {
    id: i32,
    page_id: i32,
}

fn read(page: &Page) {
    let _pages = page.descendants(pages::parent);
}

fn main() {}
