import type {Command} from './command.js';
import {stopping} from './stopping.js';

/** What an engine starts each `backup.proof_every`. */
export const prove: Command = {
  path: 'prove',
  summary: 'restore a sample of the newest backup and compare it',
  isHidden: true,
  async run(call) {
    const {world} = await call.project();
    const {proveNewest} = await import('../backups/proofs/prove-newest.js');
    const {actingAs} = await import('../world.js');
    const signal = stopping(call, 'The proof');
    const proof = await proveNewest(actingAs(world, 'engine'), {env: process.env, signal});
    return {json: proof, exitCode: proof.isOk ? 0 : 1};
  },
};
