import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {describeConfig} from '../../src/config/describe.js';
import {keys} from '../../src/config/keys.js';

test('docs/config.md is what the schema says', () => {
  const page = readFileSync('docs/config.md', 'utf8');
  expect(page === describeConfig(), 'docs/config.md is out of date: run `npm run docs`').toBe(true);
});

test('the page tells key, default, range, help and variable of every key', () => {
  const page = describeConfig();
  for (const {name, key} of keys) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row?.split(' | ')).toHaveLength(4);
    expect(row).toContain(key.help);
    if (key.env) expect(row).toContain(`\`${key.env}\``);
  }
  expect(page).toContain('| `queue.lease` | `30s` | seconds or a duration such as `10m`, from 1s to 3650d |');
});
