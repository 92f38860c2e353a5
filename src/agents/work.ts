import {OrkestraError} from '../../state/errors.js';
import {endFile, eventsFile} from '../../state/output.js';
import {readTask} from '../../state/tasks.js';
import type {World} from '../world.js';
import type {AgentEnd, AgentEvent, AgentLimits, Usage} from './agent.js';
import {readBrief} from './brief.js';
import {type WorkEnd, writeEnd} from './end-file.js';
import {envFor} from './env.js';
import {printEvent} from './print.js';
import {promptFor} from './prompt.js';
import {agentNamed} from './registry.js';
import {openTranscript} from './transcript.js';

/** Which attempt; the engine that asked for it may be gone by now. */
export interface WorkRequest {
  task: number;
  attempt: number;
}

const LIMITS: AgentLimits = {silenceMs: 10 * 60_000, firstEventMs: 60_000, graceMs: 30_000};

/**
 * The work of one attempt, in a process of its own: it outlives the engine, and neither a flood nor a crash of an agent
 * reaches a screen. What happens goes into the transcript, what people read to `print`, and how it ended into a file.
 */
export async function workOn(
  world: World,
  {task: id, attempt}: WorkRequest,
  print: (text: string) => void,
  signal: AbortSignal,
): Promise<AgentEnd> {
  const task = readTask(world.db, id);
  if (task?.state !== 'running' || task.attempt !== attempt || task.agent === null)
    throw new OrkestraError('conflict', `Attempt ${attempt} of task #${id} is over, or never began.`);
  const {runs, root} = world.paths;
  const brief = readBrief(world, {id, agent: task.agent});
  const prompt = promptFor(task, brief);
  const transcript = openTranscript(eventsFile(runs, id, attempt), world.now);
  transcript.write({type: 'prompt', text: prompt});
  const seen: Seen = {};
  const tell = (event: AgentEvent): void => {
    transcript.write(event);
    note(seen, event);
    const text = printEvent(event);
    if (text !== undefined) print(text);
  };
  const {session} = brief;
  const env = envFor(task.agent, process.env);
  const request = {prompt, cwd: root, env, limits: LIMITS, ...(session !== undefined && {session})};
  const end = await agentNamed(task.agent).run(request, tell, signal);
  transcript.close();
  if (!end.isOk) print(`[${end.failure}: ${end.why}]`);
  writeEnd(endFile(runs, id, attempt), endOf(end, seen));
  return end;
}

interface Seen {
  model?: string;
  version?: string;
  usage?: Usage;
}

function note(seen: Seen, event: AgentEvent): void {
  if (event.type === 'usage') seen.usage = event.usage;
  if (event.type !== 'started') return;
  if (event.model !== undefined) seen.model = event.model;
  if (event.version !== undefined) seen.version = event.version;
}

function endOf(end: AgentEnd, {usage, ...seen}: Seen): WorkEnd {
  return {...end, ...seen, ...usage};
}
