import {parentPort, workerData} from 'node:worker_threads';
import {makeCrypt} from '../crypt.js';
import {loadKernels} from '../kernels/kernels.js';
import {compressBound, loadZstd} from '../kernels/zstd.js';
import {openBlobTable} from '../repository/blob-table.js';
import {type FromThread, type Job, type MadePack, packOutcomes, type ThreadStart, type ToThread} from './jobs.js';
import {makeKeeper} from './keeper.js';
import {makePacker, STAGING_BYTES} from './packer.js';
import {INPUT_BYTES, makeReader, type Reader} from './read-pieces.js';

/** A thread of a backup: all that is done to each byte, on memory that never grows. */
const LARGEST_CHUNK = 8 * 1024 * 1024;
const ROOM_BYTES = compressBound(LARGEST_CHUNK);

async function start({keys, polynomial, level, prefix, packBytes, blobs}: ThreadStart) {
  const zstd = await loadZstd();
  const kernels = loadKernels(INPUT_BYTES + ROOM_BYTES + STAGING_BYTES);
  kernels.cutBy(polynomial);
  const room = kernels.memory.subarray(INPUT_BYTES, INPUT_BYTES + ROOM_BYTES);
  const staging = kernels.memory.subarray(INPUT_BYTES + ROOM_BYTES);
  const crypt = makeCrypt({encrypt: copy(keys.encrypt), k: copy(keys.k), r: copy(keys.r)}, kernels);
  const onPack = (pack: MadePack) => tell({kind: 'pack', pack});
  const packer = makePacker({crypt, staging, prefix, packBytes, onPack});
  let table = openBlobTable(blobs);
  const keeper = makeKeeper({blobs: () => table, packer, zstd, level, room});
  return {
    reader: makeReader(kernels, keeper),
    packer,
    use: (shared: ThreadStart['blobs']) => {
      table = openBlobTable(shared);
    },
  };
}

const copy = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

const thread = start(workerData as ThreadStart);

parentPort?.on('message', (message: ToThread) => void handle(message));

async function handle(message: ToThread): Promise<void> {
  try {
    const {reader, packer, use} = await thread;
    if (message === 'finish') {
      packer.finish();
      tell({kind: 'finished'});
      parentPort?.close();
    } else if ('blobs' in message) use(message.blobs);
    else tell(answer(reader, message.job));
  } catch (error) {
    const {message: text, code} = error as NodeJS.ErrnoException;
    tell({kind: 'broken', message: text, code});
  }
}

function answer(reader: Reader, job: Job): FromThread {
  if (job.kind === 'cuts') return {kind: 'cuts', ...reader.findCuts(job.path, job.offset)};
  if (job.kind === 'pieces') {
    return {kind: 'read', outcomes: packOutcomes([reader.readPieces(job.path, job.offset, job.lengths)])};
  }
  return {kind: 'read', outcomes: packOutcomes(job.paths.map((path) => reader.readWhole(path)))};
}
