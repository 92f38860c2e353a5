import {execFileSync} from 'node:child_process';
import {chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** A folder with all that file systems allow and programs stumble over. */
export function makeHostileFolder(dir: string): void {
  mkdirSync(join(dir, 'sub'), {recursive: true});
  const odd = (bytes: string): Buffer => Buffer.from(`${dir}/${bytes}`, 'latin1');
  const names = [
    'plain',
    'with space',
    'a"b<c&>',
    'line\nbreak',
    'back\\slash',
    '\x01\x7f\xe2\x80\xa8',
    '\xff\xfebad',
    '\xc3\xa9\xe2\x80\x94',
    '\xf0\x9f\x90\x99',
    '\xed\xa0\x80',
    '\xc3',
    '\xe2\x80',
    '\xc2\xa0',
    '\xcc\x81',
    '\xef\xbf\xbd',
    'n'.repeat(255),
    '-rf',
    '},{"name":"x',
    '","type":"dir',
    'tab\tbell\x07',
  ];
  for (const name of names) writeFileSync(odd(name), `content of ${name}`);
  writeFileSync(join(dir, 'empty'), '');
  writeFileSync(join(dir, 'setuid'), '#!/bin/sh\n');
  chmodSync(join(dir, 'setuid'), 0o4755);
  chmodSync(join(dir, 'sub'), 0o1777);
  writeFileSync(join(dir, 'private'), 'secret');
  chmodSync(join(dir, 'private'), 0o600);
  execFileSync('touch', ['-d', '2020-01-02T03:04:05.120Z', join(dir, 'private')]);
  execFileSync('touch', ['-d', '@-1.5', join(dir, 'plain')]);
  symlinkSync('plain', join(dir, 'link'));
  symlinkSync('/nowhere/<&>"\n', join(dir, 'broken link'));
  symlinkSync(Buffer.from('\xff\xef\xbf\xbd', 'latin1'), join(dir, 'bad link'));
  linkSync(join(dir, 'private'), join(dir, 'second name'));
  execFileSync('mkfifo', [join(dir, 'pipe')]);
}
