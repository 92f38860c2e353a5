import {constants, type FileHandle, open} from 'node:fs/promises';
import {OrkestraError} from '../../../state/errors.js';
import {translateFileError} from '../../file-errors.js';

/** About what a large file is cut into by a backup; each is compressed on its own there as well. */
export const PIECE_BYTES = 512 << 10;

export interface Sample {
  /** Of the whole file. */
  fileBytes: number;
  /** In an order in which the first few stand for all. */
  pieces: Buffer[];
  /** False when the pieces are only a part of the file, spread over it. */
  isWhole: boolean;
}

/** However large the file is, no more than `most` pieces of it are read. */
export async function readSample(path: string, most: number): Promise<Sample> {
  try {
    // Without O_NONBLOCK a named pipe would hold us until somebody writes to it.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return await sampleOf(file, path, most);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw translateFileError(error, path);
  }
}

async function sampleOf(file: FileHandle, path: string, most: number): Promise<Sample> {
  const facts = await file.stat();
  if (facts.isDirectory()) {
    throw new OrkestraError('invalid', `${path} is a folder, not a file.`, {hint: 'Name a file in it.'});
  }
  if (!facts.isFile())
    throw new OrkestraError('invalid', `${path} is not a file with contents, but a device or a pipe.`);
  const isWhole = facts.size <= most * PIECE_BYTES;
  const pieces: Buffer[] = [];
  for (const at of isWhole ? everyPiece(most) : spreadPieces(facts.size, most)) {
    const piece = await readPiece(file, at);
    if (piece.length > 0) pieces.push(piece);
    if (piece.length < PIECE_BYTES) break;
  }
  const fileBytes = isWhole ? pieces.reduce((sum, {length}) => sum + length, 0) : facts.size;
  return {fileBytes, pieces, isWhole};
}

/** Up to where the file ends: what it says of its size need not be true, as under /proc. */
const everyPiece = (most: number): number[] => Array.from({length: most}, (_, piece) => piece * PIECE_BYTES);

/** From the first byte to the last. The golden ratio shuffles them without dice. */
function spreadPieces(fileBytes: number, count: number): number[] {
  const step = (fileBytes - PIECE_BYTES) / Math.max(1, count - 1);
  const places = Array.from({length: count}, (_, piece) => ({
    at: Math.floor(piece * step),
    turn: (piece * 0.618034) % 1,
  }));
  return places.sort((one, other) => one.turn - other.turn).map(({at}) => at);
}

async function readPiece(file: FileHandle, from: number): Promise<Buffer> {
  const piece = Buffer.alloc(PIECE_BYTES);
  let filled = 0;
  while (filled < PIECE_BYTES) {
    const {bytesRead} = await file.read(piece, filled, PIECE_BYTES - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return piece.subarray(0, filled);
}
