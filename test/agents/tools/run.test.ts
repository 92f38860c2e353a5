import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {AgentQuestion} from '../../../src/agents/agent.js';
import {isRunning} from '../programs.js';
import {bench} from './desk.js';

const allowed = {ask: async () => ({isAllowed: true}) as const};

/** The process whose number a file holds ends, which it may still be about to do. */
const gone = (file: string) => expect.poll(() => isRunning(readFileSync(file, 'utf8').trim())).toBe(false);

describe('run', () => {
  test('is refused in words where nobody can be asked, or who is asked refuses', async () => {
    const alone = bench();
    expect(await alone.use('run', {command: 'touch a'})).toMatchObject({isError: true, text: /nobody can be asked/});
    expect(existsSync(alone.at('a'))).toBe(false);
    const asked: AgentQuestion[] = [];
    const strict = bench({
      async ask(question) {
        asked.push(question);
        return {isAllowed: false, why: 'not on a Friday'};
      },
    });
    expect((await strict.use('run', {command: 'touch a'})).text).toContain('not permitted: not on a Friday');
    expect(existsSync(strict.at('a'))).toBe(false);
    expect(asked).toEqual([{tool: 'run', subject: 'touch a'}]);
  });

  test('answers with what it said, in the folder that was named', async () => {
    const {use, put, root} = bench(allowed);
    put('src/a', '');
    expect(await use('run', {command: 'pwd; echo bad >&2', path: 'src'})).toEqual({
      isError: false,
      text: `${root}/src\nbad`,
    });
    expect((await use('run', {command: 'true'})).text).toBe('It succeeded and said nothing.');
  });

  test('a command that fails is told with its code and its words', async () => {
    const {use} = bench(allowed);
    expect(await use('run', {command: 'echo no; exit 3'})).toEqual({
      isError: true,
      text: 'It left with exit code 3.\nno',
    });
    expect((await use('run', {command: 'kill -9 $$'})).text).toContain('SIGKILL');
  });

  test('no key is in its environment', async () => {
    const env = {PATH: process.env.PATH, XAI_API_KEY: 'very-secret', GITHUB_TOKEN: 'very-secret', COLOUR: 'red'};
    const {use} = bench({...allowed, env});
    const {text} = await use('run', {command: 'env'});
    expect(text).toContain('COLOUR=red');
    expect(text).not.toContain('very-secret');
  });

  test('a flood of output is cut in the middle, and colours are taken out', async () => {
    const {use} = bench(allowed);
    const {text} = await use('run', {command: "printf '\\033[31mfirst\\033[0m'; yes | head -c 5000000; echo last"});
    expect(text.length).toBeLessThan(30_000);
    expect(text).toMatch(/^first/);
    expect(text).toContain('characters are left out');
    expect(text).toMatch(/last$/);
  });

  test('one that takes too long is ended with all it started', async () => {
    const {use, at} = bench(allowed);
    const command = 'sleep 300 & echo $! > pid; setsid sleep 300 & echo $! > other; wait';
    expect(await use('run', {command, seconds: 1})).toMatchObject({isError: true, text: /ended after 1 s/});
    for (const name of ['pid', 'other']) await gone(at(name));
  });

  test('what it leaves behind does not outlive it, and it reads nothing', async () => {
    const {use, at} = bench(allowed);
    expect((await use('run', {command: 'cat; sleep 300 >/dev/null & echo $! > pid'})).isError).toBe(false);
    await gone(at('pid'));
  });

  test('asking leaves nothing behind, however often it is done', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    const {use} = bench(allowed);
    for (let number = 0; number < 20; number++) await use('run', {command: 'true'});
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  test('a question nobody answers ends with the run', async () => {
    const controller = new AbortController();
    const {use, at} = bench({signal: controller.signal, ask: () => new Promise(() => {})});
    const running = use('run', {command: 'touch a'});
    controller.abort();
    expect((await running).text).toContain('the run was stopped');
    expect(existsSync(at('a'))).toBe(false);
  });

  test('it ends when the run is stopped', async () => {
    const controller = new AbortController();
    const {use, at} = bench({...allowed, signal: controller.signal});
    const running = use('run', {command: 'echo $$ > pid; sleep 300'});
    await expect.poll(() => existsSync(at('pid')) && readFileSync(at('pid'), 'utf8') !== '').toBe(true);
    controller.abort();
    expect((await running).isError).toBe(true);
    await gone(at('pid'));
    expect((await use('run', {command: 'echo > later'})).isError).toBe(true);
    expect(existsSync(at('later'))).toBe(false);
  });
});
