import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Answer, Call, Command, Options} from '../../src/cli/command.js';
import {lockClean} from '../../src/cli/lock-clean.js';
import {lockDrop} from '../../src/cli/lock-drop.js';
import {lockList} from '../../src/cli/lock-list.js';
import {lockTake} from '../../src/cli/lock-take.js';
import {takeLocks} from '../../src/locks/take.js';
import type {Project} from '../../src/project.js';
import {addTask} from '../../src/tasks/add.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {listAudit} from '../../state/audit.js';
import {OrkestraError} from '../../state/errors.js';
import {listLockFiles} from '../../state/lock-files.js';
import {startChild} from '../support/child.js';
import {type TestWorld, testWorld} from '../support/world.js';

/** The command as `main` would call it; refusals are given back as what they are. */
async function call(
  world: TestWorld,
  command: Command,
  rest: readonly string[] = [],
  options: Options = {},
  interrupted: Promise<void> = new Promise(() => {}),
): Promise<Answer & {error?: OrkestraError}> {
  const project = {world} as unknown as Project;
  try {
    return (
      (await command.run({args: [], rest, options, interrupted, project: async () => project} as unknown as Call)) ?? {}
    );
  } catch (error) {
    if (error instanceof OrkestraError) return {error};
    throw error;
  }
}

const held = (world: TestWorld): string[] =>
  listLockFiles(world.paths.locks).locks.map((lock) => `${lock.kind} ${lock.id} ${lock.holder}`);

test('a person takes files, sees them listed, and gives them back', async () => {
  // O-89
  const world = testWorld();
  const taken = await call(world, lockTake, ['src/**', 'docs/a.md'], {for: '30m', reason: 'by hand'});
  expect(taken.json).toMatchObject([
    {id: 'src/**', kind: 'file', holder: 'user', task: null, pid: null, reason: 'by hand', isStale: false, waiting: []},
    {id: 'docs/a.md', kind: 'file', holder: 'user'},
  ]);
  const [first] = taken.json as {takenAt: string; leaseUntil: string; fence: number; host: string}[];
  expect(Date.parse(first?.leaseUntil ?? '') - Date.parse(first?.takenAt ?? '')).toBeGreaterThan(29 * 60_000);
  expect(first?.fence).toBe(1);
  expect(first?.host).toBe(world.processes.host);
  expect((await call(world, lockList)).json).toMatchObject(taken.json as object[]);
  world.advance(1000);
  expect((await call(world, lockList)).text).toBe(
    'src/**     user  just now  29m left  by hand\ndocs/a.md  user  just now  29m left  by hand',
  );
  expect((await call(world, lockDrop, ['docs/a.md', 'src/**'])).text).toBe('gave src/** back\ngave docs/a.md back');
  expect(held(world)).toEqual([]);
  expect((await call(world, lockList)).text).toBe('Nothing is locked.');
  expect((await call(world, lockList)).json).toEqual([]);
});

test('a lock is an hour long when no time is given', async () => {
  const world = testWorld();
  await call(world, lockTake, ['a']);
  const [lock] = listLockFiles(world.paths.locks).locks;
  expect((lock?.leaseUntil ?? 0) - (lock?.takenAt ?? 0)).toBe(3_600_000);
});

test('what somebody else has is refused with the name of the holder and the next step', async () => {
  const world = testWorld();
  await call(world, lockTake, ['src/**'], {as: 'eve'});
  const {error} = await call(world, lockTake, ['src/a.ts', 'b']);
  expect(error).toMatchObject({code: 'busy', message: 'src/** is held by eve.'});
  expect(error?.hint).toContain('--wait');
  expect(held(world)).toEqual(['file src/** eve']);
});

test('waiting ends with the lock when it comes free, and with the holder when it does not', async () => {
  // O-17
  const world = testWorld();
  await call(world, lockTake, ['a'], {as: 'eve', for: '1s'});
  expect(await call(world, lockTake, ['a'], {wait: '30s'})).toMatchObject({json: [{id: 'a', holder: 'user'}]});
  const {error} = await call(world, lockTake, ['a'], {as: 'eve', wait: '100ms'});
  expect(error?.message).toBe('a is held by user; waited 100ms.');
});

