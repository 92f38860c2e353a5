import {copyFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {importDir} from '../../src/cli/import.js';
import {taskImport} from '../../src/cli/task-import.js';
import {type ImportSource, importTasks} from '../../src/tasks/import.js';
import {importProject} from '../../src/tasks/import-project.js';
import {findCircle} from '../../src/tasks/importing/circle.js';
import {retryTask} from '../../src/tasks/retry.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {readAuditHead} from '../../state/audit.js';
import {listDeps} from '../../state/deps.js';
import type {OrkestraError} from '../../state/errors.js';
import {countTasks} from '../../state/task-counts.js';
import {listTasks, readTask, type Task} from '../../state/tasks.js';
import {callCommand} from '../support/call.js';
import {dice} from '../support/random.js';
import {scratch, type TestWorld, testWorld} from '../support/world.js';

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}.json`, import.meta.url));
const take = (world: TestWorld, content: unknown, more: Partial<ImportSource> = {}) =>
  importTasks(world, {
    name: 'queue.json',
    origin: '/old/queue.json',
    content:
      typeof content === 'string'
        ? Buffer.from(content)
        : content instanceof Uint8Array
          ? content
          : Buffer.from(JSON.stringify(content)),
    ...more,
  });
const takeFixture = (world: TestWorld, name: string) => take(world, readFileSync(fixture(name)));
const byTitle = (world: TestWorld, title: string): Task | undefined =>
  listTasks(world.db).find((task) => task.title.startsWith(title));

/** Nothing at all may have changed. */
function expectUntouched(world: TestWorld): void {
  expect(listTasks(world.db)).toEqual([]);
  expect(listDeps(world.db)).toEqual([]);
  expect(readAuditHead(world.db)).toBeUndefined();
  expect(Object.values(countTasks(world.db)).every((count) => count === 0)).toBe(true);
}

function refusal(world: TestWorld, content: unknown): OrkestraError {
  try {
    take(world, content);
  } catch (error) {
    return error as OrkestraError;
  }
  throw new Error('it was not refused');
}

test('the Python queue: texts as ids, seconds as dates, descriptions as titles', () => {
  // O-60
  const world = testWorld();
  const {added, notes} = takeFixture(world, 'old-python');
  expect(added).toBe(6);
  expect(byTitle(world, 'Set up the database')).toMatchObject({
    state: 'done',
    priority: 1,
    agent: 'gemini',
    wantedAgent: null,
    category: 'technical',
    outputs: ['db/schema.sql'],
    createdAt: 1_767_607_200_250,
    startedAt: 1_767_608_000_000,
    endedAt: 1_767_610_800_000,
    sourceId: '/old/queue.json:setup-db',
    instructions: 'From the task as it was imported:\n- metadata:\n  - source: ai_planning\n  - phase: 1',
  });
  expect(byTitle(world, 'Build the API')).toMatchObject({
    state: 'ready',
    priority: 3,
    agent: null,
    wantedAgent: 'copilot',
    title: 'Build the API',
    instructions: 'Build the API\nwith paging and filters',
  });
  expect(byTitle(world, 'Write the landing page')).toMatchObject({
    state: 'waiting',
    depsLeft: 1,
    priority: 5,
    instructions: null,
  });
  expect(byTitle(world, 'Draw a logo')).toMatchObject({
    state: 'failed',
    why: 'rate limit',
    agent: 'chatgpt',
    priority: 7,
  });
  expect(byTitle(world, 'Buy ads')).toMatchObject({state: 'cancelled', depsLeft: 0});
  expect(byTitle(world, 'Sign')).toMatchObject({state: 'held', why: 'waits for the lawyer'});
  expect(notes).toEqual(['was in progress; nobody runs it here, so it is queued again (1 task)']);
  expect(countTasks(world.db)).toEqual({
    waiting: 1,
    ready: 1,
    running: 0,
    held: 1,
    review: 0,
    done: 1,
    failed: 1,
    cancelled: 1,
  });
});

test('the shell queue: numbers as ids, several words for one thing', () => {
  // O-60
  const world = testWorld();
  const {notes} = takeFixture(world, 'old-bash');
  expect(byTitle(world, 'Create')).toMatchObject({
    state: 'done',
    files: ['hello.txt'],
    outputs: ['hello.txt'],
    category: 'code',
    endedAt: new Date(2026, 0, 5, 22, 17).getTime(),
    instructions:
      "A first file\n\nWrite 'hello' into hello.txt\n\nFrom the task as it was imported:\n- suggested ai: copilot",
  });
  expect(byTitle(world, 'Review')).toMatchObject({
    state: 'ready',
    wantedAgent: 'claude',
    priority: 2,
    failures: 2,
    attempt: 2,
    inputs: ['hello.txt'],
    outputs: [],
    instructions:
      'Read hello.txt and say whether it is friendly\n\nFrom the task as it was imported:\n' +
      '- output files outside the project:\n  - /workspaces/other/review.md\n- failover from: gemini',
  });
  expect(byTitle(world, 'Translate')).toMatchObject({state: 'waiting', depsLeft: 1, wantedAgent: null, priority: 9});
  expect(listDeps(world.db)).toHaveLength(3);
  expect(notes).toEqual([
    'not carried over: last_updated (1 task)',
    'had a number above 9 as priority, which became 9 (1 task)',
    'not carried over from the file: meta, ai_agents',
  ]);
});

test('the template: all that has no place of its own stands readable in the instructions', () => {
  // O-60
  const world = testWorld();
  const {notes} = takeFixture(world, 'old-template');
  expect(byTitle(world, 'Add a rate limiter')).toMatchObject({
    state: 'review',
    agent: 'gemini',
    priority: 3,
    retries: 5,
    failures: 1,
    category: 'feature',
    inputs: ['src/login.ts'],
    outputs: ['src/limit.ts', 'test/limit.test.ts'],
    createdAt: Date.parse('2026-01-05T10:00:00Z'),
    startedAt: Date.parse('2026-01-05T10:02:00Z'),
    instructions: [
      'Protect the login route.',
      '',
      'From the task as it was imported:',
      '- autonomy level: 50',
      '- estimated duration: 2h',
      '- output directory: /workspaces/Orkestra/OUTPUT/',
      '- file links:',
      '  - documentation:',
      '    - docs/limits.md',
      '- tags:',
      '  - api',
      '  - backend',
      '- acceptance criteria:',
      '  - Ten tries a minute',
      '  - A clear message',
      '- context:',
      '  - background: We were attacked.',
      '  - references: RFC 6585',
      '- peer review:',
      '  - required: true',
      '  - reviewer: claude',
      '- retry info:',
      '  - retry reason: tests were red',
      '- metadata:',
      '  - created by: user',
      '  - notes: be quick',
      '  - milestone: M2',
    ].join('\n'),
  });
  expect(notes).toEqual([
    'not carried over: _comment (1 task)',
    'not carried over: _type_note (1 task)',
    'not carried over: assigned_at (1 task)',
    'not carried over: updated_at (1 task)',
  ]);
});

test('the mixed form that is met in the wild', () => {
  // O-60
  const world = testWorld();
  const {notes} = takeFixture(world, 'old-realistic');
  expect(byTitle(world, 'Build')).toMatchObject({
    state: 'done',
    priority: 1,
    result: 'done in src/auth.ts',
    category: 'security',
    startedAt: null,
  });
  expect(byTitle(world, 'Document')).toMatchObject({state: 'ready', priority: 3, depsLeft: 0});
  expect(notes).toContain('had a date that could not be read (1 task)');
});

test.each(['old-python', 'old-bash', 'old-template', 'old-realistic'])(
  '%s comes a second time and changes nothing',
  (name) => {
    // O-60
    const world = testWorld();
    const {added} = takeFixture(world, name);
    const before = listTasks(world.db);
    const head = readAuditHead(world.db);
    expect(takeFixture(world, name)).toMatchObject({added: 0, skipped: added});
    expect(listTasks(world.db)).toEqual(before);
    expect(readAuditHead(world.db)).toEqual(head);
  },
);

test('imported tasks live on: what waited is released, what failed can be retried', () => {
  const world = testWorld();
  take(world, {
    tasks: [
      {id: 1, title: 'first', status: 'pending'},
      {id: 2, title: 'second', dependencies: [1]},
      {id: 3, title: 'third', dependencies: ['2'], status: 'blocked'},
      {id: 4, title: 'broken', status: 'failed', completed_at: 1_767_610_800},
    ],
  });
  for (const id of [1, 2, 3, 4]) world.db.prepare("UPDATE taskDetails SET run = 'true' WHERE id = ?").run(id);
  expect(readTask(world.db, 3)).toMatchObject({state: 'waiting', why: null});
  for (const id of [1, 2, 3]) {
    const [started] = takeTurn(world, {ended: [], free: 1}).started;
    expect(started?.id).toBe(id);
    if (started) takeTurn(world, {ended: [{...started, outcome: 'done', exitCode: 0, why: null}], free: 0});
  }
  expect(retryTask(world, 4)).toMatchObject({state: 'ready', failures: 0});
  expect(countTasks(world.db)).toMatchObject({done: 3, ready: 1, failed: 0, waiting: 0});
});

test('tasks of the same priority keep the order of their file', () => {
  const world = testWorld();
  take(world, {
    tasks: Array.from({length: 50}, (_, at) => ({
      id: `t${at}`,
      title: `task ${at}`,
      priority: at % 2 === 0 ? 'high' : 'medium',
    })),
  });
  const order = world.db
    .prepare<{title: string}>('SELECT title FROM tasks ORDER BY rank, id')
    .all()
    .map((row) => Number(row.title.slice(5)));
  expect(order).toEqual([
    ...Array.from({length: 25}, (_, at) => at * 2),
    ...Array.from({length: 25}, (_, at) => at * 2 + 1),
  ]);
});

test('what came with an earlier import may be waited for', () => {
  const world = testWorld();
  take(world, {
    tasks: [
      {id: 1, title: 'old', status: 'completed'},
      {id: 2, title: 'older'},
    ],
  });
  expect(take(world, {tasks: [{id: 3, title: 'new', dependencies: [1, 2]}]})).toMatchObject({added: 1});
  expect(byTitle(world, 'new')).toMatchObject({state: 'waiting', depsLeft: 1});
});

test('a dependency that is named twice is one, and the harder way counts', () => {
  const world = testWorld();
  take(world, {
    orkestra: {version: 1},
    tasks: [
      {id: 1, title: 'first', state: 'failed'},
      {
        id: 2,
        title: 'second',
        dependencies: [
          {id: 1, kind: 'soft'},
          {id: '1', kind: 'hard'},
          {id: 1, kind: 'soft'},
        ],
      },
      {id: 3, title: 'third', dependencies: [{id: 1, kind: 'soft'}]},
    ],
  });
  expect(listDeps(world.db)).toEqual([
    {needs: 1, task: 2, kind: 'hard'},
    {needs: 1, task: 3, kind: 'soft'},
  ]);
  expect(listTasks(world.db).map((task) => [task.state, task.depsLeft])).toEqual([
    ['failed', 0],
    ['waiting', 1],
    ['ready', 0],
  ]);
});

test('two files with the same ids are two sources', () => {
  const world = testWorld();
  take(world, {tasks: [{id: 1, title: 'one'}]}, {origin: '/a'});
  take(world, {tasks: [{id: 1, title: 'another'}]}, {origin: '/b'});
  const piped = {name: 'stdin', content: Buffer.from('[{"id":1,"title":"piped"}]')};
  importTasks(world, piped);
  expect(importTasks(world, piped)).toMatchObject({added: 0, skipped: 1});
  expect(listTasks(world.db).map((task) => task.title)).toEqual(['one', 'another', 'piped']);
});

test.each<[string, unknown, string]>([
  ['empty', '', 'queue.json is empty.'],
  ['blank', ' \r\n\t', 'queue.json is empty.'],
  ['only a byte order mark', '\ufeff', 'queue.json is empty.'],
  ['no JSON', 'hello', 'queue.json is not JSON'],
  ['cut off', '{"tasks":[{"id":1,"title":"x"}', 'queue.json is not JSON: it ends too early.'],
  ['followed by something else', '{"tasks":[]}\r\n\r\nxyz', 'queue.json is not JSON: line 3, column 1 is wrong.'],
  ['two documents', '{"tasks":[]} {"tasks":[]}', 'queue.json is not JSON: line 1, column 14 is wrong.'],
  ['in UTF-16', Buffer.from('\ufeff{"tasks":[]}', 'utf16le'), 'queue.json is written in UTF-16; it must be UTF-8.'],
  ['no text', Buffer.from([0x7b, 0xc3, 0x28, 0x7d]), 'queue.json is not text: it must be JSON in UTF-8.'],
  ['a number', '7', 'queue.json is no list of tasks.'],
  ['null', 'null', 'queue.json is no list of tasks.'],
  ['a text', '"tasks"', 'queue.json is no list of tasks.'],
  ['another object', '{"name":"x"}', 'queue.json is no list of tasks.'],
  ['an object of tasks', '{"tasks":{"1":{"title":"x"}}}', 'queue.json: "tasks" must be a list of tasks.'],
  ['a text as queue', '{"queue":"x"}', 'queue.json: "queue" must be a list of tasks.'],
  ['ours without a version', '{"orkestra":{},"tasks":[]}', 'queue.json: "orkestra" must say its version.'],
  ['ours without tasks', '{"orkestra":{"version":1}}', 'queue.json: "tasks" must be a list of tasks.'],
  [
    'ours of tomorrow',
    '{"orkestra":{"version":2},"tasks":[]}',
    'written by a newer orkestra (version 2, this one reads 1).',
  ],
])('a file that is %s is refused in one sentence', (_, content, message) => {
  const world = testWorld();
  const error = refusal(world, content);
  expect(error.message).toContain(message);
  expect(error.message.split('\n')).toHaveLength(1);
  expect(error.name).toBe('OrkestraError');
  expectUntouched(world);
});

const pair = (second: Record<string, unknown>) => ({
  tasks: [
    {id: 1, title: 'fine'},
    {id: 2, title: 'Ship', ...second},
  ],
});

test.each<[string, unknown, string]>([
  ['an unknown status', pair({status: 'banana'}), 'task 2 ("Ship"): the status "banana" is unknown (pending,'],
  [
    'a status from the prototype',
    pair({status: 'constructor'}),
    'task 2 ("Ship"): the status "constructor" is unknown',
  ],
  ['an unknown priority', pair({priority: 'soonish'}), 'task 2 ("Ship"): the priority "soonish" is unknown (critical,'],
  ['a list as title', pair({title: ['x']}), 'task 2 (""): "title" must be text'],
  ['a number as agent', pair({assigned_to: 7}), 'task 2 ("Ship"): "assigned_to" must be text'],
  ['objects as dependencies', pair({dependencies: [{}]}), 'task 2 ("Ship"): "dependencies" must be a list of task ids'],
  ['no id', {tasks: [{title: 'x'}]}, 'task number 1: it has no id'],
  ['no title', {tasks: [{id: 5}]}, 'task 5 (""): it has no title and no description'],
  ['no object', {tasks: [{id: 1, title: 'x'}, 'y']}, 'task number 2: '],
  [
    'the same id twice',
    {
      tasks: [
        {id: 1, title: 'a'},
        {id: '1', title: 'b'},
      ],
    },
    'task 1 ("a") and task 1 ("b") have the same id',
  ],
  ['a zero byte', pair({description: 'a\0b'}), 'task 2 ("Ship"): The instructions contains a zero byte'],
  [
    'a text beyond all measure',
    pair({description: 'x'.repeat(200_001)}),
    'task 2 ("Ship"): The instructions is longer than 200000 characters',
  ],
  ['a missing dependency', pair({dependencies: [9]}), 'task 2 ("Ship") depends on 9, which is not in the file'],
  ['itself as dependency', pair({dependencies: [2]}), 'these tasks wait for each other: 2 → 2'],
  [
    'a circle',
    {tasks: ['a', 'b', 'c'].map((id, at, all) => ({id, title: id, dependencies: [all[(at + 1) % 3]]}))},
    'these tasks wait for each other: a → b → c → a',
  ],
  [
    'data nested beyond reading',
    pair({context: JSON.parse(`${'['.repeat(500)}1${']'.repeat(500)}`)}),
    'task 2 ("Ship"): nested too deeply',
  ],
  [
    'ours with a wrong state',
    {orkestra: {version: 1}, tasks: [{id: 1, title: 'x', state: 'banana'}]},
    'task number 1: "state" must be one of waiting',
  ],
  [
    'ours with a path outside',
    {orkestra: {version: 1}, tasks: [{id: 1, title: 'x', files: ['../y']}]},
    'task 1 ("x"): Files must be paths inside the project',
  ],
  [
    'ours with a missing dependency',
    {orkestra: {version: 1}, tasks: [{id: 1, title: 'x', dependencies: [{id: 4}]}]},
    'task 1 ("x") depends on 4',
  ],
  [
    'ours with a circle',
    {orkestra: {version: 1}, tasks: [{id: 1, title: 'x', dependencies: [{id: 1}]}]},
    'wait for each other: 1 → 1',
  ],
])('%s is refused, naming the task, and nothing is imported', (_, content, message) => {
  // O-60
  const world = testWorld();
  const error = refusal(world, content);
  expect(error.message).toContain(message);
  expect(error.code).toBe('invalid');
  expectUntouched(world);
});

test('a long way round is told in short', () => {
  const tasks = Array.from({length: 50}, (_, id) => ({id, title: 'x', dependencies: [(id + 1) % 50]}));
  expect(refusal(testWorld(), {tasks}).message).toContain('0 → 1 → 2 → 3 → 4 → 5 → 6 → 7 → 8 → 9 → … 40 more … → 0');
});

test('many problems are told with a count, and without control sequences', () => {
  const world = testWorld();
  const {message} = refusal(world, {
    tasks: Array.from({length: 20}, (_, id) => ({id, title: `a\u001b[2J\n${'x'.repeat(500)}`, status: 'banana'})),
  });
  expect(message).toContain('and 15 more problems');
  expect(message).not.toMatch(/[\u0000-\u001f]/);
  expect(message.length).toBeLessThan(1500);
});

test('a byte order mark and the line ends of Windows are no hindrance', () => {
  const world = testWorld();
  expect(take(world, '\ufeff{\r\n"tasks": [\r\n{"id": 1, "title": "x"}\r\n]\r\n}\r\n')).toMatchObject({added: 1});
});

test('a field by the name of the prototype is a field', () => {
  const world = testWorld();
  take(
    world,
    '{"tasks":[{"id":"__proto__","title":"x","__proto__":{"polluted":true},"constructor":"y"},{"id":2,"title":"z","dependencies":["__proto__"]}]}',
  );
  expect(byTitle(world, 'z')).toMatchObject({state: 'waiting', depsLeft: 1});
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('a long title is cut, and stands whole in the instructions', () => {
  const world = testWorld();
  const title = 'long '.repeat(150).trim();
  take(world, {tasks: [{id: 1, title, instructions: 'do it'}]});
  const [task] = listTasks(world.db);
  expect(task?.title).toHaveLength(500);
  expect(task?.instructions).toBe(`${title}\n\ndo it`);
});

test('an error in the middle of the writing leaves nothing behind', () => {
  const world = testWorld();
  world.db.exec(
    "CREATE TRIGGER stop BEFORE INSERT ON tasks WHEN NEW.title = 'last' BEGIN SELECT raise(ABORT, 'stop'); END",
  );
  expect(() =>
    take(world, {
      tasks: [
        {id: 1, title: 'first'},
        {id: 2, title: 'last'},
      ],
    }),
  ).toThrow('stop');
  expectUntouched(world);
});

test('a hundred thousand tasks in one chain', () => {
  const world = testWorld();
  const tasks = Array.from({length: 100_000}, (_, id) => ({
    id,
    title: `task ${id}`,
    dependencies: id === 0 ? [] : [id - 1],
  }));
  expect(take(world, {tasks})).toMatchObject({added: 100_000});
  expect(countTasks(world.db)).toMatchObject({ready: 1, waiting: 99_999});
  const circle = new Map(tasks.map(({id}) => [String(id), [String(id === 0 ? 99_999 : id - 1)]]));
  expect(findCircle(circle)).toHaveLength(100_001);
}, 240_000);

test('a circle is found wherever there is one, and nowhere else', () => {
  const random = dice(3);
  for (let round = 0; round < 300; round++) {
    const count = 2 + random.below(12);
    const order = Array.from({length: count}, (_, at) => String(at)).sort(() => random.next() - 0.5);
    const needs = new Map(order.map((id, at) => [id, order.slice(0, at).filter(() => random.chance(30))]));
    expect(findCircle(needs)).toBeUndefined();
    const [from, to] = [random.below(count), random.below(count)].sort((one, other) => one - other) as [number, number];
    needs.get(order[from] ?? '')?.push(order[to] ?? '');
    needs.get(order[to] ?? '')?.push(order[from] ?? '');
    const circle = findCircle(needs) ?? [];
    expect(circle.length).toBeGreaterThan(1);
    expect(circle[0]).toBe(circle.at(-1));
    for (const [at, id] of circle.slice(0, -1).entries()) expect(needs.get(id)).toContain(circle[at + 1]);
  }
});

/** An old project with these files. */
function oldProject(files: Record<string, unknown>): string {
  const root = scratch('old');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

const queueOf = (...titles: string[]) => ({tasks: titles.map((title, at) => ({id: at + 1, title}))});

test('all queues of an old project are found, and those that are not there are named', async () => {
  // O-60
  const world = testWorld();
  const root = oldProject({
    'orkestra/logs/task-queue.json': queueOf('python'),
    'CONFIG/TASK_QUEUE.json': {queue: [{id: 1, title: 'shell'}]},
    'CONFIG/TASK-QUEUES/competition.json': {queue: [{id: 10, title: 'compete'}]},
    'orkestra/logs/voting/vote-1.json': {},
  });
  const result = await importProject(world, root);
  expect(result).toMatchObject({
    added: 3,
    read: ['orkestra/logs/task-queue.json', 'CONFIG/TASK_QUEUE.json', 'CONFIG/TASK-QUEUES/competition.json'],
    notes: ['the votes in orkestra/logs/voting were not imported'],
  });
  expect(result.missing).toContain('orkestra/TASK_QUEUE.json');
  expect(result.missing).not.toContain('CONFIG/TASK_QUEUE.json');
  expect(await importProject(world, root)).toMatchObject({added: 0, skipped: 3});
});

test.each([
  'orkestra/TASK_QUEUE.json',
  'orkestra/logs/task-queue.json',
  'orkestra/task-queue.json',
  'orkestra/config/task-queues/task-queue.json',
  'TASK_QUEUE.json',
  'CONFIG/TASK_QUEUE.json',
  'SCRIPTS/TASK_QUEUE.json',
])('a queue in %s is found', async (path) => {
  const world = testWorld();
  expect(await importProject(world, oldProject({[path]: queueOf('x')}))).toMatchObject({added: 1, read: [path]});
});

test('copies of one queue are one queue, and where they disagree the first counts', async () => {
  const world = testWorld();
  const root = oldProject({
    'orkestra/TASK_QUEUE.json': {
      tasks: [
        {id: 1, title: 'same', status: 'completed'},
        {id: 2, title: 'same too'},
      ],
    },
    'TASK_QUEUE.json': {
      tasks: [
        {id: 1, title: 'same', status: 'pending'},
        {id: 2, title: 'other task'},
        {id: 3, title: 'more', dependencies: [1]},
      ],
    },
  });
  const result = await importProject(world, root);
  expect(result).toMatchObject({added: 4, skipped: 1});
  expect(result.notes).toEqual([
    'task 1 ("same") is done in orkestra/TASK_QUEUE.json and queued in TASK_QUEUE.json; the first was taken',
  ]);
  expect(byTitle(world, 'more')).toMatchObject({state: 'ready'});
  expect(await importProject(world, root)).toMatchObject({added: 0, skipped: 5});
});

test('when one queue is refused, none is imported', async () => {
  const world = testWorld();
  const root = oldProject({
    'orkestra/TASK_QUEUE.json': queueOf('fine'),
    'TASK_QUEUE.json': {tasks: [{id: 1, title: 'x', dependencies: [7]}]},
  });
  await expect(importProject(world, root)).rejects.toThrow('TASK_QUEUE.json: task 1 ("x") depends on 7');
  expectUntouched(world);
});

test('a corrupt queue is read from its newest readable backup, with a warning', async () => {
  // O-113
  const world = testWorld();
  const root = oldProject({
    'TASK_QUEUE.json': '{"tasks": [{"id": 1, "ti',
    'TASK_QUEUE.json.bak': queueOf('oldest'),
    'BACKUPS/task-queue-20260102.json': queueOf('older'),
    'BACKUPS/task-queue-20260104.json': queueOf('newest readable'),
    'BACKUPS/task-queue-20260105.json': '',
  });
  utimesSync(join(root, 'TASK_QUEUE.json.bak'), new Date(2026, 0, 1), new Date(2026, 0, 1));
  const {added, notes} = await importProject(world, root);
  expect(added).toBe(1);
  expect(listTasks(world.db)[0]?.title).toBe('newest readable');
  expect(notes[0]).toContain('TASK_QUEUE.json is not JSON: it ends too early. Its backup ');
  expect(notes[0]).toContain('task-queue-20260104.json was read instead.');
  writeFileSync(join(root, 'TASK_QUEUE.json'), JSON.stringify(queueOf('newest readable')));
  expect(await importProject(world, root)).toMatchObject({added: 0, skipped: 1});
});

test('a copy beside the queue counts as well', async () => {
  // O-113
  const world = testWorld();
  const root = oldProject({'orkestra/task-queue.json': '', 'orkestra/task-queue.json.1.bak': queueOf('beside')});
  expect(await importProject(world, root)).toMatchObject({added: 1});
});

test('a corrupt queue without a readable backup is refused', async () => {
  const world = testWorld();
  const root = oldProject({
    'TASK_QUEUE.json': '{',
    'TASK_QUEUE.json.bak': '{',
    'orkestra/TASK_QUEUE.json': queueOf('fine'),
  });
  await expect(importProject(world, root)).rejects.toThrow('TASK_QUEUE.json is not JSON');
  expectUntouched(world);
});

test('a folder that is none, or has no queue, is told in words', async () => {
  const world = testWorld();
  await expect(importProject(world, scratch())).rejects.toThrow('There is no queue of an old Orkestra project in');
  await expect(importProject(world, join(scratch(), 'nowhere'))).rejects.toThrow('nowhere does not exist');
  await expect(importProject(world, fixture('old-bash'))).rejects.toThrow('old-bash.json is no folder');
});

test('the command names what it read and what it did not find', async () => {
  // O-60
  const world = testWorld();
  const root = oldProject({});
  mkdirSync(join(root, 'CONFIG'));
  copyFileSync(fixture('old-bash'), join(root, 'CONFIG/TASK_QUEUE.json'));
  const {out} = await callCommand(world, importDir, {args: [root]});
  expect(out).toContain('read      CONFIG/TASK_QUEUE.json');
  expect(out).toContain('not there orkestra/TASK_QUEUE.json');
  expect(out).toContain('3 tasks added.');
  expect((await callCommand(world, importDir, {args: [root], isJson: true})).json).toMatchObject({
    added: 0,
    skipped: 3,
  });
});

test('a single file is imported under its real path', async () => {
  const world = testWorld();
  expect((await callCommand(world, taskImport, {args: [fixture('old-bash')], isJson: true})).json).toMatchObject({
    added: 3,
  });
  expect((await callCommand(world, taskImport, {args: [fixture('old-bash')]})).out).toContain(
    '0 tasks added, 3 skipped: imported before.',
  );
  await expect(callCommand(world, taskImport, {args: [scratch()]})).rejects.toThrow('is a folder, not a file');
  await expect(callCommand(world, taskImport, {args: ['/nowhere/x.json']})).rejects.toThrow(
    '/nowhere/x.json does not exist',
  );
});

test('a file beyond all measure is refused before it is read', async () => {
  const world = testWorld();
  const file = join(scratch(), 'huge.json');
  writeFileSync(file, '');
  const {truncateSync} = await import('node:fs');
  truncateSync(file, 200_000_001);
  await expect(callCommand(world, taskImport, {args: [file]})).rejects.toThrow(
    'huge.json has 200 MB; at most 200 MB can be imported.',
  );
  expectUntouched(world);
});
