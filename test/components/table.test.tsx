import {Box} from 'ink';
import {cleanup, render} from 'ink-testing-library';
import stringWidth from 'string-width';
import {afterEach, describe, expect, test} from 'vitest';
import {ThemeContext} from '../../components/hooks/useTheme.js';
import {Table} from '../../components/Table.js';
import type {Column} from '../../components/table-cells.js';
import type {TableProps} from '../../components/table-frame.js';
import {themeFor} from '../../components/theme.js';

interface Task {
  id: number;
  state: string;
  title: string;
}

const columns: readonly Column<Task>[] = [
  {key: 'id', title: '#', width: 4, align: 'right', priority: 3},
  {key: 'state', title: 'state', width: 8, priority: 1},
  {key: 'title', title: 'title', grow: 1, min: 8, priority: 3},
];
const tasks = (count: number): Task[] =>
  Array.from({length: count}, (_, at) => ({id: at + 1, state: 'ready', title: `Task ${at + 1}`}));

afterEach(cleanup);

function linesOf(props: Partial<TableProps<Task>>): string[] {
  const {lastFrame} = render(<Table data={tasks(3)} columns={columns} width={30} height={10} {...props} />);
  return (lastFrame() ?? '').split('\n');
}

describe('what a table shows', () => {
  test('titles stand above their columns, numbers to the right', () => {
    expect(linesOf({}).slice(0, 3)).toEqual(['   # state    title', '   1 ready    Task 1', '   2 ready    Task 2']);
  });

  test('keys alone are columns as well, with the key as the title', () => {
    expect(linesOf({columns: ['id', 'title'], width: 21}).slice(0, 2)).toEqual([
      'id         title',
      '1          Task 1',
    ]);
  });

  test('without columns every key of the first row is one', () => {
    const {lastFrame} = render(<Table data={tasks(1)} width={29} height={3} />);
    expect(lastFrame()?.split('\n')[0]).toBe('id        state     title');
  });

  test('columns stay aligned beside wide characters, emoji and marks', () => {
    const titles = [
      '日本語のタイトル',
      '👩‍👩‍👧‍👦 family',
      'e\u0301a\u0301',
      'שלום',
      '\x1b[31mred\x1b[0m',
      'two\nlines',
    ];
    const data = titles.map((title, id) => ({id, state: 'done', title}));
    const lines = linesOf({
      data,
      columns: [
        {key: 'title', title: 'title', width: 12},
        {key: 'state', title: 'state', width: 6},
      ],
    });
    for (const line of lines.slice(1, 7)) {
      const before = line.slice(0, line.indexOf('done'));
      expect(stringWidth(before), line).toBe(13);
    }
    expect(lines[1]).toBe('日本語のタ…  done');
    expect(lines[5]).toBe('red          done');
    expect(lines[6]).toBe('two ⏎ lines  done');
  });

  test('a name of 300 characters ends in its own cell', () => {
    const [, line] = linesOf({data: [{id: 7, state: 'x'.repeat(300), title: '名'.repeat(300)}]});
    expect(line).toBe(`   7 xxxxxxx… ${'名'.repeat(7)}…`);
  });

  test('missing values are empty, and formats see the value and its row', () => {
    const data = [{id: 1, agent: null, note: undefined}];
    const {lastFrame} = render(
      <Table
        data={data}
        columns={[
          {key: 'agent', width: 5},
          {key: 'note', width: 5},
          {key: 'id', width: 9, format: (id, row) => `${id} ${row.agent}`},
        ]}
        width={30}
        height={4}
      />,
    );
    expect(lastFrame()?.split('\n')[1]).toBe('            1 null');
  });

  test('columns that do not fit go, the least important first', () => {
    expect(linesOf({width: 22})[1]).toBe('   1 ready    Task 1');
    expect(linesOf({width: 21})[1]).toBe('   1 Task 1');
    expect(linesOf({width: 12})[1]).toBe('   1');
  });

  test('a table without rows says what to do, between words', () => {
    const empty = 'No tasks yet. Press n to add one.';
    expect(linesOf({data: [], empty, width: 40})[0]).toBe(empty);
    expect(linesOf({data: [], empty, width: 20, height: 3})).toEqual(['No tasks yet. Press', 'n to add one.', '']);
    expect(linesOf({data: [], empty, width: 20, height: 1})).toEqual(['No tasks yet. Press…']);
  });

  test('nothing is drawn beyond its width and height, however small', () => {
    for (let width = 0; width < 34; width++) {
      for (let height = 0; height < 6; height++) {
        const {lastFrame, unmount} = render(
          <Box width={50} height={8}>
            <Table data={tasks(20)} columns={columns} width={width} height={height} cursor={4} marked={new Set([5])} />
          </Box>,
        );
        const lines = (lastFrame() ?? '').split('\n');
        unmount();
        for (const line of lines) expect(stringWidth(line), `${width}x${height}`).toBeLessThanOrEqual(width);
        expect(lines.slice(height).join(''), `${width}x${height}`).toBe('');
      }
    }
  });

  test('the header makes way for rows when there is hardly any height', () => {
    expect(linesOf({height: 1})).toEqual(['   1 ready    Task 1         ┃']);
    expect(linesOf({height: 2})).toEqual(['   1 ready    Task 1         ┃', '   2 ready    Task 2']);
    expect(linesOf({height: 3})[0]).toBe('   # state    title');
  });

  test('a table whose titles are empty starts with its first row', () => {
    expect(linesOf({columns: [{key: 'title', title: ''}]})[0]).toBe('Task 1');
  });
});

