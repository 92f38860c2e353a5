import {diffPage} from '../components/diff-lines.js';
import type {PageText} from '../components/page-lines.js';
import {readDiff} from '../src/workspaces/diff.js';
import {diffLines} from '../src/workspaces/diff-text.js';
import type {World} from '../src/world.js';

interface Entry {
  text: PageText;
  /** What the project was at when it was read. */
  moment: unknown;
  at: number;
  isReading: boolean;
}

const line = (text: string): PageText => ({first: 0, lines: [text]});
const READING = line('Reading what it changed…');
/** Git is asked again after this, when something happened or the task is at work. */
const STALE_MS = 1500;
/** What more there is, `orkestra task diff` shows. */
const MOST_BYTES = 300_000;

/** The diffs of tasks for the screen: git is asked beside it, and the page is there when git has answered. */
export function makeDiffPages(
  world: World,
  onFound: () => void,
): (id: number, moment: unknown, isBusy: boolean) => PageText {
  let id: number | undefined;
  let entry: Entry = {text: READING, moment: undefined, at: Number.NEGATIVE_INFINITY, isReading: false};
  return (wanted, moment, isBusy) => {
    if (wanted !== id) entry = {text: READING, moment: undefined, at: Number.NEGATIVE_INFINITY, isReading: false};
    id = wanted;
    const isOld = performance.now() - entry.at > STALE_MS && (isBusy || entry.moment !== moment);
    if (isOld && !entry.isReading) void read(entry, wanted, moment);
    return entry.text;
  };

  async function read(into: Entry, task: number, moment: unknown): Promise<void> {
    into.isReading = true;
    const text = await textOf(world, task);
    const isNew = JSON.stringify(text) !== JSON.stringify(into.text);
    Object.assign(into, {moment, at: performance.now(), isReading: false, ...(isNew && {text})});
    if (isNew) onFound();
  }
}

async function textOf(world: World, task: number): Promise<PageText> {
  try {
    const answer = await readDiff(world, task, {mostBytes: MOST_BYTES});
    return answer.ok ? {first: 0, lines: diffPage(diffLines(answer.diff))} : line(answer.why);
  } catch (error) {
    world.log.error(`the diff of task ${task} could not be read`, error);
    return line(error instanceof Error ? error.message : String(error));
  }
}
