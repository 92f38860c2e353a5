import {OrkestraError} from '../../state/errors.js';
import type {Answer, Call, Command} from './command.js';
import {actingHolder} from './lock-take.js';
import {textOf} from './values.js';

export const lockDrop: Command = {
  path: 'lock drop',
  args: '<id...>',
  summary: 'give locks back: all that are named, or none',
  options: [
    {flags: '--as NAME', help: 'who holds them, when it is not you'},
    {flags: '--force', help: 'break them, whoever holds them; needs --reason'},
    {flags: '--reason TEXT', help: 'why they are broken, for the record'},
  ],
  examples: ["orkestra lock drop 'src/auth/**'", "orkestra lock drop deploy --force --reason 'eve is on holiday'"],
  run: dropForPerson,
};

async function dropForPerson(call: Call): Promise<Answer> {
  const ids = [...new Set([...call.args, ...call.rest].filter((id) => id !== undefined))];
  const reason = textOf(call.options.reason);
  const isForced = call.options.force === true;
  if (isForced && !reason?.trim()) {
    throw new OrkestraError('invalid', 'Breaking a lock needs a reason.', {hint: "Add --reason 'why it is broken'."});
  }
  if (!isForced && reason !== undefined) throw new OrkestraError('invalid', '--reason belongs to --force.');
  const {world, holder} = await actingHolder(call, call.options);
  const {findLocks, forceLocks} = await import('../locks/force.js');
  const {dropLocks, showHolder} = await import('../locks/take.js');
  const {plain} = await import('../plain.js');
  if (isForced) {
    const {locks, damaged} = forceLocks(world, ids, reason ?? '');
    const broken = [
      ...locks.map(({id, holder: had}) => ({id, holder: had})),
      ...damaged.map(({file}) => ({id: file, holder: 'unknown'})),
    ];
    return {
      json: broken,
      text: broken.map((lock) => `broke ${plain(lock.id)}, held by ${plain(showHolder(lock.holder))}`).join('\n'),
    };
  }
  const {damaged} = findLocks(world, ids);
  if (damaged[0]) {
    throw new OrkestraError('refused', `${plain(damaged[0].file)} is damaged: nobody knows whose it is.`, {
      hint: 'Use --force with a --reason to remove it.',
    });
  }
  const dropped = dropLocks(world, holder, ids).map(({id}) => ({id, holder}));
  return {json: dropped, text: dropped.map((lock) => `gave ${plain(lock.id)} back`).join('\n')};
}
