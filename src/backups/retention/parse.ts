import {OrkestraError} from '../../../state/errors.js';
import {nearest} from '../../suggest.js';
import {type Counted, counted, emptyPolicy, isEmpty, type Policy} from './policy.js';
import {parseSpan} from './span.js';

const MOST = 100_000;
const words = [...counted, 'within', 'tag'];
const EXAMPLE = 'Write it like "last 3, daily 7, weekly 4, within 2w, tag release".';

/** The text of `backup.keep` and of `keep:` in a schedule. A policy that would keep nothing is refused. */
export function parsePolicy(text: string): Policy {
  let policy = emptyPolicy;
  const seen = new Set<string>();
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [word = '', ...rest] = part.toLowerCase().split(/\s+/);
    if (seen.has(word) && word !== 'tag') throw refuse(`"${word}" is there twice in "${text}".`);
    seen.add(word);
    // Tags are names: their letters stay as they were written.
    policy = withRule(policy, word, word === 'tag' ? part.slice(word.length).trim() : rest.join(''));
  }
  if (isEmpty(policy)) throw refuse('A policy has to keep something: this one would forget every backup.');
  return policy;
}

function withRule(policy: Policy, word: string, amount: string): Policy {
  if (isCounted(word)) return {...policy, [word]: countIn(word, amount)};
  if (word === 'tag') return {...policy, tags: [...policy.tags, tagsIn(amount)]};
  if (word !== 'within') {
    const meant = nearest(word, words);
    throw refuse(`"${word}" is no rule of a policy${meant ? `; did you mean "${meant}"?` : '.'}`);
  }
  const within = parseSpan(amount);
  if (!within) throw refuse(`"within" needs a stretch of time such as 36h, 10d, 2w, 6mo or 1y, not "${amount}".`);
  return {...policy, within};
}

const isCounted = (word: string): word is Counted => (counted as readonly string[]).includes(word);

function countIn(word: string, amount: string): number {
  if (/^\d+$/.test(amount) && Number(amount) <= MOST) return Number(amount);
  throw refuse(`"${word}" needs a whole number up to ${MOST}, not "${amount}".`);
}

function tagsIn(amount: string): string[] {
  const tags = amount.split('+').map((tag) => tag.trim());
  if (tags.every((tag) => tag !== '')) return tags;
  throw refuse('"tag" needs the name of a tag; several that must be there together are joined by +.');
}

const refuse = (message: string): OrkestraError => new OrkestraError('invalid', message, {hint: EXAMPLE});
