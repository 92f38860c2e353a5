import type {ModelMessage} from 'ai';
import {OrkestraError} from '../../../state/errors.js';
import type {AgentEnd, AgentEvent, AgentRequest} from '../agent.js';
import {overBudget} from '../cli/ending.js';
import {makeRedactor, redactEnd, redactEvent} from '../redact.js';
import {openDesk} from '../tools/tools.js';
import {askUntilAnswered} from './ask.js';
import {guardedFetch} from './fetch.js';
import {fulfil, type Result} from './fulfil.js';
import {makeSpent, type Spent} from './spent.js';
import type {Trouble} from './trouble.js';
import type {ApiVendor} from './vendor.js';
import {findWay} from './way.js';
import {type Clock, realClock, type Work} from './work.js';

type Failed = AgentEnd & {isOk: false};

const STOPPED: Failed = {isOk: false, failure: 'failed', why: 'it was stopped'};
/** A model that goes round in circles spends money with each of them. */
const MOST_STEPS = 1000;

/**
 * Works on a task with a model over the network and tools of ours. It is over when the model wants no more tools, or when
 * a limit is reached; a call that failed is made again as long as that may help.
 */
export async function runApi(
  vendor: ApiVendor,
  request: AgentRequest,
  tellAll: (event: AgentEvent) => void,
  signal: AbortSignal,
  clock: Clock = realClock,
): Promise<AgentEnd> {
  const redact = makeRedactor(request.env);
  const tell = (event: AgentEvent): void => tellAll(redactEvent(event, redact));
  try {
    if (signal.aborted) return STOPPED;
    const known = findWay(vendor, request.env, request.model);
    const desk = await openDesk(request, signal);
    const model = await vendor.open({...known.way, fetch: guardedFetch(vendor.company, true)});
    tell({type: 'started', model: known.way.model});
    const spent = makeSpent(tell);
    return redactEnd(await converse({vendor, known, model, request, desk, spent, clock, signal, tell, redact}), redact);
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    const why = [error.message.replace(/\.$/, ''), error.hint].filter((part) => part !== undefined).join('. ');
    return redactEnd({isOk: false, failure: 'login', why}, redact);
  }
}

async function converse(work: Work): Promise<AgentEnd> {
  const {vendor, request, spent, signal} = work;
  const limits = {steps: MOST_STEPS, ...request.limits};
  const messages: ModelMessage[] = [{role: 'user', content: request.prompt}];
  let steps = 0;
  let said = '';
  for (;;) {
    const room = roomFor(spent, limits.tokens, work.known.settings.maxTokens ?? vendor.maxTokens);
    if (room.tokens !== undefined && room.tokens < 1) return usedUp(limits.tokens);
    const answered = await askUntilAnswered(work, messages, room.tokens);
    if (signal.aborted) return STOPPED;
    if (!answered.isOk) return failed(answered.trouble);
    const {text, wishes, reason, messages: made} = answered.reply;
    if (reason === 'length') return room.isLast ? usedUp(limits.tokens) : tooLong(work, room.tokens);
    if (reason === 'content-filter') return {...FAILED, why: `${vendor.company} does not answer this`};
    said = text.trim() === '' ? said : text.trim();
    if (wishes.length === 0)
      return said === '' ? {...FAILED, why: `${vendor.company} ended without a word`} : {isOk: true, answer: said};
    const over = overBudget(spent.usage(), steps + wishes.length, limits);
    if (over !== undefined) return {isOk: false, failure: 'budget', why: over};
    messages.push(...made);
    // One after the other: two of them may be about the same file.
    const results: Result[] = [];
    for (const wish of wishes) {
      results.push(await fulfil(wish, work));
      if (signal.aborted) return STOPPED;
    }
    steps += wishes.length;
    messages.push({role: 'tool', content: results});
  }
}

const FAILED = {isOk: false, failure: 'failed'} as const;

/** How long the next answer may be. `isLast` when that is all that is left of the budget. */
function roomFor(spent: Spent, budget: number | undefined, longest: number | undefined) {
  const usage = spent.usage();
  const left = budget === undefined ? undefined : budget - (usage ? usage.inputTokens + usage.outputTokens : 0);
  const isLast = left !== undefined && (longest === undefined || left <= longest);
  return {tokens: isLast ? left : longest, isLast};
}

const usedUp = (tokens: number | undefined): Failed => ({
  ...{isOk: false, failure: 'budget', why: `it used up its ${tokens} tokens`},
});

const tooLong = ({known}: Work, tokens: number | undefined): Failed => ({
  ...FAILED,
  why: `its answer was cut off at ${tokens === undefined ? "the model's own limit" : `${tokens} tokens`}; ${known.maxTokensName} sets how long it may be`,
});

const failed = ({failure, why, hint, until}: Trouble): Failed => ({
  ...{isOk: false, failure, why: hint === undefined ? why : `${why}. ${hint}`},
  ...(until !== undefined && {until}),
});
