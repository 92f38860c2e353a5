import {useSyncExternalStore} from 'react';

/** The current state of a store; the component draws again when it changes. */
export const useStore = <State>(store: {get(): State; subscribe(listener: () => void): () => void}): State =>
  useSyncExternalStore(store.subscribe, store.get);
