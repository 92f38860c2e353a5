import type {ReactNode} from 'react';
import type {Store} from '../state/view.js';
import {useStore} from './hooks/useStore.js';
import {ThemeContext} from './hooks/useTheme.js';
import type {Theme} from './theme.js';

/** Everything in it is drawn anew when the terminal has told its background. */
export function Themed({themes, children}: {themes: Store<{theme: Theme}>; children: ReactNode}) {
  return <ThemeContext value={useStore(themes).theme}>{children}</ThemeContext>;
}
