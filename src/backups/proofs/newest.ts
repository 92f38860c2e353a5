import {GUARD} from '../guard/name.js';

/** Of what was made on purpose the newest; what is kept before tasks counts where there is nothing else. */
export const newestToProve = <Of extends {name: string | null | undefined}>(
  newestFirst: readonly Of[],
): Of | undefined => newestFirst.find(({name}) => name !== GUARD) ?? newestFirst[0];
