import {userInfo} from 'node:os';

/** Who runs this, by name; empty where the system knows only a number, as in some containers. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? '';
  }
}
