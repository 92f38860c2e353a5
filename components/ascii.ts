import type {Cell, Line} from './cells.js';

const NAMES: Readonly<Record<string, string>> = {'⏎': 'Enter', '↑': 'Up', '↓': 'Down', '←': 'Left', '→': 'Right'};
const SIGNS: Readonly<Record<string, string>> = {
  '·': '-',
  '…': '~',
  '⏎': '/',
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '→': '>',
  '−': '-',
};

/** Keys as a terminal without Unicode can show them: `↑↓` is Up/Down. */
export const keyInAscii = (name: string): string =>
  [...name].every((sign) => sign in NAMES) ? [...name].map((sign) => NAMES[sign]).join('/') : name;

/** Letters lose their marks, what has no likeness becomes a question mark; the columns stay as they are. */
export function lineInAscii({cells}: Line): Line {
  return {cells: cells.map(cellInAscii), isDisputed: false};
}

function cellInAscii(cell: Cell): Cell {
  if (/^[\x20-\x7e]$/.test(cell.text)) return cell;
  return {...cell, text: SIGNS[cell.text] ?? /^[\x20-\x7e]/.exec(cell.text.normalize('NFD'))?.[0] ?? '?'};
}
