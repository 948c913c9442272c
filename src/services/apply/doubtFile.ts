// Writes in doubt outlive the window that sent them: the next one, or another, must not write over what may still arrive.
import * as v from 'valibot';
import { entitlement, itemId, username } from '../../core/ids';
import { l10n } from '../../core/l10n';
import { messageOf, PortalError } from '../../core/problem';
import { isExpected } from './doubts';
import type { Doubt, DoubtSource } from './doubts';
import { doubtsPath } from '../journal/journalFiles';
import type { Clock, FileStore, Log } from '../ports';

export interface DoubtFile extends DoubtSource {
  /** @throws PortalError `badInput` where the file is there and cannot be read: what is in it must be known before anything is sent. */
  inDoubt(orgId: string): Promise<readonly Doubt[]>;
  /** Keeps what is in doubt in place of what was kept before. Only who works alone on the organization may do so. Never rejects. */
  keep(orgId: string, doubts: readonly Doubt[]): Promise<void>;
  /** Keeps some more. */
  add(orgId: string, doubts: readonly Doubt[]): Promise<void>;
}

const Kept = v.array(
  v.object({
    itemId: v.pipe(v.string(), v.transform(itemId)),
    username: v.pipe(v.string(), v.transform(username)),
    set: v.array(v.pipe(v.string(), v.transform(entitlement))),
    until: v.number(),
    repeated: v.optional(v.boolean()),
  }),
);

/** A small file per organization, beside the journal. What is over is left out of it. */
export function createDoubtFile({
  files,
  clock,
  log,
}: {
  readonly files: Pick<FileStore, 'read' | 'write'>;
  readonly clock: Clock;
  readonly log: Log;
}): DoubtFile {
  async function inDoubt(orgId: string): Promise<readonly Doubt[]> {
    const path = doubtsPath(orgId);
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
      return (v.parse(Kept, JSON.parse(text)) as Doubt[]).filter(doubt => isExpected(doubt, clock.now()));
    } catch (error) {
      // Written by nobody but us, and worth five minutes: a file that was cut is not worth more than a line in the log.
      log.warn(`The list of writes in doubt cannot be read and is left out: ${messageOf(error)}`);
      return [];
    }
  }

  async function keep(orgId: string, doubts: readonly Doubt[]): Promise<void> {
    try {
      const open = doubts.filter(doubt => isExpected(doubt, clock.now()));
      // Nothing to keep and nothing kept: no file.
      if (open.length === 0 && (await files.read(doubtsPath(orgId))) === undefined) return;
      await files.write(doubtsPath(orgId), JSON.stringify(open));
    } catch (error) {
      log.warn(`Writes in doubt cannot be kept for another window: ${messageOf(error)}`);
    }
  }

  return {
    inDoubt,
    keep,
    add: async (orgId, doubts) => {
      if (doubts.length > 0) await keep(orgId, [...(await inDoubt(orgId).catch(() => [])), ...doubts]);
    },
  };
}
