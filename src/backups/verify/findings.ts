/** Something that is not as it should be. */
export interface Finding {
  kind: 'config' | 'key' | 'lock' | 'index' | 'backup' | 'pack' | 'blob' | 'folder' | 'file';
  /** The name of the file of the repository, or the id of the blob. */
  name: string;
  /** One sentence. */
  message: string;
  /** What cannot be restored because of it: `backup 1a2b3c4d (nightly): /path/of/file`. The first of them. */
  hurts: string[];
  /** How many there are. */
  hurtCount: number;
}

export interface Findings {
  readonly list: readonly Finding[];
  readonly count: number;
  add(kind: Finding['kind'], name: string, message: string): void;
  /** Blobs and folders that cannot be read, for which the files are sought. */
  readonly blobs: ReadonlyMap<string, Finding | undefined>;
  addBlob(id: string, message: string): void;
}

/** Beyond this they are counted; nobody reads so many. */
const MOST_FINDINGS = 10_000;

export function makeFindings(): Findings {
  const list: Finding[] = [];
  const blobs = new Map<string, Finding | undefined>();
  let count = 0;
  const add = (kind: Finding['kind'], name: string, message: string): Finding | undefined => {
    count += 1;
    if (list.length >= MOST_FINDINGS) return undefined;
    const finding = {kind, name, message, hurts: [], hurtCount: 0};
    list.push(finding);
    return finding;
  };
  return {
    list,
    blobs,
    get count() {
      return count;
    },
    add: (kind, name, message) => void add(kind, name, message),
    addBlob(id, message) {
      if (!blobs.has(id)) blobs.set(id, add('blob', id, message));
    },
  };
}
