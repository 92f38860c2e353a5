import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {BackupReport} from '../../../src/backups/make/report.js';
import type {ScanReport} from '../../../src/scans/scan.js';
import {program} from '../../support/terminal.js';
import {scratch} from '../../support/world.js';

const NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
const isRoot = process.getuid?.() === 0;
/** Root reads everything, so there the program is run as somebody who does not. */
const isRefused = !isRoot || spawnSync('setpriv', [...NOBODY, process.execPath, program, '--version']).status === 0;

function run(...args: string[]) {
  const words = [process.execPath, program, ...args];
  const [file = '', ...rest] = isRoot ? ['setpriv', ...NOBODY, ...words] : words;
  return spawnSync(file, rest, {encoding: 'utf8', env: {...process.env, HOME: '/nonexistent'}});
}

function makeClosed(): {dir: string; source: string} {
  const dir = scratch();
  const source = join(dir, 'source');
  for (const folder of [source, join(source, 'closed'), join(dir, 'project')]) mkdirSync(folder);
  writeFileSync(join(source, 'open'), 'anybody');
  writeFileSync(join(source, 'secret'), 'nobody');
  writeFileSync(join(source, 'closed', 'within'), 'nobody');
  chmodSync(dir, 0o755);
  chmodSync(join(dir, 'project'), 0o777);
  chmodSync(join(source, 'secret'), 0);
  chmodSync(join(source, 'closed'), 0);
  return {dir, source};
}

describe.skipIf(!isRefused)('what may not be read', () => {
  // S-16
  test('is named by a backup, which is made of the rest, with exit code 1', () => {
    const {dir, source} = makeClosed();
    const {status, stdout} = run('backup', source, '--json', '--project-root', join(dir, 'project'));
    const report = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as BackupReport;
    expect(status).toBe(1);
    expect(report.files).toBe(1);
    expect(report.problems.map(({path, code}) => [path, code]).toSorted()).toEqual([
      [join(source, 'closed'), 'EACCES'],
      [join(source, 'secret'), 'EACCES'],
    ]);
    chmodSync(join(source, 'closed'), 0o700);
  });

  // S-16
  test('is named by a scan, which counts the rest', () => {
    const {dir, source} = makeClosed();
    const {status, stdout} = run('scan', source, '--json', '--hash', '--project-root', join(dir, 'project'));
    const report = JSON.parse(stdout) as ScanReport;
    expect(status).toBe(1);
    expect(report).toMatchObject({files: 2, folders: 1});
    expect(report.problems.map(({path}) => path).toSorted()).toEqual([join(source, 'closed'), join(source, 'secret')]);
    chmodSync(join(source, 'closed'), 0o700);
  });
});
