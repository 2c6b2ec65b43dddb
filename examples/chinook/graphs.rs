//! Loaded graphs: rows that come with those they are associated with, in one statement for each association and level.
//!
//! Each function loads one, prints it, and with `--json` its JSON too. What was loaded is a type: a graph can be named
//! ([`Discography`]), and what is not in it does not compile.

use std::error::Error;

use bigdecimal::BigDecimal;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use orm_core::prelude::*;
use orm_core::types::Decimal;
use orm_core::{Association, HasColumn, Included};
use orm_examples::Database;
use serde::Serialize;

use super::models::{Album, AlbumWith, Artist, ArtistWith, Employee, Genre, InvoiceLine, Playlist, TrackWith};
use super::models::{albums, artists, employees, genres, invoice_lines, playlists, tracks};

type Done = Result<(), Box<dyn Error>>;

/// A track with its genre.
type TrackOfGenre = TrackWith<(Included<tracks::genre>,)>;
/// An album with its tracks, those with their genres.
type FullAlbum = AlbumWith<(Included<albums::tracks, TrackOfGenre>,)>;
/// An artist with all of that.
type Discography = ArtistWith<(Included<artists::albums, FullAlbum>,)>;

/// Loads and prints all of them.
pub(super) fn print(db: &mut Database) -> Done {
    discographies(db)?;
    playlists_and_tracks(db)?;
    tree_of_employees(db)?;
    best_sellers(db)
}

/// Artists who play live, their first albums, the first tracks of each, and the genre of each track: four statements.
fn discographies(db: &mut Database) -> Done {
    println!("\n# Artists, albums, tracks, genres");
    let first_tracks = albums::tracks.order(tracks::track_id.asc()).limit(2).include(tracks::genre);
    let first_albums = artists::albums.order(albums::title.asc()).limit(2).include(first_tracks);
    let artists: Vec<Discography> = Artist::query()
        .filter(artists::albums.any(albums::title.like("Live%")))
        .order(artists::name.asc())
        .limit(3)
        .include(first_albums)
        .exec(db)?;
    for artist in &artists {
        println!("{}", name(artist.name.as_ref()));
        artist.albums().iter().for_each(print_album);
    }
    print_json(&artists)?;

    // A single row comes with its associations to one row in one statement, here two with that of the tracks.
    let album = Album::find(5).include(albums::artist).include(albums::tracks.count()).exec(db)?;
    println!("{} by {}: {} tracks", album.title, name(album.artist().name.as_ref()), album.tracks_count());
    print_json(&album)
}

/// What takes an album has to be given one with its tracks and their genres.
fn print_album(album: &FullAlbum) {
    println!("  {}", album.title);
    for track in album.tracks() {
        println!("    {} ({})", track.name, name(track.genre().and_then(|genre| genre.name.as_ref())));
    }
}

/// Playlists with some of their tracks, and the numbers of both: how many tracks, and on how many playlists each is.
fn playlists_and_tracks(db: &mut Database) -> Done {
    println!("\n# Playlists and tracks, with counts");
    let on_most_lists = (tracks::playlists.count().desc(), tracks::name.asc());
    let some = playlists::tracks.order(on_most_lists).limit(2).include(tracks::playlists.count());
    let playlists = Playlist::query()
        .filter(playlists::tracks.count().between(10, 50))
        .order((playlists::tracks.count().desc(), playlists::playlist_id.asc()))
        .include(playlists::tracks.count())
        .include(some)
        .exec(db)?;
    for playlist in &playlists {
        println!("{}: {} tracks", name(playlist.name.as_ref()), playlist.tracks_count());
        for track in playlist.tracks() {
            println!("  {} (on {} playlists)", track.name, track.playlists_count());
        }
    }
    print_json(&playlists)
}

/// Who reports to whom, from the top, and how many customers each of the last ones supports: four statements.
fn tree_of_employees(db: &mut Database) -> Done {
    println!("\n# The employees' tree");
    let staff = employees::reports.order(employees::employee_id.asc()).include(employees::customers.count());
    let managers = employees::reports.order(employees::employee_id.asc()).include(staff);
    let top = Employee::query().filter(employees::reports_to.is_null()).include(managers).exec(db)?;
    for chief in &top {
        println!("{}", full_name(chief));
        for manager in chief.reports() {
            println!("  {}", full_name(manager));
            for employee in manager.reports() {
                println!("    {}, {} customers", full_name(employee), employee.customers_count());
            }
        }
    }
    print_json(&top)
}

/// A track as it sold.
#[derive(diesel::Queryable, Serialize, Debug)]
struct Sold {
    name: String,
    revenue: BigDecimal,
}

/// What a track has sold for: a sum, which the ORM does not say. The names come from the models, as in `raw_sql`.
fn revenue() -> SqlLiteral<Decimal> {
    let price = <InvoiceLine as HasColumn<invoice_lines::unit_price>>::SQL;
    let quantity = <InvoiceLine as HasColumn<invoice_lines::quantity>>::SQL;
    let lines = InvoiceLine::TABLE;
    let join = <tracks::invoice_lines as Association>::JOIN;
    sql(&format!("(SELECT coalesce(sum({price} * {quantity}), 0) FROM {lines} WHERE {join})"))
}

/// The three tracks of each of some genres that sold for most: the limit is for each genre. Two statements.
fn best_sellers(db: &mut Database) -> Done {
    println!("\n# The top three tracks by revenue, per genre");
    let best = genres::tracks
        .order((revenue().desc(), tracks::name.asc()))
        .limit(3)
        .select_as::<Sold, _>((tracks::name, revenue()));
    let middling = genres::tracks.count().between(60, 100);
    let genres = Genre::query().filter(middling).order(genres::name.asc()).include(best).exec(db)?;
    for genre in &genres {
        println!("{}", name(genre.name.as_ref()));
        for Sold { name, revenue } in genre.tracks() {
            println!("  {revenue:>5.2}  {name}");
        }
    }
    print_json(&genres)
}

/// With `--json`, prints a graph as JSON.
fn print_json(graph: &impl Serialize) -> Done {
    if orm_examples::has_flag("--json") {
        println!("{}", serde_json::to_string_pretty(graph)?);
    }
    Ok(())
}

fn full_name(employee: &Employee) -> String {
    format!("{} {}", employee.first_name, employee.last_name)
}

fn name(name: Option<&String>) -> &str {
    name.map_or("without a name", String::as_str)
}
