import {SEAL_BYTES} from '../crypt.js';
import {PLACE_NUMBERS} from './jobs.js';

/** How many bytes of a file a blob is, by its four numbers: before compression and without its seal. */
export const plainBytes = (places: Uint32Array, blob: number): number =>
  places[blob * PLACE_NUMBERS + 3] || Math.max(0, (places[blob * PLACE_NUMBERS + 2] ?? 0) - SEAL_BYTES);
