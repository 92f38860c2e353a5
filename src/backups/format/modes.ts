const TYPE_BITS = 0o170000;

/** The kinds of entries a tree knows. */
export type EntryType = 'file' | 'dir' | 'symlink' | 'dev' | 'chardev' | 'fifo' | 'socket' | 'irregular';

const TYPES = new Map<number, EntryType>([
  [0o100000, 'file'],
  [0o040000, 'dir'],
  [0o120000, 'symlink'],
  [0o060000, 'dev'],
  [0o020000, 'chardev'],
  [0o010000, 'fifo'],
  [0o140000, 'socket'],
]);

export const typeOf = (mode: number): EntryType => TYPES.get(mode & TYPE_BITS) ?? 'irregular';

/** Go keeps the kind and the special bits elsewhere than the system does. */
const GO_TYPE: Record<EntryType, number> = {
  file: 0,
  dir: 2 ** 31,
  symlink: 2 ** 27,
  dev: 2 ** 26,
  chardev: 2 ** 26 + 2 ** 21,
  fifo: 2 ** 25,
  socket: 2 ** 24,
  irregular: 2 ** 19,
};
const SPECIAL: readonly [system: number, go: number][] = [
  [0o4000, 2 ** 23],
  [0o2000, 2 ** 22],
  [0o1000, 2 ** 20],
];

export function goMode(mode: number): number {
  let go = GO_TYPE[typeOf(mode)] + (mode & 0o777);
  for (const [system, bit] of SPECIAL) if ((mode & system) !== 0) go += bit;
  return go;
}

/** The permission bits that `chmod` takes. */
export function permissionsOf(go: number): number {
  let mode = go & 0o777;
  for (const [system, bit] of SPECIAL) if ((go & bit) !== 0) mode |= system;
  return mode;
}
