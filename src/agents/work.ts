import {OrkestraError} from '../../state/errors.js';
import {endFile, eventsFile} from '../../state/output.js';
import {readTask} from '../../state/tasks.js';
import type {World} from '../world.js';
import type {Agent, AgentEnd, AgentEvent, AgentRequest} from './agent.js';
import {readBrief} from './brief.js';
import type {UsedUp} from './budget.js';
import {loadAgents} from './defined/load.js';
import {type WorkEnd, writeEnd} from './end-file.js';
import {type Inbox, openInbox} from './inbox.js';
import {type Meter, startMeter} from './meter.js';
import {printEvent} from './print.js';
import {agentNamed, agentsOf} from './registry.js';
import {type AgentTask, requestFor} from './request.js';
import {openTranscript, type Transcript} from './transcript.js';

/** Which attempt; the engine that asked for it may be gone by now. */
export interface WorkRequest {
  task: number;
  attempt: number;
}

/**
 * The work of one attempt, in a process of its own: it outlives the engine, and neither a flood nor a crash of an agent
 * reaches a screen. What happens goes into the transcript, what people read to `print`, and how it ended into a file.
 */
export async function workOn(
  world: World,
  {task: id, attempt}: WorkRequest,
  print: (text: string) => void,
  signal: AbortSignal,
): Promise<WorkEnd> {
  const task = findRunning(world, id, attempt);
  const transcript = openTranscript(eventsFile(world.paths.runs, id, attempt), world.now);
  const meter = startMeter(world, task, task.agent);
  const inbox = openInbox(world, task.agent);
  const end = await prepareAndRun(world, task, {meter, transcript, inbox, print, signal});
  transcript.close();
  if (!end.isOk) print(`[${end.failure}: ${end.why}]`);
  const {usage, ...seen} = meter.seen;
  const left = {...seen, ...end, ...usage};
  writeEnd(endFile(world.paths.runs, id, attempt), left);
  return left;
}

/** A setting that is wrong, or an agent that is no more, is for a person to mend; the task waits for that. */
async function prepareAndRun(world: World, task: AgentTask, within: Within): Promise<Ended> {
  const over = new AbortController();
  try {
    const known = agentNamed(task.agent, agentsOf(await loadAgents(world.paths)));
    const brief = {...readBrief(world, task), messages: within.inbox.messages};
    const request = await requestFor(world, task, {known, brief, over: over.signal});
    within.transcript.write({type: 'prompt', text: request.prompt});
    return await runWithin(known.agent, request, within);
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    return {isOk: false, failure: 'login', why: [error.message, error.hint].filter(Boolean).join(' ')};
  } finally {
    over.abort();
  }
}

function findRunning({db}: World, id: number, attempt: number): AgentTask {
  const task = readTask(db, id);
  if (task?.state === 'running' && task.attempt === attempt && task.agent !== null) return {...task, agent: task.agent};
  throw new OrkestraError('conflict', `Attempt ${attempt} of task #${id} is over, or never began.`);
}

interface Within {
  meter: Meter;
  transcript: Transcript;
  inbox: Inbox;
  print(text: string): void;
  signal: AbortSignal;
}

type Ended = AgentEnd & {scope?: UsedUp['scope']};

const refused = ({name}: Agent, {scope, why}: UsedUp): Ended => ({
  ...{isOk: false, failure: 'budget', scope},
  why: scope === 'task' ? why : `${name} ${why}`,
});

/** Nothing is started on a budget that is used up, and what runs is stopped when that happens meanwhile. */
async function runWithin(
  agent: Agent,
  request: AgentRequest,
  {meter, transcript, inbox, print, signal}: Within,
): Promise<Ended> {
  const before = meter.usedUp();
  if (before) return refused(agent, before);
  const stopping = new AbortController();
  let over: UsedUp | undefined;
  const tell = (event: AgentEvent): void => {
    if (event.type !== 'note') inbox.heard();
    transcript.write(event);
    meter.hear(event);
    const text = printEvent(event);
    if (text !== undefined) print(text);
    if (event.type !== 'usage' || over) return;
    over = meter.usedUp();
    if (over) stopping.abort();
  };
  const end = await agent.run(request, tell, AbortSignal.any([signal, stopping.signal]));
  // What was done before the last word on its cost is done.
  if (end.isOk || signal.aborted) return end;
  if (over) return {...refused(agent, over), ...(end.session !== undefined && {session: end.session})};
  return end.failure === 'budget' ? {...end, scope: 'task'} : end;
}
