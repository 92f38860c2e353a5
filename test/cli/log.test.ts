import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {openLog} from '../../src/log.js';
import {orkestra, orkestraWith, start} from '../support/program.js';
import {scratch, until} from '../support/world.js';

/** A run in which there is something to log at each level: a bug in a command, and a configuration that is read again. */
async function logOf(dir: string, file = '.orkestra/logs/orkestra.log'): Promise<string> {
  const running = start(dir, ['run']);
  await until(() => existsSync(join(dir, '.orkestra/locks/engine-engine.lock')));
  writeFileSync(
    join(dir, 'orkestra.yaml'),
    `${readFileSync(join(dir, 'orkestra.yaml'), 'utf8')}\nmax_concurrent_tasks: 2\n`,
  );
  await orkestra(dir, 'task', 'add', 'one', '--run', 'until [ -e go ]; do sleep 0.05; done');
  await running.says(/task\.started +#1/);
  await orkestra(dir, 'task', 'add', 'two', '--run', 'true');
  await running.says(/task\.done +#2/);
  writeFileSync(join(dir, 'go'), '');
  await running.says(/task\.done +#1/);
  running.send('SIGTERM');
  await running.ended;
  return existsSync(join(dir, file)) ? readFileSync(join(dir, file), 'utf8') : '';
}

test('logging.level decides what is written', async () => {
  // S-28
  // part of O-47
  for (const [level, isSeen] of [
    ['INFO', true],
    ['ERROR', false],
  ] as const) {
    const dir = scratch();
    writeFileSync(
      join(dir, 'orkestra.yaml'),
      `logging:\n  level: ${level}\nmax_concurrent_tasks: 1\n`.replace(/max.*\n/, ''),
    );
    expect((await logOf(dir)).includes('INFO'), level).toBe(isSeen);
  }
});

test('the environment wins over the file', async () => {
  const dir = scratch();
  writeFileSync(join(dir, 'orkestra.yaml'), 'logging:\n  level: ERROR\n');
  const ran = await orkestraWith(dir, {env: {ORKESTRA_LOG_LEVEL: 'DEBUG'}}, 'config', 'get', 'logging.level', '--json');
  expect(JSON.parse(ran.out)).toMatchObject({value: 'DEBUG', origin: 'env ORKESTRA_LOG_LEVEL'});
});

test('each level writes itself and what is graver', () => {
  // S-28
  const levels = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;
  for (const [at, level] of levels.entries()) {
    const file = join(scratch(), 'log');
    const log = openLog(file, level);
    log.debug('a');
    log.info('b');
    log.warning('c');
    log.error('d', new Error('why'));
    const written = readFileSync(file, 'utf8');
    expect(levels.filter((one) => written.includes(` ${one} `))).toEqual(levels.slice(at));
    expect(written).toMatch(/ERROR \d+ d\n {2}Error: why\n {6}at /);
    log.setLevel('ERROR');
    log.info('never');
    expect(readFileSync(file, 'utf8')).not.toContain('never');
  }
});

test('logging.file is where the lines land, and the old ones are rotated', async () => {
  // S-29
  const dir = scratch();
  writeFileSync(join(dir, 'orkestra.yaml'), 'logging:\n  file: notes/mine.log\n');
  expect(await logOf(dir, 'notes/mine.log')).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+Z INFO \d+ the configuration was read again$/m,
  );
  expect(existsSync(join(dir, '.orkestra/logs/orkestra.log'))).toBe(false);

  const folder = scratch();
  const file = join(folder, 'big.log');
  const log = openLog(file, 'INFO');
  for (let round = 0; round < 5; round++) {
    writeFileSync(file, 'x'.repeat(5_000_001));
    log.info(`round ${round}`);
  }
  expect(readdirSync(folder).sort()).toEqual(['big.log', 'big.log.1', 'big.log.2', 'big.log.3']);
  expect(readFileSync(file, 'utf8')).toMatch(/ round 4\n$/);
  expect(statSync(file).size).toBeLessThan(1000);
});

test('a log that cannot be written stops nobody', async () => {
  const dir = scratch();
  writeFileSync(join(dir, 'orkestra.yaml'), 'logging:\n  file: /proc/orkestra/none.log\n');
  await orkestra(dir, 'task', 'add', 'one', '--run', 'true');
  expect((await orkestra(dir, 'run', '--until-idle')).code).toBe(0);
});
