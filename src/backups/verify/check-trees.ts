import {setImmediate as turn} from 'node:timers/promises';
import {OrkestraError} from '../../../state/errors.js';
import {SEAL_BYTES} from '../crypt.js';
import {toText} from '../format/names.js';
import {type Entry, parseTree} from '../format/tree.js';
import type {TreeReader} from '../repository/read-trees.js';
import type {Repository} from '../repository/repository.js';
import type {Findings} from './findings.js';

export interface TreeWorld {
  repository: Repository;
  readTree: TreeReader;
  findings: Findings;
  signal: AbortSignal;
  /** Called with each pack that holds something of a backup. */
  needPack(number: number): void;
  tell(trees: number): void;
}

export interface TreeChecker {
  /** Reads every folder from this one on that was not read before. */
  check(treeId: string): Promise<void>;
  readonly trees: number;
}

const TURN_EVERY = 50;

/** Each folder is read once, however many backups it is in; of files only what is known of them is looked at. */
export function makeTreeChecker(world: TreeWorld): TreeChecker {
  const {repository, findings, signal} = world;
  const known = new Set<string>();
  const id = Buffer.alloc(32);

  const checkFile = ({name, content, bytes}: Entry, treeId: string): void => {
    let sum = 0;
    for (const hex of content) {
      id.write(hex, 'hex');
      const place = repository.blobs.find(id);
      if (place?.type !== 'data') {
        findings.addBlob(hex, `The blob ${hex.slice(0, 8)}, content of a file, is missing: no index knows it.`);
        return;
      }
      world.needPack(place.pack);
      sum += place.plainLength || place.length - SEAL_BYTES;
    }
    if (sum !== bytes)
      findings.add(
        'file',
        treeId,
        `The file ${toText(name)} in the folder ${treeId.slice(0, 8)} should have ${bytes} bytes, but its parts have ${sum}.`,
      );
  };

  const readOne = async (treeId: string): Promise<Entry[]> => {
    id.write(treeId, 'hex');
    const place = repository.blobs.find(id);
    if (place) world.needPack(place.pack);
    const json = await world.readTree(treeId);
    if (!json) {
      const why = place ? 'cannot be read' : 'is missing: no index knows it';
      findings.addBlob(treeId, `The folder ${treeId.slice(0, 8)} ${why}.`);
      return [];
    }
    try {
      return parseTree(json, treeId);
    } catch (error) {
      if (!(error instanceof OrkestraError) || error.code !== 'corrupt') throw error;
      findings.addBlob(treeId, error.message);
      return [];
    }
  };

  return {
    get trees() {
      return known.size;
    },
    async check(treeId) {
      const waiting = [treeId];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (known.has(next)) continue;
        known.add(next);
        signal.throwIfAborted();
        if (known.size % TURN_EVERY === 0) await turn();
        for (const entry of (await readOne(next)).toReversed()) {
          if (entry.type === 'file') checkFile(entry, next);
          else if (entry.subtree !== undefined) waiting.push(entry.subtree);
        }
        world.tell(known.size);
      }
    },
  };
}
