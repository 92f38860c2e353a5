import type {Line, Span} from './page-lines.js';
import {clean} from './text.js';
import type {Meaning} from './theme.js';

const LABEL_WIDTH = 14;

export type Fact = readonly [label: string, value: string | null | undefined, meaning?: Meaning];

/** A label and what is to be said of it; nothing is said of what is not there. Long texts go on below each other. */
export function factLines(facts: readonly Fact[]): Line[] {
  return facts.flatMap(([label, value, meaning = 'plain']) => {
    if (value === null || value === undefined || value === '') return [];
    return value.split('\n').map((text, at): Span[] => [
      {text: (at === 0 ? label : '').padEnd(LABEL_WIDTH), meaning: 'muted'},
      {text: clean(text), meaning},
    ]);
  });
}

export const heading = (text: string): Line => [{text, meaning: 'title'}];
