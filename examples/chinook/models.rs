//! Chinook's tables as models.
//!
//! The tables are older than the models, so `table` names them and `rename_all` names their columns: the field `album_id`
//! is the column `AlbumId`. Foreign keys go by their names in the database. As JSON the field is `albumId`, and what was
//! loaded with a row is named alike: `invoiceLines`.

#![expect(clippy::struct_field_names, reason = "the columns are called so")]

use bigdecimal::BigDecimal;
use chrono::NaiveDateTime;
use orm_core::prelude::*;
use serde::Serialize;

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "Artist", rename_all = "PascalCase")]
#[has_many(Album)]
pub struct Artist {
    #[column(primary_key)]
    pub artist_id: i32,
    pub name: Option<String>,
}

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "Album", rename_all = "PascalCase")]
#[belongs_to(Artist, foreign_key = "ArtistId")]
#[has_many(Track)]
pub struct Album {
    #[column(primary_key)]
    pub album_id: i32,
    pub title: String,
    pub artist_id: i32,
}

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "Track", rename_all = "PascalCase")]
#[belongs_to(Album, foreign_key = "AlbumId")]
#[belongs_to(Genre, foreign_key = "GenreId")]
#[belongs_to(MediaType, foreign_key = "MediaTypeId")]
#[has_many(InvoiceLine)]
#[belongs_to_many(Playlist, through = PlaylistTrack, foreign_key = "TrackId", other_key = "PlaylistId")]
pub struct Track {
    #[column(primary_key)]
    pub track_id: i32,
    pub name: String,
    pub album_id: Option<i32>,
    pub media_type_id: i32,
    pub genre_id: Option<i32>,
    pub composer: Option<String>,
    pub milliseconds: i32,
    pub bytes: Option<i32>,
    pub unit_price: BigDecimal,
}

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "Genre", rename_all = "PascalCase")]
#[has_many(Track)]
pub struct Genre {
    #[column(primary_key)]
    pub genre_id: i32,
    pub name: Option<String>,
}

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "MediaType", rename_all = "PascalCase")]
#[has_many(Track)]
pub struct MediaType {
    #[column(primary_key)]
    pub media_type_id: i32,
    pub name: Option<String>,
}

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "Playlist", rename_all = "PascalCase")]
#[belongs_to_many(Track, through = PlaylistTrack, foreign_key = "PlaylistId", other_key = "TrackId")]
pub struct Playlist {
    #[column(primary_key)]
    pub playlist_id: i32,
    pub name: Option<String>,
}

/// A track on a playlist: the two keys together are the primary key.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "PlaylistTrack", rename_all = "PascalCase")]
#[belongs_to(Playlist, foreign_key = "PlaylistId")]
#[belongs_to(Track, foreign_key = "TrackId")]
pub struct PlaylistTrack {
    #[column(primary_key)]
    pub playlist_id: i32,
    #[column(primary_key)]
    pub track_id: i32,
}

/// An employee; some of them support customers, and all but one report to another employee.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "Employee", rename_all = "PascalCase")]
#[has_many(Customer)]
#[belongs_to(Employee, as = "manager", foreign_key = "ReportsTo")]
#[has_many(Employee, as = "reports", foreign_key = "ReportsTo")]
pub struct Employee {
    #[column(primary_key)]
    pub employee_id: i32,
    pub last_name: String,
    pub first_name: String,
    pub title: Option<String>,
    pub reports_to: Option<i32>,
    pub birth_date: Option<NaiveDateTime>,
    pub hire_date: Option<NaiveDateTime>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub country: Option<String>,
    pub postal_code: Option<String>,
    pub phone: Option<String>,
    pub fax: Option<String>,
    pub email: Option<String>,
}

/// A customer; the employee is the one who supports them.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "Customer", rename_all = "PascalCase")]
#[belongs_to(Employee, foreign_key = "SupportRepId")]
#[has_many(Invoice)]
pub struct Customer {
    #[column(primary_key)]
    pub customer_id: i32,
    pub first_name: String,
    pub last_name: String,
    pub company: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub country: Option<String>,
    pub postal_code: Option<String>,
    pub phone: Option<String>,
    pub fax: Option<String>,
    pub email: String,
    pub support_rep_id: Option<i32>,
}

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "Invoice", rename_all = "PascalCase")]
#[belongs_to(Customer, foreign_key = "CustomerId")]
#[has_many(InvoiceLine)]
pub struct Invoice {
    #[column(primary_key)]
    pub invoice_id: i32,
    pub customer_id: i32,
    pub invoice_date: NaiveDateTime,
    pub billing_address: Option<String>,
    pub billing_city: Option<String>,
    pub billing_state: Option<String>,
    pub billing_country: Option<String>,
    pub billing_postal_code: Option<String>,
    pub total: BigDecimal,
}

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[model(table = "InvoiceLine", rename_all = "PascalCase")]
#[belongs_to(Invoice, foreign_key = "InvoiceId")]
#[belongs_to(Track, foreign_key = "TrackId")]
pub struct InvoiceLine {
    #[column(primary_key)]
    pub invoice_line_id: i32,
    pub invoice_id: i32,
    pub track_id: i32,
    pub unit_price: BigDecimal,
    pub quantity: i32,
}
