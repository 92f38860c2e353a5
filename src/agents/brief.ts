import {listAudit} from '../../state/audit.js';
import {eventsFile} from '../../state/output.js';
import {listRuns, type Run} from '../../state/runs.js';
import {readSession} from '../../state/usages.js';
import type {World} from '../world.js';
import {readTranscript, type TranscriptLine} from './transcript.js';

/** What an agent has to know of the attempts before its own. */
export interface Brief {
  /** What a reviewer did not accept. */
  rejected?: string;
  before?: Before;
  /** Its own session, when it was the last that worked on the task. */
  session?: string;
  /** What it was sent and has not read yet. */
  messages?: readonly string[];
}

export interface Before {
  agent: string;
  attempt: number;
  why: string;
  /** Its last words. */
  said: string;
  /** What its tools were used on, in order and each once. */
  did: string[];
}

const MOST_WORDS = 3000;
const MOST_DEEDS = 40;

/** So that whoever goes on with a task knows what was done, also when another vendor's agent did it. */
export function readBrief({db, paths}: World, {id, agent}: {id: number; agent: string}): Brief {
  const last = listRuns(db, id).at(-1);
  if (!last) return {};
  const lines = readTranscript(eventsFile(paths.runs, id, last.attempt));
  const session = last.agent === agent ? readSession(db, id, agent, last.attempt) : undefined;
  const rejected = lastRejection(db, id, last.endedAt);
  const before = last.state === 'done' && rejected === undefined ? undefined : beforeOf(last, lines);
  return {...(rejected !== undefined && {rejected}), ...(before && {before}), ...(session !== undefined && {session})};
}

function lastRejection(db: World['db'], task: number, since: number): string | undefined {
  const [event] = listAudit(db, {task, type: 'task.rejected', limit: 1});
  if (!event || event.at < since) return undefined;
  const {reason} = JSON.parse(event.data) as {reason?: unknown};
  return typeof reason === 'string' ? reason : undefined;
}

export function beforeOf({agent, attempt, why, state}: Run, lines: readonly TranscriptLine[]): Before {
  let said = '';
  const did = new Set<string>();
  for (const line of lines) {
    if (line.type === 'text') said += line.text;
    if (line.type !== 'tool') continue;
    said = '';
    did.add(line.subject === '' ? line.name : `${line.name}: ${line.subject}`);
  }
  return {agent, attempt, why: why ?? state, said: said.trim().slice(-MOST_WORDS), did: [...did].slice(-MOST_DEEDS)};
}
