import type {Dialog, View} from '../state/view.js';
import type {Aim} from './aim.js';
import {showKey} from './key-names.js';
import type {Keymap} from './keymap.js';

export interface Hint {
  key: string;
  label: string;
  /** Has its place also where room is scarce. */
  isAlways?: boolean;
}

/** The hints of the program itself: commands, help, quit. */
const ALWAYS_FROM = 90;

/** The keys that work right now for what is chosen. */
export function hintsFor(view: View, aim: Aim, {keys}: Keymap): Hint[] {
  if (view.dialog) return dialogHints[view.dialog.kind];
  const hinted = keys
    .filter(
      ({keys: [first], only, hint}) =>
        first !== undefined && hint !== undefined && (only === undefined || only === aim.place),
    )
    .filter(({blocked}) => blocked?.(aim) === undefined)
    .sort((one, other) => (one.hint ?? 0) - (other.hint ?? 0))
    .map((one) => ({
      key: showKey(one.keys[0] ?? ''),
      label: labelOf(one.does, aim) ?? one.label,
      isAlways: (one.hint ?? 0) >= ALWAYS_FROM,
    }));
  const back = backLabel(view, aim);
  return back === undefined ? hinted : [{key: 'Esc', label: back, isAlways: true}, ...hinted];
}

/** What the same key is called where it answers an agent that asks. */
function labelOf(does: string, {request}: Aim): string | undefined {
  if (!request) return undefined;
  if (does === 'approve') return 'allow';
  return does === 'reject' ? 'deny' : undefined;
}

function backLabel(view: View, {page, pane}: Aim): string | undefined {
  const {marked, filter} = view.lists[pane];
  if (page) return page.search === '' ? 'back' : 'end search';
  if (marked.size > 0) return 'unmark';
  if (filter !== '') return `all ${pane}`;
  return view.isZoomed ? 'all panes' : undefined;
}

const keep: Hint[] = [
  {key: '⏎', label: 'keep'},
  {key: 'Esc', label: 'clear'},
];

const dialogHints: Readonly<Record<Dialog['kind'], Hint[]>> = {
  help: [
    {key: '↑↓', label: 'scroll'},
    {key: 'letters', label: 'look for'},
    {key: 'Esc', label: 'close'},
  ],
  filter: keep,
  search: keep,
  palette: [
    {key: '↑↓', label: 'choose'},
    {key: '⏎', label: 'do it'},
    {key: 'Tab', label: 'complete'},
    {key: 'Esc', label: 'close'},
  ],
  confirm: [{key: 'Esc', label: 'back'}],
  form: [
    {key: 'Tab', label: 'next field'},
    {key: '⏎', label: 'done'},
    {key: 'Esc', label: 'cancel'},
  ],
};
