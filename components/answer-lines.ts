import type {Answer} from '../src/answers.js';
import type {Line, PageText} from './page-lines.js';

const pages = new WeakMap<Answer, PageText>();

/** What a command said, and below it how it ended. The same answer is the same page. */
export function answerPage(answer: Answer): PageText {
  const known = pages.get(answer);
  if (known) return known;
  const {first, lines, end} = answer;
  const page = end ? {first, lines: [...lines, ...(lines.length > 0 ? [''] : []), endLine(end)]} : {first, lines};
  pages.set(answer, page);
  return page;
}

const endLine = ({exitCode, signal}: NonNullable<Answer['end']>): Line => [
  exitCode === 0
    ? {text: 'exit code 0', meaning: 'good'}
    : {text: exitCode === null ? `ended by ${signal ?? 'nothing we know'}` : `exit code ${exitCode}`, meaning: 'bad'},
];
