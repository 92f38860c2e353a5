import {parentPort, workerData} from 'node:worker_threads';
import {makeWriter} from '../restore/write-files.js';
import {makePackChecker} from '../verify/check-pack.js';
import {startReading} from './reading.js';
import type {AnswerOf, FromReader, JobKind, JobOf, ReadStart, ToReader} from './thread-jobs.js';

/** A thread that reads packs: to check them, or to make files of what is in them. */
type Deeds = {[Kind in JobKind]?: (job: JobOf<Kind>) => AnswerOf<Kind>};

async function start({keys, restore}: ReadStart): Promise<{deeds: Deeds; close(): void}> {
  const reading = await startReading(keys);
  if (!restore) return {deeds: {pack: makePackChecker(reading)}, close: () => {}};
  const {files, begin, pieces, end, close} = makeWriter(reading, restore);
  return {deeds: {files, begin, pieces, end}, close};
}

const thread = start(workerData as ReadStart);

function tell(message: FromReader): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (message: ToReader | 'finish') => void handle(message));

async function handle(message: ToReader | 'finish'): Promise<void> {
  try {
    const {deeds, close} = await thread;
    if (message === 'finish') {
      close();
      parentPort?.close();
    } else {
      const deed = deeds[message.kind] as ((job: unknown) => unknown) | undefined;
      tell({answer: deed?.(message.job)});
    }
  } catch (error) {
    const {message: text, code} = error as NodeJS.ErrnoException;
    tell({broken: {message: text, code}});
  }
}