test('an interrupt ends the wait and takes nothing', async () => {
  const world = testWorld();
  await call(world, lockTake, ['a'], {as: 'eve'});
  const {error} = await call(world, lockTake, ['a'], {wait: '1h'}, Promise.resolve());
  expect(error?.message).toBe('a is held by eve; the wait was interrupted.');
});

test('a name is another thing than a file of that name', async () => {
  const world = testWorld();
  await call(world, lockTake, ['deploy'], {name: true});
  await call(world, lockTake, ['deploy'], {as: 'eve'});
  expect(held(world)).toEqual(['name deploy user', 'file deploy eve']);
  expect((await call(world, lockTake, ['../etc/passwd', '/x', '🚀'], {name: true})).error).toBeUndefined();
});

const wrongCalls: [string, Command, string[], Options, string][] = [
  ['a path out of the project', lockTake, ['../x'], {}, '"../x" leads out of the project.'],
  ['a path out of the project, in the middle', lockTake, ['a/../../x'], {}, 'leads out of the project.'],
  ['an absolute path', lockTake, ['/etc/passwd'], {}, 'leads out of the project.'],
  ['nothing', lockTake, [' '], {}, 'A lock needs an id.'],
  ['a glob of a page', lockTake, ['x'.repeat(2000)], {}, 'at most 1000 characters'],
  ['no time at all', lockTake, ['a'], {for: '0'}, 'a second at least'],
  ['a time that is none', lockTake, ['a'], {for: 'soon'}, '--for takes a length of time'],
  ['the name of a task', lockTake, ['a'], {as: 'task:1:1'}, 'is the name of a task or an engine'],
  ['the name of an engine', lockTake, ['a'], {as: 'host/12/abc-1'}, 'is the name of a task or an engine'],
  ['an empty name', lockTake, ['a'], {as: ' '}, 'needs a name'],
  ['a name that draws on the screen', lockTake, ['a'], {as: '\u001b[31meve'}, 'all of them visible'],
  ['force without a reason', lockDrop, ['a'], {force: true}, 'Breaking a lock needs a reason.'],
  ['force with an empty reason', lockDrop, ['a'], {force: true, reason: '  '}, 'Breaking a lock needs a reason.'],
  ['a reason without force', lockDrop, ['a'], {reason: 'why not'}, '--reason belongs to --force.'],
];

test.each(wrongCalls)('%s is refused in words and changes nothing', async (_, command, ids, options, message) => {
  const world = testWorld();
  takeLocks(world, {kind: 'file', ids: ['a'], holder: 'eve', leaseMs: 60_000, isBeating: false});
  const {error} = await call(world, command, ids, options);
  expect(error?.message).toContain(message);
  expect(['invalid', 'refused']).toContain(error?.code);
  expect(held(world)).toEqual(['file a eve']);
});

test('what others hold is given back only with force, and the reason is on record', async () => {
  // O-18
  const world = testWorld();
  await call(world, lockTake, ['a', 'b'], {as: 'eve'});
  const refused = await call(world, lockDrop, ['a']);
  expect(refused.error).toMatchObject({code: 'refused', message: 'a is held by eve, not by user.'});
  expect(refused.error?.hint).toContain('--force');
  expect(held(world)).toHaveLength(2);
  const forced = await call(world, lockDrop, ['a'], {force: true, reason: 'eve is on holiday'});
  expect(forced).toMatchObject({json: [{id: 'a', holder: 'eve'}], text: 'broke a, held by eve'});
  expect(held(world)).toEqual(['file b eve']);
  expect(JSON.parse(listAudit(world.db, {type: 'lock.broken'})[0]?.data ?? '')).toEqual({
    id: 'a',
    holder: 'eve',
    reason: 'eve is on holiday',
  });
});

