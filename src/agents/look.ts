import {type AgentRow, dropAgent, listAgentRows, writeLook} from '../../state/agents.js';
import {liftHindrance} from '../../state/attempts.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import type {Agent, Probe} from './agent.js';
import {whyNotReady} from './choose.js';
import {envFor} from './env.js';
import {agentsAllowed} from './registry.js';

interface Look {
  name: string;
  probe: Probe;
  tookMs: number;
}

/** Looks at every agent at once, cheaply, and writes down what it sees. */
export async function lookAtAgents(
  world: World,
  signal: AbortSignal,
  agents: readonly Agent[] = agentsAllowed(world.config),
): Promise<void> {
  const looks = await Promise.all(agents.map((agent) => lookAt(agent, signal)));
  if (signal.aborted) return;
  write(world.db, () => {
    const before = new Map(listAgentRows(world.db).map((row) => [row.name, row]));
    for (const look of looks) keepLook(world, look, before.get(look.name));
    forget(world, [...before.keys()]);
    // What was set aside is looked at again when there is news; that a program was never here is none.
    if (listAgentRows(world.db).some((row) => row.state !== (before.get(row.name)?.state ?? 'missing')))
      liftHindrance(world.db, 'agent');
  });
}

async function lookAt({name, probe}: Agent, signal: AbortSignal): Promise<Look> {
  const from = performance.now();
  const probed = await probe(envFor(name, process.env), signal);
  return {name, probe: probed, tookMs: Math.round(performance.now() - from)};
}

/** Those that may not work here any more. */
function forget({db, config}: World, known: readonly string[]): void {
  const allowed = new Set(agentsAllowed(config).map(({name}) => name));
  for (const name of known) if (!allowed.has(name)) dropAgent(db, name);
}

function keepLook(world: World, {name, probe, tookMs}: Look, before: AgentRow | undefined): void {
  const {state} = probe;
  const known = state === 'ready' ? {version: probe.version} : {why: probe.why};
  writeLook(world.db, {
    ...{name, state, via: 'program', version: null, why: null, hint: null, latencyMs: tookMs, probedAt: world.now()},
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
