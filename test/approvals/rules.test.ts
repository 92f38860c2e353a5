import {describe, expect, test} from 'vitest';
import {decide, isCompound, matches, type Rule} from '../../src/approvals/rules.js';

const rule = (more: Partial<Rule>): Rule => ({decide: 'allow', line: 1, ...more});
const asked = (subject: string, more = {}) => ({agent: 'copilot', tool: 'execute', subject, ...more});
const verdict = (rules: readonly Rule[], subject: string, more = {}) => decide(rules, asked(subject, more)).verdict;

describe('rules', () => {
  test('the first that fits counts, and without one a person is asked', () => {
    const rules = [
      rule({agent: 'grok', decide: 'deny'}),
      rule({subject: 'npm publish*', decide: 'deny'}),
      rule({tool: 'execute', subject: 'npm *'}),
    ];
    expect(verdict(rules, 'npm test')).toBe('allow');
    expect(verdict(rules, 'npm publish')).toBe('deny');
    expect(verdict(rules, 'npm test', {agent: 'grok'})).toBe('deny');
    expect(verdict(rules, 'npm test', {tool: 'fetch'})).toBe('ask');
    expect(verdict([], 'npm test')).toBe('ask');
  });

  test.each([
    'npm test && rm -rf /',
    'npm test; rm -rf /',
    'npm test | sh',
    'npm test || true',
    'npm test & rm x',
    'npm test `rm x`',
    'npm test $(rm x)',
    'npm test \u0024{IFS}rm',
    'npm test > ~/.bashrc',
    'npm test < /etc/passwd',
    'npm test\nrm -rf /',
    'npm test\r\nrm -rf /',
    'npm test ../../other',
    'npm test --prefix=../other',
  ])('%j is not what `npm test*` allows', (subject) => {
    const rules = [rule({subject: 'npm test*'}), rule({subject: '*'}), rule({tool: 'execute'})];
    expect(verdict(rules, subject)).toBe('ask');
    expect(verdict([rule({subject})], subject)).toBe('allow');
  });

  test('what is refused stays refused, however it is wrapped', () => {
    expect(verdict([rule({subject: '*rm -rf*', decide: 'deny'})], 'npm test && rm -rf /')).toBe('deny');
    expect(verdict([rule({tool: 'execute', decide: 'deny'})], 'npm test && rm -rf /')).toBe('deny');
  });

  test('no rule lets an agent change the rules', () => {
    const rules = [rule({tool: 'edit'})];
    expect(verdict(rules, 'src/a.ts', {tool: 'edit'})).toBe('allow');
    for (const subject of ['agents.yaml', '/home/me/shop/agents.yaml', 'orkestra.yaml', '.orkestra/orkestra.db'])
      expect(verdict(rules, subject, {tool: 'edit'})).toBe('ask');
  });

  test('a path that climbs is not in the folder it begins with', () => {
    const rules = [rule({tool: 'edit', subject: 'src/*'})];
    expect(verdict(rules, 'src/a/b.ts', {tool: 'edit'})).toBe('allow');
    expect(verdict(rules, 'src/../../etc/passwd', {tool: 'edit'})).toBe('ask');
    expect(isCompound('src/a..b.ts')).toBe(false);
  });
});

test.each([
  ['npm test', 'npm test', true],
  ['npm test', 'npm test ', false],
  ['npm test*', 'npm test', true],
  ['npm test*', 'npm tes', false],
  ['*.ts', 'a.ts', true],
  ['a*a', 'a', false],
  ['a*b*c', 'aXbYc', true],
  ['a*b*c', 'acb', false],
  ['a*bc*bc', 'abc', false],
  ['*', '', true],
  ['a.c', 'abc', false],
  ['(a+)+$', 'aaaa', false],
])('%j on %j', (pattern, text, isMatch) => {
  expect(matches(pattern, text)).toBe(isMatch);
});

test('no pattern takes for ever', () => {
  expect(matches(`${'*a'.repeat(50)}b`, 'a'.repeat(100_000))).toBe(false);
});
