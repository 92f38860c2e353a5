import {chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {envFor} from '../../../src/agents/env.js';
import {openOrCreateProjectRepository, openProjectRepository} from '../../../src/backups/repository/of-project.js';
import {
  findOrMakePassword,
  findPassword,
  generatedFile,
  type PasswordPlaces,
} from '../../../src/backups/repository/password.js';
import {type Message, startChild} from '../../support/child.js';
import {thrownBy} from '../../support/thrown.js';
import {scratch, testWorld} from '../../support/world.js';

interface Made extends Message {
  password: string;
  isNew: boolean;
}

function places(more: Partial<PasswordPlaces> = {}): PasswordPlaces {
  const root = scratch('password');
  const home = join(root, '.orkestra');
  mkdirSync(home);
  return {env: {}, file: undefined, root, home, ...more};
}

describe('the password of the backups', () => {
  test('comes from the environment first, then from the settings, then from what was made here', async () => {
    const given = places();
    const made = await findOrMakePassword(given);
    writeFileSync(join(given.root, 'named'), ' from a file \n', {mode: 0o600});
    const env = {
      RESTIC_PASSWORD: 'first',
      RESTIC_PASSWORD_FILE: join(given.root, 'named'),
      ORKESTRA_BACKUP_PASSWORD: 'third',
    };
    const first = async (left: object, file?: string) =>
      (await findPassword({...given, env: {...left}, file}))?.password;
    expect(await first(env, 'named')).toBe('first');
    expect(await first({...env, RESTIC_PASSWORD: ''}, 'named')).toBe('from a file');
    expect(await first({ORKESTRA_BACKUP_PASSWORD: 'third'}, 'named')).toBe('third');
    expect(await first({}, 'named')).toBe('from a file');
    expect(await first({})).toBe(made.password);
  });

  test('is made once and kept where nobody else can read it', async () => {
    const given = places();
    expect(await findPassword(given)).toBeUndefined();
    const made = await findOrMakePassword(given);
    expect(made).toMatchObject({isNew: true, from: generatedFile(given)});
    expect(made.password.length).toBeGreaterThan(40);
    expect(await findOrMakePassword(given)).toEqual({...made, isNew: false});
    expect(readFileSync(generatedFile(given), 'utf8')).toBe(`${made.password}\n`);
    expect(statSync(generatedFile(given)).mode & 0o777).toBe(0o600);
    expect(statSync(join(given.home, 'secrets')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(given.home, 'secrets'))).toEqual(['backup-password']);
  });

  test('is one for all processes that make it at the same moment', async () => {
    const given = places();
    const makers = await Promise.all(Array.from({length: 4}, () => startChild('password-maker', [given.root])));
    for (const maker of makers) await maker.next('started');
    for (const maker of makers) maker.send({type: 'make'});
    const said = await Promise.all(makers.map((maker) => maker.next<Made>('make')));
    expect(new Set(said.map(({password}) => password)).size).toBe(1);
    expect(said.filter(({isNew}) => isNew)).toHaveLength(1);
    expect(readdirSync(join(given.home, 'secrets'))).toEqual(['backup-password']);
  });

  test('in a file that others can read is refused, with what to do', async () => {
    const given = places();
    await findOrMakePassword(given);
    chmodSync(generatedFile(given), 0o640);
    expect(await thrownBy(findPassword(given))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('Others can read'),
      hint: `Run \`chmod 600 ${generatedFile(given)}\`.`,
    });
    writeFileSync(join(given.root, 'open'), 'x', {mode: 0o644});
    expect(await thrownBy(findPassword({...given, file: 'open'}))).toMatchObject({code: 'refused'});
    const env = {RESTIC_PASSWORD_FILE: join(given.root, 'open')};
    expect(await findPassword({...given, env})).toMatchObject({password: 'x'});
  });

  test.each([
    ['is missing', (_: string) => {}, 'not-found'],
    ['is empty', (file: string) => writeFileSync(file, ' \n', {mode: 0o600}), 'invalid'],
    ['is a folder', (file: string) => mkdirSync(file), 'invalid'],
  ])('is told apart when its file %s', async (_, make, code) => {
    const given = places({file: 'named'});
    make(join(given.root, 'named'));
    const error = await thrownBy(findPassword(given));
    expect(error).toMatchObject({code, message: expect.stringContaining(join(given.root, 'named'))});
  });

  test('reaches no agent, unless agents.yaml lets it', () => {
    const env = {RESTIC_PASSWORD: 'a', ORKESTRA_BACKUP_PASSWORD: 'b', RESTIC_REST_PASSWORD: 'c', HOME: '/h'};
    expect(envFor('claude', env)).toEqual({HOME: '/h'});
    expect(envFor('claude', env, ['RESTIC_PASSWORD'])).toEqual({HOME: '/h', RESTIC_PASSWORD: 'a'});
  });
});

