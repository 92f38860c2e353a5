import {expect, test} from 'vitest';
import {type FileDiff, parseDiff} from '../../src/workspaces/parse-diff.js';

const NUL = '\0';
const raw = (modes: string, letter: string, ...names: string[]): string =>
  [`:${modes} 1111111 2222222 ${letter}`, ...names, ''].join(NUL);
const whole = (rows: string, counts: string, patch: string): string => `${rows}${counts}${NUL}${patch}`;
const file = (change: Partial<FileDiff>): FileDiff => ({
  path: 'a',
  from: null,
  status: 'modified',
  oldMode: '100644',
  newMode: '100644',
  isBinary: false,
  added: 0,
  removed: 0,
  hunks: [],
  ...change,
});

test.each<[string, string, FileDiff[]]>([
  ['nothing', '', []],
  [
    'a changed file',
    whole(
      raw('100644 100644', 'M', 'a'),
      `1\t1\ta${NUL}`,
      'diff --git a/a b/a\nindex 1..2 100644\n--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@ in x\n same\n-old\n+new\n',
    ),
    [file({added: 1, removed: 1, hunks: [{header: '@@ -1,2 +1,2 @@ in x', lines: [' same', '-old', '+new']}]})],
  ],
  [
    'lines that look like parts of a diff',
    whole(
      raw('100644 100644', 'M', 'a'),
      `2\t1\ta${NUL}`,
      'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1,2 @@\n---- a/x\n++++ b/x\n+diff --git a/x b/x\n',
    ),
    [
      file({
        added: 2,
        removed: 1,
        hunks: [{header: '@@ -1 +1,2 @@', lines: ['---- a/x', '++++ b/x', '+diff --git a/x b/x']}],
      }),
    ],
  ],
  [
    'a rename with a change',
    whole(
      raw('100644 100755', 'R096', 'old name', 'new\tna"me'),
      `1\t0\t${NUL}old name${NUL}new\tna"me${NUL}`,
      'diff --git "a/old name" "b/new\\tna\\"me"\nsimilarity index 96%\nrename from x\n--- a\n+++ b\n@@ -1 +1,2 @@\n x\n+y\n',
    ),
    [
      file({
        ...{path: 'new\tna"me', from: 'old name', status: 'renamed', newMode: '100755', added: 1},
        hunks: [{header: '@@ -1 +1,2 @@', lines: [' x', '+y']}],
      }),
    ],
  ],
  [
    'a name with a line break',
    whole(
      raw('000000 100644', 'A', 'new\nline'),
      `1\t0\tnew\nline${NUL}`,
      'diff --git "a/new\\nline" "b/new\\nline"\nnew file mode 100644\n--- /dev/null\n+++ b\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n',
    ),
    [
      file({
        ...{path: 'new\nline', status: 'added', oldMode: '000000', added: 1},
        hunks: [{header: '@@ -0,0 +1 @@', lines: ['+x', '\\ No newline at end of file']}],
      }),
    ],
  ],
  [
    'a binary file, a mode, and an empty file',
    whole(
      raw('100644 100644', 'M', 'bin') + raw('100644 100755', 'M', 'run') + raw('100644 000000', 'D', 'empty'),
      `-\t-\tbin${NUL}0\t0\trun${NUL}0\t0\tempty${NUL}`,
      'diff --git a/bin b/bin\nBinary files a/bin and b/bin differ\ndiff --git a/run b/run\nold mode 100644\nnew mode 100755\ndiff --git a/empty b/empty\ndeleted file mode 100644\n',
    ),
    [
      file({path: 'bin', isBinary: true}),
      file({path: 'run', newMode: '100755'}),
      file({path: 'empty', status: 'deleted', newMode: '000000'}),
    ],
  ],
  [
    'a link that became a file, and the file after it',
    whole(
      raw('120000 100644', 'T', 'l') + raw('100644 100644', 'M', 'z'),
      `1\t1\tl${NUL}1\t0\tz${NUL}`,
      'diff --git a/l b/l\ndeleted file mode 120000\n@@ -1 +0,0 @@\n-to\ndiff --git a/l b/l\nnew file mode 100644\n@@ -0,0 +1 @@\n+f\ndiff --git a/z b/z\n@@ -1 +1,2 @@\n z\n+z\n',
    ),
    [
      file({
        ...{path: 'l', status: 'type', oldMode: '120000', added: 1, removed: 1},
        hunks: [
          {header: '@@ -1 +0,0 @@', lines: ['-to']},
          {header: '@@ -0,0 +1 @@', lines: ['+f']},
        ],
      }),
      file({path: 'z', added: 1, hunks: [{header: '@@ -1 +1,2 @@', lines: [' z', '+z']}]}),
    ],
  ],
  ['only the names', whole(raw('100644 100644', 'M', 'a'), `3\t4\ta${NUL}`, ''), [file({added: 3, removed: 4})]],
  ['what was cut off among the names', raw('100644 100644', 'M', 'a').slice(0, -3), []],
  [
    'what was cut off in a patch',
    whole(raw('100644 100644', 'M', 'a'), `1\t1\ta${NUL}`, 'diff --git a/a b/a\n@@ -1 +1 @@\n-ol'),
    [file({added: 1, removed: 1, hunks: [{header: '@@ -1 +1 @@', lines: ['-ol']}]})],
  ],
])('%s is read', (_, text, files) => {
  expect(parseDiff(text)).toEqual(files);
});
