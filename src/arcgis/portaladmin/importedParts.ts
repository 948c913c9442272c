// What the answer to an import said of the part in effect: `getEntitlements` leaves it out (wire reference 14.3).
import { licenseDate } from '../../core/files/licenseDate';
import type { EntitlementsPart, EntitlementsQueue } from '../../core/model';

export interface ImportedParts {
  /** Keeps what an import answered; what was kept of the product before is forgotten. Returns the answer. */
  keep(appId: string, answer: EntitlementsQueue): EntitlementsQueue;
  forget(appId: string): void;
  /**
   * An answer of `getEntitlements` with the part that is in effect by what was kept.
   * @param now ms epoch
   * @returns the answer as it is where its queue is not what is left of the one that was kept: then somebody else has imported.
   */
  complete(answer: EntitlementsQueue, now: number): EntitlementsQueue;
}

/** For as long as the client of a portal lives; no license string is in it. */
export function createImportedParts(): ImportedParts {
  const kept = new Map<string, readonly EntitlementsPart[]>();
  return {
    keep: (appId, answer) => {
      if (answer.current === undefined) kept.delete(appId);
      else kept.set(appId, [answer.current, ...answer.queue]);
      return answer;
    },
    forget: appId => kept.delete(appId),
    complete: (answer, now) => {
      const parts = kept.get(answer.appId);
      if (parts === undefined) return answer;
      const at = parts.length - answer.queue.length - 1;
      const imported = parts[at];
      const isLeft = answer.queue.every(
        (part, index) => part.startDateStr === parts[at + 1 + index]?.startDateStr,
      );
      // A part leaves the queue by its date alone.
      const hasBegun = parts
        .slice(1, at + 1)
        .every(part => (licenseDate(part.startDateStr) ?? Infinity) <= now);
      return imported !== undefined && isLeft && hasBegun ? { ...answer, imported } : answer;
    },
  };
}
