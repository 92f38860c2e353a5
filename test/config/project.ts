import {mkdirSync, realpathSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {type Loaded, type LoadOptions, loadConfig} from '../../src/config/load.js';
import {scratch} from '../support/world.js';

export interface Project {
  dir: string;
  file: string;
  write(content: string | Uint8Array, name?: string): void;
  load(options?: LoadOptions): Promise<Loaded>;
}

/** A folder with, at first, no config in it. */
export function project(content?: string): Project {
  const dir = realpathSync(scratch('config'));
  const write = (text: string | Uint8Array, name = 'orkestra.yaml'): void => {
    mkdirSync(dirname(join(dir, name)), {recursive: true});
    writeFileSync(join(dir, name), text);
  };
  if (content !== undefined) write(content);
  return {
    dir,
    file: join(dir, 'orkestra.yaml'),
    write,
    load: (options = {}) => loadConfig({cwd: dir, env: {}, ...options}),
  };
}

/** The message of the refusal, or undefined when there was none. */
export const refusal = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: Error) => error.message,
  );
