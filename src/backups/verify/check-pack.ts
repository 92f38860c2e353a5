import {createHash} from 'node:crypto';
import {fstatSync, readSync} from 'node:fs';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import type {Crypt} from '../crypt.js';
import {headerBytes, LENGTH_BYTES, type PackedBlob, readPackHeader} from '../format/pack-header.js';
import {type Reading, withPack} from '../read/reading.js';
import {makeWindow} from '../read/window.js';

export interface PackJob {
  path: string;
  name: string;
  bytes: number;
  /** The SHA-256 of the header the indexes make one expect. */
  headerHash: Uint8Array;
  /** What is in it, where its own header cannot say so: in the form of a header. */
  blobs?: Uint8Array;
}

export interface PackAnswer {
  /** What is wrong with the pack as a whole. */
  problems: string[];
  damaged: DamagedBlob[];
  blobs: number;
  bytes: number;
  /** Its header could not be used, so its blobs were not looked at. */
  isBlind: boolean;
}

export interface DamagedBlob {
  id: string;
  why: string;
}

/** Looks at every byte of a pack: its name, its header, and each blob down to what was once a file. */
export function makePackChecker({crypt, opener, memory}: Reading): (job: PackJob) => PackAnswer {
  return (job) => {
    const answer: PackAnswer = {problems: [], damaged: [], blobs: 0, bytes: 0, isBlind: false};
    try {
      withPack(job.path, (descriptor) => checkAll(descriptor, job, answer));
    } catch (error) {
      const code = errnoOf(error);
      if (code === undefined) throw error;
      answer.problems.push(code === 'ENOENT' ? 'it is missing' : `it cannot be read (${code})`);
    }
    return answer;
  };

  function checkAll(descriptor: number, job: PackJob, answer: PackAnswer): void {
    const {size} = fstatSync(descriptor);
    if (size !== job.bytes) answer.problems.push(`it has ${size} bytes instead of ${job.bytes}`);
    const whole = createHash('sha256');
    const window = makeWindow(memory, (bytes) => void whole.update(bytes));
    window.open(descriptor, 0);
    const blobs = job.blobs ? readPackHeader(job.blobs, job.name) : headerOf(descriptor, size, job, answer);
    if (!blobs) answer.isBlind = true;
    for (const blob of blobs ?? []) checkBlob(window.view(blob.offset, blob.length), blob, answer);
    const seen = blobs?.at(-1);
    for (let at = seen ? seen.offset + seen.length : 0; at < size; at += STEP_BYTES) window.view(at, STEP_BYTES);
    answer.bytes = size;
    if (whole.digest('hex') !== job.name) answer.problems.push('it is not what its name says');
  }

  function checkBlob(sealed: Buffer, {id, plainLength}: PackedBlob, answer: PackAnswer): void {
    answer.blobs += 1;
    try {
      opener.open(sealed, {id: Buffer.from(id, 'hex'), plainLength});
    } catch (error) {
      if (!(error instanceof OrkestraError)) throw error;
      answer.damaged.push({id, why: error.message});
    }
  }

  function headerOf(descriptor: number, size: number, job: PackJob, answer: PackAnswer): PackedBlob[] | undefined {
    try {
      const header = readHeader(descriptor, size, job.name, crypt);
      if (!createHash('sha256').update(header).digest().equals(job.headerHash)) {
        answer.problems.push('it does not hold what the index says');
        return undefined;
      }
      return readPackHeader(header, job.name);
    } catch (error) {
      if (!(error instanceof OrkestraError)) throw error;
      answer.problems.push('its header is damaged');
      return undefined;
    }
  }
}

const STEP_BYTES = 512 * 1024;

function readHeader(descriptor: number, size: number, name: string, crypt: Crypt): Buffer {
  const field = readAt(descriptor, size - LENGTH_BYTES, LENGTH_BYTES);
  const bytes = headerBytes(field, size, name);
  return crypt.open(readAt(descriptor, size - LENGTH_BYTES - bytes, bytes));
}

function readAt(descriptor: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (offset >= 0) readSync(descriptor, bytes, 0, length, offset);
  return bytes;
}
