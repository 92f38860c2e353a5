import type {Measured} from './measure.js';

export interface Best {
  smallest: Measured | undefined;
  fastest: Measured | undefined;
  backup: Measured | undefined;
}

/** What a slow disk or a line between machines takes: what is not saved in size costs time there. */
const STORED_BYTES_PER_MS = 20_000;

export const ratioOf = ({bytes, packedBytes}: Measured): number | undefined =>
  bytes > 0 ? bytes / packedBytes : undefined;

/** Only what gives back every byte and makes the file smaller. For a backup it is one of the levels a backup can use. */
export function bestOf(measured: readonly Measured[]): Best {
  const useful = measured.filter((one) => one.isExact && one.packedBytes < one.bytes);
  return {
    smallest: lowest(useful, ({packedBytes, bytes}) => packedBytes / bytes),
    fastest: lowest(useful, ({compressMs, bytes}) => compressMs / bytes),
    backup: lowest(
      measured.filter(({name, isExact, bytes}) => name === 'zstd' && isExact && bytes > 0),
      ({compressMs, packedBytes, bytes}) => (compressMs + packedBytes / STORED_BYTES_PER_MS) / bytes,
    ),
  };
}

function lowest<Of>(among: readonly Of[], cost: (one: Of) => number): Of | undefined {
  return among.reduce<Of | undefined>(
    (best, one) => (best === undefined || cost(one) < cost(best) ? one : best),
    undefined,
  );
}

const title = ({name, level}: Measured): string => `${name} ${level}`;

/** How the one for a backup is chosen. */
export const BACKUP_RULE = 'For a backup counts what is compressed and stored soonest by zstd, at 20 MB/s.';

/** The last line of the answer. */
export function verdict({smallest, fastest, backup}: Best, measured: readonly Measured[]): string {
  if (measured.length === 0) return 'There was no time to try anything.';
  if (measured.every(({bytes}) => bytes === 0)) return 'The file is empty: there is nothing to make smaller.';
  const forBackup = backup && `For a backup: ${title(backup)}.`;
  const words =
    smallest && fastest
      ? [`Smallest: ${title(smallest)}.`, `Fastest: ${title(fastest)}.`, forBackup]
      : ['Nothing makes it smaller: it is compressed already, or random.', forBackup];
  return words.filter((sentence) => sentence !== undefined).join(' ');
}
