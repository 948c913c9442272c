// Writes in doubt outlive the window that sent them: the next one, or another, must not write over what may still arrive.
import * as v from 'valibot';
import { entitlement, itemId, username } from '../../core/ids';
import { l10n } from '../../core/l10n';
import { messageOf, PortalError } from '../../core/problem';
import { isExpected } from './doubts';
import type { Doubt, DoubtSource } from './doubts';
import { doubtsPath, lateImportsPath } from '../journal/journalFiles';
import type { Clock, FileStore, Log } from '../ports';

/** A write to the licenses of the portal as a whole, such as an import or a removal, whose answer was lost. */
export interface LateLicenseWrite {
  readonly planId: string;
  /** The name of an imported file, or the title of another operation. */
  readonly name: string;
  /** Epoch ms until when the portal may still carry it out. */
  readonly until: number;
}

export interface DoubtFile extends DoubtSource {
  /** @throws PortalError `badInput` where the file is there and cannot be read: what is in it must be known before anything is sent. */
  inDoubt(orgId: string): Promise<readonly Doubt[]>;
  /** Keeps what is in doubt in place of what was kept before. Only who works alone on the organization may do so. Never rejects. */
  keep(orgId: string, doubts: readonly Doubt[]): Promise<void>;
  /** Keeps some more. */
  add(orgId: string, doubts: readonly Doubt[]): Promise<void>;
  /** Imports and operations that may still arrive. @throws PortalError as `inDoubt` does. */
  licenseWrites(orgId: string): Promise<readonly LateLicenseWrite[]>;
  /** As `keep`. */
  keepLicenseWrites(orgId: string, late: readonly LateLicenseWrite[]): Promise<void>;
}

const KeptDoubts = v.array(
  v.object({
    itemId: v.pipe(v.string(), v.transform(itemId)),
    username: v.pipe(v.string(), v.transform(username)),
    set: v.array(v.pipe(v.string(), v.transform(entitlement))),
    until: v.number(),
    repeated: v.optional(v.boolean()),
  }),
);

const KeptLicenseWrites = v.array(v.object({ planId: v.string(), name: v.string(), until: v.number() }));

interface Deps {
  readonly files: Pick<FileStore, 'read' | 'write'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A small file with what may still arrive; what is over is left out of it. */
function keptList<T extends Pick<Doubt, 'until'>>(
  { files, clock, log }: Deps,
  pathOf: (orgId: string) => string,
  parse: (content: unknown) => readonly T[],
): {
  readonly read: (orgId: string) => Promise<readonly T[]>;
  readonly keep: (orgId: string, list: readonly T[]) => Promise<void>;
} {
  return {
    async read(orgId) {
      const path = pathOf(orgId);
      const text = await files.read(path).catch((error: unknown) => {
        throw new PortalError(
          { kind: 'badInput' },
          l10n.t(
            'the list of writes that may still arrive at the portal cannot be read ({0}). Plan again; if that does not help, wait five minutes and delete the file {1} in the storage folder of this extension.',
            messageOf(error),
            path,
          ),
          { cause: error },
        );
      });
      if (text === undefined || text === '') return [];
      try {
        return parse(JSON.parse(text)).filter(one => isExpected(one, clock.now()));
      } catch (error) {
        // Written by nobody but us, and worth five minutes: a file that was cut is not worth more than a line in the log.
        log.warn(`The list of writes in doubt cannot be read and is left out: ${messageOf(error)}`);
        return [];
      }
    },
    async keep(orgId, list) {
      try {
        const open = list.filter(one => isExpected(one, clock.now()));
        // Nothing to keep and nothing kept: no file.
        if (open.length === 0 && (await files.read(pathOf(orgId))) === undefined) return;
        await files.write(pathOf(orgId), JSON.stringify(open));
      } catch (error) {
        log.warn(`Writes in doubt cannot be kept for another window: ${messageOf(error)}`);
      }
    },
  };
}

/** Two small files per organization, beside the journal. */
export function createDoubtFile(deps: Deps): DoubtFile {
  const doubts = keptList(deps, doubtsPath, content => v.parse(KeptDoubts, content) as Doubt[]);
  const licenseWrites = keptList(deps, lateImportsPath, content => v.parse(KeptLicenseWrites, content));
  return {
    inDoubt: doubts.read,
    keep: doubts.keep,
    add: async (orgId, more) => {
      if (more.length > 0) await doubts.keep(orgId, [...(await doubts.read(orgId).catch(() => [])), ...more]);
    },
    licenseWrites: licenseWrites.read,
    keepLicenseWrites: licenseWrites.keep,
  };
}
