import type {PruneReport} from '../backups/prune/report.js';
import {formatBytes} from '../formats.js';
import type {Answer, Call, Command} from './command.js';
import {canAsk, confirm} from './confirm.js';
import {lastLine, makeProgressLine} from './progress-line.js';
import {countText} from './show-backups.js';
import {textOf} from './values.js';

const DEFAULT_MOST_UNUSED = '5%';

export const prune: Command = {
  path: 'prune',
  summary: 'free the space that no backup needs any more',
  options: [
    {flags: '--dry-run', help: 'only say what would be done'},
    {
      flags: '--max-unused SIZE',
      help: `waste that may stay, such as 5%, 200MB, 0 or unlimited (${DEFAULT_MOST_UNUSED})`,
    },
    {flags: '--repack-small', help: 'put small packs together'},
    {flags: '--repair', help: 'make the indexes anew from what is in the packs'},
    {flags: '--yes', help: 'do it without asking'},
  ],
  examples: ['orkestra prune --dry-run', 'orkestra prune --max-unused 0 --yes'],
  run: pruneForPerson,
};

async function pruneForPerson(call: Call): Promise<Answer> {
  const {options} = call;
  const {parseMostUnused} = await import('../backups/prune/plan.js');
  const mostUnused = parseMostUnused(textOf(options.maxUnused) ?? DEFAULT_MOST_UNUSED);
  const {world} = await call.project();
  const {PACK_BYTES, tryPrune} = await import('../backups/prune/prune.js');
  const {hasWork} = await import('../backups/prune/report.js');
  const {stopping} = await import('./stopping.js');
  const signal = stopping(call, 'The prune');
  const order = {
    ...{mostUnused, packBytes: PACK_BYTES},
    ...{repacksSmall: options.repackSmall === true, isRepair: options.repair === true},
  };
  if (options.yes !== true || options.dryRun === true) {
    const plan = await tryPrune(world, order, {env: process.env, signal});
    if (options.dryRun === true || !hasWork(plan)) return answerOf(call, plan);
    if (!canAsk(call)) return answerOf(call, plan, '\nNothing was done: add --yes.', 1);
    call.print(showPrune(plan));
    if (!(await confirm(call, 'Do it?'))) return {text: 'Nothing was done.', exitCode: 1};
  }
  return answerOf(call, await pruneNow(call, order, signal));
}

type Order = Parameters<typeof import('../backups/prune/prune.js').prune>[1];

export async function pruneNow(
  call: Pick<Call, 'project' | 'isJson' | 'print'>,
  order: Order,
  signal: AbortSignal,
): Promise<PruneReport> {
  const {world} = await call.project();
  const {prune: free} = await import('../backups/prune/prune.js');
  const line = makeProgressLine(call);
  try {
    return await free(world, order, {env: process.env, signal, onProgress: line.tell});
  } finally {
    line.end();
  }
}

const answerOf = (
  call: Call,
  report: PruneReport,
  more = '',
  exitCode = report.unreadable.length > 0 ? 1 : 0,
): Answer => lastLine(call, report, showPrune(report) + more, exitCode);

export function showPrune(report: PruneReport): string {
  const {isDry, backups, packs, usedBytes, freedBytes, unusedBytes, repackedBytes, unreadable, isRepair} = report;
  const {kept, repacked, removed, orphans, missing} = packs;
  const isIdle = repacked + removed + orphans + missing === 0;
  const lines = [
    `${countText(backups, 'backup')} need${backups === 1 ? 's' : ''} ${formatBytes(usedBytes)}.`,
    isIdle
      ? `There is nothing to free${unusedBytes > 0 ? '' : ': all of it is needed'}.`
      : `${isDry ? 'Would free' : 'Freed'} ${formatBytes(freedBytes)}: ${packsText(removed + orphans, 'removed')}, ${packsText(repacked, 'written anew')} (${formatBytes(repackedBytes)}), ${packsText(kept, 'kept')}.`,
    ...(orphans > 0 ? [`Of them ${countText(orphans, 'pack')} no index named: left by work that was ended.`] : []),
    ...(missing > 0
      ? [`${countText(missing, 'pack')} that nobody needs ${missing === 1 ? 'was' : 'were'} gone already.`]
      : []),
    ...(unusedBytes > 0
      ? [`${formatBytes(unusedBytes)} of waste stay${isDry ? '' : 's'}; --max-unused says how much may.`]
      : []),
    ...(isRepair ? [`The indexes ${isDry ? 'would be' : 'were'} made anew from the packs.`] : []),
    ...unreadable.map(({why}) => `${why} It stays.`),
  ];
  return lines.join('\n');
}

const packsText = (count: number, what: string): string => `${countText(count, 'pack')} ${what}`;
