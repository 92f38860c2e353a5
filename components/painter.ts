import type {DOMElement} from 'ink';
import type {CellWriter} from './cell-writer.js';
import {BLANK, type Cell, type Line, parseCells} from './cells.js';
import {paint} from './paint.js';
import {widthOf} from './text.js';
import type {TextStyle} from './theme.js';

type Node = DOMElement['childNodes'][number];

type Canvas = Line[];

const REMEMBERED = 4000;

/**
 * Paints what Ink has laid out. Ink makes an object for each cell of each frame and takes every text apart again each
 * time, which is most of its work; here a line of text becomes cells once and the cells are put in place. What this
 * cannot paint (text that has to be wrapped, clipping, backgrounds) gives false, and Ink paints that frame itself.
 */
export function makePainter({stdout, show}: Pick<CellWriter, 'stdout' | 'show'>): (root: DOMElement) => boolean {
  const known = new Map<string, Line>();
  const cellsOf = (text: string): Line => {
    const before = known.get(text);
    if (before) return before;
    if (known.size >= REMEMBERED) known.clear();
    const parsed = parseCells(text);
    known.set(text, parsed);
    return parsed;
  };

  /** False when it cannot be painted here. */
  const visit = (canvas: Canvas, node: Node, left: number, top: number): boolean => {
    if (node.nodeName === '#text' || node.internal_static || !node.yogaNode) return true;
    const {yogaNode} = node;
    const x = left + yogaNode.getComputedLeft();
    const y = top + yogaNode.getComputedTop();
    if (node.nodeName === 'ink-text') return paintText(canvas, node, x, y);
    if (node.nodeName !== 'ink-box' && node.nodeName !== 'ink-root') return true;
    const {style} = node;
    if (style.overflow === 'hidden' || style.overflowX === 'hidden' || style.overflowY === 'hidden') return false;
    if (style.backgroundColor || node.internal_transform) return false;
    if (style.borderStyle && !paintBorder(canvas, node, x, y)) return false;
    return node.childNodes.every((child) => visit(canvas, child, x, y));
  };

  const paintText = (canvas: Canvas, node: DOMElement, x: number, y: number): boolean => {
    const text = squash(node);
    if (text === '') return true;
    const room = node.yogaNode?.getComputedWidth() ?? 0;
    for (const [at, line] of text.split('\n').entries()) {
      // Only a stand-in is measured by Ink, so it is measured here as well, before it is transformed.
      if (visibleWidth(line) > room) return false;
      put(canvas, cellsOf(node.internal_transform ? node.internal_transform(line, at) : line), x, y + at);
    }
    return true;
  };

  const paintBorder = (canvas: Canvas, {style, yogaNode}: DOMElement, x: number, y: number): boolean => {
    const {borderStyle: box, borderColor, borderDimColor} = style;
    if (!yogaNode || typeof box !== 'object' || style.borderTop === false || style.borderBottom === false) return false;
    const look = {...(borderColor && {color: borderColor}), dimColor: borderDimColor ?? false} as TextStyle;
    const [width, height] = [yogaNode.getComputedWidth(), yogaNode.getComputedHeight()];
    const across = Math.max(0, width - 2);
    put(canvas, cellsOf(paint(`${box.topLeft}${box.top.repeat(across)}${box.topRight}`, look)), x, y);
    for (let row = 1; row < height - 1; row++) {
      put(canvas, cellsOf(paint(box.left, look)), x, y + row);
      put(canvas, cellsOf(paint(box.right, look)), x + width - 1, y + row);
    }
    put(
      canvas,
      cellsOf(paint(`${box.bottomLeft}${box.bottom.repeat(across)}${box.bottomRight}`, look)),
      x,
      y + height - 1,
    );
    return true;
  };

  return (root) => {
    const {columns, rows} = stdout;
    const canvas = Array.from({length: rows}, () => ({cells: new Array<Cell>(columns).fill(BLANK), isDisputed: false}));
    const isPainted = visit(canvas, root, 0, 0);
    if (isPainted) show(canvas);
    return isPainted;
  };
}

/** A wide character of which one half is covered leaves no other half behind. */
function put(canvas: Canvas, {cells, isDisputed}: Line, x: number, y: number): void {
  const line = canvas[y];
  if (!line || cells.length === 0 || x >= line.cells.length) return;
  line.isDisputed ||= isDisputed;
  const end = Math.min(x + cells.length, line.cells.length);
  for (let at = x; at > 0 && line.cells[at]?.text === ''; at--) line.cells[at - 1] = BLANK;
  for (let at = end; line.cells[at]?.text === ''; at++) line.cells[at] = BLANK;
  for (let at = x; at < end; at++) line.cells[at] = cells[at - x] ?? BLANK;
  // A wide character in the last column has no room for its second half.
  for (let at = end; at > x && cells[at - x]?.text === ''; at--) line.cells[at - 1] = BLANK;
}

/** The text of a node with its parts; each part has its own look, the whole gets its look line by line. */
function squash(node: DOMElement): string {
  let text = '';
  for (const [at, child] of node.childNodes.entries()) {
    const part = child.nodeName === '#text' ? child.nodeValue : squash(child);
    const look = child.nodeName === '#text' ? undefined : child.internal_transform;
    text += part !== '' && look ? look(part, at) : part;
  }
  return text;
}

const SEQUENCE = /\u001b\[[0-9;:]*m/g;

const visibleWidth = (line: string): number => widthOf(line.includes('\u001b') ? line.replace(SEQUENCE, '') : line);
