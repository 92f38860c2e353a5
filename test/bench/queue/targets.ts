import {median, short} from '../support/numbers.js';
import {PROCESSES, type Processes, type QueueResults, type Results} from './results.js';

export interface Verdict {
  name: string;
  wanted: string;
  measured: string;
  /** Undefined = what it is compared with was not there. */
  isReached: boolean | undefined;
}

export const drainRate = (queue: QueueResults, processes: Processes): number =>
  median(queue.drain[processes].map((drain) => drain.perSecond));

/** Within each repetition, where both met about the same machine. */
const drainRatio = (ours: QueueResults, theirs: QueueResults, processes: Processes): number =>
  median(
    ours.drain[processes].map((drain, i) => drain.perSecond / (theirs.drain[processes][i]?.perSecond ?? Number.NaN)),
  );

const find = ({queues}: Results, name: string): QueueResults | undefined =>
  queues.find((queue) => queue.name.startsWith(name));

/** Each number of processes is compared with the same number, and the worst of the ratios decides. */
function drainAtLeast(results: Results, mine: string, peer: string, least: number): Verdict {
  const ours = find(results, mine);
  const theirs = find(results, peer);
  const name = `${mine}: drain against ${peer}`;
  const wanted = `>= ${least}x`;
  if (!ours || !theirs)
    return {name, wanted, measured: `${theirs ? mine : peer} was not measured`, isReached: undefined};
  const ratios = PROCESSES.map((processes) => ({processes, ratio: drainRatio(ours, theirs, processes)}));
  const known = ratios.filter(({ratio}) => Number.isFinite(ratio));
  const measured = known.map(({processes, ratio}) => `${short(ratio)}x with ${processes}`).join(', ');
  return {name, wanted, measured, isReached: known.length > 0 ? known.every(({ratio}) => ratio >= least) : undefined};
}

function atMost(name: string, most: number, value: number, unit: string): Verdict {
  const isReached = Number.isFinite(value) ? value <= most : undefined;
  return {name, wanted: `<= ${most}${unit}`, measured: `${short(value)}${unit}`, isReached};
}

function claims({claims: all}: Results): Verdict[] {
  const [small, ...others] = all[0]?.costs ?? [];
  if (!small) return [];
  return others.map(({name}, i) => {
    const ratios = all.map(({costs}) => (costs[i + 1]?.p50 ?? Number.NaN) / (costs[0]?.p50 ?? Number.NaN));
    return atMost(`claim p50, ${name} against ${small.name}`, 1.2, median(ratios), 'x');
  });
}

function crowd({crowd: {safe, fast}, queues}: Results): Verdict[] {
  const runs = [...safe, ...fast];
  if (runs.length === 0) return [];
  const ours = queues.filter((queue) => queue.isOurs).flatMap((queue) => Object.values(queue.drain).flat());
  const lost = [...runs, ...ours].reduce((sum, run) => sum + run.lost, 0);
  const twice = [...runs, ...ours].reduce((sum, run) => sum + run.twice, 0);
  const fairness = (of: typeof safe): number => median(of.map((run) => run.fairness));
  const longest = (of: typeof safe): number => median(of.map((run) => run.longestCallMs));
  const worst = Math.min(fairness(safe), fairness(fast));
  return [
    {
      name: 'jobs lost or run twice',
      wanted: 'none',
      measured: `${lost} lost, ${twice} twice`,
      isReached: lost + twice === 0,
    },
    atMost('four processes, safe: longest time in the database', 50, longest(safe), ' ms'),
    atMost('four processes, fast: longest time in the database', 50, longest(fast), ' ms'),
    {
      name: 'four processes: the least busy against the busiest',
      wanted: '>= 0.8',
      measured: `${short(fairness(safe))} safe, ${short(fairness(fast))} fast`,
      isReached: worst >= 0.8,
    },
  ];
}

function commands({commands: all}: Results): Verdict[] {
  if (all.length === 0) return [];
  const ratio = (of: 'statusMs' | 'addMs'): number => median(all.map((times) => times[of] / times.bareMs));
  return [
    atMost('status --json against a bare Node', 4, ratio('statusMs'), 'x'),
    atMost('task add against a bare Node', 4, ratio('addMs'), 'x'),
  ];
}

/** What the queue promises to reach. Ratios of one run; a missing peer leaves its target open. */
export function judge(results: Results): Verdict[] {
  const ours = results.queues.filter((queue) => queue.isOurs && queue.pickup.length > 0);
  const killed = results.rescues.killed.map((rescue) => rescue.afterLease);
  return [
    drainAtLeast(results, 'orkestra safe', 'BullMQ 6.7, AOF always', 2),
    drainAtLeast(results, 'orkestra safe', 'graphile-worker', 0.8),
    drainAtLeast(results, 'orkestra fast', 'BullMQ 6.7, AOF everysec', 3),
    ...claims(results),
    ...ours.map((queue) =>
      atMost(`${queue.name}: pickup p50`, 5, median(queue.pickup.map((pickup) => pickup.p50)), ' ms'),
    ),
    ...crowd(results),
    ...(killed.length > 0
      ? [atMost('tasks of a killed engine run again after their lease', 200, Math.max(...killed), ' ms')]
      : []),
    ...commands(results),
  ];
}
