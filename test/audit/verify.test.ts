import {appendFileSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {auditFileName} from '../../src/audit/daily-file.js';
import {followAudit} from '../../src/audit/follow.js';
import {gapsIn, merge} from '../../src/audit/ranges.js';
import {chainHash} from '../../src/audit/record.js';
import {verifyAudit} from '../../src/audit/verify.js';
import {addTask} from '../../src/tasks/add.js';
import {cancelTask} from '../../src/tasks/cancel.js';
import {listAudit, listAuditAfter} from '../../state/audit.js';
import {dice} from '../support/random.js';
import {happen} from '../support/trail.js';
import {type TestWorld, testWorld} from '../support/world.js';

const DAY_MS = 86_400_000;
const noon = new Date(2026, 10, 20, 12).getTime();
const today = 'audit_20261120.jsonl';

/** Twenty events of one day, copied into its file. */
async function trail(count = 20): Promise<TestWorld> {
  const world = testWorld();
  happen(world, noon, count);
  await followAudit(world);
  return world;
}

const tamper = (world: TestWorld, sql: string): void => world.db.exec(sql);

function editFile(world: TestWorld, edit: (lines: string[]) => string[], name = today): void {
  const file = join(world.paths.audit, name);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  writeFileSync(
    file,
    edit(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** Makes the chain fit again from an event on, as somebody would who knows how it is made. */
function rehash(world: TestWorld, from: number): void {
  let previous = listAuditAfter(world.db, from - 2, 1)[0]?.hash ?? '0'.repeat(64);
  for (const event of listAuditAfter(world.db, from - 1, 1000)) {
    previous = chainHash(previous, event);
    world.db.prepare('UPDATE audit SET hash = ? WHERE id = ?').run(previous, event.id);
  }
}

test('a record nobody touched is whole', async () => {
  // O-35
  const world = testWorld();
  expect(await verifyAudit(world)).toEqual({ok: true, checked: 0, problems: []});
  const id = addTask(world, {title: 'one', run: 'true'});
  cancelTask(world, id);
  await followAudit(world);
  addTask(world, {title: 'not yet in the file', run: 'true'});
  expect(await verifyAudit(world)).toEqual({ok: true, checked: 3, problems: []});
});

test('pages fit together', async () => {
  expect(await verifyAudit(await trail(2500))).toEqual({ok: true, checked: 2500, problems: []});
});

test.each([
  ['what happened', `UPDATE audit SET data = '{"number":99}' WHERE id = 7`],
  ['when', 'UPDATE audit SET at = at - 1 WHERE id = 7'],
  ['the kind', "UPDATE audit SET type = 'test.other' WHERE id = 7"],
  ['the task', 'UPDATE audit SET task = 3 WHERE id = 7'],
  ['the agent', "UPDATE audit SET agent = 'gemini' WHERE id = 7"],
  ['who did it', "UPDATE audit SET actor = 'nobody' WHERE id = 7"],
])('an edit of %s is named, once', async (_, sql) => {
  // O-35
  const world = await trail();
  tamper(world, sql);
  const {ok, checked, problems} = await verifyAudit(world);
  expect({ok, checked}).toEqual({ok: false, checked: 20});
  expect(problems).toEqual([
    'event 7 was changed, or event 6 was rewritten together with its hash',
    `${today} line 7 differs from event 7`,
  ]);
});

test('the edit of the very first event is named', async () => {
  const world = await trail();
  tamper(world, `UPDATE audit SET data = '{}' WHERE id = 1`);
  expect((await verifyAudit(world)).problems[0]).toBe('event 1 was changed');
});

test('an edit shows without the daily files as well', async () => {
  const world = await trail();
  rmSync(join(world.paths.audit, today));
  tamper(world, `UPDATE audit SET data = '{}' WHERE id = 7`);
  expect((await verifyAudit(world)).problems).toHaveLength(1);
});

test('an event that was rewritten together with its own hash shows at the next one', async () => {
  const world = await trail();
  tamper(world, `UPDATE audit SET data = '{}' WHERE id = 7`);
  const [event] = listAuditAfter(world.db, 6, 1);
  const previous = listAuditAfter(world.db, 5, 1)[0]?.hash ?? '';
  if (event) world.db.prepare('UPDATE audit SET hash = ? WHERE id = 7').run(chainHash(previous, event));
  expect((await verifyAudit(world)).problems).toEqual([
    'event 8 was changed, or event 7 was rewritten together with its hash',
    `${today} line 7 differs from event 7`,
  ]);
});

test('a chain that was made anew from the edit on is found by the daily file', async () => {
  // O-35
  const world = await trail();
  tamper(world, `UPDATE audit SET data = '{}' WHERE id = 18`);
  rehash(world, 18);
  expect((await verifyAudit(world)).problems).toEqual([
    `${today} line 18 differs from event 18`,
    `${today} line 19 differs from event 19`,
    `${today} line 20 differs from event 20`,
  ]);
});

test('removed events are named by their numbers, wherever they stood', async () => {
  // O-35
  const world = await trail();
  tamper(world, 'DELETE FROM audit WHERE id = 1 OR id BETWEEN 12 AND 15');
  expect(await verifyAudit(world)).toEqual({
    ok: false,
    checked: 15,
    problems: ['event 1 is missing', 'events 12-15 are missing'],
  });
});

test('an end that was cut off is found by the daily file', async () => {
  // O-35
  const world = await trail();
  tamper(world, 'DELETE FROM audit WHERE id > 17');
  expect((await verifyAudit(world)).problems).toEqual([`events 18-20 are missing, but ${today} has them`]);
  tamper(world, 'DELETE FROM audit');
  expect((await verifyAudit(world)).problems).toEqual([`events 1-20 are missing, but ${today} has them`]);
});

test('an end that was cut off and grew again is found by the daily file', async () => {
  const world = await trail();
  tamper(world, 'DELETE FROM audit WHERE id > 18');
  happen(world, noon + 1, 5);
  await followAudit(world);
  const {problems} = await verifyAudit(world);
  expect(problems[0]).toBe(`${today} line 19 differs from event 19`);
  expect(problems[1]).toBe(`${today} line 20 differs from event 20`);
});

test('an event that was put in front is named', async () => {
  const world = await trail();
  tamper(world, 'INSERT INTO audit SELECT 0, at, type, task, agent, actor, data, hash FROM audit WHERE id = 1');
  tamper(world, 'INSERT INTO audit SELECT -5, at, type, task, agent, actor, data, hash FROM audit WHERE id = 1');
  expect((await verifyAudit(world)).problems).toEqual([
    'event -5 does not belong to the trail',
    'event 0 does not belong to the trail',
  ]);
});

test('an id beyond all numbers does not keep it busy for ever', async () => {
  const world = await trail(3);
  tamper(
    world,
    'INSERT INTO audit SELECT 9007199254740993, at, type, task, agent, actor, data, hash FROM audit WHERE id = 1',
  );
  expect((await verifyAudit(world)).ok).toBe(false);
});

test.each<[string, (lines: string[]) => string[], string]>([
  [
    'edited',
    (lines) => lines.with(6, (lines[6] ?? '').replace('"number":6', '"number":7')),
    `${today} line 7 differs from event 7`,
  ],
  ['no JSON any more', (lines) => lines.with(6, '{"id":7,'), `${today} line 7 is not valid`],
  ['blank', (lines) => lines.with(6, ''), `${today} line 7 is not valid`],
  ['removed', (lines) => lines.toSpliced(6, 1), `event 7 is not in ${today}`],
  ['doubled', (lines) => lines.toSpliced(6, 0, lines[6] ?? ''), 'event 7 stands more than once in the daily files'],
  [
    'nested too deep to be read',
    (lines) => lines.with(6, `{"id":7,"data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
    `${today} line 7 is not valid`,
  ],
])('a line of a daily file that is %s is named', async (_, edit, problem) => {
  // O-35
  const world = await trail();
  editFile(world, edit);
  const {ok, problems} = await verifyAudit(world);
  expect(ok).toBe(false);
  expect(problems).toContain(problem);
});

test('lines that are exchanged say the same', async () => {
  const world = await trail();
  editFile(world, (lines) => lines.toReversed());
  expect(await verifyAudit(world)).toMatchObject({ok: true});
});

test('half a line at the end is no damage: its writer was killed', async () => {
  const world = await trail();
  appendFileSync(join(world.paths.audit, today), '{"id":21,"at":"2026');
  expect(await verifyAudit(world)).toMatchObject({ok: true});
});

test('a day whose file was put away is no damage, one that lost its lines is', async () => {
  const world = testWorld();
  for (const day of [0, 1, 2, 3]) happen(world, noon + day * DAY_MS, 5);
  await followAudit(world);
  rmSync(join(world.paths.audit, auditFileName(noon)));
  expect(await verifyAudit(world)).toMatchObject({ok: true});
  const second = auditFileName(noon + DAY_MS);
  editFile(world, (lines) => lines.slice(0, 3), second);
  expect((await verifyAudit(world)).problems).toEqual([`events 9-10 are not in ${second}`]);
});

test('a wholly damaged record ends in a count, not in a book', async () => {
  const world = await trail(2000);
  tamper(world, "UPDATE audit SET data = '{}' WHERE id % 2 = 0");
  const {problems} = await verifyAudit(world);
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)).toBe('and 1900 more');
});

test('whichever single event is touched, it is noticed', async () => {
  // O-35
  const random = dice(7);
  const ways = [
    (id: number) => `UPDATE audit SET at = at + 1 WHERE id = ${id}`,
    (id: number) => `UPDATE audit SET hash = '${'a'.repeat(64)}' WHERE id = ${id}`,
    (id: number) => `UPDATE audit SET data = '{"number":-1}' WHERE id = ${id}`,
    (id: number) => `DELETE FROM audit WHERE id = ${id}`,
    (id: number) => `UPDATE audit SET id = id + 1000 WHERE id = ${id}`,
  ];
  const world = await trail(50);
  const rows = listAudit(world.db, {limit: -1});
  for (let round = 0; round < 40; round++) {
    const sql = random.pick(ways)(1 + random.below(50));
    tamper(world, sql);
    expect({sql, ok: (await verifyAudit(world)).ok}).toEqual({sql, ok: false});
    tamper(world, 'DELETE FROM audit');
    for (const {id, at, type, task, agent, actor, data, hash} of rows) {
      world.db
        .prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
        .run(id, at, type, task, agent, actor, data, hash);
    }
  }
  expect((await verifyAudit(world)).ok).toBe(true);
});

test('ranges merge whatever their order, and tell what was in two of them', () => {
  const ranges = [
    {from: 7, to: 9},
    {from: 1, to: 3},
    {from: 4, to: 4},
    {from: 9, to: 12},
    {from: 20, to: 20},
  ];
  const {ranges: merged, repeated} = merge(ranges);
  expect(merged).toEqual([
    {from: 1, to: 4},
    {from: 7, to: 12},
    {from: 20, to: 20},
  ]);
  expect(repeated).toEqual([{from: 9, to: 9}]);
  expect(gapsIn(merged)).toEqual([
    {from: 5, to: 6},
    {from: 13, to: 19},
  ]);
});
