import {median, short} from '../support/numbers.js';
import {PROCESSES, type QueueResults, type Results} from './results.js';
import {drainRate, type Verdict} from './targets.js';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const rule = (columns: number): string => `|${'---|'.repeat(columns)}`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), rule(head.length), ...rows.map(row)].join('\n');
}

const HEAD = [
  'queue',
  'survives',
  'add one/s',
  'add many/s',
  'drain 1 process/s',
  '2',
  '4',
  'CPU us/job',
  'fairness of 4',
  'pickup p50 / p99 ms',
  'MiB',
];

/** Each figure with its ratio to our queue of the same safety. */
function queueRow(queue: QueueResults, ours: QueueResults | undefined): string[] {
  const cell = (read: (of: QueueResults) => number): string => {
    const value = read(queue);
    const ratio = ours && ours !== queue && Number.isFinite(value) ? ` (${short(value / read(ours))})` : '';
    return `${short(value)}${ratio}`;
  };
  return [
    queue.name,
    queue.survives,
    cell((of) => median(of.one.map((rate) => rate.perSecond))),
    cell((of) => median(of.bulk.map((rate) => rate.perSecond))),
    ...PROCESSES.map((processes) => cell((of) => drainRate(of, processes))),
    cell((of) => median(of.drain[1].map((drain) => drain.cpuPerJob))),
    short(median(queue.drain[4].map((drain) => drain.fairness))),
    `${short(median(queue.pickup.map(({p50}) => p50)))} / ${short(median(queue.pickup.map(({p99}) => p99)))}`,
    short(median(queue.drain[1].map((drain) => drain.memoryMib))),
  ];
}

function queueTable({queues}: Results): string {
  const ours = (survives: string): QueueResults | undefined =>
    queues.find((queue) => queue.isOurs && queue.survives === survives);
  return table(
    HEAD,
    queues.map((queue) => queueRow(queue, ours(queue.survives))),
  );
}

function factRows({claims, crowd, rescues, commands}: Results): string[][] {
  const costs = (claims[0]?.costs ?? []).map(({name}, i) => {
    const of = (read: 'p50' | 'p99'): string =>
      short(median(claims.map((claim) => claim.costs[i]?.[read] ?? Number.NaN)));
    return [`claim of one task, ${name}`, `p50 ${of('p50')} us, p99 ${of('p99')} us`];
  });
  const crowds = kinds(crowd).map(([durability, runs]) => {
    const of = (read: 'perSecond' | 'fairness' | 'longestCallMs'): string =>
      short(median(runs.map((run) => run[read])));
    return [
      `four processes, ${durability}`,
      `${of('perSecond')} jobs/s, fairness ${of('fairness')}, longest time in the database ${of('longestCallMs')} ms`,
    ];
  });
  const faults = kinds(rescues).map(([fault, runs]) => {
    const worst = (read: 'afterFault' | 'afterLease'): string =>
      `${Math.round(Math.max(...runs.map((one) => one[read])))} ms`;
    return [
      `tasks of an engine that was ${fault}`,
      `back ${worst('afterFault')} after that, ${worst('afterLease')} after the lease`,
    ];
  });
  const times = commands.length === 0 ? [] : [['bare Node / status --json / task add', commandCell(commands)]];
  return [...costs, ...crowds, ...faults, ...times];
}

/** Those that were measured. */
const kinds = <Run>(runs: Record<string, Run[]>): [string, Run[]][] =>
  Object.entries(runs).filter(([, list]) => list.length > 0);

const commandCell = (commands: Results['commands']): string =>
  (['bareMs', 'statusMs', 'addMs'] as const)
    .map((read) => short(median(commands.map((times) => times[read]))))
    .join(' / ') + ' ms';

const showVerdict = ({name, wanted, measured, isReached}: Verdict): string =>
  `${isReached === undefined ? 'open' : isReached ? 'pass' : 'FAIL'}  ${name}: ${measured} (wanted ${wanted})`;

export function showResults(results: Results, verdicts: readonly Verdict[]): string {
  const {at, machine, node, jobs, repeats, leftOut, queues} = results;
  return [
    `${at}, ${machine}, Node ${node}, ${jobs} jobs, medians of ${repeats}; in brackets the ratio to orkestra of the same safety`,
    ...leftOut,
    '',
    queueTable(results),
    ...queues.flatMap((queue) => queue.errors.map((error) => `${queue.name}: ${error}`)),
    '',
    table(['what', 'measured'], factRows(results)),
    '',
    ...verdicts.map(showVerdict),
  ].join('\n');
}
