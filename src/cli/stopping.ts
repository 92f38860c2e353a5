import {OrkestraError} from '../../state/errors.js';
import type {Call} from './command.js';

/** Aborted at Ctrl-C, for work that looks at a signal. */
export function stopping(call: Pick<Call, 'interrupted'>, what = 'This'): AbortSignal {
  const controller = new AbortController();
  const why = new OrkestraError('unavailable', `${what} was interrupted.`);
  void call.interrupted.then(() => controller.abort(why));
  return controller.signal;
}
