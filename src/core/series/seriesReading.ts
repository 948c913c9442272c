// Reading the inventory's branches for the charts: what is known, and how much of the truth it is.
import type { PartialReason, UserType } from '../model';
import type { ChartInput, Reading } from './seriesTypes';
import type { LoadState } from '../tree/treeModelTypes';

/** What is known of a branch, of now or of before. */
export function valueOf<T>(branch: LoadState<T>): T | undefined {
  return branch.state === 'idle' ? undefined : branch.value;
}

/** How much of a branch was read. A refresh keeps the state of the values it will replace. */
export function readingOf(branch: LoadState<unknown>): Reading {
  switch (branch.state) {
    case 'idle':
      return { state: 'unread' };
    case 'failed':
      if (isNotPerUser(branch)) return { state: 'notPerUser' };
      return {
        state: 'failed',
        problem: branch.problem.message,
        ...(branch.readAt === undefined ? {} : { readAt: branch.readAt }),
      };
    case 'loading':
      if (branch.value === undefined) return { state: 'loading' };
      return {
        state: branch.readAt === undefined || isPartial(branch.value) ? 'loading' : 'complete',
        ...(branch.readAt === undefined ? {} : { readAt: branch.readAt }),
      };
    case 'ready': {
      const partial = isPartial(branch.value) ? branch.value.partial : undefined;
      return partial === undefined
        ? { state: 'complete', readAt: branch.readAt }
        : { state: 'partial', partial, readAt: branch.readAt };
    }
  }
}

/** True where the portal refused to list holders because the listing is not licensed per user (wire reference: `not licensed by user`). */
export function isNotPerUser(branch: LoadState<unknown>): boolean {
  if (branch.state !== 'failed') return false;
  const { fault } = branch.problem;
  return fault.kind === 'listingUnavailable' && fault.reason === 'notPerUser';
}

function isPartial(value: unknown): value is { readonly partial: PartialReason } {
  return typeof value === 'object' && value !== null && 'partial' in value && value.partial !== undefined;
}

/** User types of `userLicenseTypes` and of the `license` resource as one list; a count that either gives is used. */
export function userTypesOf(input: Pick<ChartInput, 'userTypes' | 'license'>): readonly UserType[] {
  const byId = new Map<string, UserType>();
  for (const type of valueOf(input.license)?.userTypes ?? []) byId.set(type.id, type);
  for (const type of valueOf(input.userTypes) ?? []) byId.set(type.id, { ...byId.get(type.id), ...type });
  return [...byId.values()];
}
