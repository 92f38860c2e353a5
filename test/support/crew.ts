import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const programs = fileURLToPath(new URL('../agents/programs/', import.meta.url));

/**
 * An environment in which these agents' programs are on PATH, and no other's. Each plays the scenario it is given; several
 * with `|` between them are played one a run.
 */
export function crewEnv(dir: string, scenarios: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const bin = join(dir, '.bin');
  mkdirSync(bin, {recursive: true});
  for (const [program, scenario] of Object.entries(scenarios)) {
    const file = join(bin, program);
    const settings = `SCENARIO='${scenario}' RECORD='${recordOf(dir, program)}'`;
    writeFileSync(
      file,
      `#!/bin/sh\n${settings} exec '${process.execPath}' '${join(programs, `${program}.mjs`)}' "$@"\n`,
    );
    chmodSync(file, 0o755);
  }
  return {PATH: `${bin}:/usr/bin:/bin`, HOME: dir, ORKESTRA_AGENTS: undefined};
}

const recordOf = (dir: string, program: string): string => join(dir, '.bin', `${program}.json`);

/** What a program saw of its last run. */
export const lastRun = (dir: string, program: string): {args: string[]; stdin: string; runs: number} =>
  JSON.parse(readFileSync(recordOf(dir, program), 'utf8')) as {args: string[]; stdin: string; runs: number};
