import {expect, test} from 'vitest';
import {startFamily} from '../../src/agents/family.js';
import {type Message, startChild} from '../support/child.js';
import {until} from '../support/world.js';
import {isRunning} from './programs.js';

interface Said extends Message {
  text: string;
}

/** Says the number of its process and that of its child, and stays. */
const TWO = 'sleep 300 & echo $$ $!; wait';

const pidsIn = (text: string): number[] => text.trim().split(' ').map(Number);

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'when we die of %s, so does the program and what it started',
  async (signal) => {
    const child = await startChild('cli-family', ['/bin/sh', '-c', TWO]);
    const pids = pidsIn((await child.next<Said>('said')).text);
    expect(pids.filter(isRunning)).toHaveLength(2);
    await child.kill(signal);
    await until(() => !pids.some(isRunning), `the end of ${pids.join(' and ')}`);
  },
);

test('whoever does not hear a request is ended after it', async () => {
  let said = '';
  const family = startFamily({
    file: '/bin/sh',
    args: ['-c', `trap '' TERM; ${TWO}; ${TWO}`],
    ...{cwd: '/', env: {PATH: '/usr/bin:/bin'}, input: undefined},
    onOut: (chunk) => {
      said += chunk.toString();
    },
    onErr() {},
  });
  await until(() => said.includes('\n'), 'its first words');
  family.stop();
  expect(await family.left).toEqual({exitCode: null, signal: 'SIGKILL'});
  expect(pidsIn(said).filter(isRunning)).toEqual([]);
});

test('one that hides in another session and holds the output is found', async () => {
  let said = '';
  const family = startFamily({
    file: '/bin/sh',
    args: ['-c', 'setsid sleep 300 & echo $!; sleep 0.2'],
    ...{cwd: '/', env: {PATH: '/usr/bin:/bin'}, input: undefined},
    onOut: (chunk) => {
      said += chunk.toString();
    },
    onErr() {},
  });
  expect(await family.left).toEqual({exitCode: 0, signal: null});
  expect(pidsIn(said).filter(isRunning)).toEqual([]);
});

test('all output is read, however late it comes', async () => {
  let bytes = 0;
  const family = startFamily({
    file: '/bin/sh',
    args: ['-c', 'head -c 5000000 /dev/zero; head -c 10 /dev/zero'],
    ...{cwd: '/', env: {PATH: '/usr/bin:/bin'}, input: undefined},
    onOut: (chunk) => {
      bytes += chunk.length;
    },
    onErr() {},
  });
  expect(await family.left).toEqual({exitCode: 0, signal: null});
  expect(bytes).toBe(5_000_010);
});

test('what cannot be started is told, not thrown', async () => {
  const family = startFamily({
    ...{file: '/bin/echo', args: ['x'.repeat(300_000)], cwd: '/', env: {}, input: undefined},
    ...{onOut() {}, onErr() {}},
  });
  expect((await family.left).error?.code).toBe('E2BIG');
  const nowhere = startFamily({
    ...{file: '/bin/echo', args: [], cwd: '/nowhere/at/all', env: {}, input: undefined},
    ...{onOut() {}, onErr() {}},
  });
  expect((await nowhere.left).error?.code).toBe('ENOENT');
});
