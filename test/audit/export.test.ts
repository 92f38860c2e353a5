import {mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test, vi} from 'vitest';
import {auditLines, csvCell} from '../../src/audit/export.js';
import {followAudit} from '../../src/audit/follow.js';
import {isMatch, queryAudit, walkAudit} from '../../src/audit/query.js';
import {showEvent} from '../../src/audit/show.js';
import {auditExport} from '../../src/cli/audit-export.js';
import {auditList} from '../../src/cli/audit-list.js';
import {auditVerify} from '../../src/cli/audit-verify.js';
import {writeLines} from '../../src/write-lines.js';
import {type AuditFilter, listAudit} from '../../state/audit.js';
import {callCommand} from '../support/call.js';
import {dice} from '../support/random.js';
import {happen, idsIn} from '../support/trail.js';
import {scratch, type TestWorld, testWorld} from '../support/world.js';

const noon = new Date(2026, 10, 20, 12).getTime();
const hostile = '=HYPERLINK("http://evil")\u001b[2J\u009b31m,"\r\n\u202e';

/** Reads CSV as RFC 4180 says. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const [, line = ''] of text.matchAll(/((?:"(?:[^"]|"")*"|[^"\r\n])*)\r\n/g)) {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
    rows.push(cells.map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? ''));
  }
  return rows;
}

function mixed(): TestWorld {
  const world = testWorld();
  happen(world, noon, 2, {type: 'task.added', task: 1, agent: 'claude', data: {title: 'say "hi" 100%'}});
  happen(world, noon + 1000, 2, {type: 'task.done', task: 2, agent: 'gemini', data: {path: 'a_b\\c'}});
  happen(world, noon + 2000, 1, {type: 'lock.taken', agent: hostile, data: {id: 'SRC/ä'}});
  happen(world, noon + 3000, 1, {type: 'tasks.imported', data: {title: 'A_B'}});
  return world;
}

test('JSON lines say all of each event, and nothing to a terminal', () => {
  // O-35
  const world = mixed();
  const lines = [...auditLines(world, 'jsonl')];
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(listAudit(world.db, {}).map(showEvent));
  expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
});

test('CSV has a line of names, and each event in cells that a program reads back', () => {
  // O-35
  const world = mixed();
  const text = [...auditLines(world, 'csv')].map((line) => `${line}\n`).join('');
  const [names, ...rows] = readCsv(text);
  expect(names).toEqual(['id', 'at', 'type', 'task', 'agent', 'actor', 'data', 'hash']);
  expect(rows).toHaveLength(6);
  const events = listAudit(world.db, {});
  expect(rows[0]).toEqual([
    '1',
    new Date(noon).toISOString(),
    'task.added',
    '1',
    'claude',
    'tester',
    events[0]?.data,
    events[0]?.hash,
  ]);
  expect(JSON.parse(rows[2]?.[6] ?? '')).toEqual({path: 'a_b\\c'});
  expect(rows[4]?.[3]).toBe('');
  expect(text).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/);
});

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\r\nlines', 'two\\u000d\\u000alines'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =1', "'  =1"],
  ['\t=1', '\\u0009=1'],
  ['\uff1d1', "'\uff1d1"],
  ['=cmd|"/c calc"', '"\'=cmd|""/c calc"""'],
  ['a=1', 'a=1'],
])('the cell %j is written as %s', (text, cell) => {
  // O-35
  expect(csvCell(text)).toBe(cell);
});

test('a filter finds the same in the table and event by event', () => {
  // O-34
  const world = mixed();
  const all = listAudit(world.db, {limit: -1});
  const random = dice(34);
  const maybe = <Of>(key: string, values: readonly Of[]): Record<string, Of> =>
    random.chance(40) ? {[key]: random.pick(values)} : {};
  let found = 0;
  for (let round = 0; round < 500; round++) {
    const filter: AuditFilter = {
      ...maybe('since', [noon, noon + 500, noon + 1000]),
      ...maybe('until', [noon + 1000, noon + 2999, noon + 3000]),
      ...maybe('task', [1, 2, 3]),
      ...maybe('agent', ['claude', 'gemini', 'CLAUDE', hostile]),
      ...maybe('type', ['task', 'task.added', 'TASK', 'tas', 'task.', 'tasks', 'lock', '%', 't_sk']),
      ...maybe('text', ['HI', 'a_b', 'A_B', '%', '\\', '"', 'ä', 'Ä', 'task.done', '_']),
    };
    const inTable = queryAudit(world, {...filter, limit: 1000}).map((event) => event.id);
    const walked = [...walkAudit(world, filter)].flat().map((event) => event.id);
    expect({filter, ids: walked}).toEqual({filter, ids: inTable});
    found += walked.length;
  }
  expect(found).toBeGreaterThan(100);
  expect(all.filter((event) => isMatch(event, {}))).toHaveLength(6);
});

test('the words of a person are found as they typed them', () => {
  // O-34
  const world = mixed();
  const ids = (text: string): number[] => queryAudit(world, {text}).map((event) => event.id);
  expect(ids('say "hi"')).toEqual([1, 2]);
  expect(ids('100%')).toEqual([1, 2]);
  expect(ids('a_b\\c')).toEqual([3, 4]);
  expect(ids('a_b')).toEqual([3, 4, 6]);
  expect(ids('%')).toEqual([1, 2]);
});

test('a filter that cannot be meant is refused in words', () => {
  const world = testWorld();
  expect(() => queryAudit(world, {limit: 0})).toThrow('The limit is 1 or more.');
  expect(() => queryAudit(world, {since: 2, until: 1})).toThrow('ends before it begins');
  expect(() => queryAudit(world, {text: 'x'.repeat(60_000)})).toThrow('more than 1000 characters');
});

test('a trail of many pages is exported whole, and a limit takes the newest', () => {
  const world = testWorld();
  happen(world, noon, 3210);
  expect([...auditLines(world, 'jsonl')]).toHaveLength(3210);
  const last = [...auditLines(world, 'jsonl', {limit: 2})].map((line) => (JSON.parse(line) as {id: number}).id);
  expect(last).toEqual([3209, 3210]);
});

test('the export goes to a file, in the format its name asks for', async () => {
  // O-35
  const world = mixed();
  const dir = scratch();
  const csv = join(dir, 'a.csv');
  expect((await callCommand(world, auditExport, {args: [csv]})).out).toBe(`6 events written to ${csv}.`);
  expect(readCsv(readFileSync(csv, 'utf8'))).toHaveLength(7);
  const jsonl = join(dir, 'a.jsonl');
  const {json} = await callCommand(world, auditExport, {args: [jsonl], options: {type: 'task'}, isJson: true});
  expect(json).toEqual({file: jsonl, format: 'jsonl', events: 4});
  expect(readFileSync(jsonl, 'utf8').trimEnd().split('\n')).toHaveLength(4);
});

test('to stdout it is lines, and with --json one document', async () => {
  const world = mixed();
  const {out} = await callCommand(world, auditExport, {});
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as {id: number}).id),
  ).toEqual([1, 2, 3, 4, 5, 6]);
  expect((await callCommand(world, auditExport, {isJson: true})).json).toHaveLength(6);
  expect((await callCommand(world, auditExport, {isJson: true, options: {type: 'nothing'}})).json).toEqual([]);
});

test('a file that was there is replaced at the end or not at all', () => {
  const dir = scratch();
  const file = join(dir, 'out');
  writeFileSync(file, 'before', {mode: 0o600});
  symlinkSync(file, join(dir, 'link'));
  const failing = function* (): Generator<string> {
    yield 'half';
    throw new Error('in the middle');
  };
  expect(() => writeLines(file, failing())).toThrow('in the middle');
  expect(readFileSync(file, 'utf8')).toBe('before');
  expect(writeLines(join(dir, 'link'), ['one', 'two'])).toBe(2);
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir).sort()).toEqual(['link', 'out']);
});

test('what is no regular file is written into, never replaced', () => {
  expect(writeLines('/dev/null', ['x'])).toBe(1);
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  expect(() => writeLines('/dev/full', ['x'])).toThrow('The disk is full');
});

test('a place that cannot be written is told in words', () => {
  const dir = scratch();
  mkdirSync(join(dir, 'folder'));
  expect(() => writeLines(join(dir, 'folder'), ['x'])).toThrow('is a folder, not a file');
  expect(() => writeLines(join(dir, 'no', 'file'), ['x'])).toThrow(`${join(dir, 'no')} does not exist`);
});

test('the list is aligned, in local time, and cleaned', async () => {
  // O-34
  const world = testWorld();
  happen(world, noon, 1, {type: 'task.added', task: 1, data: {title: 'x\u001b[2J\ny'}});
  happen(world, noon + 61_000, 1, {type: 'lock.taken', data: {id: 'src/**', holder: 'task:12:3'}});
  const {out, said} = await callCommand(world, auditList, {});
  expect(out.split('\n')).toEqual([
    '1  2026-11-20 12:00:00  task.added  #1  tester added "x y"',
    '2  2026-11-20 12:01:01  lock.taken  -   #12 locked src/**',
  ]);
  expect(said).toEqual([]);
  const {json} = await callCommand(world, auditList, {isJson: true, options: {task: '#1'}});
  expect(json).toMatchObject([{id: 1, type: 'task.added', data: {title: 'x\u001b[2J\ny'}}]);
  expect((await callCommand(world, auditList, {options: {task: '9'}})).out).toBe('Nothing is recorded that matches.');
});

test('a list that is cut says so', async () => {
  const world = testWorld();
  happen(world, noon, 101);
  expect((await callCommand(world, auditList, {})).said).toEqual([
    'Only the newest 100 are shown; --limit N shows more.',
  ]);
  const {out, said} = await callCommand(world, auditList, {options: {limit: '101'}});
  expect(said).toEqual([]);
  expect(out.split('\n')).toHaveLength(101);
});

test('a date means the whole day where the reader is', async () => {
  // O-34
  vi.stubEnv('TZ', 'America/Los_Angeles');
  try {
    const world = testWorld();
    for (const hour of [-1, 0, 23, 24]) happen(world, new Date(2026, 10, 20, hour).getTime());
    const ids = async (options: Record<string, string>): Promise<number[]> =>
      ((await callCommand(world, auditList, {isJson: true, options})).json as {id: number}[]).map((event) => event.id);
    expect(await ids({since: '2026-11-20'})).toEqual([2, 3, 4]);
    expect(await ids({until: '2026-11-20'})).toEqual([1, 2, 3]);
    expect(await ids({since: '2026-11-20', until: '2026-11-20'})).toEqual([2, 3]);
    expect(await ids({since: '2026-11-20T23:00'})).toEqual([3, 4]);
    await expect(ids({since: '2026-13-45'})).rejects.toThrow('--since takes a moment');
  } finally {
    vi.unstubAllEnvs();
  }
});

test('the command exits with 1 when the record is broken, and names the break', async () => {
  // O-35
  const world = testWorld();
  happen(world, noon, 5);
  await followAudit(world);
  expect(await callCommand(world, auditVerify)).toMatchObject({exitCode: 0, out: expect.stringContaining('5 events')});
  world.db.exec("UPDATE audit SET actor = 'nobody' WHERE id = 3");
  const {exitCode, out} = await callCommand(world, auditVerify);
  expect(exitCode).toBe(1);
  expect(out).toContain('event 3 was changed');
  const {json} = await callCommand(world, auditVerify, {isJson: true});
  expect(json).toMatchObject({ok: false, checked: 5});
  expect(idsIn(world)).toHaveLength(5);
});
