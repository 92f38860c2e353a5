import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {taskGraph} from '../../src/cli/task-graph.js';
import {addTask, addTasks} from '../../src/tasks/add.js';
import {graphDot, readGraph, type TaskGraph} from '../../src/tasks/graph.js';
import {graphText} from '../../src/tasks/graph-text.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {callCommand} from '../support/call.js';
import {dice} from '../support/random.js';
import {type TestWorld, testWorld} from '../support/world.js';

const add = (world: TestWorld, title: string, after: number[] = [], afterEnded: number[] = []): number =>
  addTask(world, {title, run: 'true', after, afterEnded});

/** One waits for two others, which wait for the same one; and one by itself. */
function diamond(): TestWorld {
  const world = testWorld();
  const plan = add(world, 'Plan');
  const api = add(world, 'Build the API', [plan]);
  const screen = add(world, 'Build the screen', [plan]);
  add(world, 'Ship', [api, screen]);
  add(world, 'Tidy up', [], [screen]);
  add(world, 'By itself');
  return world;
}

test('each task stands above what waits for it, a shared one is drawn once', () => {
  // O-108
  const world = diamond();
  takeTurn(world, {ended: [], free: 1});
  expect(graphText(readGraph(world)).split('\n')).toEqual([
    '● #1 running  Plan',
    '├─ ◌ #2 waiting  Build the API',
    '│  └─ ◌ #4 waiting  Ship',
    '└─ ◌ #3 waiting  Build the screen',
    '   ├─ ◌ #4 waiting (see above)',
    '   └─ ◌ #5 waiting  Tidy up (soft)',
    '○ #6 ready  By itself',
    '',
    '(soft): starts after any end of the task above it',
  ]);
});

test('of some tasks it shows what they wait for and what waits for them', () => {
  // O-108
  const world = diamond();
  const ids = (ids: number[]): number[] => readGraph(world, {ids}).tasks.map((task) => task.id);
  expect(ids([2])).toEqual([1, 2, 4]);
  expect(ids([1])).toEqual([1, 2, 3, 4, 5]);
  expect(ids([5, 6])).toEqual([1, 3, 5, 6]);
  expect(readGraph(world, {ids: [2]}).deps).toEqual([
    {needs: 1, task: 2, kind: 'hard'},
    {needs: 2, task: 4, kind: 'hard'},
  ]);
  expect(() => readGraph(world, {ids: [99]})).toThrow('There is no task #99.');
});

test('the data has every task and every dependency', () => {
  const {tasks, deps} = readGraph(diamond());
  expect(tasks).toHaveLength(6);
  expect(tasks[0]).toEqual({id: 1, title: 'Plan', state: 'ready'});
  expect(deps).toEqual([
    {needs: 1, task: 2, kind: 'hard'},
    {needs: 1, task: 3, kind: 'hard'},
    {needs: 2, task: 4, kind: 'hard'},
    {needs: 3, task: 4, kind: 'hard'},
    {needs: 3, task: 5, kind: 'soft'},
  ]);
});

const hostile = 'a "b" \\n \\ &lt; <c>\nd\u001b[31m\u009b2J\u001b]0;owned\u0007\u202e{|}';

test('a title cannot break out of its line', () => {
  const world = testWorld();
  add(world, hostile);
  add(world, 'x'.repeat(400));
  const text = graphText(readGraph(world));
  expect(text.split('\n')).toHaveLength(2);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(text.split('\n')[1]).toBe(`○ #2 ready  ${'x'.repeat(99)}…`);
});

/** The strings of a DOT file as Graphviz reads them; what is left must be the plain grammar. */
function readDot(dot: string): {labels: string[]; rest: string} {
  const labels: string[] = [];
  const rest = dot.replace(/"((?:[^"\\]|\\[\s\S])*)"/g, (_, label: string) => {
    labels.push(
      label.replaceAll('&amp;', '&').replace(/\\(.)/g, (_all, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    );
    return 'S';
  });
  return {labels, rest};
}

