/** What a scripted agent does for a task: it says something, and writes real files. */
export interface Play {
  says: string;
  files: Readonly<Record<string, string>>;
  answer: string;
  /** What it writes at its first attempt instead: then the check of the task fails. */
  mistake?: Readonly<Record<string, string>>;
  /** A command it asks leave for. */
  asks?: readonly string[];
}

const tip = `/** The tip on a bill, rounded to the smallest coin. */
export function tipOf(bill, percent, decimals = 2) {
  if (!(bill >= 0) || !(percent >= 0)) throw new RangeError('A bill and a percentage are 0 or more.');
  return (Math.round(bill * percent * 10 ** (decimals - 2)) / 10 ** decimals).toFixed(decimals);
}
`;

const commandLine = (decimals: string): string => `#!/usr/bin/env node
import {currencies} from "../src/currencies.js";
import {tipOf} from "../src/tip.js";

const [bill, percent = '10', code = 'EUR'] = process.argv.slice(2);
const currency = currencies[code];
if (bill === undefined || currency === undefined) {
  console.error('usage: tip BILL [PERCENT] [CURRENCY]');
  process.exit(2);
}
console.log(\`\${tipOf(Number(bill), Number(percent), ${decimals})} \${code}\`);
`;

/** By the title of the task. */
export const plays: Readonly<Record<string, Play>> = {
  'Design the tip calculator': {
    says: 'Three parts are enough: a pure calculation, a table of currencies, and a command line on top.',
    files: {
      'docs/design.md':
        '# Design\n\n- `src/tip.js`: the calculation, pure\n- `src/currencies.js`: how many decimals a currency has\n- `bin/tip.js`: the command line\n',
    },
    answer: 'The design is in docs/design.md.',
  },
  'Set up the package': {
    says: 'An ES module without dependencies.',
    files: {
      'package.json': `${JSON.stringify({name: 'tip', version: '1.0.0', type: 'module', bin: {tip: 'bin/tip.js'}, scripts: {test: 'node --test'}}, null, 2)}\n`,
    },
    answer: 'package.json is there, and `npm test` runs the tests.',
  },
  'Implement the tip calculation': {
    says: 'Rounding happens once, in the smallest coin, so that no half cents are lost.',
    files: {'src/tip.js': tip},
    answer: 'tipOf is in src/tip.js.',
  },
  'Make a small database of currencies': {
    says: 'Only what is needed: the number of decimals.',
    files: {
      'src/currencies.js':
        '/** How many decimals each has. */\nexport const currencies = {EUR: 2, USD: 2, GBP: 2, JPY: 0, KWD: 3};\n',
    },
    answer: 'Five currencies are in src/currencies.js.',
  },
  'Test the tip calculation': {
    says: 'A usual bill, a coin that must be rounded, a currency without decimals, and what must be refused.',
    files: {
      'test/tip.test.js': `import assert from 'node:assert/strict';
import {test} from 'node:test';
import {tipOf} from "../src/tip.js";

test('a tenth of fifty is five', () => assert.equal(tipOf(50, 10), '5.00'));
test('half a cent is rounded up', () => assert.equal(tipOf(0.25, 10), '0.03'));
test('yen have no decimals', () => assert.equal(tipOf(1234, 15, 0), '185'));
test('no bill is below nothing', () => assert.throws(() => tipOf(-1, 10), RangeError));
`,
    },
    answer: 'Four tests, all of them pass.',
  },
  'Test the currencies': {
    says: 'Every code is three letters and every number of decimals is sane.',
    files: {
      'test/currencies.test.js': `import assert from 'node:assert/strict';
import {test} from 'node:test';
import {currencies} from "../src/currencies.js";

test('codes are three letters, decimals between none and three', () => {
  for (const [code, decimals] of Object.entries(currencies)) {
    assert.match(code, /^[A-Z]{3}$/);
    assert.ok(decimals >= 0 && decimals <= 3);
  }
});
`,
    },
    answer: 'The table is tested.',
  },
  'Code the command line': {
    says: 'A bill, a percentage, a currency.',
    files: {'bin/tip.js': commandLine('currency')},
    mistake: {'bin/tip.js': commandLine('currency.decimals.places')},
    answer: '`node bin/tip.js 50 10 EUR` says what to leave.',
  },
  'Write the landing page copy': {
    says: 'One promise, one example, no adjectives.',
    files: {
      'site/index.html':
        '<!doctype html>\n<title>tip</title>\n<h1>How much to leave</h1>\n<p><code>tip 50 10 EUR</code> says 5.00.</p>\n',
    },
    answer: 'The page is site/index.html.',
  },
  'Document how to use it': {
    says: 'The command first, what it prints second.',
    files: {
      'README.md':
        '# tip\n\n```sh\nnode bin/tip.js 50 10 EUR\n```\n\nprints `5.00 EUR`. Without a percentage it is 10.\n',
    },
    answer: 'README.md says how to use it.',
  },
  'Compare the customs of tipping': {
    says: 'What is usual differs; the program only calculates.',
    files: {
      'docs/customs.md':
        '# Customs\n\n| place | usual |\n|---|---|\n| Germany | 5 to 10 % |\n| USA | 15 to 20 % |\n| Japan | none |\n',
    },
    answer: 'docs/customs.md compares three places.',
  },
  'Release version 1.0.0': {
    says: 'Everything is merged and tested. A tag is made only with your leave.',
    files: {'CHANGELOG.md': '# Changes\n\n## 1.0.0\n\nThe first version.\n'},
    asks: ['git', 'tag', 'v1.0.0'],
    answer: 'CHANGELOG.md is written.',
  },
};
