// Lists which promises of docs/features.md a test proves. Run by `npm run features`.
// A comment that begins with ids (`// O-15, S-12: words`) claims them for the test it stands above or inside.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';

const ID = /\b[SOB]-\d+\b/g;
const CLAIM = /(?:^|\s)\/\/\s*([SOB]-\d+\b[^:]*)/;
const ROW = /^\| ([SOB]-\d+) \|/;
const OPENER = /^\s*(?:test|it|describe)\b[.\w]*[(`]/;
const PLAIN_NAME = /^\s*[.\w]+\(\s*(?<quote>['"`])(?<name>(?:\\.|(?!\k<quote>).)*)\k<quote>/;
/** The name comes after the table or the condition: `test.each(rows)('name'`. */
const CURRIED_NAME = /[)`]\s*\(\s*(?<quote>['"`])(?<name>(?:\\.|(?!\k<quote>).)*)\k<quote>/;

const indentOf = (line) => line.search(/\S/);
const isBlank = (line) => line.trim() === '';
const isComment = (line) => /^\s*(\/\/|\/?\*)/.test(line);

/** The table as groups, in its own order. */
function readGroups(root) {
  const groups = [];
  for (const line of readFileSync(join(root, 'docs/features.md'), 'utf8').split('\n')) {
    if (line.startsWith('## ')) groups.push({title: line.slice(3), ids: []});
    const id = ROW.exec(line)?.[1];
    if (id) groups.at(-1)?.ids.push(id);
  }
  return groups;
}

/** Torture and bench are programs as well as tests; elsewhere a test says so in its name. */
function isTestFile(file) {
  return /\.test\.tsx?$/.test(file) || /^test\/(torture|bench)\/.*\.(ts|tsx|js)$/.test(file);
}

function listTestFiles(root, folder = 'test') {
  return readdirSync(join(root, folder), {withFileTypes: true})
    .filter(({name}) => name !== 'node_modules')
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? listTestFiles(root, path) : [path].filter(isTestFile);
    })
    .sort();
}

function nextOpener(lines, from) {
  const at = lines.findIndex((line, index) => index >= from && OPENER.test(line));
  return at < 0 ? undefined : at;
}

/** The formatter keeps indentation true, so the enclosing test is the nearest opener further left. */
function enclosingOpener(lines, from) {
  let limit = indentOf(lines[from]);
  for (let at = from - 1; at >= 0; at--) {
    const line = lines[at];
    if (isBlank(line) || indentOf(line) >= limit) continue;
    if (OPENER.test(line)) return at;
    // `])('name', () => {` ends a table whose own opener stands at the same indentation.
    limit = indentOf(line) + (/^\s*[\])}`]/.test(line) ? 1 : 0);
  }
  return undefined;
}

/** A test right below the comment wins; else the one around it; else the next one there is. */
function openerFor(lines, from) {
  if (OPENER.test(lines[from])) return from;
  const code = lines.findIndex((line, index) => index > from && !isBlank(line) && !isComment(line));
  if (code >= 0 && OPENER.test(lines[code])) return code;
  return enclosingOpener(lines, from) ?? nextOpener(lines, from);
}

function nameOf(lines, opener) {
  if (opener === undefined) return '(the whole file)';
  const text = lines.slice(opener).join('\n');
  const curried = /^\s*\w+(\.\w+)*\.(each|for|skipIf|runIf)\b/.test(text);
  const name = (PLAIN_NAME.exec(text) ?? (curried ? CURRIED_NAME.exec(text) : undefined))?.groups.name;
  return name?.replace(/\\(.)/g, '$1') ?? lines[opener].trim();
}

function readClaims(root, file) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, at) => {
    const ids = CLAIM.exec(line)?.[1].match(ID) ?? [];
    return ids.map((id) => ({id, line: at + 1, file, test: nameOf(lines, openerFor(lines, at))}));
  });
}

/** Each id once per test, in the order of the table. */
function sortClaims(ids, claims) {
  const proven = {};
  for (const id of ids) {
    const proofs = new Map(
      claims.filter((claim) => claim.id === id).map(({file, test}) => [`${file}: ${test}`, {file, test}]),
    );
    if (proofs.size > 0) proven[id] = [...proofs.values()];
  }
  return {proven, unproven: ids.filter((id) => !(id in proven))};
}

function describeGroup({title, ids}, proven) {
  const rows = ids.filter((id) => id in proven);
  const proofs = rows.flatMap((id) =>
    proven[id].map(({file, test}, index) => `  ${(index ? '' : id).padEnd(6)} ${file}: ${test}`),
  );
  return [`${title} (${rows.length} of ${ids.length})`, ...proofs, ''].join('\n');
}

function describe(groups, {proven, unproven}) {
  const count = Object.keys(proven).length;
  return [
    ...groups.map((group) => describeGroup(group, proven)),
    `${count} of ${count + unproven.length} promises are proven by a test`,
  ].join('\n');
}

function fail(sentences) {
  console.error(sentences.join('\n'));
  process.exitCode = 1;
}

function main({root, json}) {
  if (!existsSync(join(root, 'docs/features.md'))) return fail([`There is no docs/features.md in ${root}.`]);
  const groups = readGroups(root);
  const ids = groups.flatMap((group) => group.ids);
  const claims = listTestFiles(root).flatMap((file) => readClaims(root, file));
  const unknown = claims.filter(({id}) => !ids.includes(id));
  if (unknown.length > 0) {
    return fail(unknown.map(({id, file, line}) => `${file}:${line} names ${id}, which is not in docs/features.md.`));
  }
  const answer = sortClaims(ids, claims);
  console.log(json ? JSON.stringify(answer, null, 2) : describe(groups, answer));
}

main(parseArgs({options: {root: {type: 'string', default: '.'}, json: {type: 'boolean', default: false}}}).values);
