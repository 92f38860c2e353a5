import {exactBytes, exactDuration, parseBytes, parseDuration} from '../formats.js';

interface About<Value> {
  readonly default: Value;
  /** One sentence for people: shown by `config show`, in the template and in docs/config.md. */
  readonly help: string;
  /** The environment variable that wins over the file. */
  readonly env?: string;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

export type Toggle = {readonly kind: 'toggle'} & About<boolean>;
export type Count = {readonly kind: 'count'} & About<number> & Range;
/** Milliseconds once read. */
export type Duration = {readonly kind: 'duration'} & About<number> & Range;
export type Bytes = {readonly kind: 'bytes'} & About<number> & Range;
export type Choice<Word extends string = string> = {
  readonly kind: 'choice';
  readonly of: readonly Word[];
} & About<Word>;
export type Text<Value extends string | undefined = string | undefined> = {
  readonly kind: 'text';
  /** What is wrong with a text that has a grammar of its own: one sentence. */
  readonly check?: (text: string) => string | undefined;
} & About<Value>;
/** The most that may be spent, in the vendor's money or in tokens. */
export type Amount = {readonly kind: 'amount'} & About<string | undefined>;
/** Absolute once read: `project_root` counts from the folder of the file, every other path from `project_root`. */
export type Path = {readonly kind: 'path'} & About<string>;
/** Entries with fields of their own. Once read they are rows with the names a config has: `everyMs` for `every`. */
export type List<Row extends object = object> = {
  readonly kind: 'list';
  readonly fields: Readonly<Record<string, Field>>;
  /** What the entries may not be together, and which of them it is. */
  check(items: readonly Row[]): {why: string; item?: number} | undefined;
} & About<readonly Row[]>;
export type Item = Readonly<Record<string, string | number | boolean | undefined>>;
/** Without a presence of its own, a field that is left out has its default. */
export type Field = Scalar & {readonly presence?: 'needed' | 'optional'};

export type Scalar = Toggle | Count | Duration | Bytes | Choice | Text | Amount | Path;
export type Key = Scalar | List;
export type Value = Scalar['default'] | readonly object[];

const LONGEST_DURATION = '3650d';
const MOST_BYTES = '1PB';

const durationMs = (text: string): number => parseDuration(text) ?? Number.NaN;
const byteCount = (text: string): number => parseBytes(text) ?? Number.NaN;

type Written<K extends {default: unknown}> = Omit<K, 'kind' | 'default' | 'min' | 'max'> & {
  readonly default: string;
  readonly min?: string;
  readonly max?: string;
};

export const toggle = (about: Omit<Toggle, 'kind'>): Toggle => ({kind: 'toggle', ...about});
export const count = (about: Omit<Count, 'kind'>): Count => ({kind: 'count', ...about});
export const path = (about: Omit<Path, 'kind'>): Path => ({kind: 'path', ...about});
export const optionalText = (about: Omit<Text, 'kind' | 'default'>): Text => ({
  kind: 'text',
  default: undefined,
  ...about,
});

export const text = (about: Omit<Text<string>, 'kind'>): Text<string> => ({kind: 'text', ...about});

/** A field of a list that has to be there, or one without a default. */
export const needed = (key: Scalar): Field => ({...key, presence: 'needed'});
export const optional = (key: Scalar): Field => ({...key, presence: 'optional'});

export const list = <Row extends object>(about: Omit<List<Row>, 'kind' | 'default'>): List<Row> => ({
  kind: 'list',
  default: [],
  ...about,
});

export const optionalAmount = (about: Omit<Amount, 'kind' | 'default'>): Amount => ({
  kind: 'amount',
  default: undefined,
  ...about,
});

export const choice = <const Word extends string>(about: Omit<Choice<Word>, 'kind'>): Choice<Word> => ({
  kind: 'choice',
  ...about,
});

export const duration = ({min = '0', max = LONGEST_DURATION, ...about}: Written<Duration>): Duration => ({
  kind: 'duration',
  ...about,
  default: durationMs(about.default),
  min: durationMs(min),
  max: durationMs(max),
});

export const bytes = ({min = '0', max = MOST_BYTES, ...about}: Written<Bytes>): Bytes => ({
  kind: 'bytes',
  ...about,
  default: byteCount(about.default),
  min: byteCount(min),
  max: byteCount(max),
});

/** Completes "must be ...". */
export function expectation(key: Key): string {
  switch (key.kind) {
    case 'toggle':
      return 'true or false';
    case 'count':
      return `a whole number from ${key.min} to ${key.max}`;
    case 'duration':
      return `seconds or a duration such as \`10m\`, ${range(key, exactDuration)}`;
    case 'bytes':
      return `bytes or a size such as \`64MB\`, ${range(key, exactBytes)}`;
    case 'choice':
      return `one of ${key.of.join(', ')}`;
    case 'text':
      return 'one line of text';
    case 'amount':
      return 'an amount such as `2usd` or `200ktok`';
    case 'path':
      return 'a path on one line';
    case 'list':
      return `a list of entries with ${Object.keys(key.fields).join(', ')}`;
  }
}

const range = ({min, max}: Range, text: (amount: number) => string): string =>
  min === 0 ? `up to ${text(max)}` : `from ${text(min)} to ${text(max)}`;

/** A value as the file would have it: reading it back gives the same value. Empty where there is none. */
export function writtenValue(key: Key, value: Value): string {
  if (key.kind === 'duration' && typeof value === 'number') return exactDuration(value);
  if (key.kind === 'bytes' && typeof value === 'number') return exactBytes(value);
  if (key.kind === 'list') return Array.isArray(value) ? writeItems(key, value) : '';
  return value === undefined ? '' : String(value);
}

/** In one line, as YAML and JSON both have it, without the fields that are as by default. */
function writeItems({fields}: List, items: readonly Item[]): string {
  const written = items.map((item) => {
    const parts = Object.entries(fields).flatMap(([word, field]) => {
      const value = item[fieldName(word, field)];
      if (value === undefined || (field.presence === undefined && value === field.default)) return [];
      return [`${word}: ${quoted(writtenValue(field, value))}`];
    });
    return `{${parts.join(', ')}}`;
  });
  return `[${written.join(', ')}]`;
}

/** A word is plain; anything YAML could take for something else is not. */
const quoted = (text: string): string =>
  /^[A-Za-z./_][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text) ? text : JSON.stringify(text);

/** `log_limit` is `logLimitBytes` once read: camel case, with the unit the number has. */
export const fieldName = (name: string, key: Key): string =>
  camelCase(name) + (key.kind === 'duration' ? 'Ms' : key.kind === 'bytes' ? 'Bytes' : '');

export const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