describe('the repository of a project', () => {
  test('is made by the first who needs it, with its password, and opened by the next', async () => {
    const world = testWorld();
    expect(await thrownBy(openProjectRepository(world, {}))).toMatchObject({
      code: 'not-found',
      message: `There is no backup repository in ${join(world.paths.home, 'backups')}.`,
    });
    const [one, other] = await Promise.all([
      openOrCreateProjectRepository(world, {}),
      openOrCreateProjectRepository(world, {}),
    ]);
    expect(one.repository.id).toBe(other.repository.id);
    expect([one, other].filter(({isNew}) => isNew)).toHaveLength(1);
    expect((await openProjectRepository(world, {})).id).toBe(one.repository.id);
  });

  test('is missed with its password, not made anew', async () => {
    const world = testWorld();
    await openOrCreateProjectRepository(world, {});
    rmSync(join(world.paths.home, 'secrets'), {recursive: true});
    const missed = {code: 'not-found', message: expect.stringContaining('There is no password for')};
    expect(await thrownBy(openOrCreateProjectRepository(world, {}))).toMatchObject(missed);
    expect(await thrownBy(openProjectRepository(world, {}))).toMatchObject(missed);
    expect(readdirSync(world.paths.home)).not.toContain('secrets');
  });

  test('is not led elsewhere by the settings of a folder that nobody trusts', async () => {
    const world = testWorld({backup: {repository: 'rest:http://127.0.0.1:1/'}});
    const env = {XDG_CONFIG_HOME: scratch('nobody'), ORKESTRA_BACKUP_PASSWORD: 'word'};
    expect(await thrownBy(openOrCreateProjectRepository(world, env))).toMatchObject({
      code: 'refused',
      message: 'This folder is not one that you trust, and orkestra.yaml sends backups to another machine.',
    });
  });

  test('is where the environment says, else the settings', async () => {
    const world = testWorld({backup: {repository: 'copies'}});
    const env = {ORKESTRA_BACKUP_PASSWORD: 'word'};
    expect((await openOrCreateProjectRepository(world, env)).repository.store.where).toBe(
      join(world.paths.root, 'copies'),
    );
    writeFileSync(join(world.paths.root, 'word'), 'word\n', {mode: 0o600});
    world.configure({backup: {passwordFile: 'word'}});
    await openProjectRepository(world, {ORKESTRA_TRUST: 'all'});
    const other = scratch('other');
    const moved = {...env, ORKESTRA_BACKUP_REPOSITORY: join(other, 'repo')};
    expect((await openOrCreateProjectRepository(world, moved)).repository.store.where).toBe(join(other, 'repo'));
    expect(await thrownBy(openProjectRepository(world, {ORKESTRA_BACKUP_REPOSITORY: 's3:bucket'}))).toMatchObject({
      code: 'invalid',
      message: 'Repositories of the kind `s3:` cannot be used.',
    });
  });
});
