import {fileOffers} from '../components/file-offers.js';
import type {FindOffers, Offer} from '../components/form-offers.js';
import type {Live} from '../src/live.js';
import {plain} from '../src/plain.js';
import {makeTree} from '../src/tree.js';
import type {World} from '../src/world.js';
import {findTitles} from '../state/tasks.js';

const SHOWN_TASKS = 6;

/** What the fields of a form are offered. */
export function makeOffers({db, paths}: World, live: Live, onFound: () => void): FindOffers {
  const tree = makeTree(paths.root, onFound);
  const find: FindOffers = (of, typed) => {
    switch (of) {
      case 'files':
        return fileOffers(tree.files(), typed);
      case 'tasks':
        return findTitles(db, typed, SHOWN_TASKS).map(({id, title, state}) => ({
          value: String(id),
          help: `${state}  ${plain(title)}`,
        }));
      case 'agents':
        return named(live.get().agents, typed);
      case 'nodes':
        return named([...live.get().nodes, {name: 'any'}], typed);
    }
  };
  let last: {question: string; moment: unknown; files: unknown; answer: readonly Offer[]} | undefined;
  // Asked by each key and each picture.
  return (of, typed) => {
    const question = `${of} ${typed}`;
    const moment = live.get();
    const files = of === 'files' ? tree.files() : undefined;
    if (last?.question !== question || last.moment !== moment || last.files !== files)
      last = {question, moment, files, answer: find(of, typed)};
    return last.answer;
  };
}

const named = (things: readonly {name: string}[], typed: string): Offer[] =>
  things.filter(({name}) => name.startsWith(typed)).map(({name}) => ({value: name, help: ''}));
