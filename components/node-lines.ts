import {formatBytes, formatClock} from '../src/formats.js';
import type {MachineReading} from '../src/machine.js';
import type {NodeStatus} from '../src/nodes/list.js';
import type {Overview} from '../state/overview.js';
import {factLines} from './fact-lines.js';
import type {Line} from './page-lines.js';
import {sparkline} from './Sparkline.js';
import type {Theme} from './theme.js';

/** How a machine that works for the project is doing. */
export function nodeLines(
  node: NodeStatus,
  {engine, at, pause}: Overview,
  machine: MachineReading,
  {glyphs}: Theme,
): Line[] {
  const {cores, load, memoryBytes, freeMemoryBytes, diskBytes, freeDiskBytes} = machine;
  const free = (bytes: number, all: number): string => `${formatBytes(bytes)} free of ${formatBytes(all)}`;
  return factLines([
    ['state', node.state],
    ['paused', pause, 'warn'],
    ['busy', `${node.running} of ${node.places} places`],
    ['engine', engine ? `${engine.holder}, for ${formatClock(Math.max(0, at - engine.takenAt))}` : 'none'],
    ['load', `${sparkline(node.loads, 16, glyphs, 1)}  ${load.toFixed(2)} on ${cores} cores`],
    ['memory', free(freeMemoryBytes, memoryBytes)],
    ['disk', free(freeDiskBytes, diskBytes)],
  ]);
}
