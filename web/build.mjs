// Bundle the page: `node web/build.mjs [folder]`. Without a folder, into service/static/explorer, which is committed.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const into = path.resolve(process.argv[2] ?? path.join(root, "service/static/explorer"));
process.chdir(root);

/** What the atlas draws by itself and gives no number, under the number by which events there are coded. */
const UNNUMBERED = { Kosovo: "983", "N. Cyprus": "196", Somaliland: "706" };
await rm(into, { recursive: true, force: true });
await mkdir(into, { recursive: true });
// The frames are bundled apart, so that the page waits for no file that is cut for both.
const inputs = [
  ...(await bundled("web/explorer.js", "web/explorer.css", "web/theme.js")),
  ...(await bundled("web/embed.js", "web/embed.css", "web/embed/theme.js", "web/frame.js")),
];
await writeFile(path.join(into, "world.json"), JSON.stringify(await world()));
await writeFile(path.join(into, "LICENSES.txt"), await licences(inputs));

/** Bundle these, with what is imported later in files of its own; gives all that went into them. */
async function bundled(...entryPoints) {
  const made = await build({
    entryPoints,
    outbase: "web",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    alias: { "d3-transition": path.join(root, "web/panels/still.js") },
    outdir: into,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return Object.keys(made.metafile.inputs);
}

/** The world's countries at 1:110,000,000, each under its ISO 3166-1 alpha-3 code, named as in the codebook. */
async function world() {
  const atlas = JSON.parse(await readFile("node_modules/world-atlas/countries-110m.json", "utf8"));
  const known = await countriesByNumber();
  for (const country of atlas.objects.countries.geometries) {
    const found = known.get(country.id ?? UNNUMBERED[country.properties.name]);
    if (!found) throw new Error(`country.csv has no country for ${JSON.stringify(country.properties)}`);
    country.id = found.code;
    country.properties = { name: found.label };
  }
  delete atlas.objects.land;
  return coarser(atlas, 20);
}

/**
 * Round to a grid that is so many times coarser, which no screen shows: a twentieth of the atlas's is 8 km at the equator.
 * The numbers of a line are one after the other, without brackets between.
 */
function coarser({ arcs, transform, ...rest }, times) {
  const rounded = arcs.map((arc) => {
    let [x, y, lastX, lastY] = [0, 0, 0, 0];
    const steps = arc.map(([byX, byY]) => {
      x += byX;
      y += byY;
      const step = [Math.round(x / times) - lastX, Math.round(y / times) - lastY];
      lastX += step[0];
      lastY += step[1];
      return step;
    });
    // A line has two ends, and a step of nothing is none.
    return steps.filter(([byX, byY], place) => place === 0 || place === steps.length - 1 || byX || byY).flat();
  });
  const scale = transform.scale.map((each) => each * times);
  return { ...rest, arcs: rounded, transform: { ...transform, scale } };
}

async function countriesByNumber() {
  const [head, ...rows] = (await readFile("schemas/codebooks/country.csv", "utf8")).trim().split("\n");
  const names = head.split(",");
  if (names[0] !== "code" || names[3] !== "numeric") throw new Error("country.csv has other columns than expected");
  // Labels with a comma are quoted; the number is the third field from the label on.
  const row = /^(?<code>[A-Z]{3}),(?:"(?<quoted>[^"]*)"|(?<plain>[^,]*)),[A-Z]*,(?<numeric>\d*),/;
  const found = rows.flatMap((line) => row.exec(line)?.groups ?? []);
  return new Map(found.map(({ code, quoted, plain, numeric }) => [numeric, { code, label: quoted ?? plain }]));
}

/** The licence texts of all packages that went into the bundle. */
async function licences(inputs) {
  const names = new Set(["world-atlas"]);
  for (const input of inputs) {
    const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) names.add(found[1]);
  }
  const texts = await Promise.all([...names].sort().map(licence));
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

async function licence(name) {
  const folder = path.join("node_modules", name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} has no licence text`);
  return `${name} ${version} (${license})\n\n${(await readFile(path.join(folder, file), "utf8")).trim()}\n`;
}
