import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

/** Only root on Linux may have a disk of its own; elsewhere these tests say that they were left out. */
export const canMount = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const dir = mkdtempSync(join(tmpdir(), 'orkestra-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir], {stdio: 'ignore'});
    execFileSync('umount', [dir]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(dir, {recursive: true});
  }
})();

if (!canMount) console.log('tests of a full disk are left out: nothing can be mounted here');

export interface SmallDisk {
  dir: string;
  /** Until not one byte more goes onto it. */
  fill(): void;
  free(): void;
}

export function smallDisk(options = 'size=3m'): SmallDisk {
  const dir = mkdtempSync(join(tmpdir(), 'orkestra-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', dir]);
    rmSync(dir, {recursive: true});
  });
  const ballast = join(dir, 'ballast');
  return {
    dir,
    fill() {
      for (let bytes = 1_000_000; bytes >= 1; bytes = Math.floor(bytes / 4)) {
        try {
          for (;;) writeFileSync(ballast, Buffer.alloc(bytes), {flag: 'a'});
        } catch {
          // A smaller piece may still fit.
        }
      }
    },
    free: () => rmSync(ballast, {force: true}),
  };
}
