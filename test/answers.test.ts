import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {answerPage} from '../components/answer-lines.js';
import {textOf} from '../components/page-lines.js';
import {makeAnswers} from '../src/answers.js';
import {scratch, until} from './support/world.js';

/** A program of a few lines in the place of ours. */
function withProgram(code: string) {
  const dir = scratch();
  const program = join(dir, 'program.mjs');
  writeFileSync(program, code);
  const ended: string[] = [];
  const answers = makeAnswers({
    paths: {root: dir, config: join(dir, 'orkestra.yaml')},
    program,
    onEnd: (line, {exitCode, signal}) => void ended.push(`${line} ${exitCode ?? signal}`),
  });
  const linesOf = (line: string): string[] => {
    const answer = answers.read(line);
    return answer ? answerPage(answer).lines.map(textOf) : [];
  };
  return {dir, answers, ended, linesOf};
}

test('the program is called with the project and the words as they are, and reads from nothing', async () => {
  const {dir, answers, ended, linesOf} = withProgram(
    `process.stdin.resume().on('end', () => console.log(JSON.stringify(process.argv.slice(2))));`,
  );
  answers.start('task add', ['task', 'add', '$HOME; a "b"']);
  await until(() => ended.length === 1, 'the end');
  expect(linesOf('task add')).toEqual([
    JSON.stringify(['--project-root', dir, 'task', 'add', '$HOME; a "b"']),
    '',
    'exit code 0',
  ]);
});

test('both streams come as they are written, clean, and the exit code stands at the end', async () => {
  const {answers, ended, linesOf} = withProgram(
    `console.log('one\\u001b[31m'); console.error('two\\u0007\\tx'); process.exitCode = 3;`,
  );
  answers.start('x', []);
  expect(linesOf('x')).toEqual([]);
  await until(() => ended.length === 1, 'the end');
  expect(linesOf('x').toSorted()).toEqual(['', 'exit code 3', 'one', 'two    x']);
  expect(ended).toEqual(['x 3']);
});

test('it is read while it goes on, the same answer is the same object, and it can be ended', async () => {
  const {answers, ended, linesOf} = withProgram(`console.log('begun'); setInterval(() => {}, 1000);`);
  answers.start('long', []);
  await until(() => linesOf('long').includes('begun'), 'the first line');
  expect(answers.read('long')).toBe(answers.read('long'));
  expect(ended).toEqual([]);
  answers.stop('long');
  await until(() => ended.length === 1, 'the end');
  expect(linesOf('long')).toEqual(['begun', '', 'ended by SIGTERM']);
});

test('one that is ended before it began leaves nothing running, and closing ends all', async () => {
  const {answers, ended} = withProgram(`setInterval(() => {}, 1000);`);
  answers.start('a', []);
  answers.stop('a');
  answers.start('b', []);
  answers.start('c', []);
  answers.close();
  await until(() => ended.length === 3, 'the end of all');
  expect(ended.toSorted()).toEqual(['a SIGTERM', 'b SIGTERM', 'c SIGTERM']);
  expect(answers.read('never')).toBeUndefined();
});
