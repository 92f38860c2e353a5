import {z} from 'zod';
import {OrkestraError} from '../../../state/errors.js';
import {EXPORT_VERSION} from '../export.js';
import {readMoment} from './fields.js';

const headerSchema = z.object({
  version: z.int(),
  exportedAt: z.string().optional(),
  project: z.string().trim().min(1).max(200).optional(),
});

export interface Header {
  /** Undefined when a person wrote the file. */
  project: string | undefined;
  exportedAt: number | undefined;
}

export function readHeader(name: string, header: unknown): Header {
  const result = headerSchema.safeParse(header);
  if (!result.success) {
    throw new OrkestraError('invalid', `${name}: "orkestra" must say its version.`, {hint: 'Nothing was imported.'});
  }
  const {version, exportedAt, project} = result.data;
  if (version > EXPORT_VERSION) {
    throw new OrkestraError(
      'invalid',
      `${name} was written by a newer orkestra (version ${version}, this one reads ${EXPORT_VERSION}).`,
      {
        hint: 'Update orkestra. Nothing was imported.',
      },
    );
  }
  return {project, exportedAt: exportedAt === undefined ? undefined : readMoment(exportedAt)};
}
