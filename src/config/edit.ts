import {isDeepStrictEqual} from 'node:util';
import {isMap, isScalar, isSeq, type ParsedNode, stringify, YAMLMap} from 'yaml';
import {type Entry, listEntries} from './entries.js';
import {keyNamed} from './keys.js';
import {isNothing, type Parsed, parseText} from './parse.js';
import {keyLine, templateLine} from './template.js';

/** What is to stand in the file; a list is written on one line. */
export type Raw = string | number | boolean | readonly object[];

interface Edit {
  text: string;
  parsed: Parsed;
  path: readonly string[];
  word: string;
  raw: Raw;
}

/**
 * The text with one value changed. The change is made in the text itself, since writing a parsed document anew would
 * move comments and spaces. Each way of doing it is a guess that is believed only when the result reads back as the
 * same config with this one difference.
 */
export function editText(text: string, file: string, name: string, raw: Raw): string | undefined {
  const parsed = parseText(text, file);
  const path = name.split('.');
  const edit = {text, parsed, path, word: path.at(-1) ?? '', raw};
  const wanted = new Map([...listEntries(parsed).byName].map(([key, entry]) => [key, entry.raw])).set(name, raw);
  for (const way of ways) {
    for (const edited of way(edit)) if (saysExactly(edited, wanted)) return edited;
  }
  return undefined;
}

function saysExactly(text: string, wanted: ReadonlyMap<string, unknown>): boolean {
  try {
    const {byName, problems} = listEntries(parseText(text, ''));
    return (
      problems.length === 0 &&
      byName.size === wanted.size &&
      [...byName].every(([name, {raw}]: [string, Entry]) => isDeepStrictEqual(raw, wanted.get(name)))
    );
  } catch {
    return false;
  }
}

const ways: readonly ((edit: Edit) => Iterable<string>)[] = [
  replaceValue,
  switchOn,
  insertLine,
  rewriteJson,
  rewriteYaml,
];

const isJson = (text: string): boolean => text.trimStart().startsWith('{');
const scalar = ({text, raw}: Edit): string => {
  if (isJson(text)) return JSON.stringify(raw);
  return stringify(raw, {lineWidth: 0, collectionStyle: Array.isArray(raw) ? 'flow' : 'any'}).trimEnd();
};
const newline = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function* replaceValue(edit: Edit): Iterable<string> {
  const node = edit.parsed.doc.getIn(edit.path, true);
  if (!(isScalar(node) || isSeq(node)) || !node.range || isNothing(node)) return;
  const [from, to] = node.range;
  // A list of lines reaches up to the next key.
  const end = isSeq(node) ? from + edit.text.slice(from, to).trimEnd().length : to;
  yield edit.text.slice(0, from) + scalar(edit) + edit.text.slice(end);
}

/** The line of the template that shows the default, in whichever section it turns out to count. */
function* switchOn(edit: Edit): Iterable<string> {
  const {text, path, word} = edit;
  const key = keyNamed(path.join('.'));
  const indent = '  '.repeat(path.length - 1);
  const off = indent + templateLine(word, key);
  const on = indent + keyLine(word, key, scalar(edit));
  const lines = text.split(/(?<=\n)/);
  for (const [row, line] of lines.entries()) {
    if (line.trimEnd() === off) yield lines.with(row, on + line.slice(off.length)).join('');
  }
}

/** Below the last key of the deepest section that is there. */
function* insertLine(edit: Edit): Iterable<string> {
  const {text, parsed, path} = edit;
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const section = depth === 0 ? parsed.map : parsed.doc.getIn(path.slice(0, depth), true);
    if (section === undefined && depth > 0) continue;
    const {column, end} = placeIn(section, text, depth);
    const lines = path.slice(depth).map((word, level) => `${' '.repeat(column + level * 2)}${word}:`);
    yield insertBelow(text, depth === 0 ? text.length : end, `${lines.join(newline(text))} ${scalar(edit)}`);
  }
}

function placeIn(section: unknown, text: string, depth: number): {column: number; end: number} {
  if (!isMap<ParsedNode, ParsedNode | null>(section)) {
    return {column: depth * 2, end: isScalar(section) ? (section.range?.[0] ?? text.length) : text.length};
  }
  const start = section.items[0]?.key.range[0] ?? 0;
  const last = section.items.at(-1);
  return {
    column: start - (text.lastIndexOf('\n', start - 1) + 1),
    end: (last?.value ?? last?.key)?.range[1] ?? text.length,
  };
}

function insertBelow(text: string, offset: number, lines: string): string {
  const end = text.indexOf('\n', offset);
  if (end !== -1) return `${text.slice(0, end + 1)}${lines}${newline(text)}${text.slice(end + 1)}`;
  return `${text}${text === '' || text.endsWith('\n') ? '' : newline(text)}${lines}${newline(text)}`;
}

function* rewriteJson({text, path, raw}: Edit): Iterable<string> {
  if (!isJson(text)) return;
  try {
    const document = JSON.parse(text);
    let section = document;
    for (const word of path.slice(0, -1)) section = section[word] ??= {};
    section[path.at(-1) ?? ''] = raw;
    yield `${JSON.stringify(document, null, 2)}\n`;
  } catch {
    // Braces, but not JSON: YAML's flow style.
  }
}

/** Keeps comments and order, though not every space. */
function* rewriteYaml({parsed: {doc}, path, raw}: Edit): Iterable<string> {
  for (let depth = 1; depth < path.length; depth++) {
    const section = path.slice(0, depth);
    const node = doc.getIn(section, true);
    if (isScalar(node) && isNothing(node))
      doc.setIn(section, Object.assign(new YAMLMap(), {commentBefore: node.comment}));
  }
  doc.setIn(path, raw);
  yield doc.toString({lineWidth: 0});
}
