import {rm, writeFile} from 'node:fs/promises';
import type {Processes} from '../../processes.js';
import type {Repository} from '../repository/repository.js';
import {scratchName, scratchPrefix} from '../store/scratch.js';

/** Packs as files of this machine, wherever the repository lies: threads read files. */
export interface LocalPacks {
  /** Where it lies, until it is released. One that cannot be had has a path where nothing is. */
  hold(pack: string): Promise<string>;
  release(pack: string): void;
  close(): Promise<void>;
}

/** So many packs of a store elsewhere are kept for whoever wants them next. */
const MOST_KEPT = 6;

export function openLocalPacks({store}: Repository, processes: Pick<Processes, 'host' | 'self'>): LocalPacks {
  const {pathOf} = store;
  if (pathOf) {
    return {hold: async (pack) => pathOf('data', pack), release: () => {}, close: async () => {}};
  }
  const prefix = scratchPrefix(store.scratch, processes);
  const files = new Map<string, {path: Promise<string>; holders: number}>();
  const fetch = async (pack: string): Promise<string> => {
    const path = scratchName(prefix);
    await writeFile(path, await store.read('data', pack), {mode: 0o600, flag: 'wx'});
    return path;
  };
  const drop = async (pack: string): Promise<void> => {
    const path = await files.get(pack)?.path.catch(() => undefined);
    files.delete(pack);
    if (path !== undefined) await rm(path, {force: true});
  };
  return {
    hold(pack) {
      const known = files.get(pack) ?? {path: fetch(pack), holders: 0};
      known.holders += 1;
      files.delete(pack);
      files.set(pack, known);
      return known.path;
    },
    release(pack) {
      const known = files.get(pack);
      if (known) known.holders -= 1;
      const idle = [...files].filter(([, {holders}]) => holders === 0).map(([name]) => name);
      for (const name of idle.slice(0, Math.max(0, files.size - MOST_KEPT))) void drop(name);
    },
    async close() {
      for (const pack of [...files.keys()]) await drop(pack);
    },
  };
}
