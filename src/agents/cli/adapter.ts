import type {Agent, Probe} from '../agent.js';
import type {CliDriver} from './driver.js';
import {runCli} from './run.js';
import {findCommand, versionNumber, versionOf} from './version.js';

const PROBE_MS = 20_000;

/** An agent that is a program on PATH. */
export function cliAgent(driver: CliDriver): Agent {
  return {
    name: driver.name,
    probe: (env, signal) => probe(driver, env, signal),
    run: (request, tell, signal) => runCli(driver, request, tell, signal),
  };
}

async function probe(driver: CliDriver, given: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Probe> {
  const {program, hint, keys = []} = driver;
  const env = {...given, ...driver.env?.(given)};
  const file = await findCommand(program, driver.folder ?? '/', env);
  const where = program.includes('/') ? `there is no program ${program}` : `${program} is not on PATH`;
  if (file === undefined)
    return {
      state: 'missing',
      why: where,
      hint: driver.isAnyCommand ? hint : `Install \`${program}\` and log in to it.`,
    };
  if (driver.isAnyCommand) return {state: 'ready', version: ''};
  const words = await versionOf(file, env);
  if (words === '') return {state: 'unreachable', why: `${program} does not say its version`, hint};
  if (driver.isProgram?.(words) === false)
    return {state: 'missing', why: `${program} on PATH is another program (${words})`, hint};
  const ready: Probe = {state: 'ready', version: versionNumber(words), via: 'program'};
  if (!driver.login || keys.some((key) => env[key])) return ready;
  const asked = await ask(file, driver.login.args, env, signal);
  if (asked.timedOut) return {state: 'unreachable', why: `${program} did not answer within ${PROBE_MS / 1000} s`, hint};
  return driver.login.isLoggedIn(asked) ? ready : {state: 'login', why: 'nobody is logged in', hint};
}

async function ask(file: string, args: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal) {
  const {execa} = await import('execa');
  const {exitCode, stdout, timedOut} = await execa(file, args, {
    ...{env, extendEnv: false, stdin: 'ignore', stderr: 'ignore', reject: false},
    ...{timeout: PROBE_MS, forceKillAfterDelay: 1000, cancelSignal: signal, maxBuffer: 1_000_000},
  });
  return {stdout: stdout ?? '', exitCode, timedOut};
}
