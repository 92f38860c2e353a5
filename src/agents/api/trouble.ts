import {OrkestraError} from '../../../state/errors.js';
import {plain} from '../../plain.js';
import type {Failure} from '../agent.js';
import {classify} from '../failures.js';
import {findMessage, messageIn} from './message.js';
import {resetAt} from './reset.js';

/** Why a call gave no answer, and how often the same again is worth it. */
export interface Trouble {
  failure: Failure;
  why: string;
  /** What a person can do about it. */
  hint?: string;
  until?: number;
  /** The vendor is well, but has no such model. */
  isModel?: boolean;
  tries: number;
}

/** Whom it happened with. */
export interface Scene {
  company: string;
  host: string;
  model: string;
  keyName: string;
  modelName: string;
  /** What to do about a key that is refused. */
  refused?: string | undefined;
}

/** What was answered, as far as anything was. */
export interface Refusal {
  status: number;
  headers: Readonly<Record<string, string>>;
  words: string;
}

/** As long as it lasts: a cut network comes back. */
const AGAIN = Number.POSITIVE_INFINITY;
const FEW = 4;
const ONCE_MORE = 1;

/** What an answer with an error means. */
export function troubleOf({status, headers, words}: Refusal, scene: Scene, now: number): Trouble {
  const {company, model, host, keyName, modelName, refused} = scene;
  const said = line(words);
  const code = `(${status})`;
  const tail = said === '' ? code : `${code}: ${said}`;
  const byWords = classify(words, now);
  const until = resetAt(headers, words, now);
  if (isWrongModel(status, words))
    return {
      ...{
        failure: 'failed',
        tries: 0,
        isModel: true,
        why: `${company} has no model ${model}, or not at ${host} ${code}`,
      },
      hint: `Set ${modelName} to a model it has.`,
    };
  if (status === 402 || (status === 429 && byWords.failure === 'login'))
    return {failure: 'login', why: `${company} wants to be paid ${tail}`, hint: 'Look at the account.', tries: 0};
  if (status === 429 || (status === 403 && byWords.failure === 'limited'))
    return {
      failure: 'limited',
      why: `${company} takes no more for now ${tail}`,
      tries: FEW,
      ...(until !== undefined && {until}),
    };
  if (status === 401 || status === 403 || (status === 400 && byWords.failure === 'login'))
    return {
      ...{failure: 'login', tries: 0, hint: refused ?? `Set ${keyName} to a key that is valid.`},
      why: `${company} ${status === 403 ? 'does not permit this with' : 'refused'} the key in ${keyName} ${tail}`,
    };
  if (status >= 500 || status === 408)
    return {failure: 'unreachable', why: `${company} is not well ${tail}`, tries: FEW};
  return {failure: 'failed', why: `${company} refused the request ${tail}`, tries: 0};
}

const isWrongModel = (status: number, words: string): boolean =>
  status === 404 ||
  (status === 400 &&
    /model_not_found|unknown.?model|invalid model|model .{0,120}(does not exist|not found|not supported)/i.test(words));

/** What an error means that came instead of an answer, or in the middle of one. */
export function troubleFrom(error: unknown, scene: Scene, now: number): Trouble {
  const {company, host} = scene;
  const chain = causesOf(error);
  const ours = chain.find((one) => one instanceof OrkestraError);
  if (ours instanceof OrkestraError) return fromOurs(ours);
  if (chain.some(isGarbage))
    return {
      ...{failure: 'unreachable', tries: ONCE_MORE},
      why: `what ${company} at ${host} sent is no answer of a model`,
    };
  const refusal = refusalIn(chain);
  if (refusal && refusal.status >= 400) return troubleOf(refusal, scene, now);
  const errno = chain.map(codeOf).find((code) => code !== undefined);
  if (
    errno !== undefined ||
    chain.some((one) => one instanceof TypeError && /fetch failed|terminated/.test(one.message))
  )
    return {
      failure: 'unreachable',
      why: `${company} at ${host} cannot be reached: ${sayings[errno ?? ''] ?? errno ?? 'the connection broke'}`,
      tries: AGAIN,
    };
  return fromWords(chain.map(wordsOf).find((words) => words !== '') ?? '', scene, now);
}

/** The SDK could not read it; some of its providers say so as if the vendor had. */
const isGarbage = (error: unknown): boolean =>
  error instanceof Error &&
  (/JSONParse|TypeValidation|Invalid|NoContent|EmptyResponse/.test(error.name) ||
    /^(Type validation|JSON parsing) failed/.test(error.message));

/** An error that was sent in the middle of an answer. */
function fromWords(words: string, {company}: Scene, now: number): Trouble {
  const why = `${company} broke off: ${line(words) || 'it does not say why'}`;
  if (/overloaded|internal|api_error|server.?error|unavailable|timeout/i.test(words))
    return {failure: 'unreachable', why, tries: FEW};
  const {failure, until} = classify(words, now);
  return {
    failure,
    why,
    tries: failure === 'limited' ? FEW : failure === 'failed' ? ONCE_MORE : 0,
    ...(until !== undefined && {until}),
  };
}

function fromOurs({code, message, hint}: OrkestraError): Trouble {
  const why = message.replace(/\.$/, '');
  const more = hint === undefined ? {} : {hint};
  return code === 'corrupt'
    ? {failure: 'unreachable', why, tries: ONCE_MORE, ...more}
    : {failure: 'login', why, tries: 0, ...more};
}

/** The end of a stream that did not say that it is the end. */
export const cutOff = ({company}: Scene): Trouble => ({
  ...{failure: 'unreachable', tries: FEW},
  why: `the answer of ${company} was cut off`,
});

/** It says itself that its answer is none: a call of a tool it could not write, and the like. */
export const spoiled = ({company}: Scene, reason: string): Trouble => ({
  ...{failure: 'failed', tries: ONCE_MORE + 1},
  why: `${company} broke off its answer: ${line(reason)}`,
});

const sayings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody answers there',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  EPIPE: 'the connection broke',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer',
  UND_ERR_BODY_TIMEOUT: 'it does not answer',
  ENETUNREACH: 'there is no network',
  EHOSTUNREACH: 'there is no way to it',
};

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && chain.length < 10; ) {
    chain.push(one);
    one = one instanceof AggregateError ? one.errors[0] : (one as {cause?: unknown}).cause;
  }
  return chain;
}

const codeOf = (error: unknown): string | undefined => {
  const {code} = error as {code?: unknown};
  return typeof code === 'string' &&
    /^(E[A-Z]{3,}|UND_ERR_|CERT_|ERR_TLS|ERR_SSL|DEPTH_|SELF_SIGNED|UNABLE_)/.test(code)
    ? code
    : undefined;
};

function refusalIn(chain: readonly unknown[]): Refusal | undefined {
  for (const one of chain) {
    const {statusCode, responseHeaders, responseBody, message} = one as Record<string, unknown>;
    if (typeof statusCode !== 'number') continue;
    const body = typeof responseBody === 'string' ? responseBody : '';
    return {
      status: statusCode,
      headers: (responseHeaders ?? {}) as Record<string, string>,
      words: messageIn(body) ?? String(message ?? ''),
    };
  }
  return undefined;
}

const wordsOf = (error: unknown): string => {
  if (typeof error === 'string') return error;
  if (error instanceof Error) return error.message;
  const {type} = error as {type?: unknown};
  return [typeof type === 'string' ? type : '', findMessage(error) ?? ''].join(' ').trim();
};

const line = (words: string): string => {
  const one = plain(words).trim().replace(/\.$/, '');
  return one.length <= 300 ? one : `${one.slice(0, 299)}…`;
};
