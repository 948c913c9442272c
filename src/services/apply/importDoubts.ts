// Imports whose answer was lost and that a portal may still carry out: one that comes late replaces whatever was imported by then.
import type { UnfinishedPlan } from '../../core/journal';
import { l10n } from '../../core/l10n';
import type { PortalConnection } from '../../core/model';
import { messageOf } from '../../core/problem';
import type { Connections } from '../connectionTypes';
import type { JournalStore } from '../journal/journalTypes';
import { lockPath } from '../journal/journalFiles';
import type { DoubtFile, LateImport } from './doubtFile';
import { isExpected } from './doubts';
import { timeText } from './lateWrites';
import { lateUntil } from './openPlanDoubts';
import type { Clock } from '../ports';

interface Deps {
  readonly connections: Pick<Connections, 'list'>;
  readonly journal: JournalStore;
  readonly clock: Clock;
  readonly doubtFile?: DoubtFile;
}

/** The import of an interrupted plan, where its answer is missing. */
function lateImportOf({ planned, requests }: UnfinishedPlan): readonly LateImport[] {
  const { plan } = planned;
  const request = requests.at(-1);
  const until = request === undefined ? undefined : lateUntil(request);
  return plan.kind !== 'import' || until === undefined
    ? []
    : [{ planId: plan.id, fileName: plan.fileName, until }];
}

export interface ImportDoubts {
  /**
   * Why no import may be sent to the organization now, in words: an earlier one, of this window, of another or of one that was killed, may still
   * arrive. To be called by who works alone on it.
   */
  refusal(connection: PortalConnection): Promise<string | undefined>;
  /** Notes a lost import, here and for other windows. Never rejects. */
  lost(orgId: string, late: LateImport): Promise<void>;
  /** What came of it is known. Never rejects. */
  settled(orgId: string, planId: string): Promise<void>;
}

/** Remembers lost imports until their time is over; where their file cannot be written, as long as this window lives. */
export function createImportDoubts({ connections, journal, clock, doubtFile }: Deps): ImportDoubts {
  const own = new Map<string, readonly LateImport[]>();

  async function onDisk(site: PortalConnection): Promise<readonly LateImport[]> {
    const { orgId } = site;
    const found = [...((await doubtFile?.imports(orgId)) ?? [])];
    for (const connection of connections.list().filter(known => lockPath(known) === lockPath(site)))
      for (const unfinished of await journal.unfinished(connection))
        if (unfinished.planned.orgId === orgId) found.push(...lateImportOf(unfinished));
    return found;
  }

  /** Puts `more` in the place of what is known of the plan. */
  async function replace(orgId: string, planId: string, more: readonly LateImport[]): Promise<void> {
    const others = (list: readonly LateImport[]): readonly LateImport[] =>
      list.filter(one => one.planId !== planId && isExpected(one, clock.now()));
    own.set(orgId, [...others(own.get(orgId) ?? []), ...more]);
    const kept = (await doubtFile?.imports(orgId).catch(() => undefined)) ?? [];
    await doubtFile?.keepImports(orgId, [...others(kept), ...more]);
  }

  return {
    async refusal(connection) {
      let late: readonly LateImport[];
      try {
        late = [...(own.get(connection.orgId) ?? []), ...(await onDisk(connection))];
      } catch (error) {
        return l10n.t('Not sent: {0}', messageOf(error));
      }
      const last = late
        .filter(one => isExpected(one, clock.now()))
        .reduce<LateImport | undefined>((a, b) => (a !== undefined && a.until >= b.until ? a : b), undefined);
      return (
        last &&
        l10n.t(
          'Not sent: the answer to an earlier import ({0}) was lost, and the portal may still carry it out until {1}. Preview this import again after that.',
          last.fileName,
          timeText(last.until),
        )
      );
    },
    lost: (orgId, late) => replace(orgId, late.planId, [late]),
    settled: (orgId, planId) => replace(orgId, planId, []),
  };
}
