import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {envFor, secretNames} from '../../src/agents/env.js';
import {keysFile, parseAssignments, readKeys} from '../../src/agents/keys-file.js';
import {limitsWith, readSettings, settingsProblems} from '../../src/agents/settings.js';
import {OrkestraError} from '../../state/errors.js';
import {scratch} from '../support/world.js';

const names: [string, string, string][] = [
  ['claude', 'CLAUDE', 'ANTHROPIC_API_KEY'],
  ['chatgpt', 'CHATGPT', 'OPENAI_API_KEY'],
  ['gemini', 'GEMINI', 'GOOGLE_API_KEY'],
  ['copilot', 'COPILOT', 'GITHUB_TOKEN'],
  ['grok', 'GROK', 'XAI_API_KEY'],
];

function refusal(agent: string, env: NodeJS.ProcessEnv): OrkestraError {
  try {
    readSettings(agent, env);
  } catch (error) {
    if (error instanceof OrkestraError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe.each(names)('%s', (agent, own, vendors) => {
  test('is set in the environment', () => {
    // O-8
    const env = {
      [`${own}_API_KEY`]: 'key-1',
      [`${own}_MODEL`]: 'maker/model-1:latest',
      [`${own}_TEMPERATURE`]: '0.7',
      [`${own}_MAX_TOKENS`]: '4096',
      [`${own}_TIMEOUT`]: '90',
      [`${own}_RATE_LIMIT`]: '50',
      [`${own}_BASE_URL`]: 'https://gate.example/v1/',
    };
    expect(readSettings(agent, env)).toEqual({
      ...{key: 'key-1', keyName: `${own}_API_KEY`, model: 'maker/model-1:latest', temperature: 0.7, maxTokens: 4096},
      ...{timeoutMs: 90_000, callsPerMinute: 50, baseUrl: 'https://gate.example/v1'},
    });
  });

  test("its key may have the vendor's own name; ours counts more, and an empty one is none", () => {
    expect(readSettings(agent, {[vendors]: ' key-2 '})).toEqual({key: 'key-2', keyName: vendors});
    const both = {[vendors]: 'key-2', [`${own}_API_KEY`]: 'key-1'};
    expect(readSettings(agent, both).key).toBe('key-1');
    expect(readSettings(agent, {...both, [`${own}_API_KEY`]: '  '}).key).toBe('key-2');
    expect(readSettings(agent, {}).key).toBeUndefined();
  });

  test('every key it reads is a secret, and given to it alone', () => {
    for (const name of [`${own}_API_KEY`, vendors]) {
      expect(secretNames).toContain(name);
      expect(envFor(agent, {[name]: 'key'})).toEqual({[name]: 'key'});
      expect(envFor('local', {[name]: 'key'})).toEqual({});
    }
  });

  test.each([
    ...['TEMPERATURE=warm', 'TEMPERATURE=-1', 'TEMPERATURE=2.1', 'TEMPERATURE=NaN', 'TEMPERATURE=Infinity'],
    ...['MAX_TOKENS=0', 'MAX_TOKENS=1.5', 'MAX_TOKENS=-5', 'MAX_TOKENS=1e3', 'MAX_TOKENS=99999999999'],
    ...['TIMEOUT=soon', 'TIMEOUT=0', 'TIMEOUT=-5', 'TIMEOUT=30d', 'RATE_LIMIT=0', 'RATE_LIMIT=many'],
    ...['BASE_URL=gate.example', 'BASE_URL=file:///etc/passwd', 'BASE_URL=https://me:secret@gate.example'],
    ...['BASE_URL=https://gate.example/?a=1', 'MODEL=two words', 'MODEL=a\u001b[31mb', `MODEL=${'x'.repeat(300)}`],
  ])('%j is refused in one sentence that names the variable', (assignment) => {
    const [name = '', value = ''] = assignment.split(/=(.*)/s);
    const error = refusal(agent, {[`${own}_${name}`]: value});
    expect(error.code).toBe('invalid');
    expect(error.message).toMatch(new RegExp(`^${own}_${name} .*\\.$`));
    expect(error.hint).toMatch(/\.$/);
  });

  test.each(['sk-secret\nX-Other: 1', 'sk secret', 'sk-s\u00e9cret', 'sk-\u0000secret', '"sk\tsecret"'])(
    'the key %j is refused, and not repeated',
    (key) => {
      const {code, message, hint} = refusal(agent, {[`${own}_API_KEY`]: key});
      expect(code).toBe('invalid');
      expect(message).toContain(`${own}_API_KEY`);
      expect(`${message}${hint}`).not.toContain('sk');
    },
  );
});

test('a time may be written in seconds or in our own way, and sets how long silence may last', () => {
  expect(readSettings('grok', {GROK_TIMEOUT: '1m30s'}).timeoutMs).toBe(90_000);
  expect(readSettings('grok', {GROK_TIMEOUT: '0.5'}).timeoutMs).toBe(500);
  const limits = {silenceMs: 1, firstEventMs: 2, graceMs: 3, steps: 4};
  expect(limitsWith(limits, {keyName: 'K', timeoutMs: 90})).toEqual({...limits, silenceMs: 90, firstEventMs: 90});
  expect(limitsWith(limits, {keyName: 'K'})).toBe(limits);
});

test('all that is wrong is told at once', () => {
  const wrong = {GROK_TIMEOUT: 'soon', CLAUDE_MAX_TOKENS: 'many', GEMINI_MODEL: 'fine'};
  expect(settingsProblems(wrong).map(({message}) => message.split(' ')[0])).toEqual([
    'CLAUDE_MAX_TOKENS',
    'GROK_TIMEOUT',
  ]);
});

describe('the file of keys', () => {
  function project(keys?: string, dotEnv?: string, mode = 0o600) {
    const root = scratch('keys');
    const home = join(root, '.orkestra');
    const paths = {root, home};
    mkdirSync(join(home, 'secrets'), {recursive: true, mode: 0o700});
    if (keys !== undefined) writeFileSync(keysFile(paths), keys, {mode});
    if (dotEnv !== undefined) writeFileSync(join(root, '.env'), dotEnv);
    return paths;
  }

  test('stands behind the environment and before .env', async () => {
    const paths = project('GROK_MODEL=file\nGROK_TIMEOUT=2\n', 'GROK_MODEL=dot\nGROK_TIMEOUT=3\nGROK_RATE_LIMIT=4\n');
    expect(await readKeys(paths, {GROK_MODEL: 'given', GROK_TIMEOUT: '', D: 'given'})).toEqual({
      ...{GROK_MODEL: 'given', GROK_TIMEOUT: '2', GROK_RATE_LIMIT: '4', D: 'given'},
    });
  });

  test('sets nothing that programs are started with', async () => {
    const traps = 'NODE_OPTIONS=--require ./evil.js\nLD_PRELOAD=evil.so\nBASH_ENV=evil\nXAI_API_KEY=key\n';
    expect(await readKeys(project(traps, traps), {})).toEqual({XAI_API_KEY: 'key'});
  });

  test('.env gives an address only to a key of its own', async () => {
    const url = 'XAI_BASE_URL=https://evil.example/v1\n';
    expect(await readKeys(project(undefined, url), {XAI_API_KEY: 'mine'})).toEqual({XAI_API_KEY: 'mine'});
    expect(await readKeys(project('GROK_API_KEY=mine\n', url), {})).toEqual({GROK_API_KEY: 'mine'});
    expect(await readKeys(project(undefined, url), {})).toEqual({});
    expect(await readKeys(project(undefined, `${url}XAI_API_KEY=theirs\n`), {XAI_API_KEY: 'mine'})).toEqual({
      XAI_API_KEY: 'mine',
    });
    const own = await readKeys(project(undefined, `${url}XAI_API_KEY=theirs\n`), {});
    expect(own).toEqual({XAI_API_KEY: 'theirs', XAI_BASE_URL: 'https://evil.example/v1'});
    expect(await readKeys(project(url), {XAI_API_KEY: 'mine'})).toHaveProperty('XAI_BASE_URL');
    const local = 'LOCAL_BASE_URL=http://localhost:11434\n';
    expect(await readKeys(project(undefined, local), {})).toEqual({LOCAL_BASE_URL: 'http://localhost:11434'});
    expect(await readKeys(project(undefined, local), {LOCAL_API_KEY: 'mine'})).toEqual({LOCAL_API_KEY: 'mine'});
  });

  test('need not be there', async () => {
    expect(await readKeys(project(), {A: 'given'})).toEqual({A: 'given'});
  });

  test.each([0o640, 0o604, 0o660, 0o644, 0o620])(
    'is refused with the mode %o, and it is said what to do',
    async (mode) => {
      const paths = project('XAI_API_KEY=secret');
      chmodSync(keysFile(paths), mode);
      await expect(readKeys(paths, {})).rejects.toMatchObject({
        code: 'refused',
        message: 'Others can read .orkestra/secrets/keys, which holds keys.',
        hint: 'Run `chmod 600 .orkestra/secrets/keys`.',
      });
    },
  );

  test('is a file and no other thing', async () => {
    const paths = project();
    symlinkSync('/dev/zero', keysFile(paths));
    await expect(readKeys(paths, {})).rejects.toThrow('.orkestra/secrets/keys is no file.');
    const folder = project();
    mkdirSync(keysFile(folder));
    await expect(readKeys(folder, {})).rejects.toThrow(/no file|is a folder/);
  });

  test('is read as shells and other tools write it, and nothing in it is run', () => {
    const text =
      '\ufeff# keys\r\n\r\nexport A=1\r\nB = "two words" # why\nC=\'$(touch x) #\'\nD=a#b\nE=a # b\nF=\nG=a=b==\n';
    expect(parseAssignments(text, 'keys')).toEqual({
      ...{A: '1', B: 'two words', C: '$(touch x) #', D: 'a#b', E: 'a', F: '', G: 'a=b=='},
    });
  });

  test('a line that is none is told by its number, and not repeated', () => {
    const text = 'A=1\nsk-very-secret\n';
    expect(() => parseAssignments(text, 'keys')).toThrow('Line 2 of keys is not NAME=VALUE.');
    expect(() => parseAssignments(text, 'keys')).not.toThrow('very-secret');
  });

  test('names that mean something to programs are no traps', () => {
    const found = parseAssignments('__proto__=x\nconstructor=y\n', 'keys');
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
    expect(({} as {x?: string}).x).toBeUndefined();
  });
});
