let holders = 0;
const ignore = (): void => {};

/** True while a hangup does not mean that the terminal is gone; that shows at stdin as well. */
export const areHangupsIgnored = (): boolean => holders > 0;

/**
 * Until the returned function is called, SIGHUP ends nothing. restic sends it to whoever holds a lock of a repository to
 * learn whether that process is alive, and a process that does not expect it is then dead.
 */
export function ignoreHangups(): () => void {
  if (holders++ === 0) process.on('SIGHUP', ignore);
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    if (--holders === 0) process.off('SIGHUP', ignore);
  };
}
