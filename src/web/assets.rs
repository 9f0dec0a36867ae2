//! The embedded style sheet, script and font. `build.rs` gives each a name that changes with its content, so they may
//! be kept by browsers for ever.

use actix_web::http::header::{self, ContentEncoding};
use actix_web::web::{Path, ServiceConfig, get};
use actix_web::{HttpRequest, HttpResponse};

use super::components::sprite;
use super::error::Error;

struct File {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// For files whose names change with what is in them.
const KEPT_FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Our mark: the icon of a browser tab and the logo in the header.
pub const ICON: &str = include_str!("../../static/icon.svg");

/// Routes of the embedded files.
pub fn configure(config: &mut ServiceConfig) {
    config.route("/static/{file}", get().to(file)).route("/icon.svg", get().to(icon));
}

async fn file(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Error> {
    if name.strip_prefix("icons-").is_some() {
        return icons(&name);
    }
    let file = FILES.iter().find(|file| file.name == name.as_str()).ok_or_else(Error::not_found)?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, file.content_type))
        .insert_header((header::CACHE_CONTROL, KEPT_FOR_EVER))
        .insert_header((header::VARY, "accept-encoding"));
    Ok(match file.gzip.filter(|_| takes_gzip(&request)) {
        Some(packed) => response.insert_header(ContentEncoding::Gzip).body(packed),
        None => response.body(file.bytes),
    })
}

/// The picture of all icons. Of an older program's, nothing is left.
fn icons(name: &str) -> Result<HttpResponse, Error> {
    let sprite = sprite();
    if !sprite.href().ends_with(name) {
        return Err(Error::not_found());
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "image/svg+xml"))
        .insert_header((header::CACHE_CONTROL, KEPT_FOR_EVER))
        .body(sprite.svg()))
}

async fn icon() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "image/svg+xml"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(ICON)
}

/// Whether the browser said it takes gzip. "gzip;q=0" is so rare that a plain look for the word, less that, will do.
fn takes_gzip(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    accepted
        .split(',')
        .map(str::trim)
        .any(|coding| coding == "gzip" || coding.starts_with("gzip;q=0.") || coding == "gzip;q=1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::{App, test};

    #[actix_web::test]
    async fn a_built_file_is_served_to_be_kept_for_ever() {
        let app = test::init_service(App::new().configure(configure)).await;
        let request = test::TestRequest::get().uri(STYLES).insert_header(("accept-encoding", "gzip, br")).to_request();
        let response = test::call_service(&app, request).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers().get("cache-control").unwrap(), "public, max-age=31536000, immutable");
        assert_eq!(response.headers().get("content-encoding").unwrap(), "gzip");
        assert_eq!(response.headers().get("content-type").unwrap(), "text/css; charset=utf-8");
    }

    #[actix_web::test]
    async fn a_browser_without_gzip_gets_the_plain_file() {
        let app = test::init_service(App::new().configure(configure)).await;
        let response = test::call_service(&app, test::TestRequest::get().uri(SCRIPT).to_request()).await;
        assert!(response.headers().get("content-encoding").is_none());
        let body = test::read_body(response).await;
        assert!(!body.is_empty());
    }

    #[actix_web::test]
    async fn no_other_name_is_found() {
        let app = test::init_service(App::new().configure(configure)).await;
        let response =
            test::call_service(&app, test::TestRequest::get().uri("/static/manifest.json").to_request()).await;
        assert_eq!(response.status(), 404);
    }
}
