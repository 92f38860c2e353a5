import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {root} from './sources.js';

interface Manifest {
  license: string;
  version: string;
  files: string[];
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;

test('it is free software under the MIT license, and says so', () => {
  // B-30
  expect(manifest.license).toBe('MIT');
  expect(read('LICENSE')).toMatch(/^MIT License$.*Permission is hereby granted, free of charge/ms);
  expect(read('README.md')).toMatch(/MIT/);
});

test('every dependency is pinned and has its reason in docs/dependencies.md', () => {
  const page = read('docs/dependencies.md');
  const {dependencies, devDependencies, optionalDependencies} = manifest;
  for (const [name, version] of Object.entries({...dependencies, ...devDependencies, ...optionalDependencies})) {
    expect(version, name).toMatch(/^\d/);
    expect(page, `${name} ${version}`).toContain(`| ${name} | ${version} |`);
  }
});

test('the change log begins with this version', () => {
  expect(/^## (\S+)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(manifest.version);
});
