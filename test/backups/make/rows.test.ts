import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Scythe} from '../../../src/api.js';
import {openDb} from '../../../state/open.js';
import {listSteps} from '../../../state/operation-steps.js';
import {orkestra} from '../../support/program.js';
import {scratch, until} from '../../support/world.js';
import {CLEAN, checkAll, commandProject, filesIn, fillSource, reportIn} from '../command-project.js';
import {compareTrees} from '../compare-trees.js';
import {hasRestic} from '../restic.js';

const STEPS = ['scan', 'compress', 'store', 'verify'];

describe('orkestra backup', () => {
  // S-42, S-3
  test('keeps the folder of the recipe, and restore brings the same file back', async () => {
    const dir = scratch();
    mkdirSync(join(dir, 'test_data'));
    writeFileSync(join(dir, 'test_data', 'test.txt'), 'test content\n');
    const made = await orkestra(dir, 'backup', 'test_data', '--name', 'test_backup');
    expect(made).toMatchObject({code: 0, err: ''});
    expect(made.out).toMatch(/Backed up 1 file, 13 B, as test_backup \(\w{8}\)/);
    expect(await orkestra(dir, 'restore', 'test_backup')).toMatchObject({code: 0, err: ''});
    const back = join(dir, 'restored-test_backup');
    const found = readdirSync(back, {recursive: true}).find((name) => String(name).endsWith('test.txt'));
    expect(readFileSync(join(back, String(found)), 'utf8')).toBe('test content\n');
  });

  // S-3
  test('of a path that is not there leaves nothing behind, no project either', async () => {
    const dir = scratch();
    const {code, err, out} = await orkestra(dir, 'backup', 'nowhere', '--name', 'x');
    expect({code, out}).toEqual({code: 1, out: ''});
    expect(err).toMatch(/nowhere does not exist/);
    expect(existsSync(join(dir, '.orkestra'))).toBe(false);
  });

  // S-8
  test('records its four steps in order, with their start, end and outcome', async () => {
    const project = await commandProject();
    fillSource(project.source, {small: 10, large: 0});
    const {steps, operation} = await project.backUp();
    expect(steps.map(({name}) => name)).toEqual(STEPS);
    const db = openDb(join(project.root, '.orkestra/orkestra.db'));
    const kept = listSteps(db, operation);
    db.close();
    expect(kept.map(({name, outcome, tries}) => ({name, outcome, tries}))).toEqual(
      STEPS.map((name) => ({name, outcome: 'done', tries: 1})),
    );
    for (const [number, {startedAt, endedAt}] of kept.entries()) {
      expect(endedAt).toBeGreaterThanOrEqual(startedAt);
      expect(startedAt).toBeGreaterThanOrEqual(kept[number - 1]?.endedAt ?? 0);
    }
  });

  // S-21
  test('stores the same data once, and of a file with one byte more only the piece it is in', async () => {
    const project = await commandProject();
    const whole = randomBytes(30_000_000);
    writeFileSync(join(project.source, 'one'), whole);
    const first = await project.backUp();
    writeFileSync(join(project.source, 'two'), whole);
    const second = await project.backUp();
    expect(second.storedBytes).toBeLessThan(first.storedBytes / 100);
    const middle = whole.length / 2;
    writeFileSync(
      join(project.source, 'one'),
      Buffer.concat([whole.subarray(0, middle), Buffer.of(7), whole.subarray(middle)]),
    );
    const third = await project.backUp();
    // Two pieces at the most, of eight megabytes each.
    expect(third.addedBytes).toBeLessThan(17_000_000);
    expect(compareTrees(project.source, await project.restore('test'))).toEqual([]);
  });

  // S-38
  test('as a library answers what the command answers', async () => {
    const project = await commandProject();
    fillSource(project.source, {small: 20, large: 1, largeBytes: 100_000});
    const scythe = new Scythe(project.root);
    const own = await scythe.executeBackup(project.source, 'library').finally(() => scythe.close());
    const command = await project.backUp([project.source, '--name', 'command', '--force']);
    expect(Object.keys({type: 'done', ...own}).sort()).toEqual(Object.keys(command).sort());
    const {files, folders, bytes, paths, problemCount} = command;
    expect(own).toMatchObject({files, folders, bytes, paths, problemCount, name: 'library'});
    expect(own.steps.map(({name}) => name)).toEqual(STEPS);
    expect(await compareTrees(await project.restore('library'), await project.restore('command'))).toEqual([]);
  });
});

describe.skipIf(!hasRestic)('several at once', () => {
  test('back up different folders and the same one, beside restic, a restore and a check', async () => {
    const project = await commandProject();
    const {source} = project;
    fillSource(source, {small: 100, large: 2, largeBytes: 4_000_000});
    const other = join(project.dir, 'other');
    mkdirSync(other);
    fillSource(other, {small: 100, large: 2, largeBytes: 4_000_000});
    await project.backUp([source, '--name', 'before']);
    fillSource(source, {small: 150, large: 2, largeBytes: 4_000_000});
    const runs = [
      project.run('backup', source, '--name', 'same', '--json'),
      project.run('backup', source, '--name', 'same', '--json'),
      project.run('backup', other, '--name', 'other', '--json'),
      project.run('restore', 'before', '--to', join(project.dir, 'out')),
      project.run('verify'),
    ];
    await until(() => filesIn(project.repository, 'locks').length > 0);
    const besides = project.restic('backup', source);
    const [one, two, three, restored, verified] = await Promise.all(runs);
    for (const ran of [one, two, three]) if (ran) reportIn(ran);
    expect(restored).toMatchObject({code: 0});
    expect(verified).toMatchObject({code: 0});
    await besides;
    expect(filesIn(project.repository, 'locks')).toEqual([]);
    expect(await checkAll(project)).toContain(CLEAN);
    expect(compareTrees(source, await project.restore('same'))).toEqual([]);
  });
});
