import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {isTrusted, trustFolder} from '../src/trust.js';
import {crewEnv} from './support/crew.js';
import {orkestraWith} from './support/program.js';
import {scratch} from './support/world.js';

/** A project as it came from somebody else: its files want to run programs. */
function foreign() {
  const dir = scratch('foreign');
  writeFileSync(
    join(dir, 'evil.js'),
    `import {writeFileSync} from 'node:fs';
     writeFileSync(new URL('loaded', import.meta.url), '');
     export const agent = {probe: async () => ({state: 'ready', version: '1'}), run: async () => ({isOk: true, answer: ''})};`,
  );
  writeFileSync(
    join(dir, 'agents.yaml'),
    'agents:\n  evil: {module: ./evil.js}\n  claude: {model: opus}\napprovals:\n  - {subject: "*", decide: allow}\n',
  );
  writeFileSync(join(dir, 'orkestra.yaml'), 'notify:\n  command: touch notified\n');
  const env = {...crewEnv(dir, {}), XDG_CONFIG_HOME: scratch('person'), ORKESTRA_TRUST: undefined};
  return {
    run: (...args: string[]) => orkestraWith(dir, {env}, ...args),
    has: (name: string) => existsSync(join(dir, name)),
  };
}

test('a project of somebody else runs nothing by being opened, and says what is left out', async () => {
  const {run, has} = foreign();
  const {out, err} = await run('agent', 'test');
  expect(err).toContain('names programs, or allows things; `orkestra trust` says that this folder may.');
  expect(out).not.toContain('evil');
  await run('task', 'add', 'Fail', '--run', 'false', '--retries', '0');
  await run('run', '--until-idle');
  expect([has('loaded'), has('notified')]).toEqual([false, false]);
  expect(await run('config', 'check')).toMatchObject({code: 2, err: expect.stringContaining('orkestra trust')});
});

test('in a folder that is trusted its files count, until it is trusted no longer', async () => {
  const {run, has} = foreign();
  expect(await run('trust')).toMatchObject({code: 0, out: expect.stringContaining('is trusted now.')});
  expect((await run('agent', 'test')).out).toMatch(/^evil +ready/m);
  await run('task', 'add', 'Fail', '--run', 'false', '--retries', '0');
  await run('run', '--until-idle');
  expect([has('loaded'), has('notified')]).toEqual([true, true]);
  expect((await run('trust')).out).toContain('is trusted, as before.');
  expect((await run('trust', '--revoke')).out).toContain('is not trusted now.');
  expect((await run('agent', 'list')).err).toContain('orkestra trust');
});

test('trust is kept by the real folder, and beside the settings of the person', () => {
  const env = {XDG_CONFIG_HOME: scratch('person')};
  const dir = scratch();
  expect(isTrusted(dir, env)).toBe(false);
  expect(trustFolder(`${dir}/.`, env)).toBe(true);
  expect(trustFolder(dir, env)).toBe(false);
  expect(isTrusted(dir, env)).toBe(true);
  expect(isTrusted(scratch(), env)).toBe(false);
  expect(existsSync(join(env.XDG_CONFIG_HOME, 'orkestra', 'trusted'))).toBe(true);
});
