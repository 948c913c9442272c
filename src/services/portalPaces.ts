// How many requests each portal takes at once, learnt from how it answers: what reads its lists and what completes them share it (wire reference 4.4).
import type { PortalId } from '../core/ids';
import type { FaultKind } from '../core/problem';
import { createPace } from './apply/pace';
import type { Pace } from './apply/pace';

export interface PortalPaces {
  of(portalId: PortalId): Pace;
  /** A read of the portal was answered, or was not. */
  note(portalId: PortalId, fault: FaultKind | undefined): void;
}

export function createPortalPaces(): PortalPaces {
  const paces = new Map<PortalId, Pace>();
  function of(portalId: PortalId): Pace {
    const known = paces.get(portalId) ?? createPace();
    paces.set(portalId, known);
    return known;
  }
  return {
    of,
    note(portalId, fault) {
      if (fault === 'throttled' || fault === 'timeout') of(portalId).slowed();
      else if (fault === undefined) of(portalId).answered();
    },
  };
}
