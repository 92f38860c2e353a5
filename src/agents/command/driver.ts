import type {CliDriver} from '../cli/driver.js';
import {readJsonLine, readTextLine} from './lines.js';

export interface CommandDefinition {
  name: string;
  /** The program and its arguments; `{prompt}` in them stands for what is asked. */
  command: readonly [string, ...string[]];
  /** What it writes: its answer, or JSON lines. */
  output: 'text' | 'json';
  /** A path in the command counts from here. */
  folder: string;
}

const PROMPT = '{prompt}';

/** Any command as an agent: it gets the prompt through stdin, or as the argument that asks for it. */
export function commandDriver({name, command, output, folder}: CommandDefinition): CliDriver {
  const [program, ...args] = command;
  const takesPrompt = args.some((arg) => arg.includes(PROMPT));
  return {
    name,
    program,
    folder,
    isAnyCommand: true,
    isText: output === 'text',
    hint: `Install ${program}, or correct agents.yaml.`,
    args: ({prompt}) => args.map((arg) => arg.replaceAll(PROMPT, () => prompt)),
    ...(!takesPrompt && {input: ({prompt}) => prompt}),
    read: output === 'text' ? readTextLine : readJsonLine,
  };
}