test('all that are named are given back, or none', async () => {
  const world = testWorld();
  await call(world, lockTake, ['a']);
  for (const options of [{}, {force: true, reason: 'x'}] as const) {
    const {error} = await call(world, lockDrop, ['a', 'nowhere'], options);
    expect(error).toMatchObject({code: 'not-found', message: 'nowhere is not locked.'});
  }
  expect(held(world)).toEqual(['file a user']);
});

test('a damaged lock is listed, is nobody to give back, and goes with force', async () => {
  const world = testWorld();
  writeFileSync(join(world.paths.locks, 'file-x.lock'), '{');
  mkdirSync(join(world.paths.locks, 'file-y.lock'));
  const listed = await call(world, lockList);
  expect(listed.json).toEqual([
    expect.objectContaining({id: 'file-x.lock', kind: 'damaged', holder: null, reason: 'its content makes no sense'}),
    expect.objectContaining({id: 'file-y.lock', kind: 'damaged', holder: null, reason: 'it is a folder'}),
  ]);
  expect(listed.text).toContain('file-x.lock  unknown    damaged: its content makes no sense');
  expect((await call(world, lockDrop, ['file-x.lock'])).error).toMatchObject({code: 'refused'});
  await call(world, lockDrop, ['file-x.lock', 'file-y.lock'], {force: true, reason: 'seen to'});
  expect(listLockFiles(world.paths.locks).damaged).toEqual([]);
});

test('the list says which tasks wait for a lock', async () => {
  const world = testWorld();
  await call(world, lockTake, ['src/**']);
  for (const title of ['one', 'two']) addTask(world, {title, run: 'true', files: ['src/a.ts']});
  takeTurn(world, {ended: [], free: 2});
  world.advance(1000);
  const listed = await call(world, lockList);
  expect(listed.json).toMatchObject([{id: 'src/**', waiting: [1, 2]}]);
  expect(listed.text).toBe('src/**  user  just now  59m left\n  waiting: #1, #2');
});

test('stale locks are marked in the list, and cleaning says which it removed and why', async () => {
  // O-18
  const world = testWorld();
  const dead = await startChild('lock-holder', [world.paths.root, 'task:7:2']);
  dead.send({type: 'take', ids: ['src/a.ts']});
  await dead.next('take');
  await dead.kill();
  await call(world, lockTake, ['mine']);
  expect((await call(world, lockList)).json).toMatchObject([
    {id: 'src/a.ts', isStale: true, pid: dead.pid},
    {id: 'mine', isStale: false},
  ]);
  const why = `its owner (pid ${dead.pid}) is gone`;
  expect(await call(world, lockClean)).toEqual({
    json: [{id: 'src/a.ts', holder: 'task:7:2', why}],
    text: `removed src/a.ts, held by #7: ${why}`,
  });
  expect(await call(world, lockClean)).toEqual({json: [], text: 'Nothing was stale.'});
  expect(held(world)).toEqual(['file mine user']);
});

test('an hour set forward or back does not change what is left of a lease', async () => {
  const world = testWorld();
  await call(world, lockTake, ['a'], {for: '30m'});
  world.advance(1000);
  for (const jump of [3_600_000, -7_200_000]) {
    world.advance(jump, 'wall');
    expect((await call(world, lockList)).text).toContain('29m left');
  }
});

test('hostile ids, names and reasons reach the terminal without their control sequences', async () => {
  const world = testWorld();
  const evil = '\u001b[2J\u001b]0;owned\u0007\u202etxt\r\n\u009b31m';
  takeLocks(world, {kind: 'name', ids: [evil], holder: evil, reason: evil, leaseMs: 60_000, isBeating: false});
  const answers = [
    await call(world, lockList),
    await call(world, lockTake, [evil], {name: true}),
    await call(world, lockDrop, [evil], {force: true, reason: 'x'}),
  ];
  const said = answers.map((answer) => `${answer.text ?? ''}${answer.error?.message ?? ''}`);
  expect(said.every((text) => text.length > 0)).toBe(true);
  for (const text of said) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});
