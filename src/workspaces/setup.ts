import {quote} from '../our-command.js';
import type {Prepared} from './prepare.js';

/** The command of a task, after what its worktree is still to be given; a setup that failed is tried again next time. */
export function withSetup(run: string | null, setup: Prepared['setup']): string | null {
  if (setup === undefined) return run;
  const failed = '{ echo "workspace.setup failed" >&2; exit 1; }';
  return `( ${setup.command}\n) && : > ${quote(setup.mark)} || ${failed}\n${run ?? ''}`;
}
