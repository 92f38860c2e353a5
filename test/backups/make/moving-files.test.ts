import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {type Dice, dice} from '../../support/random.js';
import {CLEAN, type CommandProject, checkAll, commandProject, reportIn} from '../command-project.js';
import {hasRestic} from '../restic.js';

const FILES = 400;

/** What may happen to a path between one look and the next. */
const turns: ((path: string, random: Dice) => void)[] = [
  (path) => appendFileSync(path, 'grown'),
  (path, random) => truncateSync(path, random.below(1000)),
  (path) => rmSync(path, {recursive: true, force: true}),
  (path, random) => writeFileSync(path, randomBytes(random.below(20_000))),
  (path) => {
    rmSync(path, {recursive: true, force: true});
    mkdirSync(path);
    writeFileSync(join(path, 'within'), 'a folder now');
  },
  (path) => {
    rmSync(path, {recursive: true, force: true});
    symlinkSync('../still', path);
  },
  (path) => {
    rmSync(path, {recursive: true, force: true});
    execFileSync('mkfifo', [path]);
  },
];

function turnOne(source: string, random: Dice): void {
  const path = join(source, 'many', `file ${random.below(FILES)}`);
  const stats = lstatSync(path, {throwIfNoEntry: false});
  if (stats?.isFile()) return random.pick(turns)(path, random);
  // Writing to a pipe would wait for its reader.
  rmSync(path, {recursive: true, force: true});
  writeFileSync(path, 'a file again');
}

/** Turns the folder over for as long as the backup runs. */
async function backUpWhileMoving({source, start}: CommandProject, random: Dice) {
  const running = start('backup', source, '--name', 'moving', '--json');
  let ended = false;
  void running.ended.then(() => {
    ended = true;
  });
  while (!ended) {
    for (let times = 0; times < 5; times++) turnOne(source, random);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return running.ended;
}

describe.skipIf(!hasRestic)('files that change while they are read', () => {
  // S-16
  test.each([1, 2])('never end a backup, whatever becomes of them (seed %s)', async (seed) => {
    const project = await commandProject();
    const random = dice(seed);
    mkdirSync(join(project.source, 'many'));
    for (let number = 0; number < FILES; number++)
      writeFileSync(join(project.source, 'many', `file ${number}`), randomBytes(random.below(60_000)));
    writeFileSync(join(project.source, 'still'), 'nobody touches this');
    const ran = await backUpWhileMoving(project, random);
    const report = reportIn(ran, ran.code ?? -1);
    expect(ran.code).toBe(report.problemCount > 0 ? 1 : 0);
    for (const {path, code} of report.problems) {
      expect(path).toMatch(/source\/many/);
      expect(code).toMatch(/^(CHANGED|ENOENT|ELOOP|ENOTDIR|EINVAL|ENXIO|EISDIR)$/);
    }
    expect(await checkAll(project)).toContain(CLEAN);
    const out = await project.restore('moving');
    expect(readFileSync(join(out, 'still'), 'utf8')).toBe('nobody touches this');
  });

  // S-16
  test('a file of many pieces that is cut off and grows again is kept up to where it ended, and named', async () => {
    const project = await commandProject();
    const file = join(project.source, 'large');
    writeFileSync(file, randomBytes(110_000_000));
    const descriptor = openSync(file, 'r+');
    const running = project.start('backup', project.source, '--name', 'test', '--json');
    let ended = false;
    void running.ended.then(() => {
      ended = true;
    });
    for (let turn = 0; !ended; turn++) {
      truncateSync(file, 90_000_000);
      writeSync(descriptor, Buffer.from([turn]), 0, 1, 109_999_999);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    closeSync(descriptor);
    const ran = await running.ended;
    const report = reportIn(ran, 1);
    expect(report.problems).toMatchObject([{path: file, code: 'CHANGED'}]);
    const out = await project.restore('test');
    expect(statSync(join(out, 'large')).size).toBe(report.bytes);
    const [kept, there] = [join(out, 'large'), file].map((path) => readFileSync(path).subarray(0, 90_000_000));
    expect(there && kept?.equals(there)).toBe(true);
    expect(await checkAll(project)).toContain(CLEAN);
  });
});
