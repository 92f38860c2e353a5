import {z} from 'zod';
import {OrkestraError} from '../../../state/errors.js';
import {notUsable} from './not-usable.js';
import {hexId, readJson} from './read-json.js';

/** What all who write into a repository must agree on. */
export interface RepositoryConfig {
  /** 1 knows no compression; 2 does. */
  version: 1 | 2;
  id: string;
  /** Says where files are cut, so that equal parts of files are found again. */
  polynomial: bigint;
}

const WHAT = 'The config file of the repository';
const DEGREE = 53;

const schema = z.object({
  version: z.int().positive(),
  id: hexId,
  chunker_polynomial: z.string().regex(/^[0-9a-f]{1,16}$/),
});

export function readConfigFile(json: Uint8Array): RepositoryConfig {
  const {version, id, chunker_polynomial} = readJson(schema, json, WHAT);
  if (version !== 1 && version !== 2)
    throw new OrkestraError('unavailable', `The repository has format ${version}; this program knows 1 and 2.`, {
      hint: 'Use a newer version of orkestra, or another repository.',
    });
  const polynomial = BigInt(`0x${chunker_polynomial}`);
  if (polynomial >> BigInt(DEGREE) !== 1n) throw notUsable(WHAT, `its polynomial is not of degree ${DEGREE}`);
  return {version, id, polynomial};
}

export const makeConfigFile = ({version, id, polynomial}: RepositoryConfig): Buffer =>
  Buffer.from(JSON.stringify({version, id, chunker_polynomial: polynomial.toString(16)}));
