// Opens each kind of page of a written site in Chromium, with and without its scripts: axe's findings, what the console
// says, what is asked for.
// Run by site_in_a_browser.py, which hands in a JSON document: {chromium, site, pages, shots}.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.cwd()}/`);
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const { chromium, site, pages, shots } = JSON.parse(process.argv[2]);
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"] });
const views = [];
for (const width of [360, 768, 1280]) for (const scheme of ["light", "dark"]) views.push({ width, scheme, script: true });
for (const width of [360, 1280]) views.push({ width, scheme: "light", script: false });
let faults = 0;
const complain = (what) => { faults += 1; console.log(what); };
for (const { width, scheme, script } of views) {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  // Where the site's own scripts come empty the page is as without JavaScript, and axe, which is a script, can look at it.
  await page.setRequestInterception(!script);
  let here = "";
  page.on("console", (said) => complain(`${here} ${width}: the console says ${said.text()}`));
  page.on("pageerror", (error) => complain(`${here} ${width}: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(site)) complain(`${here}: asks for ${request.url()}`);
    if (script) return;
    if (request.resourceType() === "script") request.respond({ contentType: "text/javascript", body: "" });
    else request.continue();
  });
  for (const path of pages) {
    here = path;
    await page.goto(`${site}/${path}`, { waitUntil: "load" });
    if (shots) await page.screenshot({ path: `${shots}/${path.replaceAll("/", "_")}-${width}-${scheme}${script ? "" : "-bare"}.png`, fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) complain(`${path} ${width}: ${wide} pixels too wide`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run({ preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const { id, help, nodes } of violations) complain(`${path} ${width} ${scheme}${script ? "" : " without script"}: ${id}: ${help}: ${nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
  }
  await page.close();
}
await browser.close();
console.log(`${pages.length} pages in ${views.length} views: ${faults} findings.`);
process.exit(faults ? 1 : 0);
