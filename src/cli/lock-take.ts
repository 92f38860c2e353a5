import {OrkestraError} from '../../state/errors.js';
import type {Answer, Call, Command, Options} from './command.js';
import {durationMs, textOf} from './values.js';

const HOUR_MS = 3_600_000;
const LONGEST_ID = 1000;

export const lockTake: Command = {
  path: 'lock take',
  args: '<glob...>',
  summary: 'keep files, or names, for yourself: all that are given, or none',
  options: [
    {flags: '--for TIME', help: 'how long, such as 30m; 1h when not given'},
    {flags: '--wait TIME', help: 'wait so long for whoever has them'},
    {flags: '--reason TEXT', help: 'why, for whoever waits'},
    {flags: '--as NAME', help: 'who takes them, when it is not you'},
    {flags: '--name', help: 'what is given are names, such as deploy, not globs of files'},
  ],
  examples: [
    "orkestra lock take 'src/auth/**' --for 30m --reason 'by hand'",
    'orkestra lock take deploy --name --wait 5m',
  ],
  run: takeForPerson,
};

async function takeForPerson(call: Call): Promise<Answer> {
  const ids = [...call.args, ...call.rest].filter((id) => id !== undefined);
  const isName = call.options.name === true;
  for (const id of ids) checkId(id, isName);
  const leaseMs = durationMs(call.options.for, '--for') ?? HOUR_MS;
  if (leaseMs < 1000) throw new OrkestraError('invalid', 'A lock is taken for a second at least.');
  const reason = textOf(call.options.reason);
  if (reason !== undefined && reason.length > LONGEST_ID)
    throw new OrkestraError('invalid', `A reason has at most ${LONGEST_ID} characters.`);
  const timeoutMs = durationMs(call.options.wait, '--wait') ?? 0;

  const {world, holder} = await actingHolder(call, call.options);
  const {waitForLocks} = await import('../locks/wait.js');
  const {justTaken, lockJson, lockLines} = await import('./show-lock.js');
  const stop = new AbortController();
  void call.interrupted.then(() => stop.abort());
  const answer = await waitForLocks(
    world,
    {kind: isName ? 'name' : 'file', ids, holder, leaseMs, isBeating: false, ...(reason !== undefined && {reason})},
    {timeoutMs, signal: stop.signal},
  );
  if (!answer.ok) throw await refusal(answer.why, timeoutMs);
  const shown = answer.locks.map((lock) => justTaken(world, lock));
  return {
    json: shown.map((lock) => lockJson(world, lock)),
    text: lockLines(world, {locks: shown, damaged: []}).join('\n'),
  };
}

function checkId(id: string, isName: boolean): void {
  if (id.trim() === '') throw new OrkestraError('invalid', 'A lock needs an id.');
  if (id.length > LONGEST_ID)
    throw new OrkestraError('invalid', `What is locked has at most ${LONGEST_ID} characters.`);
  if (isName || (!id.startsWith('/') && !id.split('/').includes('..'))) return;
  throw new OrkestraError('invalid', `${JSON.stringify(id)} leads out of the project.`, {
    hint: 'Globs count from the folder of the project; --name locks any text.',
  });
}

async function refusal(why: string, timeoutMs: number): Promise<OrkestraError> {
  const {plain} = await import('../plain.js');
  const list = '`orkestra lock list` shows who has what.';
  return new OrkestraError('busy', `${plain(why)}.`, {hint: timeoutMs > 0 ? list : `--wait 30s waits for it; ${list}`});
}

/** Whoever is named by --as both holds the lock and stands in the trail. */
export async function actingHolder(call: Call, options: Options) {
  const {world} = await call.project();
  const {actingAs} = await import('../world.js');
  const {checkHolder} = await import('../locks/holder.js');
  const name = textOf(options.as);
  const holder = checkHolder(name ?? world.actor);
  return {world: name === undefined ? world : actingAs(world, holder), holder};
}
