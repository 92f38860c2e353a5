import {isMap, isScalar, type Pair, type ParsedNode, type YAMLMap} from 'yaml';
import {readRules} from '../../approvals/read-rules.js';
import {type Parsed, parseText} from '../../config/parse.js';
import {nearest} from '../../suggest.js';
import type {AgentsFile, Definition, Way} from './definition.js';
import {type FieldName, type Fields, fields, forAll, ways} from './fields.js';

/** Names that mean something else wherever an agent is named. */
const taken: readonly string[] = ['shell', 'me'];
const sections = ['agents', 'approvals'];

export interface ReadRequest {
  text: string;
  /** As people call it. */
  file: string;
  folder: string;
  builtIn: readonly string[];
}

/** Every mistake is one sentence with its line; what it is about does not count, the rest does. */
export function readAgents({text, file, folder, builtIn}: ReadRequest): AgentsFile {
  const parsed = parseText(text, file);
  const problems: {line: number; text: string}[] = [];
  const complain = (line: number, text: string): void => void problems.push({line, text});
  const definitions: Definition[] = [];
  let rules: AgentsFile['rules'] = [];
  for (const {key, value} of pairsOf(parsed.map)) {
    const name = nameOf(key);
    if (!sections.includes(name))
      complain(parsed.lineOf(key), `there is no section \`${name}\`${guess(name, sections)}`);
    else if (isEmpty(value)) continue;
    else if (name === 'approvals') rules = readRules(value, parsed.lineOf, complain);
    else if (isMap(value)) definitions.push(...readDefinitions(value as YAMLMap.Parsed, {parsed, builtIn, complain}));
    else complain(parsed.lineOf(key), '`agents` must be a list of agents by name.');
  }
  problems.sort((one, other) => one.line - other.line);
  return {folder, definitions, rules, problems: problems.map(({line, text}) => `${file}:${line}: ${text}`)};
}

interface Around {
  parsed: Parsed;
  builtIn: readonly string[];
  complain(line: number, text: string): void;
}

function readDefinitions(map: YAMLMap.Parsed, around: Around): Definition[] {
  const {parsed, complain} = around;
  const lines = new Map<string, number>();
  return pairsOf(map).flatMap(({key, value}) => {
    const name = nameOf(key);
    const line = parsed.lineOf(key);
    const first = lines.get(name);
    lines.set(name, first ?? line);
    const why = first === undefined ? whyNoName(name) : `\`${name}\` is there twice; line ${first} counts.`;
    if (why !== undefined) complain(line, why);
    else if (!isMap(value)) complain(line, `\`${name}\` must say how it is reached, such as {acp: [${name}, acp]}.`);
    else return readDefinition(name, line, value as YAMLMap.Parsed, around) ?? [];
    return [];
  });
}

function whyNoName(name: string): string | undefined {
  if (taken.includes(name)) return `an agent cannot be called \`${name}\`; that is another one's name.`;
  return /^[a-z][a-z0-9-]{0,29}$/.test(name)
    ? undefined
    : `\`${name.slice(0, 60)}\` is no name for an agent: it is one word in small letters, such as \`goose\`.`;
}

function readDefinition(
  name: string,
  line: number,
  map: YAMLMap.Parsed,
  {parsed, builtIn, complain}: Around,
): Definition | undefined {
  const given = new Map(pairsOf(map).map((pair) => [nameOf(pair.key), pair]));
  const named = Object.keys(ways).filter((way) => given.has(way)) as (keyof typeof ways)[];
  const isBuiltIn = builtIn.includes(name);
  const [way, second] = named;
  if (way && second) {
    complain(line, `\`${name}\` has both \`${way}\` and \`${second}\`; an agent is reached in one way.`);
    return undefined;
  }
  if (!way && !isBuiltIn) {
    const near = nearest(name, builtIn);
    const help = near === undefined ? '' : `; did you mean \`${near}\`?`;
    complain(line, `\`${name}\` is not known, so it needs one of ${Object.keys(ways).join(', ')}${help || '.'}`);
    return undefined;
  }
  const allowed: FieldName[] = [...(way ? [way, ...ways[way]] : (['program'] as const)), ...forAll];
  let isRight = true;
  const values: Fields = {};
  for (const [field, {key, value}] of given) {
    const reading = readField(field, value, allowed);
    if (reading.ok) Object.assign(values, {[field]: reading.value});
    else complain(parsed.lineOf(key), `\`${name}\`${reading.why}`);
    isRight &&= reading.ok;
  }
  return isRight ? definitionOf(name, values) : undefined;
}

type Reading = {ok: true; value: unknown} | {ok: false; why: string};

function readField(name: string, value: ParsedNode | null, allowed: readonly FieldName[]): Reading {
  const known = allowed.find((one) => one === name);
  if (known === undefined) return {ok: false, why: ` has no setting \`${name.slice(0, 60)}\`${guess(name, allowed)}`};
  const {schema, must} = fields[known];
  // A secret may have been written where its name belongs, so nothing of it is repeated.
  const result = schema.safeParse(value?.toJSON());
  return result.success ? {ok: true, value: result.data} : {ok: false, why: `: \`${name}\` must be ${must}.`};
}

function definitionOf(name: string, values: Fields): Definition {
  const {model, specialties, limits = {}, env = [], disabled: isDisabled = false} = values;
  return {
    ...{name, way: wayOf(values), limits, env, isDisabled},
    ...(model !== undefined && {model}),
    ...(specialties && {specialties}),
  };
}

function wayOf({acp, command, output = 'text', url, key, module, program}: Fields): Way {
  if (acp) return {kind: 'acp', command: acp};
  if (command) return {kind: 'command', command, output};
  if (url !== undefined) return {kind: 'api', url, ...(key !== undefined && {key})};
  if (module !== undefined) return {kind: 'module', module};
  return {kind: 'built-in', ...(program !== undefined && {program})};
}

const pairsOf = (map: YAMLMap.Parsed | undefined): Pair<ParsedNode, ParsedNode | null>[] => map?.items ?? [];
const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : '?');
const isEmpty = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null);

function guess(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  return near === undefined ? `; there are ${candidates.join(', ')}.` : `; did you mean \`${near}\`?`;
}
