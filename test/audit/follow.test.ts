import {appendFileSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test, vi} from 'vitest';
import {auditFileName} from '../../src/audit/daily-file.js';
import {followAudit} from '../../src/audit/follow.js';
import {verifyAudit} from '../../src/audit/verify.js';
import {readAuditHead} from '../../state/audit.js';
import {startChild, startChildren} from '../support/child.js';
import {dice} from '../support/random.js';
import {happen, idsIn, readDays, upTo} from '../support/trail.js';
import {type TestWorld, testWorld, until} from '../support/world.js';

const DAY_MS = 86_400_000;
const noon = new Date(2026, 10, 20, 12).getTime();
const fileOf = (world: TestWorld, at = noon): string => join(world.paths.audit, auditFileName(at));

test('each event is one line of JSON that says all of it', async () => {
  // O-33
  const world = testWorld();
  happen(world, noon, 1, {type: 'task.added', task: 7, agent: 'claude', data: {title: 'a\nb "c" \u001b[31m \u009b'}});
  expect(await followAudit(world)).toBe(1);
  expect(readDays(world)).toEqual({
    'audit_20261120.jsonl': [
      {
        id: 1,
        at: new Date(noon).toISOString(),
        type: 'task.added',
        task: 7,
        agent: 'claude',
        actor: 'tester',
        data: {title: 'a\nb "c" \u001b[31m \u009b'},
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ],
  });
  expect(readFileSync(fileOf(world), 'latin1')).not.toMatch(/[\x1b\x9b]/);
});

test.each(['UTC', 'Pacific/Auckland', 'America/Los_Angeles'])('a new file begins at midnight in %s', async (zone) => {
  // O-33
  vi.stubEnv('TZ', zone);
  try {
    const world = testWorld();
    const midnight = new Date(2026, 10, 21).getTime();
    happen(world, midnight - 1);
    happen(world, midnight);
    await followAudit(world);
    const days = Object.entries(readDays(world)).map(([name, events]) => [name, events.map((event) => event.id)]);
    expect(days).toEqual([
      ['audit_20261120.jsonl', [1]],
      ['audit_20261121.jsonl', [2]],
    ]);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('following again adds nothing, and new events go behind the old ones', async () => {
  const world = testWorld();
  happen(world, noon, 3);
  expect(await followAudit(world)).toBe(3);
  expect(await followAudit(world)).toBe(0);
  happen(world, noon + 1, 2);
  expect(await followAudit(world)).toBe(2);
  expect(readDays(world)['audit_20261120.jsonl']?.map((event) => event.id)).toEqual(upTo(5));
});

test('a trail of several pages is caught up whole', async () => {
  const world = testWorld();
  happen(world, noon, 2500);
  expect(await followAudit(world)).toBe(2500);
  expect(idsIn(world)).toEqual(upTo(2500));
});

test('files that somebody deleted are written again', async () => {
  const world = testWorld();
  happen(world, noon, 3);
  await followAudit(world);
  rmSync(fileOf(world));
  happen(world, noon, 1);
  await followAudit(world);
  expect(idsIn(world)).toEqual(upTo(4));
});

test.each([
  ['half a line', '{"id":4,"at":"20'],
  ['a whole event without its line feed', '{"id":4}'],
  ['zeros of a power cut', '\0'.repeat(5000)],
  ['half a line longer than a look', `{"id":4,"data":"${'x'.repeat(300_000)}`],
])('%s at the end is cut off', async (_, rest) => {
  // O-33
  const world = testWorld();
  happen(world, noon, 3);
  await followAudit(world);
  appendFileSync(fileOf(world), rest);
  happen(world, noon, 2);
  await followAudit(world);
  expect(idsIn(world)).toEqual(upTo(5));
});

test('a file with nothing but half a line starts over', async () => {
  const world = testWorld();
  happen(world, noon, 2);
  writeFileSync(fileOf(world), '{"id":1,"at');
  await followAudit(world);
  expect(idsIn(world)).toEqual(upTo(2));
});

test.each([
  ['a line that is no JSON', 'garbage\n'],
  ['an empty line', '\n'],
  ['a line without an id', '{"at":1}\n'],
  ['the id of an event that never was', '{"id":999999}\n'],
])('%s at the end makes nothing be written twice', async (_, rest) => {
  const world = testWorld();
  happen(world, noon, 3);
  await followAudit(world);
  appendFileSync(fileOf(world), rest);
  happen(world, noon, 2);
  expect(await followAudit(world)).toBe(2);
  const lines = readFileSync(fileOf(world), 'utf8').split('\n');
  expect(lines.filter((line) => /"hash"/.test(line)).map((line) => JSON.parse(line).id)).toEqual(upTo(5));
});

test('an event of many megabytes is found again', async () => {
  const world = testWorld();
  happen(world, noon, 1, {data: {text: '\u0001'.repeat(1_000_000)}});
  await followAudit(world);
  happen(world, noon, 1);
  expect(await followAudit(world)).toBe(1);
  expect(idsIn(world)).toEqual([1, 2]);
});

test('a row that was damaged by hand does not stop the copy', async () => {
  const world = testWorld();
  happen(world, noon, 3);
  world.db.exec("UPDATE audit SET data = 'no json', at = 9000000000000000 WHERE id = 2");
  await followAudit(world);
  happen(world, noon, 1);
  await followAudit(world);
  expect(idsIn(world)).toEqual(upTo(4));
});

test('a clock that was days ahead and comes back doubles nothing', async () => {
  // O-33
  const world = testWorld();
  for (const days of [5, 6, 7, 8]) {
    happen(world, noon + days * DAY_MS);
    await followAudit(world);
  }
  for (let round = 0; round < 3; round++) {
    happen(world, noon);
    await followAudit(world);
  }
  expect(idsIn(world)).toEqual(upTo(7));
  expect(await verifyAudit(world)).toMatchObject({ok: true, checked: 7});
});

test('a process killed in the middle of an append leaves half a line, which is cut and written again', async () => {
  // O-33
  const world = testWorld();
  happen(world, noon, 20);
  await followAudit(world);
  happen(world, noon, 20);
  const child = await startChild('audit-follower', [world.paths.root]);
  await child.next('started');
  child.send({type: 'dieInWrite', nth: 1});
  await child.next('dieInWrite');
  child.send({type: 'follow'});
  expect((await child.exited).signal).toBe('SIGKILL');
  expect(readFileSync(fileOf(world), 'utf8').endsWith('\n')).toBe(false);
  await followAudit(world);
  expect(idsIn(world)).toEqual(upTo(40));
  expect(await verifyAudit(world)).toMatchObject({ok: true});
});

test('a process killed between two days of a wandering clock leaves no event out', async () => {
  const world = testWorld();
  for (let round = 0; round < 4; round++) {
    happen(world, noon);
    happen(world, noon - DAY_MS);
  }
  const child = await startChild('audit-follower', [world.paths.root]);
  await child.next('started');
  child.send({type: 'dieInWrite', nth: 4});
  child.send({type: 'follow'});
  await child.exited;
  await followAudit(world);
  expect(idsIn(world)).toEqual(upTo(8));
});

test('a full disk in the middle of a line is told, and mended when there is room again', async () => {
  const world = testWorld();
  happen(world, noon, 10);
  const child = await startChild('audit-follower', [world.paths.root]);
  await child.next('started');
  child.send({type: 'fillDiskInWrite', nth: 1});
  child.send({type: 'failToFollow'});
  expect(await child.next('failToFollow')).toMatchObject({why: expect.stringContaining('disk is full')});
  child.send({type: 'follow'});
  await child.next('follow');
  expect(idsIn(world)).toEqual(upTo(10));
});

test('processes that record and follow at once write each event once', async () => {
  // O-33
  const world = testWorld();
  const rounds = 150;
  const children = await startChildren(3, 'audit-follower', () => [world.paths.root]);
  await Promise.all(children.map((child) => child.next('started')));
  for (const child of children) child.send({type: 'race', rounds});
  await Promise.all(children.map((child) => child.next('race')));
  await followAudit(world);
  expect(idsIn(world)).toEqual(upTo(3 * rounds));
  expect(await verifyAudit(world)).toMatchObject({ok: true, checked: 3 * rounds});
});

test('kill -9 at any moment, again and again, leaves every event in the files once', async () => {
  // O-33
  const world = testWorld();
  const random = dice(20_261_120);
  for (let round = 0; round < 6; round++) {
    const child = await startChild('audit-follower', [world.paths.root]);
    await child.next('started');
    const before = readAuditHead(world.db)?.id ?? 0;
    child.send({type: 'race', rounds: 100_000});
    await until(() => (readAuditHead(world.db)?.id ?? 0) > before);
    await new Promise((resolve) => setTimeout(resolve, random.below(150)));
    await child.kill();
  }
  await followAudit(world);
  const ids = idsIn(world);
  expect(ids.length).toBeGreaterThanOrEqual(6);
  expect(ids).toEqual(upTo(ids.length));
  expect(await verifyAudit(world)).toMatchObject({ok: true, checked: ids.length});
});
