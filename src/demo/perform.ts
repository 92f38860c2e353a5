import {execFileSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {Play} from './plays.js';

/** What a scripted agent tells while it works, in whatever language it speaks. */
export interface Stage {
  say(text: string): void | Promise<void>;
  /** Wrote a file; ran a command. */
  tool(name: string, subject: string, result: string): void | Promise<void>;
  /** Leave for a command. */
  ask(command: string): Promise<boolean>;
  /** As long as thinking takes. */
  pause(): Promise<void>;
}

/** Writes what the play says into the folder it stands in, and tells of it. Returns its answer. */
export async function perform(play: Play, attempt: number, stage: Stage): Promise<string> {
  await stage.pause();
  await stage.say(play.says);
  const files = attempt === 1 ? (play.mistake ?? play.files) : play.files;
  for (const [path, text] of Object.entries(files)) {
    await stage.pause();
    mkdirSync(dirname(join(process.cwd(), path)), {recursive: true});
    writeFileSync(path, text);
    await stage.tool('write', path, `${text.split('\n').length - 1} lines`);
  }
  await stage.pause();
  const asked = play.asks === undefined ? '' : await askAndRun(play.asks, stage);
  return `${play.answer}${asked}`;
}

async function askAndRun(command: readonly string[], stage: Stage): Promise<string> {
  const text = command.join(' ');
  if (!(await stage.ask(text))) return ` Without leave, \`${text}\` was not run.`;
  const [program = '', ...args] = command;
  try {
    execFileSync(program, args, {stdio: 'pipe'});
    await stage.tool('run', text, 'done');
    return ` \`${text}\` was run with your leave.`;
  } catch (error) {
    return ` \`${text}\` failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
}
