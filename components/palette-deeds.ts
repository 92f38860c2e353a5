import {paneNames} from '../state/view.js';
import type {Aim} from './aim.js';
import {showKey} from './key-names.js';
import type {Keymap} from './keymap.js';
import type {Key} from './keys.js';
import type {Entry} from './palette-entry.js';

/** Of no use to somebody who has the palette open. */
const leftOut = ['palette', 'back'];

/** Everything the keys do, in the order of the hints; walking about comes last. */
export function deedEntries({keys}: Keymap, aim: Aim): Entry[] {
  return keys
    .filter(({does}) => !leftOut.includes(does))
    .sort((one, other) => placeOf(one) - placeOf(other))
    .map((key) => ({
      kind: kindOf(key),
      title: key.label,
      note: key.help,
      right: key.keys.map(showKey).join(' '),
      rightMeaning: 'focus',
      why: whyNot(key, aim),
      act: {does: 'deed', deed: key.does},
    }));
}

const WALKING = 1000;
const UNHINTED = 100;
const placeOf = ({hint, group}: Key): number => (group === 'moving' ? WALKING : (hint ?? UNHINTED));

const pages = ['graph', 'log', 'notices', 'approvals', 'trail', 'progress'];

function kindOf({does}: Key): string {
  if (paneNames.some((name) => does === `go-${name}`)) return 'pane';
  return pages.some((page) => page === does) ? 'page' : 'key';
}

function whyNot({only, blocked}: Key, aim: Aim): string | undefined {
  if (only !== undefined && only !== aim.place) return only === 'pages' ? 'Works on a page.' : 'Works in the lists.';
  return blocked?.(aim);
}
