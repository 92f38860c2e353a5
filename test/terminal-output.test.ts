import {execFileSync} from 'node:child_process';
import {closeSync, constants, openSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {openTerminalOutput} from '../src/terminal/output.js';
import {scratch, until} from './support/world.js';

/** A pipe stands for the terminal: its reader may be slow, stopped or gone. */
function slowTerminal() {
  const file = join(scratch(), 'terminal');
  execFileSync('mkfifo', [file]);
  const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  let isReaderOpen = true;
  const leave = (): void => {
    if (isReaderOpen) closeSync(reader);
    isReaderOpen = false;
  };
  let gone = 0;
  const output = openTerminalOutput({write: () => true}, () => {
    gone += 1;
  }, [file]);
  onTestFinished(() => {
    output.close();
    leave();
  });
  const read = (): string => {
    const buffer = Buffer.alloc(1_000_000);
    try {
      return buffer.toString('utf8', 0, readSync(reader, buffer));
    } catch {
      return '';
    }
  };
  return {output, read, leave, timesGone: () => gone};
}

const LONG = 'äbc'.repeat(100_000);

test('what a slow terminal has not taken comes later, whole and in order', async () => {
  const {output, read} = slowTerminal();
  let drains = 0;
  output.onDrain(() => {
    drains += 1;
  });
  output.write(LONG);
  output.write('the end');
  expect(output.isBehind()).toBe(true);
  let seen = Buffer.alloc(0).toString();
  await until(() => {
    seen += read();
    return seen.endsWith('the end');
  }, 'the end of what was written');
  expect(seen.replaceAll('\ufffd', '').length).toBeGreaterThan(LONG.length - 100);
  await until(() => drains > 0 && !output.isBehind(), 'the word that it is through');
});

test('a terminal that takes nothing holds nobody up, not even for the last words', () => {
  const {output} = slowTerminal();
  output.write(LONG);
  output.write(LONG);
  output.finish('last words');
  expect(output.isBehind()).toBe(false);
});

test('the last words take the place of what was on its way', async () => {
  const {output, read} = slowTerminal();
  output.write(LONG);
  while (read() !== '');
  output.finish('last words');
  expect(read()).toBe('last words');
});

test('a terminal that went away is told, and nothing is thrown', () => {
  const {output, leave, timesGone} = slowTerminal();
  leave();
  output.write('anybody there?');
  expect(timesGone()).toBe(1);
  expect(output.isBehind()).toBe(false);
});
