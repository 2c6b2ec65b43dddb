//! Chinook, a music store whose database is older than its models: eleven tables with names of their own kind (`Album`,
//! `AlbumId`), asked through the associations of `chinook/models.rs`.
//!
//! ```text
//! cargo run --example chinook
//! cargo run --example chinook --features postgres -- postgres://user:password@localhost/database
//! ```
//! With `--sql` it shows the statements that it runs, with `--json` the loaded graphs of `chinook/graphs.rs` as JSON.
//! The first runs on SQLite in memory, the second in a schema of its own in your database, which is gone at the end.

#[path = "chinook/graphs.rs"]
mod graphs;
#[path = "chinook/models.rs"]
mod models;

use std::error::Error;

use diesel::connection::SimpleConnection;
use models::{Artist, Customer, Employee, Invoice, Playlist};
use models::{albums, artists, customers, employees, invoice_lines, invoices, playlists, tracks};
use orm_core::prelude::*;
use orm_examples::Database;

#[cfg(not(feature = "postgres"))]
const TABLES: &str = include_str!("chinook/sqlite.sql");
#[cfg(feature = "postgres")]
const TABLES: &str = include_str!("chinook/postgres.sql");
const ROWS: &str = include_str!("chinook/data.sql");

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let mut db = orm_examples::connect()?;
    db.batch_execute(TABLES)?;
    db.batch_execute(ROWS)?;
    if orm_examples::has_flag("--sql") {
        orm_examples::print_statements(&mut db);
    }

    albums_of(&mut db, "AC/DC")?;
    customers_of(&mut db, "Steve", "Johnson")?;
    largest_invoice(&mut db)?;
    another_agent(&mut db)?;
    reports_of(&mut db, "Nancy", "Edwards")?;
    tracks_of(&mut db, "Grunge")?;

    graphs::print(&mut db)
}

/// The albums of an artist, each with the number of its tracks.
fn albums_of(db: &mut Database, name: &str) -> Done {
    let artist = Artist::query().filter(artists::name.eq(name)).first().exec(db)?.ok_or("no such artist")?;

    println!("Albums of {name}");
    for album in artist.get_albums().order(albums::title.asc()).exec(db)? {
        println!("  {} ({} tracks)", album.title, album.count_tracks().exec(db)?);
    }
    Ok(())
}

/// The customers of a support agent.
fn customers_of(db: &mut Database, first_name: &str, last_name: &str) -> Done {
    let agent = employee(db, first_name, last_name)?;

    println!("\nCustomers of {first_name} {last_name}: {}", agent.count_customers().exec(db)?);
    for customer in agent.get_customers().order(customers::customer_id.asc()).exec(db)? {
        let country = customer.country.as_deref().unwrap_or("unknown");
        println!("  {} {}, {country}", customer.first_name, customer.last_name);
    }
    Ok(())
}

/// The largest invoice there is, with the track that each of its lines sells.
fn largest_invoice(db: &mut Database) -> Done {
    let largest = (invoices::total.desc(), invoices::invoice_id.asc());
    let invoice = Invoice::query().order(largest).first().exec(db)?.ok_or("no invoices")?;
    // The key is mandatory, so this is a customer and not an `Option` of one.
    let customer = invoice.get_customer().exec(db)?;

    println!("\nInvoice {} of {}", invoice.invoice_id, invoice.invoice_date.date());
    println!("  to {} {}", customer.first_name, customer.last_name);
    for line in invoice.get_invoice_lines().order(invoice_lines::invoice_line_id.asc()).exec(db)? {
        let track = line.get_track().exec(db)?;
        println!("  {} x {:>5.2}  {}", line.quantity, line.unit_price, track.name);
    }
    println!("  total {:.2}", invoice.total);
    Ok(())
}

/// A customer moves to another agent, and back: first from the agent's side, then from the customer's.
fn another_agent(db: &mut Database) -> Done {
    let steve = employee(db, "Steve", "Johnson")?;
    let margaret = employee(db, "Margaret", "Park")?;
    let by_name = customers::first_name.eq("Leonie").and(customers::last_name.eq("Köhler"));
    let leonie = Customer::query().filter(by_name).first().exec(db)?.ok_or("no such customer")?;

    println!("\nLeonie Köhler is supported by {}", agent_of(db, &leonie)?);
    // `add_customer` returns the changed row.
    let mut leonie = margaret.add_customer(&leonie).exec(db)?;
    println!("  added to Margaret's customers: by {}", agent_of(db, &leonie)?);
    leonie.set_employee(&steve).exec(db)?;
    println!("  set back to Steve: by {}", agent_of(db, &leonie)?);
    println!("  Margaret still has them: {}", margaret.has_customer(&leonie).exec(db)?);
    Ok(())
}

/// Who reports to an employee, and to whom that employee reports: two associations by one key.
fn reports_of(db: &mut Database, first_name: &str, last_name: &str) -> Done {
    let manager = employee(db, first_name, last_name)?;
    let name = |employee: &Employee| format!("{} {}", employee.first_name, employee.last_name);
    let chief = manager.get_manager().exec(db)?;

    println!("\n{first_name} {last_name} reports to {}", chief.as_ref().map_or_else(|| "nobody".to_owned(), name));
    for report in manager.get_reports().order(employees::employee_id.asc()).exec(db)? {
        println!("  to them reports {}", name(&report));
    }
    Ok(())
}

/// The tracks of a playlist, and on how many playlists each of them is.
fn tracks_of(db: &mut Database, name: &str) -> Done {
    let playlist = Playlist::query().filter(playlists::name.eq(name)).first().exec(db)?.ok_or("no such playlist")?;

    println!("\nThe playlist {name} has {} tracks", playlist.count_tracks().exec(db)?);
    for track in playlist.get_tracks().order(tracks::name.asc()).limit(3).exec(db)? {
        println!("  {} (on {} playlists)", track.name, track.count_playlists().exec(db)?);
    }
    Ok(())
}

/// The agent's name. The key may be NULL, so there may be no agent.
fn agent_of(db: &mut Database, customer: &Customer) -> Result<String, Box<dyn Error>> {
    let name = customer.get_employee().select((employees::first_name, employees::last_name)).exec(db)?;
    Ok(name.map_or_else(|| "nobody".to_owned(), |(first, last)| format!("{first} {last}")))
}

fn employee(db: &mut Database, first_name: &str, last_name: &str) -> Result<Employee, Box<dyn Error>> {
    let by_name = employees::first_name.eq(first_name).and(employees::last_name.eq(last_name));
    let employee = Employee::query().filter(by_name).first().exec(db)?;
    employee.ok_or_else(|| format!("no employee {first_name} {last_name}").into())
}
