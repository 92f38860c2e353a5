import {type AgentRow, dropAgent, listAgentRows, writeLook} from '../../state/agents.js';
import {liftHindrance} from '../../state/attempts.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import type {Probe} from './agent.js';
import {whyNotReady} from './choose.js';
import {envFor} from './env.js';
import {agentsAllowed} from './registry.js';

/** Looks at every agent at once, cheaply, and writes down what it sees. */
export async function lookAtAgents(world: World, signal: AbortSignal): Promise<void> {
  const allowed = agentsAllowed(world.config);
  const probes = await Promise.all(
    allowed.map(async (agent) => ({
      name: agent.name,
      probe: await agent.probe(envFor(agent.name, process.env), signal),
    })),
  );
  if (signal.aborted) return;
  write(world.db, () => {
    const before = new Map(listAgentRows(world.db).map((row) => [row.name, row]));
    for (const {name, probe} of probes) keepLook(world, name, probe, before.get(name));
    for (const name of before.keys()) if (!allowed.some((agent) => agent.name === name)) dropAgent(world.db, name);
    // What was set aside is looked at again when there is news; that a program was never here is none.
    if (listAgentRows(world.db).some((row) => row.state !== (before.get(row.name)?.state ?? 'missing')))
      liftHindrance(world.db, 'agent');
  });
}

function keepLook(world: World, name: string, probe: Probe, before: AgentRow | undefined): void {
  const {state} = probe;
  const known = state === 'ready' ? {version: probe.version} : {why: probe.why};
  writeLook(world.db, {
    ...{name, state, via: 'program', version: null, why: null, hint: null, latencyMs: null, probedAt: world.now()},
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
