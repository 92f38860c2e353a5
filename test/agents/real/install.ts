import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export interface Installed {
  bin: string;
  remove(): void;
}

/** Installs the vendors' own programs outside the project. REAL_CLIS_DIR names a folder in which they are already. */
export function install(packages: readonly string[]): Installed {
  const there = process.env.REAL_CLIS_DIR;
  if (there !== undefined) return {bin: join(there, 'node_modules', '.bin'), remove() {}};
  const dir = mkdtempSync(join(tmpdir(), 'orkestra-real-clis-'));
  writeFileSync(join(dir, 'package.json'), '{"private":true}\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], {cwd: dir, stdio: 'inherit'});
  return {bin: join(dir, 'node_modules', '.bin'), remove: () => rmSync(dir, {recursive: true, force: true})};
}
