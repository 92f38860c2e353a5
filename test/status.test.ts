import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {healthText, judgeHealth} from '../src/health.js';
import type {MachineReading} from '../src/machine.js';
import {answerOf, orkestra, start} from './support/program.js';
import {scratch, until} from './support/world.js';

const well: MachineReading = {
  cores: 2,
  load: 1.25,
  memoryBytes: 8e9,
  freeMemoryBytes: 4e9,
  diskBytes: 100e9,
  freeDiskBytes: 40e9,
  process: {pid: 1, memoryBytes: 1, cpuSeconds: 1},
};

test('the status shows the engine, what runs, the counts, the agents, the health and the locks', async () => {
  // O-48
  const dir = scratch();
  writeFileSync(join(dir, 'orkestra.yaml'), 'max_concurrent_tasks: 1\n');
  await answerOf(
    dir,
    'task',
    'add',
    'Build',
    '--run',
    'touch in; while ! [ -e go ]; do sleep 0.02; done',
    '--file',
    'src/**',
  );
  await answerOf(dir, 'task', 'add', 'Test', '--run', 'true', '--after', '1');
  await answerOf(dir, 'task', 'add', 'Lint', '--run', 'true');
  const engine = start(dir, ['run']);
  await until(() => existsSync(join(dir, 'in')), 'the task');
  const {out, code} = await orkestra(dir, 'status');
  expect(code).toBe(0);
  expect(out).toMatch(/^engine: running for \d/m);
  expect(out).toMatch(/^tasks: 1 waiting · 1 ready · 1 running$/m);
  expect(out).toMatch(/^agents: shell working$/m);
  expect(out).toMatch(/^health: (healthy|degraded)\b/m);
  expect(out).toMatch(/^running\n +#1 +Build +shell \d\d:\d\d$/m);
  expect(out).toMatch(/^next\n +#3 +Lint +· +1 of 1 places are taken\n +#2 +Test +· +.*#1/m);
  expect(out).toMatch(/^locks\n +src\/\*\* +#1$/m);
  expect(await answerOf(dir, 'status')).toMatchObject({
    engine: {isRunning: true, pause: null},
    agents: [{name: 'shell', state: 'working', tasks: [1]}],
    tasks: {running: 1, ready: 1, waiting: 1},
    running: [{id: 1, title: 'Build', agent: 'shell'}],
    health: {state: expect.stringMatching(/healthy|degraded/), problems: expect.any(Array)},
    locks: [{id: 'src/**', holder: 'task:1:1'}],
  });
  writeFileSync(join(dir, 'go'), '');
  await engine.says(/task\.done +#2/);
  await engine.says(/task\.done +#3/);
  expect((await orkestra(dir, 'status')).out).toMatch(/^tasks: 3 done\nhealth: .*\nagents: shell idle$/m);
});

test('an engine that starts nothing is no healthy one, and says why', async () => {
  const dir = scratch();
  writeFileSync(join(dir, 'orkestra.yaml'), 'queue:\n  min_free_disk: 900TB\n');
  await answerOf(dir, 'task', 'add', 'one', '--run', 'true');
  const engine = start(dir, ['run', '--json']);
  await engine.says('engine.paused');
  const why = 'the engine is paused: less than 900000000 MB are free on the disk';
  expect(await answerOf(dir, 'status')).toMatchObject({
    health: {state: 'degraded', problems: expect.arrayContaining([why])},
  });
  expect((await orkestra(dir, 'status')).out).toContain(`health: degraded: ${why}`);
});

test.each<[string, Partial<MachineReading>, string]>([
  ['a machine with room', {}, 'healthy · load 1.3 on 2 cores · 4.0 GB memory and 40 GB disk free'],
  ['a full disk', {freeDiskBytes: 4e9}, 'degraded: only 4.0 GB of the disk are free'],
  ['a full memory', {freeMemoryBytes: 0.3e9}, 'degraded: only 300 MB of the memory are free'],
  ['too much work', {load: 8.1}, 'degraded: the load is 8.1 on 2 cores'],
])('the health of %s', (_, reading, told) => {
  const machine = {...well, ...reading};
  expect(healthText(judgeHealth(machine, {pause: null}), machine)).toBe(told);
});
