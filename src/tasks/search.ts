import {listRunning} from '../../state/attempts.js';
import {eventsFile, outputFile} from '../../state/output.js';
import {listRunsBefore} from '../../state/runs.js';
import {parseLine, type TranscriptLine} from '../agents/transcript.js';
import {plain} from '../plain.js';
import {linesWith} from '../search-lines.js';
import type {World} from '../world.js';

export interface SearchRequest {
  text: string;
  agent?: string;
  since?: number;
}

/** A line of a transcript or an output that has the text in it. */
export interface Hit {
  task: number;
  attempt: number;
  agent: string;
  /** When it was said; of an output the end of its attempt, or now while it runs. */
  at: number;
  kind: TranscriptLine['type'] | 'output';
  /** Clean, and cut around what was looked for. */
  line: string;
}

interface Searched {
  task: number;
  attempt: number;
  agent: string;
  at: number;
}

/**
 * Looks through everything that was said in any attempt, the newest tasks first. Whoever writes a capital means it. One
 * piece of one file is in memory at a time, and what is not asked for any more is not looked through.
 */
export function* searchRuns(world: World, request: SearchRequest): Generator<Hit> {
  const pattern = patternOf(request.text);
  const inJson = patternOf(JSON.stringify(request.text).slice(1, -1));
  for (const searched of attemptsOf(world, request)) {
    const told = new Set<string>();
    for (const hit of eventHits(world, searched, {pattern, inJson, since: request.since ?? 0})) {
      told.add(hit.line);
      yield hit;
    }
    const {task, attempt} = searched;
    for (const line of linesWith(outputFile(world.paths.runs, task, attempt), pattern)) {
      const shown = excerpt(line, pattern);
      // The output of an agent repeats its transcript.
      if (!told.has(shown) && !told.has(excerpt(withoutSigns(line), pattern)))
        yield {...searched, kind: 'output', line: shown};
    }
  }
}

/** A line of an agent's output as its transcript has it; see `printEvent`. */
const withoutSigns = (line: string): string =>
  /^\[(?:started · )?(.*)\]$/.exec(line)?.[1] ?? line.replace(/^(?:> | {2}[|!~] )/, '');

/** The text itself, whatever is in it. Without a capital in it, capitals do not matter. */
export function patternOf(text: string): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(literal, /\p{Lu}/u.test(text) ? 'u' : 'iu');
}

const PAGE = 500;
const NEWEST = {task: Number.MAX_SAFE_INTEGER, attempt: 0};

function* attemptsOf({db, now}: World, {agent, since}: SearchRequest): Generator<Searched> {
  const running = listRunning(db).filter((task) => agent === undefined || task.agent === agent);
  for (const {id, attempt, agent: by} of running) yield {task: id, attempt, agent: by ?? '', at: now()};
  for (let before: Pick<Searched, 'task' | 'attempt'> = NEWEST; ; ) {
    const page = listRunsBefore(db, before, {
      ...(agent !== undefined && {agent}),
      ...(since !== undefined && {since}),
      limit: PAGE,
    });
    for (const run of page) yield {task: run.task, attempt: run.attempt, agent: run.agent, at: run.endedAt};
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    before = last;
  }
}

interface Patterns {
  pattern: RegExp;
  /** As it stands in a file of JSON lines. */
  inJson: RegExp;
  since: number;
}

function* eventHits({paths}: World, searched: Searched, {pattern, inJson, since}: Patterns): Generator<Hit> {
  for (const line of linesWith(eventsFile(paths.runs, searched.task, searched.attempt), inJson)) {
    const event = parseLine(line);
    if (!event || event.at < since) continue;
    for (const said of wordsOf(event).split('\n'))
      if (pattern.test(said)) yield {...searched, at: event.at, kind: event.type, line: excerpt(said, pattern)};
  }
}

function wordsOf(event: TranscriptLine): string {
  if (event.type === 'tool') return event.subject === '' ? event.name : `${event.name}: ${event.subject}`;
  if (event.type === 'started') return [event.model, event.version, event.session].filter(Boolean).join(' · ');
  return 'text' in event ? event.text : '';
}

const BEFORE = 60;
const LONGEST = 240;

/** What stands around the first hit; the whole line where it is short. */
function excerpt(line: string, pattern: RegExp): string {
  const at = line.length <= LONGEST ? 0 : Math.max(0, line.search(pattern) - BEFORE);
  const shown = line.slice(at, at + LONGEST);
  return plain(`${at > 0 ? '…' : ''}${shown}${at + LONGEST < line.length ? '…' : ''}`.trim());
}
