import {OrkestraError} from '../../state/errors.js';
import {plain} from '../plain.js';
import type {World} from '../world.js';
import type {Call, Command, Place} from './command.js';
import {completionOf, type Offer, type Wanted} from './offers.js';
import {placeOf} from './place.js';

/** What the scripts of all three shells ask when Tab is pressed: a line an offer, its help behind a tab. */
export const complete: Command = {
  path: 'complete',
  args: '[words...]',
  summary: 'answer what may follow the words of a command line',
  isHidden: true,
  async run(call) {
    const {wanted, before, typed} = completionOf(call.rest, call.commands);
    if (wanted.of === 'files' || wanted.of === 'folders') return {json: [`:${wanted.of}`], text: `:${wanted.of}`};
    const found = await offersFor(wanted, call, typed);
    const offers = found
      .filter(({value}) => value.startsWith(typed))
      .map(({value, help}) => ({value: before + value, help: shorten(help)}));
    return {json: offers, text: offers.map(({value, help}) => (help === '' ? value : `${value}\t${help}`)).join('\n')};
  },
};

const LONGEST_HELP = 80;

/** Titles are written by anybody: nothing in them may move the cursor or look like another line. */
function shorten(text: string): string {
  const line = plain(text);
  return line.length > LONGEST_HELP ? `${line.slice(0, LONGEST_HELP - 1)}…` : line;
}

function offersFor(wanted: Wanted, call: Call, typed: string): Offer[] | Promise<readonly Offer[]> {
  if (wanted.of === 'words') return [...wanted.words];
  if (wanted.of === 'tasks') return fromProject(call, (world) => offerTasks(world, wanted.states, typed));
  if (wanted.of === 'agents') return fromProject(call, offerAgents);
  if (wanted.of === 'locks') return fromProject(call, offerLocks);
  if (wanted.of === 'backups') return fromProject(call, offerBackups);
  return [];
}

/** Tab is no place for complaints: without a usable project there is nothing to offer. */
async function fromProject(call: Call, find: (world: World) => Promise<Offer[]>): Promise<Offer[]> {
  const {openFromCommand} = await import('./open.js');
  try {
    const project = await openFromCommand({...placeIn(call.rest), create: false, say() {}});
    try {
      return await find(project.world);
    } finally {
      project.close();
    }
  } catch (error) {
    if (error instanceof OrkestraError) return [];
    throw error;
  }
}

/** The line that is being typed may name another project. */
function placeIn(words: readonly string[]): Place {
  const valueBehind = (flag: string): string | undefined => {
    const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
    const word = words[at];
    if (word === undefined) return undefined;
    if (word !== flag) return word.slice(flag.length + 1);
    return words[at + 1] === '=' ? words[at + 2] : words[at + 1];
  };
  const projectRoot = valueBehind('--project-root');
  const config = valueBehind('--config');
  return placeOf({...(projectRoot !== undefined && {projectRoot}), ...(config !== undefined && {config})});
}

const MOST_OF_A_STATE = 50;

/** What runs and what needs a person first, as on the screen; a number typed in full is found however old it is. */
async function offerTasks(world: World, states: readonly string[] | undefined, typed: string): Promise<Offer[]> {
  const {readOverview} = await import('../../state/overview.js');
  const {readTask} = await import('../../state/tasks.js');
  const {tasks} = readOverview(world.db, world.now(), MOST_OF_A_STATE);
  const named = /^\d{1,15}$/.test(typed) ? readTask(world.db, Number(typed)) : undefined;
  const all = named && !tasks.some(({id}) => id === named.id) ? [named, ...tasks] : tasks;
  return all
    .filter(({state}) => states === undefined || states.includes(state))
    .map(({id, state, title}) => ({value: String(id), help: `${state}: ${title}`}));
}

async function offerAgents(world: World): Promise<Offer[]> {
  const {listAgents} = await import('../agents/list.js');
  return [
    ...listAgents(world).map(({name, note}) => ({value: name, help: note})),
    {value: 'me', help: 'for you to do'},
  ];
}

async function offerLocks(world: World): Promise<Offer[]> {
  const {listLocks} = await import('../../state/locks.js');
  const {showHolder} = await import('../locks/take.js');
  return listLocks(world.db)
    .filter(({kind}) => kind !== 'engine')
    .map(({id, holder}) => ({value: id, help: `held by ${showHolder(holder)}`}));
}

const MOST_BACKUPS = 200;

/** Names, each with its newest; those without one by the beginning of their id. */
async function offerBackups(world: World): Promise<Offer[]> {
  const {listBackups} = await import('../../state/backups.js');
  const {formatAge} = await import('../formats.js');
  const now = world.now();
  const offers = new Map<string, string>();
  for (const {id, name, madeAt, paths} of listBackups(world.db, MOST_BACKUPS)) {
    const value = name ?? id.slice(0, 8);
    if (!offers.has(value)) offers.set(value, `${formatAge(madeAt, now)}, ${paths.join(', ')}`);
  }
  return [{value: 'latest', help: 'the newest of all'}, ...[...offers].map(([value, help]) => ({value, help}))];
}
