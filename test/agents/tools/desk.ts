import {mkdirSync, realpathSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {Desk, ToolResult} from '../../../src/agents/tools/tool.js';
import {tools} from '../../../src/agents/tools/tools.js';
import {scratch} from '../../support/world.js';

export interface Bench {
  /** The folder of the task, and one beside it that is none of its business. */
  root: string;
  outside: string;
  desk: Desk;
  at(name: string): string;
  put(name: string, text: string | Buffer): string;
  use(tool: string, input: unknown): Promise<ToolResult>;
}

export function bench(more: Partial<Desk> = {}): Bench {
  const dir = realpathSync(scratch('tools'));
  const root = join(dir, 'work');
  const outside = join(dir, 'outside');
  for (const folder of [root, outside]) mkdirSync(folder);
  writeFileSync(join(outside, 'secret.txt'), 'not for you\n');
  const {signal} = new AbortController();
  const desk: Desk = {root, env: {PATH: process.env.PATH}, signal, ...more};
  const at = (name: string): string => join(root, name);
  return {
    ...{root, outside, desk, at},
    put(name, text) {
      mkdirSync(dirname(at(name)), {recursive: true});
      writeFileSync(at(name), text);
      return at(name);
    },
    async use(name, input) {
      const tool = tools.find((one) => one.name === name);
      if (!tool) throw new Error(`there is no tool ${name}`);
      return tool.use(input, desk);
    },
  };
}
