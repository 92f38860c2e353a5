import {createInterface} from 'node:readline/promises';
import type {Call} from './command.js';

/** Whether somebody is there who can be asked. */
export const canAsk = (call: Pick<Call, 'isTerminal' | 'isJson'>): boolean =>
  call.isTerminal && !call.isJson && process.stdin.isTTY === true;

/** Anything but a clear yes is a no; so is Ctrl-C or the end of the input. */
export async function confirm(call: Pick<Call, 'interrupted'>, question: string): Promise<boolean> {
  const asking = createInterface({input: process.stdin, output: process.stderr});
  const no = new Promise<string>((resolve) => {
    asking.once('close', () => resolve('no'));
    void call.interrupted.then(() => resolve('no'));
  });
  try {
    const answer = await Promise.race([asking.question(`${question} [y/N] `), no]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
