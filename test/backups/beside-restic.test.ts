import {execFileSync, spawnSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {makeCrypt} from '../../src/backups/crypt.js';
import {loadKernels} from '../../src/backups/kernels/kernels.js';
import {scratch} from '../support/world.js';

const hasRestic = spawnSync('restic', ['version']).status === 0;
const kernels = loadKernels(24 << 20);

interface MasterKey {
  mac: {k: string; r: string};
  encrypt: string;
}

/** A repository of restic's own making; the answers are its JSON. */
function makeRepository() {
  const repository = join(scratch('restic'), 'repository');
  const env = {...process.env, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: 'sesame'};
  const restic = (...words: string[]): string =>
    execFileSync('restic', ['--no-cache', ...words], {env, encoding: 'utf8'});
  restic('init', '--repository-version', '2');
  const {mac, encrypt} = JSON.parse(restic('cat', 'masterkey')) as MasterKey;
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
  const keys = {encrypt: bytes(encrypt), k: bytes(mac.k), r: bytes(mac.r)};
  return {repository, restic, crypt: makeCrypt(keys, kernels)};
}

const readPolynomial = (config: string): bigint =>
  BigInt(`0x${(JSON.parse(config) as {chunker_polynomial: string}).chunker_polynomial}`);

test.skipIf(!hasRestic)('restic reads what is sealed here, and what restic sealed is read here', () => {
  const {repository, restic, crypt} = makeRepository();
  const file = join(repository, 'config');
  const plain = crypt.open(readFileSync(file));
  expect(JSON.parse(plain.toString())).toEqual(JSON.parse(restic('cat', 'config')));
  chmodSync(file, 0o600);
  writeFileSync(file, crypt.seal(plain));
  expect(readPolynomial(restic('cat', 'config'))).toBe(readPolynomial(plain.toString()));
});

test.skipIf(!hasRestic)('files are cut where restic cuts them', () => {
  const {repository, restic} = makeRepository();
  const plain = Buffer.concat([
    randomBytes(11 << 20),
    Buffer.alloc(3 << 20),
    Buffer.alloc(9 << 20, 'again and again\n'),
  ]);
  const folder = join(repository, '..', 'files');
  mkdirSync(folder);
  writeFileSync(join(folder, 'big'), plain);
  restic('backup', folder);
  expect(chunkIds(plain, readPolynomial(restic('cat', 'config')))).toEqual(storedIds(restic));
});

function chunkIds(plain: Buffer, polynomial: bigint): string[] {
  kernels.cutBy(polynomial);
  kernels.memory.set(plain);
  const ids = new Set<string>();
  for (let start = 0; start < plain.length; ) {
    const end = start + (kernels.findCut(start, plain.length) ?? plain.length - start);
    ids.add(createHash('sha256').update(plain.subarray(start, end)).digest('hex'));
    start = end;
  }
  return [...ids].sort();
}

function storedIds(restic: (...words: string[]) => string): string[] {
  const indexes = restic('list', 'index').trim().split('\n');
  const packs = indexes.flatMap(
    (id) => (JSON.parse(restic('cat', 'index', id)) as {packs: {blobs: {id: string; type: string}[]}[]}).packs,
  );
  return packs.flatMap(({blobs}) => blobs.flatMap(({id, type}) => (type === 'data' ? [id] : []))).sort();
}
