// Whether a file is the one that was imported last: what it brings is there before it is sent, and nothing shows that it was taken again.
import type { ImportPlan } from '../../core/planTypes';
import type { KeptFile } from './snapshotTypes';

/**
 * True where the last file of the same product that went out from here, but for those that the portal did not take, is the very file of the
 * plan, and the portal took it.
 * @param files what is kept of the portal; the plan's own import may be among it, and does not count.
 */
export function wasLastImported(files: readonly KeptFile[], plan: ImportPlan): boolean {
  const sent = files
    .filter(one => one.operation === plan.operation && one.appId === plan.appId)
    .flatMap(({ hash, imports }) =>
      imports
        .filter(({ planId, outcome }) => planId !== plan.id && outcome !== 'notDone')
        .map(({ at, outcome }) => ({ at, outcome, isOwn: hash === plan.fileHash.toLowerCase() })),
    );
  const latest = Math.max(...sent.map(({ at }) => at));
  const last = sent.filter(({ at }) => at === latest);
  return last.length > 0 && last.every(({ isOwn, outcome }) => isOwn && outcome === 'done');
}
