import {useEffect, useReducer} from 'react';
import type {Subject} from '../../state/view.js';
import type {Sight} from '../desk.js';
import type {PageText} from '../page-lines.js';

const LOOK_EVERY_MS = 200;

/** The text of a page; while it grows without the project changing, it is looked at again. */
export function usePageText(sight: Sight, subject: Subject | undefined, tab: string, isGrowing: boolean): PageText {
  const [, drawAgain] = useReducer((times: number) => times + 1, 0);
  const text = subject ? sight.page(subject, tab) : NOTHING;
  useEffect(() => {
    if (!subject || !isGrowing) return;
    const timer = setInterval(() => {
      if (sight.page(subject, tab) !== text) drawAgain();
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  });
  return text;
}

const NOTHING: PageText = {first: 0, lines: []};
