import {listAuditAfter} from '../../state/audit.js';
import type {World} from '../world.js';
import {type Break, findBreaks, firstLink} from './chain.js';
import {compareFiles} from './compare-files.js';
import {type Problems, startProblems} from './problems.js';
import {showEvents} from './ranges.js';

export interface Verdict {
  ok: boolean;
  /** How many events were looked at. */
  checked: number;
  /** In words, the first break first. */
  problems: string[];
}

const PAGE = 1000;

/**
 * Is the trail what was written? The hashes show an edit, the ids a hole, and the daily files show an end that was cut
 * off. A page at a time: the memory stays small, and a screen that asked goes on.
 */
export async function verifyAudit(world: World): Promise<Verdict> {
  const problems = startProblems();
  const {checked, lastId} = await checkChain(world, problems);
  await compareFiles(world, {problems, lastId});
  const list = problems.list();
  return {ok: list.length === 0, checked, problems: list};
}

async function checkChain({db}: World, problems: Problems): Promise<{checked: number; lastId: number}> {
  let checked = 0;
  let link = firstLink;
  for (let from = Number.MIN_SAFE_INTEGER; ; ) {
    const events = listAuditAfter(db, from, PAGE);
    const next = events.at(-1)?.id;
    if (next === undefined) return {checked, lastId: link.id};
    const {breaks, last} = findBreaks(link, events);
    for (const one of breaks) problems.add(showBreak(one));
    checked += events.length;
    // Larger numbers cannot be told apart here, and asking for what follows one would never end.
    if (!Number.isSafeInteger(next)) return {checked, lastId: last.id};
    link = last;
    from = next;
    await new Promise(setImmediate);
  }
}

function showBreak(found: Break): string {
  const {kind, from} = found;
  if (kind === 'missing') return showEvents(found, 'is missing', 'are missing');
  if (kind === 'foreign') return showEvents(found, 'does not belong to the trail', 'do not belong to the trail');
  const before = from > 1 ? `, or event ${from - 1} was rewritten together with its hash` : '';
  return `${showEvents(found, 'was changed', 'were changed')}${before}`;
}
