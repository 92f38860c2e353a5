import type {Measured} from '../support/machine.js';

export interface Size {
  columns: number;
  rows: number;
}

export interface Drawing {
  bytesPerSecond: number;
  /** Of single seconds: an idle screen still writes the minute of its clock, once in sixty. */
  medianBytes: number;
  cpuPercent: number;
  memoryMib: number;
}

export interface DrawingOf extends Size {
  /** 'orkestra, busy', 'htop' ... */
  name: string;
  runs: Measured<Drawing>[];
}

export interface SlowReader {
  delaysMs: number[];
}

export interface Starts {
  bareMs: number;
  firstFrameMs: number;
  peers: Record<string, number>;
}

export interface Frames {
  frames: number;
  marks: {frame: number; rssMib: number; heapMib: number}[];
  bytesPerFrame: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

export interface Results {
  at: string;
  machine: string;
  node: string;
  leftOut: string[];
  drawings: DrawingOf[];
  slow: Measured<SlowReader>[];
  starts: Measured<Starts>[];
  frames: Measured<Frames>[];
}
