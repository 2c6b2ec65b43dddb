use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Employee, foreign_key = "company_id")]
#[has_one(Employee, foreign_key = "led_company_id")]
struct Company {
    id: i32,
}

#[derive(Model)]
struct Employee {
    id: i32,
    company_id: i32,
    led_company_id: Option<i32>,
}

fn employees(company: &Company) {
    let _employees = company.get_employees();
}

fn main() {}
