import {z} from 'zod';
import {version as ownVersion} from '../../version.js';
import type {AgentAnswer, AgentEnd, AgentEvent, AgentQuestion, AgentRequest} from '../agent.js';
import {emptyState, type TheEnd} from '../cli/driver.js';
import {judge, overBudget, silent} from '../cli/ending.js';
import {findCommand} from '../cli/version.js';
import {makeRedactor, redactEnd, redactEvent, redactQuestion} from '../redact.js';
import {greet, type Hello, openSession, readRefusal, readTurn} from './session.js';
import {openTalk} from './talk.js';
import {endUpdates, readUpdate, type ToolCall, toolCall, type UpdateState} from './updates.js';
import {startVigil} from './vigil.js';

export interface AcpProgram {
  name: string;
  /** The program and its arguments. */
  command: readonly [string, ...string[]];
  /** A path in the command counts from here. */
  folder: string;
}

/** After a cancelled turn or the last one it has this long to leave by itself; the protocol does not say that it must. */
const LEAVE_MS = 2000;
/** A program that floods us with words that are no messages is not shown to the end. */
const SHOWN_NOTES = 200;
const STOPPED = {isOk: false, failure: 'failed', why: 'it was stopped'} as const;

type Failed = AgentEnd & {isOk: false};

/**
 * Runs one turn of an agent that speaks ACP. Whatever it does, this ends within the limits and throws nothing, and nothing
 * of what it started is left.
 */
export async function runAcp(
  program: AcpProgram,
  request: AgentRequest,
  tellAll: (event: AgentEvent) => void,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<AgentEnd> {
  const {limits, env, cwd} = request;
  const [first, ...args] = program.command;
  const file = await findCommand(first, program.folder, env);
  if (file === undefined) return {isOk: false, failure: 'login', why: `${first} is not installed`};
  if (signal.aborted) return STOPPED;

  // Loading it is not the agent's silence.
  await import('@agentclientprotocol/sdk');
  const redact = makeRedactor(env);
  const state: UpdateState = {said: emptyState(), thought: emptyState(), tools: new Map(), usage: undefined};
  const calls = new Map<string, ToolCall>();
  const over = new AbortController();
  let session: string | undefined = request.session;
  let isPrompted = false;
  let stopped: Failed | undefined;
  let steps = 0;
  let notes = 0;

  const tell = (event: AgentEvent): void => {
    if (event.type === 'tool') steps++;
    tellAll(redactEvent(event, redact));
  };
  const stop = (why: Failed, isDeaf = false): void => {
    if (stopped) return;
    stopped = why;
    over.abort();
    if (!isPrompted || isDeaf) return talk.stop();
    talk.notify('session/cancel', {sessionId: session});
    leaveSoon();
  };
  let leaving: NodeJS.Timeout | undefined;
  const leaveSoon = (): void => {
    leaving ??= setTimeout(() => talk.stop(), Math.min(LEAVE_MS, limits.graceMs));
  };
  const vigil = startVigil(limits, ({ms, before}) =>
    stop(silent({program: first}, ms, before, talk.words(), now()), true),
  );

  /** While a person thinks, the agent has no reason to speak. */
  const ask = async (asked: AgentQuestion): Promise<AgentAnswer | undefined> => {
    const question = redactQuestion(asked, redact);
    const release = vigil.hold();
    const gone = new Promise<undefined>((resolve) => over.signal.addEventListener('abort', () => resolve(undefined)));
    const nobody: AgentAnswer = {isAllowed: false, why: 'nobody can be asked'};
    const answer = over.signal.aborted
      ? undefined
      : await Promise.race([request.ask?.(question).catch(() => nobody) ?? nobody, gone]);
    release();
    if (answer?.isAllowed === false) tell({type: 'note', text: `not permitted: ${question.subject} (${answer.why})`});
    return answer;
  };

  const talk = await openTalk({
    ...{file, args, env, folder: {cwd, whyNotWrite: request.whyNotWrite}, ask},
    toolNamed: (id) => calls.get(id),
    onHeard: vigil.heard,
    onNoise(line) {
      if (++notes <= SHOWN_NOTES) tell({type: 'note', text: line.slice(0, 500)});
    },
    onUpdate(params) {
      // What was said before the turn is an old session that is played again.
      if (!isPrompted) return;
      remember(calls, params);
      for (const event of readUpdate(params, state)) tell(event);
      const why = overBudget(state.usage, steps, limits);
      if (why !== undefined) stop({isOk: false, failure: 'budget', why});
    },
  });
  const abort = (): void => stop(STOPPED);
  signal.addEventListener('abort', abort, {once: true});

  const work = async (): Promise<TheEnd | undefined> => {
    let agent: Hello | undefined;
    try {
      agent = await greet(talk, ownVersion);
      const {id, model, notes: remarks} = await openSession(talk, agent, request);
      session = id;
      const version = agent.agentInfo?.version;
      tell({
        type: 'started',
        session: id,
        ...(model !== undefined && {model}),
        ...(version !== undefined && {version}),
      });
      for (const remark of remarks) tell(remark);
      if (stopped) return undefined;
      isPrompted = true;
      const prompt = [{type: 'text', text: request.prompt}];
      const {end, usage} = readTurn(await talk.request('session/prompt', {sessionId: id, prompt}));
      for (const event of endUpdates(state)) tell(event);
      if (usage) {
        const {costUsd} = state.usage ?? {};
        tell({type: 'usage', usage: {...usage, ...(costUsd !== undefined && {costUsd})}});
      }
      return end;
    } catch (error) {
      const refused = readRefusal(error, agent);
      if (refused?.isLost) session = undefined;
      for (const event of endUpdates(state)) tell(event);
      return refused?.end;
    }
  };
  // What is asked of an agent that is gone is refused, so this comes to an end with it.
  const end = await work();
  over.abort();
  vigil.end();
  talk.hangUp();
  leaveSoon();
  const left = await talk.left;
  clearTimeout(leaving);
  signal.removeEventListener('abort', abort);
  // Whoever stops it does not want what it did, even when it was done.
  if (signal.aborted) stopped = STOPPED;
  if (left.error) return {isOk: false, failure: 'failed', why: `${first} could not be started: ${left.error.message}`};
  const known = {left, end, stopped, wasMadeToLeave: true, answer: state.said.answer, words: talk.words(), session};
  return redactEnd(judge({program: first}, known, now()), redact);
}

const updated = z.object({update: toolCall});

/** Leave is asked for a tool by its number alone; what it was to do was told before. */
function remember(calls: Map<string, ToolCall>, params: unknown): void {
  const parsed = updated.safeParse(params);
  if (!parsed.success) return;
  const {update} = parsed.data;
  const call = Object.fromEntries(Object.entries(update).filter(([, value]) => value != null));
  const {toolCallId: id} = update;
  if (calls.size > 1000) calls.clear();
  calls.set(id, {...calls.get(id), ...call, toolCallId: id});
}
