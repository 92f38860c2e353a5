import type {Command} from './command.js';
import {stopping} from './stopping.js';

/** What an engine starts each `backup.proof_every`. */
export const prove: Command = {
  path: 'prove',
  summary: 'restore a sample of the newest backup and compare it',
  isHidden: true,
  async run(call) {
    const {world} = await call.project();
    const {verifyBackups} = await import('../backups/verify/verify-backups.js');
    const {actingAs} = await import('../world.js');
    const signal = stopping(call, 'The proof');
    const report = await verifyBackups(actingAs(world, 'engine'), {depth: 'proof'}, {env: process.env, signal});
    return {json: report, exitCode: report.isOk ? 0 : 1};
  },
};
