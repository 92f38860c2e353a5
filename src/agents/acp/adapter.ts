import {version as ownVersion} from '../../version.js';
import type {Agent, Probe} from '../agent.js';
import {findCommand} from '../cli/version.js';
import {type AcpProgram, runAcp} from './run.js';
import {greet, readRefusal} from './session.js';
import {openTalk} from './talk.js';

const PROBE_MS = 20_000;
const LEAVE_MS = 1000;

/** Any agent that speaks the Agent Client Protocol over stdin and stdout. */
export function acpAgent(program: AcpProgram): Agent {
  return {
    name: program.name,
    probe: (env, signal) => probe(program, env, signal),
    run: (request, tell, signal) => runAcp(program, request, tell, signal),
  };
}

/** Asks who it is, which spends nothing. Whether somebody is logged in shows only when it works. */
async function probe({command, folder}: AcpProgram, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Probe> {
  const [first, ...args] = command;
  const hint = `Install ${first}, or correct agents.yaml.`;
  const file = await findCommand(first, folder, env);
  if (file === undefined) {
    const why = first.includes('/') ? `there is no program ${first}` : `${first} is not on PATH`;
    return {state: 'missing', why, hint};
  }
  const talk = await openTalk({
    ...{file, args, env, folder: {cwd: folder, whyNotWrite: () => 'it is only asked who it is'}},
    ...{onHeard() {}, onUpdate() {}, onNoise() {}, toolNamed: () => undefined, ask: async () => undefined},
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    talk.stop();
  }, PROBE_MS);
  signal.addEventListener('abort', talk.stop, {once: true});
  try {
    const {agentInfo} = await greet(talk, ownVersion);
    return {state: 'ready', version: agentInfo?.version ?? ''};
  } catch (error) {
    const said = readRefusal(error, undefined)?.end.why ?? talk.words().split('\n').at(-1);
    const why = isLate ? `it did not answer within ${PROBE_MS / 1000} s` : said || 'it left without a word';
    return {state: 'unreachable', why: `${command.join(' ')}: ${why}`, hint};
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', talk.stop);
    talk.hangUp();
    const leaving = setTimeout(talk.stop, LEAVE_MS);
    await talk.left;
    clearTimeout(leaving);
  }
}
