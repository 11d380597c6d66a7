// Looks at a catalogue as people do: in a real browser, light, dark and as narrow as a phone or 400 % zoom, with
// axe-core (WCAG 2.2 A and AA) on pages of every kind. Any violation, refused or missing file, or line that has to be
// scrolled sideways is a failure.
//
//   node tests/catalogue/axe.mjs SITE MODULES
//
// SITE: the folder that `handrail catalogue` wrote. MODULES: the folder with the node_modules of package.json.
// Links are the business of tests/tests/catalogue.rs.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const MODES = [
  { name: 'light', width: 1280, colorScheme: 'light' },
  { name: 'dark', width: 1280, colorScheme: 'dark' },
  { name: '320 px', width: 320, colorScheme: 'light' },
];
// Of the kinds of which there are many, the longest page: it holds most that can go wrong.
const OF_EACH_KIND = 1;
const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const [site, modules] = process.argv.slice(2).map((path) => resolve(path));
if (!site || !modules) fail('usage: node axe.mjs SITE MODULES');
const require = createRequire(join(modules, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const executablePath = BROWSERS.find((path) => path && statSync(path, { throwIfNoEntry: false }));
if (!executablePath) fail('Chromium is missing: install the Debian package chromium, or name it in CHROMIUM');

const pages = representative();
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const problems = [];
let checks = 0;
let incomplete = 0;
for (const { name, width, colorScheme } of MODES) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const tab = await context.newPage();
  let here = '';
  const refused = (what) => problems.push(`${here} (${name}): ${what}`);
  // What the page itself causes: a refusal by its security policy, a file that is not there.
  tab.on('console', (message) => ['error', 'warning'].includes(message.type()) && refused(message.text()));
  tab.on('requestfailed', (request) => refused(`${request.url()} could not be read`));
  for (const page of pages) {
    here = page;
    await tab.goto(pathToFileURL(join(site, page)).href);
    // The parts that can be opened are looked at open.
    await tab.evaluate(() => document.querySelectorAll('details').forEach((part) => { part.open = true; }));
    // A page read from a file may not look into its own style sheet; its effect can be seen.
    const styled = await tab.evaluate(() => getComputedStyle(document.body).marginTop === '0px');
    if (!styled) refused('the style sheet was not applied');
    const sideways = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (sideways > 0) refused(`${sideways} px too wide`);
    await tab.evaluate(axe);
    const result = await tab.evaluate((tags) => globalThis.axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations', 'incomplete'],
      // It would read the style sheet once more, which the page's own security policy rightly refuses.
      preload: false,
    }), TAGS);
    checks += 1;
    incomplete += result.incomplete.length;
    for (const violation of result.violations) {
      const where = violation.nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.failureSummary}`);
      refused(`${violation.id} (${violation.impact}), ${violation.nodes.length} times: ${violation.help}\n    ${where.join('\n    ')}`);
    }
    if (process.env.AXE_INCOMPLETE) {
      for (const open of result.incomplete) console.log(`${page} (${name}): ${open.id}, ${open.nodes.length} times, e.g. ${open.nodes[0].target} ${open.nodes[0].any[0]?.message ?? ''}`);
    }
  }
  await context.close();
}
await browser.close();
for (const problem of problems) console.error(problem);
console.log(`${pages.length} pages in ${MODES.length} ways: ${checks} checks, ${problems.length} violations, ${incomplete} that axe leaves to people`);
process.exit(problems.length === 0 ? 0 : 1);

// Every page of the root, the lists, and the longest pages of each folder.
function representative() {
  const found = readdirSync(site).filter((name) => name.endsWith('.html')).sort();
  const folders = readdirSync(site, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const folder of folders.sort()) {
    const files = readdirSync(join(site, folder)).filter((name) => name.endsWith('.html') && name !== 'index.html');
    const longest = files.sort((a, b) => statSync(join(site, folder, b)).size - statSync(join(site, folder, a)).size || (a < b ? -1 : 1));
    found.push(`${folder}/index.html`, ...longest.slice(0, OF_EACH_KIND).map((name) => `${folder}/${name}`));
  }
  if (found.length === 0) fail(`there is no page in ${site}`);
  return found;
}

function fail(message) {
  console.error(`axe.mjs: ${message}`);
  process.exit(1);
}
