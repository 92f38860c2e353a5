import {OrkestraError} from '../../../state/errors.js';
import type {Probe} from '../agent.js';
import {guardedFetch} from './fetch.js';
import {messageIn} from './message.js';
import {type Trouble, troubleFrom, troubleOf} from './trouble.js';
import type {ApiVendor} from './vendor.js';
import {findWay, type Known} from './way.js';

const PATIENCE_MS = 10_000;
const MOST_WORDS = 10_000;
/** Some servers list thousands of models. */
const LARGEST_BYTES = 10_000_000;

/** Asks the vendor something that costs nothing: whether it is there, takes the key, and has the model. */
export async function probeApi(
  vendor: ApiVendor,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<Probe> {
  let known: Known;
  try {
    known = findWay(vendor, env);
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    const state = error.code === 'not-found' ? 'missing' : 'login';
    return {state, why: error.message.replace(/\.$/, ''), hint: error.hint ?? ''};
  }
  const began = performance.now();
  const late = AbortSignal.timeout(patienceMs);
  const trouble = await look(vendor, known, AbortSignal.any([signal, late]));
  if (trouble === undefined)
    return {state: 'ready', version: known.way.model, via: 'api', latencyMs: Math.round(performance.now() - began)};
  const {company, host} = known.scene;
  if (late.aborted) return {...unreachable, why: `${company} at ${host} did not answer within ${patienceMs / 1000} s`};
  const {failure, why, hint} = trouble;
  return {state: states[failure], why, hint: hint ?? hints[states[failure]]};
}

async function look(vendor: ApiVendor, {way, scene}: Known, signal: AbortSignal): Promise<Trouble | undefined> {
  const {url, headers, body, isFine = []} = vendor.look(way);
  try {
    const fetch = guardedFetch(vendor.company, false, LARGEST_BYTES);
    const response = await fetch(url, {
      ...{signal, headers: {...headers, ...(body !== undefined && {'content-type': 'application/json'})}},
      ...(body !== undefined && {method: 'POST', body: JSON.stringify(body)}),
    });
    const text = await response.text();
    if (response.ok) return undefined;
    const words = (messageIn(text) ?? '').slice(0, MOST_WORDS);
    const refusal = {status: response.status, headers: Object.fromEntries(response.headers), words};
    const trouble = troubleOf(refusal, scene, Date.now());
    const isBad = response.status === 400 && (trouble.isModel === true || trouble.failure !== 'failed');
    return isFine.includes(response.status) && !isBad ? undefined : trouble;
  } catch (error) {
    return troubleFrom(error, scene, Date.now());
  }
}

const states = {
  login: 'login',
  limited: 'limited',
  unreachable: 'unreachable',
  budget: 'limited',
  /** It is there and takes the key, but has not what is asked for. */
  failed: 'missing',
} as const;

const hints = {
  login: 'Look at the account.',
  limited: 'Wait, or give the task to another agent.',
  unreachable: 'Check the network and the address, then try again.',
  missing: 'Check the address and the model.',
} as const;

const unreachable = {state: 'unreachable', hint: hints.unreachable} as const;
