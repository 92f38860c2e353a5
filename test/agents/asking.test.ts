import {existsSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {AgentAnswer, AgentQuestion} from '../../src/agents/agent.js';
import {claude} from '../../src/agents/cli/claude.js';
import {leftOver, type Play, play} from './programs.js';

/** Claude with somebody who can be asked. */
async function asked(scenario: string, answer: AgentAnswer = {isAllowed: true}, how: Play = {}, afterMs = 0) {
  const questions: AgentQuestion[] = [];
  const ask = async (question: AgentQuestion): Promise<AgentAnswer> => {
    questions.push(question);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    return answer;
  };
  const played = await play(claude, scenario, {...how, request: {ask, ...how.request}});
  const file = `${played.record?.env.RECORD}.answers`;
  const answers = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as {response: unknown}[]) : [];
  expect(leftOver(played)).toEqual([]);
  return {...played, questions, answers: answers.map(({response}) => response)};
}

test('claude asks for leave through its stdin, and leaves when that ends', async () => {
  const {end, questions, answers, record} = await asked('asks');
  expect(end).toMatchObject({isOk: true, answer: 'All done.'});
  expect(record?.stdin).toBe('Count the lines.');
  expect(record?.args.join(' ')).toContain('--input-format stream-json --permission-prompt-tool stdio');
  expect(questions).toEqual([{tool: 'Bash', subject: 'npm publish', detail: expect.stringContaining('"timeout": 5')}]);
  expect(answers).toEqual([
    {
      ...{subtype: 'success', request_id: 'q1'},
      response: {behavior: 'allow', updatedInput: {command: 'npm publish', timeout: 5}},
    },
    {
      ...{subtype: 'success', request_id: 'q2'},
      response: {behavior: 'deny', message: expect.stringContaining('decide by yourself')},
    },
    {subtype: 'error', request_id: 'q3', error: 'unknown'},
  ]);
});

test('a denial carries its reason', async () => {
  const {answers, events} = await asked('asks', {isAllowed: false, why: 'not on a Friday'});
  expect(answers[0]).toMatchObject({response: {behavior: 'deny', message: 'not on a Friday'}});
  expect(events).toContainEqual({type: 'note', text: 'not permitted: npm publish (not on a Friday)'});
});

test('a person may think for longer than the program may be silent', async () => {
  const {end, answers} = await asked('asks', {isAllowed: true}, {limits: {silenceMs: 300}}, 900);
  expect(end.isOk).toBe(true);
  expect(answers).toHaveLength(3);
});

test.each([
  ['success', {isOk: true}],
  ['hang after the result', {isOk: true}],
  ['silence', {failure: 'unreachable'}],
  ['death in the middle', {failure: 'failed'}],
  ['limited', {failure: 'limited'}],
  ['no login', {failure: 'login'}],
])('the rules for its end are the same where it can ask: %s', async (scenario, expected) => {
  const {end} = await asked(scenario, {isAllowed: true}, {limits: {silenceMs: 1500, graceMs: 300}});
  expect(end).toMatchObject(expected);
});

test('it is stopped while it asks', async () => {
  const controller = new AbortController();
  const ask = () => {
    controller.abort();
    return new Promise<never>(() => {});
  };
  const {end} = await play(claude, 'asks', {signal: controller.signal, request: {ask}});
  expect(end).toMatchObject({isOk: false, why: 'it was stopped'});
});
