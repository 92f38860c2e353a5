import {createContext, useContext} from 'react';
import {type Theme, themeFor} from '../theme.js';

/** The program gives the theme of its environment; without one, as in most tests, it is the common case. */
export const ThemeContext = createContext<Theme>(themeFor({LANG: 'C.UTF-8'}));

export function useTheme(): Theme {
  return useContext(ThemeContext);
}