describe('choosing and marking', () => {
  test('the chosen row can be told without colour', () => {
    const lines = linesOf({cursor: 1});
    expect(lines.slice(1, 4)).toEqual(['     1 ready    Task 1', '▸    2 ready    Task 2', '     3 ready    Task 3']);
  });

  test('the chosen row is one inverse bar where the keys go, and only a sign elsewhere', () => {
    const draw = (isFocused: boolean) =>
      render(
        <ThemeContext value={themeFor({LANG: 'C.UTF-8', NO_COLOR: '1'})}>
          <Table data={tasks(3)} columns={columns} width={30} height={10} cursor={1} isFocused={isFocused} />
        </ThemeContext>,
      ).lastFrame();
    expect(draw(true)).toContain(`\x1b[7m${'▸    2 ready    Task 2'.padEnd(30)}\x1b[27m`);
    expect(draw(false)).not.toContain('\x1b[7m');
    expect(draw(false)).toContain('▸');
  });

  test('the bar covers a row of wide characters without moving anything', () => {
    const data = [{id: 1, state: '日本', title: '日本語'}];
    const [, line] = linesOf({data, cursor: 0, width: 26});
    expect(line).toBe('▸    1 日本     日本語');
  });

  test('marked rows carry a sign, the chosen one too', () => {
    const lines = linesOf({cursor: 1, marked: new Set([2, 3])});
    expect(lines.slice(1, 4)).toEqual([
      '      1 ready    Task 1',
      '▸✓    2 ready    Task 2',
      ' ✓    3 ready    Task 3',
    ]);
  });

  test('marks follow the name of a row, not its place', () => {
    const rowKey = (task: Task) => task.title;
    const data = tasks(3).reverse();
    expect(linesOf({data, rowKey, marked: new Set(['Task 1'])})[3]).toBe(' ✓    1 ready    Task 1');
  });

  test('rows without an id are marked by their place', () => {
    const {lastFrame} = render(<Table data={[{a: 'x'}, {a: 'y'}]} width={20} height={5} marked={new Set([1])} />);
    expect(lastFrame()?.split('\n')[2]).toBe(' ✓ y');
  });

  test('a cursor outside the rows keeps its column and chooses nothing', () => {
    expect(linesOf({cursor: -1})[1]).toBe('     1 ready    Task 1');
    expect(linesOf({cursor: 99}).join('')).not.toContain('▸');
  });

  test('an ASCII theme draws ASCII only', () => {
    const {lastFrame} = render(
      <ThemeContext value={themeFor({TERM: 'dumb'})}>
        <Table data={tasks(40)} columns={columns} width={19} height={6} cursor={1} marked={new Set([2])} />
      </ThemeContext>,
    );
    expect(lastFrame()).toMatch(/^[\x20-\x7e\n]+$/);
    expect(lastFrame()).toContain('>+');
  });

  test('a cell is coloured by what it means', () => {
    const data = [{id: 1, state: 'failed', title: 'a'}];
    const {lastFrame} = render(
      <ThemeContext value={themeFor({LANG: 'C.UTF-8'})}>
        <Table
          data={data}
          columns={[
            {key: 'state', width: 8, meaning: (state) => (state === 'failed' ? 'bad' : 'plain')},
            {key: 'title', meaning: 'muted'},
          ]}
          width={20}
          height={3}
        />
      </ThemeContext>,
    );
    expect(lastFrame()?.split('\n')[1]).toBe('\x1b[31mfailed\x1b[39m   \x1b[2ma\x1b[22m');
  });
});

