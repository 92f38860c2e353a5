import type {Dialog} from '../state/view.js';
import type {Desk} from './desk.js';
import type {KeyPress} from './key-parser.js';

export function pressInPalette({view}: Desk, _dialog: Dialog & {kind: 'palette'}, _press: KeyPress): void {
  view.set({dialog: undefined});
}
