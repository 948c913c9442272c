// Whether two readings of a portal say the same about a file.
import type { PortalFacts } from '../../../core/files/lint/lintTypes';
import type { Rows } from '../../../core/rows';

/** Compares by identity: the inventory hands out the same lists until they are read anew. Members, put together for a file, by each of them. */
export function sameFacts(one: PortalFacts | undefined, other: PortalFacts | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.portalId === other.portalId &&
    one.portalName === other.portalName &&
    one.portalUrl === other.portalUrl &&
    one.kind === other.kind &&
    one.timeZone === other.timeZone &&
    one.isComputersZone === other.isComputersZone &&
    one.listings === other.listings &&
    one.userTypes === other.userTypes &&
    one.license === other.license &&
    one.futureLicense === other.futureLicense &&
    one.queue === other.queue &&
    sameEntries(one.holders ?? {}, other.holders ?? {}) &&
    sameItems(one.members?.items ?? [], other.members?.items ?? []) &&
    one.members?.partial?.kind === other.members?.partial?.kind &&
    (one.members === undefined) === (other.members === undefined) &&
    JSON.stringify(one.unread) === JSON.stringify(other.unread)
  );
}

function sameEntries(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every(key => one[key] === other[key]);
}

const sameItems = (one: Rows<unknown>, other: Rows<unknown>): boolean =>
  one === other || (one.length === other.length && one.every((item, index) => item === other.at(index)));
