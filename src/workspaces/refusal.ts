/** Why git would not bring a merge into a folder where somebody works. What is passing may be tried again. */
export function readRefusal(err: string, branch: string): {why: string; isPassing: boolean} {
  const changed = filesAfter(err, /^error: Your local changes to the following files would be overwritten/);
  if (changed.length > 0) return inTheWay('your uncommitted changes to', changed);
  const untracked = filesAfter(err, /^error: The following untracked working tree files would be/);
  if (untracked.length > 0) return inTheWay('files of yours that git does not know,', untracked);
  if (/index\.lock|cannot lock ref|unable to lock/i.test(err))
    return {
      why: `another git command is at work in the folder of ${branch}, or left its index.lock there`,
      isPassing: true,
    };
  if (/not possible to fast-forward|Diverging branches/i.test(err))
    return {why: `${branch} changed meanwhile`, isPassing: true};
  if (/not concluded|unmerged|unresolved conflict/i.test(err))
    return {
      why: `a merge of yours in the folder of ${branch} is not finished; finish it and approve`,
      isPassing: false,
    };
  const line = err.split('\n').find((one) => /^(fatal|error):/.test(one)) ?? err.trim();
  return {why: `git refused: ${line.replace(/^(fatal|error): /, '')}`, isPassing: false};
}

/** The indented lines below a heading. */
function filesAfter(err: string, heading: RegExp): string[] {
  const lines = err.split('\n');
  const at = lines.findIndex((line) => heading.test(line));
  if (at < 0) return [];
  const end = lines.findIndex((line, index) => index > at && !line.startsWith('\t'));
  return lines.slice(at + 1, end < 0 ? undefined : end).map((line) => line.slice(1));
}

const SHOWN = 5;

function inTheWay(what: string, files: readonly string[]): {why: string; isPassing: boolean} {
  const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : '';
  const verb = what.startsWith('your') || files.length > 1 ? 'are' : 'is';
  return {why: `${what} ${files.slice(0, SHOWN).join(', ')}${more} ${verb} in the way`, isPassing: false};
}
