import {createContext, useContext} from 'react';
import {type Theme, themeFor, unstyled} from '../theme.js';

/** The program gives the theme of its environment; without one, as in most tests, frames are plain text. */
export const ThemeContext = createContext<Theme>(unstyled(themeFor({LANG: 'C.UTF-8'})));

export function useTheme(): Theme {
  return useContext(ThemeContext);
}
