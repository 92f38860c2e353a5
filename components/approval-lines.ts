import {answerOf, asksTo, visible, wishOf} from '../src/approvals/words.js';
import {formatAge, formatDuration} from '../src/formats.js';
import type {Approval} from '../state/approvals.js';
import {factLines, heading} from './fact-lines.js';
import type {Line, Span} from './page-lines.js';
import {clean} from './text.js';
import type {Theme} from './theme.js';

interface Requests {
  asking: readonly Approval[];
  /** What was asked before for the same. */
  before(asked: Approval): readonly Approval[];
  titleOf(task: number): string;
  always: readonly Approval[];
  answered: readonly Approval[];
}

/** What is asked now, with all of it; what needs no asking any more; what was answered. */
export function approvalLines(requests: Requests, now: number, theme: Theme): Line[] {
  const {asking, always, answered} = requests;
  return joined([
    ...asking.map((one) => requestLines(one, requests, now, theme)),
    section('always allowed; `orkestra approval forget NUMBER` takes it back', always, (one) => [
      {text: `  ${String(one.id).padStart(4)}  `, meaning: 'muted'},
      {text: `${clean(one.agent)} may always ${wishOf(one)}`, meaning: 'plain'},
    ]),
    section('answered', answered.toReversed(), (one) => [
      {text: `  ${String(one.id).padStart(4)}  ${formatAge(one.askedAt, now).padEnd(12)}`, meaning: 'muted'},
      {text: asksTo(one), meaning: 'plain'},
      {text: `  ${answerOf(one)}`, meaning: one.state === 'allowed' ? 'good' : 'muted'},
    ]),
  ]);
}

const section = (title: string, approvals: readonly Approval[], show: (one: Approval) => Span[]): Line[] =>
  approvals.length === 0 ? [] : [heading(title), ...approvals.map(show)];

const joined = (parts: readonly Line[][]): Line[] =>
  parts.filter((part) => part.length > 0).flatMap((part, at) => (at === 0 ? part : ['', ...part]));

function requestLines(one: Approval, {before, titleOf}: Requests, now: number, theme: Theme): Line[] {
  const left = Math.max(0, one.until - now);
  return [
    [
      {text: `${theme.glyphs.warn} `, meaning: 'warn'},
      {text: asksTo(one), meaning: 'title'},
    ],
    ...factLines([
      ['request', String(one.id)],
      ['tool', visible(one.tool)],
      ['what', one.subject.split('\n').map(visible).join('\n')],
      ['task', `#${one.task} ${titleOf(one.task)}`],
      ['folder', one.root],
      ['asked', `${formatAge(one.askedAt, now)}; denied in ${formatDuration(left)} without an answer`],
      [
        'before',
        before(one)
          .map((other) => `${formatAge(other.askedAt, now)}: ${answerOf(other)}`)
          .join('\n'),
      ],
      ['detail', one.detail?.split('\n').map(visible).join('\n')],
    ]),
  ];
}
