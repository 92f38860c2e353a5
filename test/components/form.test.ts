import {execFileSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {firstInSight} from '../../components/FormDialog.js';
import {fileOffers} from '../../components/file-offers.js';
import {offersOf} from '../../components/form-offers.js';
import {taskFields} from '../../components/task-fields.js';
import {taskOptions} from '../../src/cli/task-options.js';
import {addTask} from '../../src/tasks/add.js';
import {makeTree} from '../../src/tree.js';
import {listNeeds} from '../../state/deps.js';
import {readTask} from '../../state/tasks.js';
import {type TestDesk, testDesk} from '../support/desk.js';
import {scratch, until} from '../support/world.js';

const formOf = ({view}: TestDesk) => {
  const {dialog} = view.get();
  if (dialog?.kind !== 'form') throw new Error('no form is open');
  return dialog;
};
const offered = (desk: TestDesk) => offersOf(desk.desk.sight.offers, formOf(desk)).map(({value}) => value);
const problems = (desk: TestDesk) =>
  Object.fromEntries(formOf(desk).fields.flatMap(({name, problem}) => (problem ? [[name, problem]] : [])));

/** Fills in fields by name and goes on to the end of the form. */
function fill(desk: TestDesk, values: Record<string, string>): void {
  for (const {name} of formOf(desk).fields) {
    desk.type(...(values[name] ?? ''));
    if (offered(desk).length > 0) desk.type('esc');
    desk.type('tab');
  }
}

test('the form has a field for all that `task add` can say', () => {
  expect(taskFields()).toHaveLength(taskOptions.length + 1);
});

test('every field reaches the task, and an edit of nothing changes nothing', () => {
  const desk = testDesk(['a', 'b']);
  desk.type('n');
  const values = {
    title: 'All of it',
    run: 'npm test',
    instructions: 'Do it',
    check: 'true',
    priority: 'high',
    after: '1',
    afterEnded: '#2',
    agent: 'shell',
    files: '{a,b}/*.ts, docs',
    inputs: 'x',
    outputs: 'y, z',
    workspace: 'worktree',
    review: 'human',
    skills: 'sql, css',
    budget: '2usd',
    node: 'any',
    category: 'auth',
    retries: '2',
    timeoutMs: '90s',
  };
  fill(desk, values);
  desk.type('enter');
  const task = readTask(desk.world.db, 3);
  expect(task).toMatchObject({
    ...{title: 'All of it', run: 'npm test', instructions: 'Do it', check: 'true', priority: 3, wantedAgent: 'shell'},
    ...{files: ['{a,b}/*.ts', 'docs'], inputs: ['x'], outputs: ['y', 'z'], workspace: 'worktree', review: 'human'},
    ...{skills: ['sql', 'css'], budget: '2usd', node: 'any', category: 'auth', retries: 2, timeoutMs: 90_000},
  });
  expect(listNeeds(desk.world.db, 3)).toMatchObject([
    {needs: 1, kind: 'hard'},
    {needs: 2, kind: 'soft'},
  ]);
  desk.type('G', 'e', 'enter');
  expect(readTask(desk.world.db, 3)).toEqual(task);
});

describe('what is offered', () => {
  test('words, taken with Tab, and then Tab goes on', () => {
    const desk = testDesk();
    desk.type('n', 'a', 'tab', 'tab', 'tab', 'tab', 'l');
    expect(offered(desk)).toEqual(['low']);
    desk.type('tab');
    expect(formOf(desk).fields[4]?.value).toBe('low');
    expect(offered(desk)).toEqual([]);
    desk.type('tab');
    expect(formOf(desk).at).toBe(5);
  });

  test('tasks by number or by words of the title, one after the other', () => {
    const desk = testDesk(['Write docs', 'Publish docs', 'Test']);
    desk.type('n', 'a', 'tab', 'tab', 'tab', 'tab', 'tab', ...'docs');
    expect(offered(desk)).toEqual(['2', '1']);
    desk.type('ctrl-n', 'right', ...', #3');
    expect(formOf(desk).fields[5]?.value).toBe('1, #3');
    expect(offered(desk)).toEqual([]);
    desk.type('enter');
    expect(listNeeds(desk.world.db, 4).map(({needs}) => needs)).toEqual([1, 3]);
  });

  test('Esc closes the list first and the form after it', () => {
    const desk = testDesk();
    desk.type('n', ...'a', ...Array(7).fill('tab'), 's');
    expect(offered(desk)).toEqual(['shell']);
    desk.type('esc');
    expect(offered(desk)).toEqual([]);
    desk.type('esc');
    expect(desk.view.get().dialog).toBeUndefined();
  });

  test('files: those that begin so, and the folders around what fits', () => {
    const files = ['src/auth/login.ts', 'src/auth/token.ts', 'src/main.ts', 'docs/src.md'];
    expect(fileOffers(files, 'auth').map(({value}) => value)).toEqual([
      'src/auth/login.ts',
      'src/auth/token.ts',
      'src/auth/**',
    ]);
    expect(fileOffers(files, 'main').map(({value}) => value)).toEqual(['src/main.ts']);
    expect(fileOffers(files, 'nothing')).toEqual([]);
  });
});

describe('the files of the project', () => {
  const treeOf = async (dir: string) => {
    let isFound = false;
    const tree = makeTree(dir, () => {
      isFound = true;
    });
    expect(tree.files()).toEqual([]);
    await until(() => isFound, 'the files');
    return tree.files();
  };
  const fillIn = (dir: string) => {
    for (const path of ['src', 'out', 'node_modules/x']) mkdirSync(join(dir, path), {recursive: true});
    for (const file of ['src/a b.ts', 'out/made.js', 'node_modules/x/y.js', '.hidden'])
      writeFileSync(join(dir, file), '');
    return dir;
  };

  test('are what git does not ignore', async () => {
    const dir = fillIn(scratch());
    execFileSync('git', ['init', '-q'], {cwd: dir});
    writeFileSync(join(dir, '.gitignore'), 'out\nnode_modules\n');
    expect((await treeOf(dir)).toSorted()).toEqual(['.gitignore', '.hidden', 'src/a b.ts']);
  });

  test('are found without git as well, but for what is not written by hand', async () => {
    expect((await treeOf(fillIn(scratch()))).toSorted()).toEqual(['out/made.js', 'src/a b.ts']);
  });
});

describe('what is wrong is said beside its field', () => {
  test('a dependency that is not there', () => {
    const desk = testDesk();
    desk.type('n');
    fill(desk, {title: 'a', afterEnded: '9'});
    desk.type('enter');
    expect(problems(desk)).toEqual({afterEnded: 'There is no task #9 to wait for.'});
  });

  test('a circle, with the way round', () => {
    const desk = testDesk(['a']);
    addTask(desk.world, {title: 'b', after: [1]});
    desk.type('e', ...Array(5).fill('tab'), '2', 'enter');
    expect(problems(desk)).toEqual({after: 'Task #1 would wait for itself: #1 → #2 → #1.'});
  });

  test('an agent nobody knows', () => {
    const desk = testDesk();
    desk.type('n');
    fill(desk, {title: 'a', agent: 'bob'});
    desk.type('enter');
    expect(problems(desk)).toEqual({agent: 'There is no agent bob; there is shell.'});
    expect(readTask(desk.world.db, 1)).toBeUndefined();
  });
});

test('pasted instructions keep their lines, and Ctrl-O begins one', () => {
  const desk = testDesk();
  desk.type('n', 'a', 'tab', 'tab');
  desk.paste('one\r\ntwo\tthree\u001b[2J');
  desk.type('ctrl-o', ...'four', 'enter');
  expect(readTask(desk.world.db, 1)?.instructions).toBe('one\ntwo three[2J\nfour');
});

test('on a low screen the current field is in sight with what belongs to it', () => {
  const fields = taskFields();
  const offers = Array.from({length: 6}, (_, at) => ({value: String(at), help: ''}));
  expect(firstInSight(fields, 0, [], 12)).toBe(0);
  for (const at of fields.keys()) {
    const first = firstInSight(fields, at, offers, 12);
    expect(first).toBeLessThanOrEqual(at);
    expect(at - first + 1 + offers.length).toBeLessThanOrEqual(12);
  }
  expect(firstInSight(fields, fields.length - 1, [], 12)).toBe(fields.length - 12);
});
