import {stripVTControlCharacters} from 'node:util';

/**
 * Text of agents, files and people is never trusted with the terminal: control sequences go, and so do the marks that
 * would turn the direction of what follows.
 */
export const plain = (text: string): string =>
  stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ');
