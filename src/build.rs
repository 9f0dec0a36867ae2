//! Builds `static/` with Node, only when something in it changed, and embeds the result in the program.
//!
//! `HANDPICK_ASSETS_DIR` names a folder built elsewhere with `node static/build.mjs DIR`; then Node is not needed here.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The constants that pages use, and the plain name that the manifest knows each file by.
const NAMED: [(&str, &str); 3] =
    [("STYLES", "app.css"), ("SCRIPT", "enhance.js"), ("FONT", "public-sans-latin-wght-normal.woff2")];

/// The constants that papers use, and their files, which are embedded and never served.
const EMBEDDED: [(&str, &str); 2] = [("PAPER_FONT", "paper-regular.ttf"), ("PAPER_FONT_BOLD", "paper-bold.ttf")];

fn main() -> Outcome<()> {
    let sources = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../static");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for name in ["src", "build.mjs", "package.json", "package-lock.json", "icon.svg"] {
        println!("cargo:rerun-if-changed={}", sources.join(name).display());
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=HANDPICK_ASSETS_DIR");

    let built = match env::var_os("HANDPICK_ASSETS_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => build(&sources, &out.join("assets"))?,
    };
    fs::write(out.join("assets.rs"), generated_code(&built)?)?;
    Ok(())
}

fn build(sources: &Path, to: &Path) -> Outcome<PathBuf> {
    let installed = sources.join("node_modules/.package-lock.json");
    if modified(&sources.join("package-lock.json")) > modified(&installed) {
        let options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        run(Command::new("npm").args(options).current_dir(sources))?;
    }
    run(Command::new("node").arg("build.mjs").arg(to).current_dir(sources))?;
    Ok(to.to_path_buf())
}

/// When the file was last changed; `None`, which is before everything, when there is no such file.
fn modified(path: &Path) -> Option<std::time::SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

fn run(command: &mut Command) -> Outcome<()> {
    let shown = format!("{command:?}");
    let status = command.status().map_err(|cause| {
        format!("{shown}: {cause}. Building the styles needs Node 20 and npm, or HANDPICK_ASSETS_DIR.")
    })?;
    if status.success() { Ok(()) } else { Err(format!("{shown} failed: {status}").into()) }
}

fn generated_code(built: &Path) -> Outcome<String> {
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(built.join("manifest.json"))?)?;
    let mut files: Vec<PathBuf> = fs::read_dir(built)?.map(|entry| Ok(entry?.path())).collect::<Outcome<_>>()?;
    files.sort();

    let mut code = String::from("static FILES: &[File] = &[\n");
    for path in files {
        let Some(content_type) = content_type(&path) else { continue };
        let name = path.file_name().and_then(|name| name.to_str()).ok_or("a built file has an odd name")?;
        let packed = built.join(format!("{name}.gz"));
        let gzip =
            if packed.exists() { format!("Some(include_bytes!({}))", quoted(&packed)?) } else { "None".to_owned() };
        let bytes = quoted(&path)?;
        writeln!(
            code,
            "File {{ name: {name:?}, content_type: {content_type:?}, bytes: include_bytes!({bytes}), gzip: {gzip} }},"
        )?;
    }
    code += "];\n";
    for (constant, name) in NAMED {
        let file = manifest.get(name).and_then(|file| file.as_str()).ok_or_else(|| format!("no {name} was built"))?;
        writeln!(
            code,
            "/// Where the built `{name}` is served.\npub const {constant}: &str = {:?};",
            format!("/static/{file}")
        )?;
    }
    for (constant, name) in EMBEDDED {
        let bytes = quoted(&built.join(name))?;
        writeln!(code, "/// `{name}`, for papers.\npub static {constant}: &[u8] = include_bytes!({bytes});")?;
    }
    Ok(code)
}

/// A path as a Rust string.
fn quoted(path: &Path) -> Outcome<String> {
    Ok(format!("{:?}", path.to_str().ok_or("the build folder's name is not UTF-8")?))
}

fn content_type(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()? {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}
