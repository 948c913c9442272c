// Imports, removals and the like whose answer was lost and that a portal may still carry out: one that comes late undoes whatever was done by then.
import type { UnfinishedPlan } from '../../core/journal';
import { l10n } from '../../core/l10n';
import type { PortalConnection } from '../../core/model';
import type { ImportPlan, OperationPlan, Plan } from '../../core/planTypes';
import { messageOf } from '../../core/problem';
import type { Connections } from '../connectionTypes';
import type { JournalStore } from '../journal/journalTypes';
import { lockPath } from '../journal/journalFiles';
import type { DoubtFile, LateLicenseWrite } from './doubtFile';
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

/** Whether a plan changes the licenses of the portal as a whole: the release of a member's offline license does not. */
export const isLicenseWrite = (plan: Plan): plan is ImportPlan | OperationPlan =>
  plan.kind === 'import' || (plan.kind === 'operation' && plan.operation.name !== 'releaseLicense');

/** What is remembered of a plan whose answer was lost. @param until epoch ms until when the portal may still carry it out. */
export const lateLicenseWrite = (plan: Plan, until: number | undefined): LateLicenseWrite | undefined =>
  until === undefined || !isLicenseWrite(plan)
    ? undefined
    : { planId: plan.id, name: 'fileName' in plan ? plan.fileName : plan.title, until };

/** The request of an interrupted import or operation, where its answer is missing. */
function lateWriteOf({ planned, requests }: UnfinishedPlan): readonly LateLicenseWrite[] {
  const { plan } = planned;
  const request = requests.at(-1);
  const until = request === undefined ? undefined : lateUntil(request);
  const late = lateLicenseWrite(plan, until);
  return late === undefined ? [] : [late];
}

export interface LicenseDoubts {
  /**
   * Why no import and no operation may be sent to the organization now, in words: an earlier one, of this window, of another or of one that was
   * killed, may still arrive. To be called by who works alone on it.
   */
  refusal(connection: PortalConnection): Promise<string | undefined>;
  /** Notes a lost one, here and for other windows. Never rejects. */
  lost(orgId: string, late: LateLicenseWrite | undefined): Promise<void>;
  /** What came of it is known. Never rejects. */
  settled(orgId: string, planId: string): Promise<void>;
}

/** Remembers them until their time is over; where their file cannot be written, as long as this window lives. */
export function createLicenseDoubts({ connections, journal, clock, doubtFile }: Deps): LicenseDoubts {
  const own = new Map<string, readonly LateLicenseWrite[]>();

  async function onDisk(site: PortalConnection): Promise<readonly LateLicenseWrite[]> {
    const { orgId } = site;
    const found = [...((await doubtFile?.licenseWrites(orgId)) ?? [])];
    for (const connection of connections.list().filter(known => lockPath(known) === lockPath(site)))
      for (const unfinished of await journal.unfinished(connection))
        if (unfinished.planned.orgId === orgId) found.push(...lateWriteOf(unfinished));
    return found;
  }

  /** Puts `more` in the place of what is known of the plan. */
  async function replace(orgId: string, planId: string, more: readonly LateLicenseWrite[]): Promise<void> {
    const others = (list: readonly LateLicenseWrite[]): readonly LateLicenseWrite[] =>
      list.filter(one => one.planId !== planId && isExpected(one, clock.now()));
    own.set(orgId, [...others(own.get(orgId) ?? []), ...more]);
    const kept = (await doubtFile?.licenseWrites(orgId).catch(() => undefined)) ?? [];
    await doubtFile?.keepLicenseWrites(orgId, [...others(kept), ...more]);
  }

  return {
    async refusal(connection) {
      let late: readonly LateLicenseWrite[];
      try {
        late = [...(own.get(connection.orgId) ?? []), ...(await onDisk(connection))];
      } catch (error) {
        return l10n.t('Not sent: {0}', messageOf(error));
      }
      const last = late
        .filter(one => isExpected(one, clock.now()))
        .reduce<LateLicenseWrite | undefined>(
          (a, b) => (a !== undefined && a.until >= b.until ? a : b),
          undefined,
        );
      return (
        last &&
        l10n.t(
          'Not sent: the answer to an earlier request ({0}) was lost, and the portal may still carry it out until {1}. Preview this again after that.',
          last.name,
          timeText(last.until),
        )
      );
    },
    lost: async (orgId, late) => {
      if (late !== undefined) await replace(orgId, late.planId, [late]);
    },
    settled: (orgId, planId) => replace(orgId, planId, []),
  };
}
