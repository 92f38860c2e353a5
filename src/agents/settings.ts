import {OrkestraError} from '../../state/errors.js';
import {parseDuration} from '../formats.js';
import type {AgentLimits} from './agent.js';

/** What the environment says of one agent. */
export interface ApiSettings {
  key?: string;
  /** The variable that holds the key, or should. */
  keyName: string;
  model?: string;
  temperature?: number;
  /** The longest answer, in tokens. */
  maxTokens?: number;
  /** Nothing heard for this long, and it is given up. */
  timeoutMs?: number;
  /** Kept by whoever answers `request.turn`. */
  callsPerMinute?: number;
  baseUrl?: string;
}

interface Names {
  /** Stands before each setting: GROK_MODEL. */
  own: string;
  keys: readonly string[];
  /** The one people are told to set. */
  key: string;
  models: readonly string[];
  urls: readonly string[];
}

const names = (own: string, {keys = [], models = [], urls = [], key}: Partial<Names> = {}): Names => ({
  own,
  keys: [`${own}_API_KEY`, ...keys],
  key: key ?? keys[0] ?? `${own}_API_KEY`,
  models: [`${own}_MODEL`, ...models],
  urls: [`${own}_BASE_URL`, ...urls],
});

/** Ours first, then those the vendors use. */
const known: Readonly<Record<string, Names>> = {
  claude: names('CLAUDE', {keys: ['ANTHROPIC_API_KEY'], models: ['ANTHROPIC_MODEL'], urls: ['ANTHROPIC_BASE_URL']}),
  chatgpt: names('CHATGPT', {keys: ['OPENAI_API_KEY'], models: ['OPENAI_MODEL'], urls: ['OPENAI_BASE_URL']}),
  gemini: names('GEMINI', {
    key: 'GEMINI_API_KEY',
    keys: ['GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    models: ['GOOGLE_MODEL'],
    urls: ['GOOGLE_GEMINI_BASE_URL', 'GOOGLE_BASE_URL'],
  }),
  copilot: names('COPILOT', {
    keys: ['GITHUB_TOKEN', 'GH_TOKEN', 'COPILOT_GITHUB_TOKEN'],
    urls: ['GITHUB_MODELS_BASE_URL'],
  }),
  grok: names('GROK', {keys: ['XAI_API_KEY'], models: ['XAI_MODEL'], urls: ['XAI_BASE_URL']}),
  local: names('LOCAL'),
};

const own = ['TEMPERATURE', 'MAX_TOKENS', 'TIMEOUT', 'RATE_LIMIT'] as const;

/** Every variable that means something here. */
export const settingNames: ReadonlySet<string> = new Set(
  Object.values(known).flatMap(({own: name, keys, models, urls}) => [
    ...[...keys, ...models, ...urls],
    ...own.map((one) => `${name}_${one}`),
  ]),
);

/**
 * What of a shared file may be used. Whoever wrote it must not learn a key that is not in it: an address counts beside a
 * key of the same file, and where there is no key at all that a server of one's own could be sent.
 */
export function withoutStrayUrls(shared: NodeJS.ProcessEnv, trusted: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const stray = Object.entries(known).flatMap(([agent, {keys, urls}]) => {
    const isFree = first(shared, keys) !== undefined || agent === 'local';
    return first(trusted, keys) === undefined && isFree ? [] : urls;
  });
  return Object.fromEntries(Object.entries(shared).filter(([name]) => !stray.includes(name)));
}

/** The variables that say where an agent is, for a sentence that helps. */
export const urlNameOf = (agent: string): string => `${namesOf(agent).own}_BASE_URL`;
export const modelNameOf = (agent: string): string => `${namesOf(agent).own}_MODEL`;

const namesOf = (agent: string): Names => known[agent] ?? names(agent.toUpperCase().replace(/\W/g, '_'));

/** Refuses what cannot be meant, by the name of the variable. The value of a key is never repeated. */
export function readSettings(agent: string, env: NodeJS.ProcessEnv): ApiSettings {
  const {own, keys, key: said, models, urls} = namesOf(agent);
  const key = first(env, keys);
  const model = first(env, models);
  const url = first(env, urls);
  const whole = (name: string, most: number): number | undefined =>
    numberIn(
      env,
      `${own}_${name}`,
      `a whole number from 1 to ${most}`,
      (it) => /^\d+$/.test(it.text) && it.value >= 1 && it.value <= most,
    );
  return drop({
    key: key && readKey(key),
    keyName: key?.name ?? said,
    model: model && readModel(model),
    temperature: numberIn(env, `${own}_TEMPERATURE`, 'a number from 0 to 2', ({value}) => value >= 0 && value <= 2),
    maxTokens: whole('MAX_TOKENS', 10_000_000),
    timeoutMs: readTimeout(env, `${own}_TIMEOUT`),
    callsPerMinute: whole('RATE_LIMIT', 100_000),
    baseUrl: url && readUrl(url),
  });
}

/** One sentence for each setting that is wrong, of all agents. */
export function settingsProblems(env: NodeJS.ProcessEnv): OrkestraError[] {
  return Object.keys(known).flatMap((agent) => {
    try {
      readSettings(agent, env);
      return [];
    } catch (error) {
      if (error instanceof OrkestraError) return [error];
      throw error;
    }
  });
}

/** The limits of a run with the timeout a person set for this agent. */
export const limitsWith = (limits: AgentLimits, {timeoutMs}: ApiSettings): AgentLimits =>
  timeoutMs === undefined ? limits : {...limits, firstEventMs: timeoutMs, silenceMs: timeoutMs};

interface Found {
  name: string;
  text: string;
}

/** An empty variable is none. */
function first(env: NodeJS.ProcessEnv, from: readonly string[]): Found | undefined {
  const name = from.find((one) => (env[one] ?? '').trim() !== '');
  return name === undefined ? undefined : {name, text: (env[name] ?? '').trim()};
}

function readKey({name, text}: Found): string {
  // Anything else cannot stand in a header; a line end in the middle is a key that was copied with more than it.
  if (!/^[\x21-\x7e]+$/.test(text))
    throw new OrkestraError('invalid', `${name} holds spaces or characters that no key has.`, {
      hint: 'Copy the key again, without anything around it.',
    });
  return text;
}

function readModel({name, text}: Found): string {
  if (!/^[\w./:@+-]{1,200}$/.test(text)) throw wrong(name, "the vendor's name of a model");
  return text;
}

function readUrl({name, text}: Found): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw wrong(name, 'an address such as https://host/v1');
  if (url.username !== '' || url.password !== '')
    throw new OrkestraError('invalid', `${name} holds a name or password.`, {hint: 'Set the key in its own variable.'});
  if (url.search !== '' || url.hash !== '') throw wrong(name, 'an address without ? and #');
  return url.href.replace(/\/+$/, '');
}

function readTimeout(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const found = first(env, [name]);
  if (!found) return undefined;
  const ms = parseDuration(found.text);
  if (ms === undefined || ms < 1 || ms > LONGEST_TIMEOUT_MS)
    throw wrong(name, 'a time such as 90, 90s or 5m, up to a day');
  return ms;
}

const LONGEST_TIMEOUT_MS = 86_400_000;

function numberIn(
  env: NodeJS.ProcessEnv,
  name: string,
  what: string,
  isRight: (it: {value: number; text: string}) => boolean,
): number | undefined {
  const found = first(env, [name]);
  if (!found) return undefined;
  const value = Number(found.text);
  if (!Number.isFinite(value) || !isRight({value, text: found.text})) throw wrong(name, what);
  return value;
}

const wrong = (name: string, what: string): OrkestraError =>
  new OrkestraError('invalid', `${name} is not ${what}.`, {hint: `Set ${name} to ${what}, or remove it.`});

function drop(all: {[Name in keyof ApiSettings]: ApiSettings[Name] | undefined} & {keyName: string}): ApiSettings {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as ApiSettings;
}
