import {describe, expect, test} from 'vitest';
import {orkestraWith} from '../support/program.js';
import {sampleProjects} from './sample-project.js';
import {type Sample, sampled, wordsOf} from './samples.js';

const copySample = sampleProjects();

async function prepare({before}: Sample): Promise<string> {
  const dir = copySample();
  await before?.(dir);
  return dir;
}

/** Each kind of document as one object whose keys can be looked at. */
function documentIn(out: string, kind: Sample['json']): object {
  if (kind === 'lines') return JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as object;
  const document = JSON.parse(out) as object;
  expect(Array.isArray(document)).toBe(kind === 'list');
  return Array.isArray(document) ? (document[0] as object) : document;
}

describe.each(sampled.map(({command, sample}) => [command.path, sample] as const))('orkestra %s', (path, sample) => {
  // O-51, O-60
  test('does its work and tells it in words, with nothing on stderr and exit code 0', async () => {
    const ran = await orkestraWith(
      await prepare(sample),
      {...(sample.env && {env: sample.env})},
      ...wordsOf(path),
      ...sample.args,
    );
    expect(ran).toMatchObject({code: 0, err: ''});
    if (path === 'run') return;
    expect(ran.out).toMatch(sample.text);
    expect(ran.out.endsWith('\n')).toBe(true);
  });

  test('answers with --json in one document of its shape', async () => {
    const ran = await orkestraWith(
      await prepare(sample),
      {...(sample.env && {env: sample.env})},
      ...wordsOf(path),
      '--json',
      ...sample.args,
    );
    expect(ran).toMatchObject({code: 0, err: ''});
    expect(Object.keys(documentIn(ran.out, sample.json))).toEqual(expect.arrayContaining([...sample.keys]));
  });
});