test('for Graphviz, titles are labels and nothing else', () => {
  // O-108
  const world = testWorld();
  const first = add(world, hostile);
  const second = add(world, 'after', [first]);
  add(world, 'later', [], [second]);
  const dot = graphDot(readGraph(world));
  const {labels, rest} = readDot(dot);
  expect(dot).toContain('&amp;lt;');
  expect(labels).toEqual(['#1 a "b" \\n \\ &lt; <c> d{|}\nready', '#2 after\nwaiting', '#3 later\nwaiting']);
  const statement =
    /^ {2}(rankdir=LR;|node \[shape=box style=rounded\];|t\d+ \[label=S color=\w+\];|t\d+ -> t\d+( \[style=dashed\])?;)$/;
  const lines = rest.trimEnd().split('\n');
  expect(lines[0]).toBe('digraph tasks {');
  expect(lines.at(-1)).toBe('}');
  for (const line of lines.slice(1, -1)) expect(line).toMatch(statement);
  expect(rest).toContain('t1 -> t2;');
  expect(rest).toContain('t2 -> t3 [style=dashed];');
});

const hasDot = spawnSync('dot', ['-V']).status === 0;

test.skipIf(!hasDot)('Graphviz draws it', () => {
  const world = diamond();
  add(world, hostile);
  const {status, stdout} = spawnSync('dot', ['-Tplain'], {input: graphDot(readGraph(world)), encoding: 'utf8'});
  expect(status).toBe(0);
  expect(stdout.match(/^node /gm)).toHaveLength(7);
});

/** Each task has a line of its own exactly once, each dependency one line below what it needs. */
function checkDrawing(graph: TaskGraph): void {
  const lines = graphText(graph)
    .split('\n')
    .filter((line) => /#\d/.test(line));
  const own = lines.filter((line) => !/\((see above|from above)\)$/.test(line));
  expect(own.map((line) => Number(/#(\d+)/.exec(line)?.[1])).sort((a, b) => a - b)).toEqual(
    graph.tasks.map((task) => task.id),
  );
  expect(lines.filter((line) => /[├└]─/.test(line))).toHaveLength(graph.deps.length);
}

test('any book is drawn whole: each task once, each dependency once', () => {
  const random = dice(108);
  for (let round = 0; round < 50; round++) {
    const count = 1 + random.below(60);
    const tasks = Array.from({length: count}, (_, at) => ({
      id: at + 1,
      title: `task ${at + 1}`,
      state: 'ready' as const,
    }));
    const deps = tasks.flatMap(({id: task}) =>
      tasks
        .filter(({id}) => id < task && random.chance(8))
        .map(({id: needs}) => ({needs, task, kind: 'hard' as const})),
    );
    checkDrawing({tasks, deps});
  }
});

test('ten thousand tasks in one chain stay narrow, in one star they stay one line each', () => {
  const world = testWorld();
  addTasks(
    world,
    Array.from({length: 10_000}, (_, at) => ({title: `link ${at}`, run: 'true', after: at === 0 ? [] : [at]})),
  );
  const chain = readGraph(world);
  checkDrawing(chain);
  const lines = graphText(chain).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(150);
  const star: TaskGraph = {tasks: chain.tasks, deps: chain.deps.map(({task}) => ({needs: 1, task, kind: 'hard'}))};
  checkDrawing(star);
  expect(graphDot(chain).split('\n')).toHaveLength(10_000 + 9_999 + 5);
});

test('a circle cannot be made, but would be drawn and not walked for ever', () => {
  const tasks = [1, 2, 3].map((id) => ({id, title: `task ${id}`, state: 'waiting' as const}));
  const deps = [1, 2, 3].map((id) => ({needs: id, task: (id % 3) + 1, kind: 'hard' as const}));
  expect(graphText({tasks, deps}).split('\n')).toEqual([
    '◌ #1 waiting  task 1',
    '└─ ◌ #2 waiting  task 2',
    '   └─ ◌ #3 waiting  task 3',
    '      └─ ◌ #1 waiting (see above)',
  ]);
});

test('the command draws text, DOT or data', async () => {
  // O-108
  const world = diamond();
  expect((await callCommand(world, taskGraph, {rest: ['#2']})).out.split('\n')[0]).toBe('○ #1 ready  Plan');
  expect((await callCommand(world, taskGraph, {options: {dot: true}})).out).toMatch(/^digraph tasks \{/);
  expect((await callCommand(world, taskGraph, {isJson: true})).json).toEqual(readGraph(world));
  expect((await callCommand(testWorld(), taskGraph)).out).toContain('No tasks.');
});
