import type {Approval} from '../../state/approvals.js';
import {plain} from '../plain.js';

/** What a person would say for what agents call their tools. */
const verbs: readonly [RegExp, string][] = [
  [/^(execute|bash|shell|run|exec|terminal|run_shell_command|command)$/i, 'run'],
  [/^(edit|write|multiedit|create|apply_patch|replace|write_file|notebookedit)$/i, 'change'],
  [/^(delete|remove)$/i, 'delete'],
  [/^(move|rename)$/i, 'move'],
  [/^(read|view|read_file)$/i, 'read'],
  [/^(fetch|webfetch|web_fetch|url)$/i, 'fetch'],
];

/**
 * What has no picture is written out, never left away: what a person reads must be what would be done, and a shell also
 * reads what a terminal hides.
 */
export const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);

/** "run npm publish", on one line. */
export function wishOf({tool, subject}: Pick<Approval, 'tool' | 'subject'>): string {
  const verb = verbs.find(([pattern]) => pattern.test(tool))?.[1];
  return plain(
    visible(`${verb ?? `use ${tool} on`} ${subject.trim()}`.replace(/ *\r?\n */g, ' ⏎ ').replace(/ +/g, ' ')),
  );
}

export const asksTo = (approval: Pick<Approval, 'agent' | 'tool' | 'subject'>): string =>
  `${plain(approval.agent)} asks to ${wishOf(approval)}`;

const answers: Readonly<Record<Approval['state'], string>> = {
  pending: 'waits for an answer',
  allowed: 'allowed',
  denied: 'denied',
  'timed-out': 'nobody answered',
  gone: 'its attempt ended first',
};

/** "allowed always by user", "denied by user: not on a Friday". */
export function answerOf({state, scope, answeredBy, why}: Approval): string {
  const always = scope === 'always' ? ' always' : '';
  const by = answeredBy === null ? '' : ` by ${answeredBy}`;
  return plain(`${answers[state]}${always}${by}${why === null || state === 'gone' ? '' : `: ${why}`}`);
}
