import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {expect, test} from 'vitest';
import {textOf} from '../../components/page-lines.js';
import {tabsOf} from '../../components/tabs.js';
import type {TranscriptEvent} from '../../src/agents/transcript.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {writeLook} from '../../state/agents.js';
import {eventsFile} from '../../state/output.js';
import {readListed} from '../../state/task-list.js';
import {writeUsage} from '../../state/usages.js';
import {write} from '../../state/write.js';
import {type TestDesk, testDesk} from '../support/desk.js';
import type {TestWorld} from '../support/world.js';

function addAgent({db}: TestWorld): void {
  const look = {version: '2.1.329', why: null, hint: null, latencyMs: 120, probedAt: Date.now()};
  writeLook(db, {name: 'claude', state: 'ready', via: 'program', ...look});
}

const events: readonly TranscriptEvent[] = [
  {type: 'prompt', text: 'Review it\n1\n2\n3\n4\n5\n6\n7\n8'},
  {type: 'started', model: 'model-1', session: 'session-1'},
  {type: 'thought', text: 'Where to begin?'},
  {type: 'tool', id: '1', name: 'Bash', subject: 'npm test'},
  {type: 'tool-result', id: '1', isError: true, text: '\u001b[31mit failed'},
  {type: 'text', text: 'All done.'},
];

/** A task that an agent works on, with a transcript. */
function worked(): TestDesk {
  const made = testDesk(['Review the tests']);
  const {world} = made;
  addAgent(world);
  takeTurn(world, {ended: [], free: 1});
  const file = eventsFile(world.paths.runs, 1, 1);
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, events.map((event) => `${JSON.stringify({at: 1_800_000_000_000, ...event})}\n`).join(''));
  const said = {session: 'session-1', model: 'model-1', version: '2.1.329'};
  const took = {inputTokens: 1200, outputTokens: 34, costUsd: 1.5};
  write(world.db, () =>
    writeUsage(world.db, {task: 1, attempt: 1, agent: 'claude', at: world.now(), ...said, ...took}),
  );
  return made;
}

const pageOf = ({desk}: TestDesk, tab: string): string[] =>
  desk.sight
    .page({kind: 'task', id: 1}, tab)
    .lines.map((line) => textOf(line).replace(/\d\d:\d\d:\d\d|\d\d:\d\d/, 'TIME'));

test('the transcript of a task tells the kinds of rows apart by signs, and ends with what it took', () => {
  const made = worked();
  made.type('enter', 'tab');
  expect(made.view.get().pages.at(-1)).toMatchObject({tab: 'transcript', isFollowing: true});
  const lines = pageOf(made, 'transcript');
  const end = lines.indexOf('');
  expect(lines.slice(0, end)).toEqual([
    'TIME ? Review it',
    ...[1, 2, 3, 4, 5].map((line) => `         ? ${line}`),
    '         ? … 3 more lines',
    'TIME - started · model-1 · session-1',
    'TIME ~ Where to begin?',
    'TIME > Bash: npm test',
    'TIME ! it failed',
    'TIME   All done.',
  ]);
  const facts = lines.slice(end + 1).map((line) => line.replace(/ +/, ' '));
  expect(facts).toEqual(
    expect.arrayContaining([
      'state running for TIME',
      expect.stringMatching(/^chosen claude with \d+/),
      'model model-1, version 2.1.329',
      'tokens 1k tokens in, 34 out',
      'cost $1.50',
      'session session-1',
    ]),
  );
});

test('the facts and attempts of a task tell which agent worked on it, why, and what that took', () => {
  const made = worked();
  for (const tab of ['facts', 'attempts']) {
    const text = pageOf(made, tab).join('\n');
    expect(text).toMatch(/chosen:? +claude with \d+/);
    expect(text).toContain('$1.50');
  }
});

test('a task of the shell has no transcript, and its page does not offer one', () => {
  const made = testDesk();
  made.deeds.add({title: 'count', run: 'true'});
  takeTurn(made.world, {ended: [], free: 1});
  made.type('enter', 'tab');
  expect(made.view.get().pages.at(-1)).toMatchObject({tab: 'facts'});
});

test('the page of an agent tells its version, the last look at it, its tokens and what it cost', () => {
  const {world, desk} = worked();
  write(world.db, () => world.db.count('usage.runs.claude', 1));
  const text = desk.sight.page({kind: 'agent', id: 'claude'}, 'facts').lines.map(textOf).join('\n');
  expect(text).toMatch(/^version +2\.1\.329$/m);
  expect(text).toMatch(/^last look +just now, which took 120ms$/m);
  expect(text).toMatch(/^cost +unknown: its vendor does not say$/m);
  expect(text).toMatch(/^last call +just now with model-1$/m);
});

test('what was taken today is added up, also what a run that goes on told since', () => {
  const {world, live} = worked();
  live.refresh();
  expect(live.get().spent).toEqual({usd: 1.5, tokens: 1234});
  world.advance(2 * 24 * 60 * 60_000);
  live.refresh();
  expect(live.get().spent).toEqual({usd: 0, tokens: 0});
});

test('who suits a task best stands on its page with the arithmetic, where there is no command', () => {
  const {world, desk} = worked();
  const page = desk.sight.page({kind: 'task', id: 1}, 'score').lines.map(textOf);
  expect(page[0]).toBe('agent   score = base + specialties − workload − outcomes');
  expect(page[1]).toMatch(/^claude +\d+ = 50 \+ 30 − 14 − 0 +.*testing/);
  expect(tabsOf({kind: 'task', id: 1}, readListed(world.db, [1])[0])).toContain('score');
});
