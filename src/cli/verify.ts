import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';
import {lastLine, makeProgressLine} from './progress-line.js';
import {stopping} from './stopping.js';

export const verify: Command = {
  path: 'verify',
  args: '[name]',
  summary: 'hold backups against their checksums, and restore a sample for real',
  options: [
    {flags: '--quick', help: 'only whether everything is there and fits together'},
    {flags: '--proof', help: 'only restore a sample and compare it'},
  ],
  examples: ['orkestra verify', 'orkestra verify source --quick'],
  async run(call) {
    const {quick, proof} = call.options;
    if (quick && proof) throw new OrkestraError('invalid', '--quick and --proof cannot go together.');
    const depth = quick ? 'quick' : proof ? 'proof' : 'full';
    const {verifyBackups} = await import('../backups/verify/verify-backups.js');
    const {showVerified} = await import('./show-verify.js');
    const {world} = await call.project();
    const signal = stopping(call, 'The check');
    const line = makeProgressLine(call);
    try {
      const report = await verifyBackups(
        world,
        {depth, backup: call.args[0]},
        {env: process.env, signal, onProgress: line.tell},
      );
      line.end();
      return lastLine(call, report, showVerified(report), report.isOk ? 0 : 1);
    } finally {
      line.end();
    }
  },
};
