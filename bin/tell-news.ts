import type {Live} from '../src/live.js';
import {startNews} from '../src/notify/news.js';
import type {Flash, Store, View} from '../state/view.js';

const TOLD_FOR_MS = 5000;

/** What newly needs the person is rung for; what was done is said for a moment, where nothing else is said. */
export function tellNews(live: Live, view: Store<View>, ring: (need: string) => void): () => void {
  const newsOf = startNews(live.get().inbox);
  let timer: NodeJS.Timeout | undefined;
  const stopListening = live.subscribe(() => {
    const {need, done} = newsOf(live.get().inbox);
    if (need !== undefined) ring(need);
    const {flash} = view.get();
    if (done === undefined || (flash && !flash.isQuiet)) return;
    const told: Flash = {tone: 'good', text: done, isQuiet: true};
    view.set({flash: told});
    clearTimeout(timer);
    timer = setTimeout(() => view.get().flash === told && view.set({flash: undefined}), TOLD_FOR_MS);
  });
  return () => {
    clearTimeout(timer);
    stopListening();
  };
}
