// Builds what the program embeds: Sass to CSS, one small script, and the font, each under a hashed name; and the
// same font as papers need it.
//
//   node build.mjs OUTDIR     writes OUTDIR/NAME-HASH.*, a gzip copy of each text file, and OUTDIR/manifest.json
//
// build.rs runs it; nothing here is needed once the program is built.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));

const styles = {
  name: "styles",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css, loadedUrls } = sass.compile(path, {
        loadPaths: [join(here, "node_modules")],
        quietDeps: true,
      });
      const watchFiles = loadedUrls.filter((url) => url.protocol === "file:").map((url) => fileURLToPath(url));
      return { contents: css, loader: "css", resolveDir: dirname(path), watchFiles };
    });
  },
};

async function bundle() {
  return esbuild.build({
    absWorkingDir: here,
    entryPoints: { app: "src/app.css", enhance: "src/enhance.js" },
    outdir: out,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    metafile: true,
    format: "esm",
    // Older Safari targets make esbuild refuse syntax that govuk-frontend uses.
    target: ["chrome100", "firefox100", "safari15.4"],
    // Pictures of GOV.UK that its footer names and our pages never show.
    external: ["/assets/*"],
    loader: { ".woff2": "file" },
    plugins: [styles],
    logLevel: "warning",
  });
}

/** The face of our pages for papers (PDF), which take neither web fonts nor one font of many weights. */
const PAPER_FONTS = {
  "paper-regular.ttf": "400Regular/PublicSans_400Regular.ttf",
  "paper-bold.ttf": "600SemiBold/PublicSans_600SemiBold.ttf",
};

/** The plain name of each built file, so that the program can find "app.css" under its hashed name. */
function manifest(metafile) {
  const names = {};
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) names[basename(entryPoint)] = basename(file);
  }
  for (const file of readdirSync(out)) {
    if (file.endsWith(".woff2")) names[file.replace(/-[A-Z0-9]{8}\.woff2$/, ".woff2")] = file;
  }
  for (const name of Object.keys(PAPER_FONTS)) names[name] = name;
  return names;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await bundle();
for (const [name, file] of Object.entries(PAPER_FONTS)) {
  copyFileSync(join(here, "node_modules/@expo-google-fonts/public-sans", file), join(out, name));
}
for (const file of readdirSync(out)) {
  if (/\.(css|js)$/.test(file)) writeFileSync(join(out, `${file}.gz`), gzipSync(readFileSync(join(out, file)), { level: 9 }));
}
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest(metafile), null, 1)}\n`);
