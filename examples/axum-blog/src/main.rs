//! ```text
//! cargo run -p axum-blog -- [DATABASE] [ADDRESS]
//! ```
//! DATABASE is `postgres://user:password@host/database` or the path of an SQLite file, by default `blog.db`; ADDRESS is
//! where to listen, by default `127.0.0.1:3000`. With port 0 the system chooses one; the first line of output shows it.

use std::error::Error;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1);
    let database = arguments.next().unwrap_or_else(|| "blog.db".to_owned());
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:3000".to_owned());

    let app = axum_blog::app(&database).await?;
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app).with_graceful_shutdown(interrupted()).await?;
    Ok(())
}

/// Ready at Ctrl-C. Requests that are answered by then are answered to their end.
async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        eprintln!("Ctrl-C will not end the server: {error}");
        std::future::pending::<()>().await;
    }
}
