import {type AgentRow, dropAgent, listAgentRows, writeLook} from '../../state/agents.js';
import {liftHindrance} from '../../state/attempts.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import type {Probe} from './agent.js';
import {agentsEnv} from './agents-env.js';
import {whyNotReady} from './choose.js';
import {loadAgents} from './defined/load.js';
import {envFor} from './env.js';
import {agentsOf, allowedAgents, type KnownAgent} from './registry.js';
import {keepSpecialties} from './skills.js';

interface Look {
  name: string;
  probe: Probe;
  tookMs: number;
}

/** Looks at every agent at once, cheaply, and writes down what it sees. */
export async function lookAtAgents(world: World, signal: AbortSignal, names?: readonly string[]): Promise<void> {
  const file = await loadAgents(world.paths);
  for (const problem of file.problems) world.log.warning(problem);
  const allowed = allowedAgents(agentsOf(file), world.config);
  const chosen = names ? allowed.filter(({agent}) => names.includes(agent.name)) : allowed;
  const env = await agentsEnv(world);
  const looks = await Promise.all(chosen.map((one) => lookAt(one, env, signal)));
  if (signal.aborted) return;
  write(world.db, () => {
    keepSpecialties(world.db, file.definitions);
    const before = new Map(listAgentRows(world.db).map((row) => [row.name, row]));
    for (const look of looks) keepLook(world, look, before.get(look.name));
    for (const name of before.keys()) if (!allowed.some(({agent}) => agent.name === name)) dropAgent(world.db, name);
    // What was set aside is looked at again when there is news; that a program was never here is none.
    if (listAgentRows(world.db).some((row) => row.state !== (before.get(row.name)?.state ?? 'missing')))
      liftHindrance(world.db, 'agent');
  });
}

async function lookAt({agent, env}: KnownAgent, given: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Look> {
  const from = performance.now();
  const probe = await agent.probe(envFor(agent.name, given, env), signal);
  return {name: agent.name, probe, tookMs: Math.round(performance.now() - from)};
}

function keepLook(world: World, {name, probe, tookMs}: Look, before: AgentRow | undefined): void {
  const {state} = probe;
  const known = state === 'ready' ? {version: probe.version} : {why: probe.why};
  writeLook(world.db, {
    ...{
      name,
      state,
      via: probe.state === 'ready' ? (probe.via ?? 'program') : '',
      version: null,
      why: null,
      hint: null,
      latencyMs: tookMs,
      probedAt: world.now(),
    },
    ...known,
    ...(state !== 'ready' && {hint: probe.hint}),
  });
  // That a program was never here is no news.
  if (before?.state !== state && (before || state !== 'missing'))
    record(world, {type: `agent.${state}`, agent: name, data: known});
}

/** Who has rested, or whose limit is over, may take what was set aside meanwhile. True when there was one. */
export function welcomeBack(world: World, since: number): boolean {
  const now = world.now();
  const isBack = listAgentRows(world.db).some((row) => whyNotReady(row, since) && !whyNotReady(row, now));
  if (isBack) write(world.db, () => liftHindrance(world.db, 'agent'));
  return isBack;
}
