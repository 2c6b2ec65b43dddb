//! The text that a connection is opened with: a URL, or a list of `key=value`.
//!
//! Owns how settings are added to it, and which parts of it may stand in an error. Must not know SQL.

use diesel::ConnectionError;
use diesel::result::Error::DatabaseError;

/// Adds options after the existing ones. Of two options of the same name, the last one counts.
pub(crate) fn with_options(url: &str, options: &[(&str, String)]) -> String {
    let is_url = is_url(url);
    let mut text = url.to_owned();
    for (name, value) in options {
        text.push(match is_url {
            true if text.contains('?') => '&',
            true => '?',
            false => ' ',
        });
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    text
}

fn is_url(url: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme))
}

/// Removes from an error what it quotes of the URL. When the driver does not understand the URL, the quoted part may be
/// the password.
pub(crate) fn without_secrets(error: ConnectionError, url: &str) -> ConnectionError {
    match error {
        ConnectionError::BadConnection(message) => ConnectionError::BadConnection(hidden(&message, url)),
        ConnectionError::InvalidConnectionUrl(message) => ConnectionError::InvalidConnectionUrl(hidden(&message, url)),
        ConnectionError::CouldntSetupConfiguration(DatabaseError(kind, information)) => {
            let message = hidden(information.message(), url);
            // An unchanged error of the server keeps all its details.
            let changed = message != information.message();
            let information = if changed { Box::new(message) } else { information };
            ConnectionError::CouldntSetupConfiguration(DatabaseError(kind, information))
        }
        error => error,
    }
}

/// Replaces each quotation of the URL in the message by `..`. When the driver has understood the URL, it replaces only
/// a host with an `@`, which is the end of a password that contains one.
fn hidden(message: &str, url: &str) -> String {
    let understood = ["connection to server ", "could not translate host name "];
    let understood = understood.iter().any(|beginning| message.starts_with(beginning));
    let mut text = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(open) = rest.find(['"', '`']) {
        let quote = &rest[open..=open];
        let Some(length) = rest[open + 1..].find(quote) else { break };
        let quoted = &rest[open + 1..open + 1 + length];
        let is_secret = quoted.len() > 1 && url.contains(quoted) && (!understood || quoted.contains('@'));
        text.push_str(&rest[..=open]);
        text.push_str(if is_secret { ".." } else { quoted });
        text.push_str(quote);
        rest = &rest[open + length + 2..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_last() {
        let options = [("keepalives", "1".to_owned()), ("connect_timeout", "5".to_owned())];
        for (url, expected) in [
            ("postgres://localhost/league", "postgres://localhost/league?keepalives=1&connect_timeout=5"),
            ("postgresql:///league?host=/tmp", "postgresql:///league?host=/tmp&keepalives=1&connect_timeout=5"),
            ("dbname=league host=/tmp", "dbname=league host=/tmp keepalives=1 connect_timeout=5"),
        ] {
            assert_eq!(with_options(url, &options), expected);
        }
        assert_eq!(with_options("postgres://localhost", &[]), "postgres://localhost");
    }

    #[test]
    fn a_host_that_is_not_found_is_named_unless_it_is_the_end_of_a_password() {
        let message = |host| format!("could not translate host name \"{host}\" to address: unknown");
        assert_eq!(hidden(&message("db"), "postgres://ann:secret@db/league"), message("db"));
        assert_eq!(hidden(&message("cret@db"), "postgres://ann:se@cret@db/league"), message(".."));
    }
}
