import {expect, expectTypeOf, test} from 'vitest';
import {buildConfig, defaultConfig} from '../../src/config/build.js';
import {keys} from '../../src/config/keys.js';
import {expectation, writtenValue} from '../../src/config/kinds.js';
import type {Config} from '../../src/config/schema.js';
import {readValue} from '../../src/config/validate.js';

// part of O-47
test('the defaults are those that were promised, typed, in ms and bytes', () => {
  const config = defaultConfig('/project');
  const promised: Config = {
    projectRoot: '/project',
    projectName: undefined,
    autoAssign: true,
    autoRecovery: true,
    agents: undefined,
    enableDemocracy: true,
    consensusMethod: 'majority',
    healthCheckIntervalMs: 300_000,
    recoveryCheckIntervalMs: 600_000,
    maxConcurrentTasks: 5,
    logging: {level: 'INFO', file: '/project/.orkestra/logs/orkestra.log'},
    systems: {
      shGrim: {enabled: true, healthCheckScript: undefined},
      goGrim: {enabled: true, binary: undefined},
      pyGrim: {enabled: true, module: undefined},
    },
    operations: {timeoutMs: 300_000, maxConcurrent: 5, retryAttempts: 3},
    budget: {task: undefined, agent: undefined, day: undefined},
    storage: {durability: 'safe'},
    queue: {
      ageingMs: 600_000,
      leaseMs: 30_000,
      retryDelayMs: 5000,
      retryDelayMaxMs: 300_000,
      retries: 3,
      timeoutMs: 0,
      killGraceMs: 5000,
      logLimitBytes: 256_000_000,
      minFreeDiskBytes: 64_000_000,
    },
    backup: {
      repository: '.orkestra/backups',
      passwordFile: undefined,
      compression: 'auto',
      exclude: undefined,
      gitignore: false,
      excludeCaches: false,
      guard: 'agents',
      rollback: 'ask',
      keep: 'last 3, hourly 24, daily 7, weekly 4, monthly 12',
      proofEveryMs: 86_400_000,
      proofWarnMs: 7 * 86_400_000,
      schedules: [],
    },
    approvals: {timeoutMs: 600_000},
    workspace: {keepMs: 7 * 86_400_000, copy: undefined, setup: undefined},
    notify: {bell: true, terminal: true, desktop: false, command: undefined, done: true},
    engine: {takeover: true},
    screen: {theme: 'auto', motion: true},
  };
  expect(config).toStrictEqual(promised);
  expectTypeOf(config.queue.leaseMs).toEqualTypeOf<number>();
  expectTypeOf(config.logging.level).toEqualTypeOf<'DEBUG' | 'INFO' | 'WARNING' | 'ERROR'>();
  expectTypeOf(config.projectName).toEqualTypeOf<string | undefined>();
});

test('nobody can change a loaded config', () => {
  const config = defaultConfig('/project') as {queue: {leaseMs: number}; autoAssign: boolean};
  expect(() => {
    config.queue.leaseMs = 1;
  }).toThrow(TypeError);
  expect(() => {
    config.autoAssign = false;
  }).toThrow(TypeError);
});

test('paths count from the project root, and the project root from the folder of the file', () => {
  const config = buildConfig(
    new Map([
      ['project_root', 'sub'],
      ['logging.file', 'log.txt'],
    ]),
    '/project',
  );
  expect(config.projectRoot).toBe('/project/sub');
  expect(config.logging.file).toBe('/project/sub/log.txt');
});

test.each(keys)('the default of $name, as it is written, passes its own check', ({key}) => {
  const written = writtenValue(key, key.default);
  expect(readValue(key, written === '' ? null : written)).toEqual({ok: true, value: key.default});
});

test.each(keys)('$name has a help sentence of its own', ({name, key}) => {
  expect(key.help).toMatch(/^[A-Z].{10,110}\.$/);
  expect(keys.filter((other) => other.key.help === key.help).map((other) => other.name)).toEqual([name]);
});

const keyOf = (name: string) => {
  const found = keys.find((key) => key.name === name);
  if (!found) throw new Error(name);
  return found.key;
};

test.each([
  ['auto_assign', true, true],
  ['auto_assign', 'no', false],
  ['auto_assign', 'ON', true],
  ['max_concurrent_tasks', 1, 1],
  ['max_concurrent_tasks', '1000', 1000],
  ['health_check_interval', 86_400, 86_400_000],
  ['health_check_interval', '90s', 90_000],
  ['health_check_interval', 1.5, 1500],
  ['queue.timeout', 0, 0],
  ['queue.log_limit', 5000, 5000],
  ['queue.log_limit', '1.5 GiB', 1_610_612_736],
  ['logging.level', 'debug', 'DEBUG'],
  ['consensus_method', 'Ranked_Choice', 'ranked_choice'],
  ['project_name', ' shop api ', 'shop api'],
  ['project_name', null, undefined],
])('%s takes %j as %j', (name, raw, value) => {
  expect(readValue(keyOf(name), raw)).toEqual({ok: true, value});
});

test.each([
  ['auto_assign', 1, 'not 1'],
  ['auto_assign', 'maybe', 'not "maybe"'],
  ['auto_assign', null, 'but it is empty'],
  ['max_concurrent_tasks', 0, 'not 0'],
  ['max_concurrent_tasks', 1001, 'not 1001'],
  ['max_concurrent_tasks', 2.5, 'not 2.5'],
  ['max_concurrent_tasks', Number.NaN, 'not NaN'],
  ['max_concurrent_tasks', Number.POSITIVE_INFINITY, 'not Infinity'],
  ['max_concurrent_tasks', '', 'not ""'],
  ['max_concurrent_tasks', '-1', 'not "-1"'],
  ['max_concurrent_tasks', true, 'not true'],
  ['max_concurrent_tasks', [], 'not a list'],
  ['max_concurrent_tasks', {}, 'not a section'],
  ['health_check_interval', 0, 'not 0'],
  ['health_check_interval', '25h', 'not "25h"'],
  ['health_check_interval', 'soon', 'not "soon"'],
  ['queue.lease', '500ms', 'not "500ms"'],
  ['queue.timeout', -1, 'not -1'],
  ['queue.log_limit', 'much', 'not "much"'],
  ['queue.log_limit', '1e3', 'not "1e3"'],
  ['consensus_method', 'dictatorship', 'not "dictatorship"'],
  ['consensus_method', 3, 'not 3'],
  ['project_name', '', 'not ""'],
  ['project_name', 'two\nlines', 'not "two\\nlines"'],
  ['project_name', 'x'.repeat(5000), `not "${'x'.repeat(59)}...`],
  ['logging.file', null, 'but it is empty'],
])('%s refuses %j', (name, raw, why) => {
  expect(readValue(keyOf(name), raw)).toEqual({ok: false, why: `must be ${expectation(keyOf(name))}, ${why}`});
});
