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

/** Two ways to the same agent: the first that can work does. What hinders the last is what a person can mend. */
export function eitherAgent(first: Agent, second: Agent): Agent {
  const choose = async (env: NodeJS.ProcessEnv, signal: AbortSignal) => {
    const probed = await first.probe(env, signal);
    if (probed.state === 'ready') return {agent: first, probed};
    const other = await second.probe(env, signal);
    return other.state === 'ready' || probed.state === 'missing'
      ? {agent: second, probed: other}
      : {agent: first, probed};
  };
  return {
    name: first.name,
    probe: async (env, signal) => (await choose(env, signal)).probed,
    run: async (request, tell, signal) => (await choose(request.env, signal)).agent.run(request, tell, signal),
  };
}

async function probe(driver: CliDriver, given: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Probe> {
  const {program, hint, keys = []} = driver;
  const env = {...given, ...driver.env?.(given)};
  const file = await findCommand(program, driver.folder ?? '/', env);
  const where = program.includes('/') ? `there is no program ${program}` : `${program} is not on PATH`;
  if (file === undefined) return {state: 'missing', why: where, hint};
  if (driver.isAnyCommand) return {state: 'ready', version: ''};
  const words = await versionOf(file, env);
  if (words === '') return {state: 'unreachable', why: `${program} does not say its version`, hint};
  if (driver.isProgram?.(words) === false)
    return {state: 'missing', why: `${program} on PATH is another program (${words})`, hint};
  const ready: Probe = {state: 'ready', version: versionNumber(words)};
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
