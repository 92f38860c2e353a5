import {z} from 'zod';
import {OrkestraError} from '../../../state/errors.js';
import type {AgentEvent, AgentRequest, Usage} from '../agent.js';
import type {TheEnd} from '../cli/driver.js';
import type {Talk} from './talk.js';

/** The version of the protocol that is spoken here. */
const PROTOCOL = 1;

const hello = z.object({
  protocolVersion: z.number(),
  agentInfo: z.object({name: z.string().optional(), version: z.string().optional()}).nullish(),
  agentCapabilities: z
    .object({
      loadSession: z.boolean().nullish(),
      sessionCapabilities: z.object({resume: z.unknown().optional()}).nullish(),
    })
    .nullish(),
  authMethods: z.array(z.object({name: z.string().nullish(), description: z.string().nullish()})).nullish(),
});

export type Hello = z.infer<typeof hello>;

const noAcp = (why: string): OrkestraError => new OrkestraError('unavailable', why);

/** Neither a terminal is offered nor a dialog: an agent has its own tools, and nobody may sit here. */
export async function greet(talk: Pick<Talk, 'request'>, version: string): Promise<Hello> {
  const answer = hello.safeParse(
    await talk.request('initialize', {
      protocolVersion: PROTOCOL,
      clientCapabilities: {fs: {readTextFile: true, writeTextFile: true}, terminal: false},
      clientInfo: {name: 'orkestra', version},
    }),
  );
  if (!answer.success) throw noAcp('it does not speak ACP');
  if (answer.data.protocolVersion !== PROTOCOL)
    throw noAcp(`it speaks version ${answer.data.protocolVersion} of ACP, not ${PROTOCOL}`);
  return answer.data;
}

const opened = z.object({
  sessionId: z.string().optional(),
  configOptions: z
    .array(z.object({id: z.string(), category: z.string().nullish(), currentValue: z.unknown().optional()}))
    .nullish(),
});

export interface Session {
  id: string;
  model?: string;
  /** What it could not do as it was asked. */
  notes: AgentEvent[];
}

/** A session, the one that was interrupted where the agent can go on with it. */
export async function openSession(talk: Pick<Talk, 'request'>, agent: Hello, request: AgentRequest): Promise<Session> {
  const {cwd, session: old, model} = request;
  const {loadSession, sessionCapabilities} = agent.agentCapabilities ?? {};
  const way = sessionCapabilities?.resume ? 'session/resume' : loadSession ? 'session/load' : undefined;
  const params = {cwd, mcpServers: []};
  const isOld = old !== undefined && way !== undefined;
  const answer = isOld
    ? await talk.request(way, {...params, sessionId: old})
    : await talk.request('session/new', params);
  const {sessionId: id = isOld ? old : undefined, configOptions} = opened.parse(answer ?? {});
  if (id === undefined) throw noAcp('it opened no session');
  const notes: AgentEvent[] = [];
  if (old !== undefined && !isOld)
    notes.push({type: 'note', text: 'it cannot go on with a session, so it begins anew'});
  if (model === undefined) return {id, notes};
  const option = configOptions?.find(({category}) => category === 'model');
  if (!option) return {id, notes: [...notes, {type: 'note', text: `it does not let the model ${model} be chosen`}]};
  if (option.currentValue !== model)
    await talk.request('session/set_config_option', {sessionId: id, configId: option.id, value: model});
  return {id, model, notes};
}

const tokens = z.number().nullish();
const turn = z.object({
  stopReason: z.string(),
  usage: z
    .object({inputTokens: z.number(), outputTokens: z.number(), cachedReadTokens: tokens, cachedWriteTokens: tokens})
    .nullish()
    .catch(undefined),
});

export interface Turn {
  end: TheEnd;
  usage: Usage | undefined;
}

export function readTurn(answer: unknown): Turn {
  const parsed = turn.safeParse(answer);
  if (!parsed.success) return {end: {isOk: false, why: 'its answer is none that ACP knows'}, usage: undefined};
  const {stopReason, usage} = parsed.data;
  return {
    end: endings[stopReason] ?? {isOk: false, why: `it stopped: ${stopReason}`},
    usage: usage
      ? {
          inputTokens: usage.inputTokens + (usage.cachedReadTokens ?? 0) + (usage.cachedWriteTokens ?? 0),
          outputTokens: usage.outputTokens,
        }
      : undefined,
  };
}

const endings: Readonly<Record<string, TheEnd>> = {
  end_turn: {isOk: true},
  refusal: {isOk: false, failure: 'failed', why: 'it refused to do this'},
  max_tokens: {isOk: false, failure: 'failed', why: 'its answer was longer than it may be'},
  max_turn_requests: {isOk: false, failure: 'budget', why: 'it used up its turns'},
  cancelled: {isOk: false, failure: 'failed', why: 'it says that it was stopped'},
};

const refusal = z.object({code: z.number(), message: z.string(), data: z.unknown().optional()});
const AUTH_REQUIRED = -32000;
const NOT_FOUND = -32002;

export interface Refused {
  end: TheEnd;
  /** The session it was to go on with is gone. */
  isLost: boolean;
}

/** What an error that the agent answered with means; undefined for one that tells only that the agent is gone. */
export function readRefusal(error: unknown, agent: Hello | undefined): Refused | undefined {
  if (error instanceof OrkestraError) return {end: {isOk: false, failure: 'failed', why: error.message}, isLost: false};
  const parsed = refusal.safeParse(error instanceof Error && {...error, message: error.message});
  if (!parsed.success) return undefined;
  const {code, message, data} = parsed.data;
  if (code === AUTH_REQUIRED)
    return {end: {isOk: false, failure: 'login', why: `${message}${waysIn(agent)}`}, isLost: false};
  const more = data === undefined || data === null ? '' : `: ${typeof data === 'string' ? data : detailsOf(data)}`;
  return {end: {isOk: false, why: `${message}${more}`}, isLost: code === NOT_FOUND};
}

const detailsOf = (data: unknown): string => {
  const details = typeof data === 'object' && data !== null && 'details' in data ? data.details : undefined;
  return typeof details === 'string' ? details : JSON.stringify(data);
};

function waysIn(agent: Hello | undefined): string {
  const ways = (agent?.authMethods ?? []).flatMap(({name, description}) => description || name || []);
  return ways.length === 0 ? '' : ` (${ways.join('; ')})`;
}
