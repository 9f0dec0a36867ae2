//! Headers that tell browsers to be strict with our pages. Everything a page needs comes from this site, so the content
//! policy names nothing else and allows nothing inline.

use actix_web::middleware::DefaultHeaders;

const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
    img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const PERMISSIONS: &str =
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

/// Middleware that adds the headers to every response that has not set them itself. Say `https` only where visitors
/// reach us by HTTPS alone: browsers then refuse plain HTTP for a year.
pub fn strict(https: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("content-security-policy", CONTENT_POLICY))
        .add(("x-content-type-options", "nosniff"))
        .add(("referrer-policy", "same-origin"))
        .add(("permissions-policy", PERMISSIONS))
        .add(("cross-origin-opener-policy", "same-origin"))
        .add(("cross-origin-resource-policy", "same-origin"));
    if https { headers.add(("strict-transport-security", "max-age=31536000; includeSubDomains")) } else { headers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::{App, HttpResponse, test, web};

    async fn header(https: bool, name: &str) -> Option<String> {
        let app = App::new().wrap(strict(https)).route("/", web::get().to(HttpResponse::Ok));
        let response = test::call_service(&test::init_service(app).await, test::TestRequest::get().to_request()).await;
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
    }

    #[actix_web::test]
    async fn nothing_inline_and_nothing_foreign_is_allowed() {
        let policy = header(false, "content-security-policy").await.unwrap();
        assert!(policy.starts_with("default-src 'none'"));
        assert!(!policy.contains("unsafe"));
        assert!(!policy.contains("http"));
    }

    #[actix_web::test]
    async fn only_a_site_on_https_asks_for_https_alone() {
        assert_eq!(header(false, "strict-transport-security").await, None);
        assert!(header(true, "strict-transport-security").await.is_some());
    }
}