describe('long tables', () => {
  test('of ten thousand rows only those in sight are read', () => {
    const seen = new Set<number>();
    const watched: readonly Column<Task>[] = [
      {
        key: 'id',
        title: '#',
        format: (id) => {
          seen.add(id);
          return String(id);
        },
      },
    ];
    const lines = linesOf({data: tasks(10_000), columns: watched, height: 12, cursor: 5000});
    expect(seen.size).toBe(11);
    expect(lines).toHaveLength(12);
    expect(lines.join('\n')).toContain('5001');
  });

  test('the window follows the cursor and moves no more than it must', () => {
    const table = (cursor: number) => (
      <Table data={tasks(100)} columns={columns} width={30} height={11} cursor={cursor} />
    );
    const {lastFrame, rerender} = render(table(0));
    const first = () => Number(lastFrame()?.split('\n')[1]?.slice(1).trim().split(' ')[0]);
    rerender(table(7));
    expect(first()).toBe(1);
    rerender(table(8));
    expect(first()).toBe(2);
    rerender(table(4));
    expect(first()).toBe(2);
    rerender(table(2));
    expect(first()).toBe(1);
    rerender(table(99));
    expect(first()).toBe(91);
  });

  test('a table without a cursor starts where it is told', () => {
    expect(linesOf({data: tasks(100), offset: 40})[1]).toBe('  41 ready    Task 41');
    expect(linesOf({data: tasks(100), offset: 4000})[1]).toContain('Task 92');
  });

  test('a bar shows where the window is, and is gone when everything is in sight', () => {
    const bar = (offset: number) => linesOf({data: tasks(90), offset}).map((line) => line.at(-1) === '┃');
    expect(bar(0).indexOf(true)).toBe(1);
    expect(bar(45).indexOf(true)).toBe(5);
    expect(bar(81).indexOf(true)).toBe(9);
    expect(linesOf({}).join('')).not.toContain('┃');
  });

  test('the rows keep clear of the bar', () => {
    const data = tasks(50).map((task) => ({...task, title: 'x'.repeat(80)}));
    expect(linesOf({data})[1]).toBe(`   1 ready    ${'x'.repeat(13)}… ┃`);
  });
});

describe('changes', () => {
  test('a changed row is drawn and the others stay as they were', () => {
    const table = (data: readonly Task[]) => <Table data={data} columns={columns} width={30} height={6} />;
    const {lastFrame, rerender} = render(table(tasks(3)));
    rerender(table(tasks(3).map((task) => (task.id === 2 ? {...task, state: 'running', title: '日本'} : task))));
    expect(lastFrame()?.split('\n').slice(1, 4)).toEqual([
      '   1 ready    Task 1',
      '   2 running  日本',
      '   3 ready    Task 3',
    ]);
  });

  test('rows come and go, and no trace of them stays', () => {
    const table = (count: number) => <Table data={tasks(count)} columns={columns} width={30} height={6} cursor={0} />;
    const {lastFrame, rerender} = render(table(5));
    rerender(table(1));
    expect(lastFrame()).not.toContain('Task 2');
    rerender(table(0));
    expect(lastFrame()).not.toContain('Task');
    rerender(table(3));
    expect(lastFrame()).toContain('Task 3');
  });
});

test('read out, a table goes row by row', () => {
  process.env.INK_SCREEN_READER = 'true';
  try {
    expect(linesOf({cursor: 1}).slice(0, 3)).toEqual(['# state title', '1 ready Task 1', '▸ 2 ready Task 2']);
  } finally {
    delete process.env.INK_SCREEN_READER;
  }
});
