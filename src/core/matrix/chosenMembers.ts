// Whom a change is for that begins in the matrix.
import type { ItemId, PortalId, Username } from '../ids';
import { l10n } from '../l10n';
import { PortalError } from '../problem';
import type { MatrixState } from './matrixState';

export interface ChosenMembers {
  readonly portalId: PortalId;
  readonly usernames: readonly Username[];
  /** What the listing that the filter asks for is in this portal: item ids differ from portal to portal. Absent where it has none. */
  readonly itemId?: ItemId;
}

/**
 * The selected members. Names and portal are those of the table in which they were selected, whatever has been read since.
 * @throws PortalError (badInput) without a selection, and for members of several portals: a plan is for one.
 */
export function chosenMembers(state: MatrixState): ChosenMembers {
  const { table } = state;
  const rows = state.selected();
  const portals = new Set(rows.map(row => table.portalAt(row)));
  const [portal] = portals;
  const portalId = portal === undefined ? undefined : table.portals[portal];
  if (portalId === undefined)
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('No member is selected. Select members in the table first.'),
    );
  if (portals.size > 1)
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t(
        'The selected members belong to several portals. A plan is for one: select members of one portal.',
      ),
    );
  const { listing } = state.filter;
  const head = table.heads.find(({ parts }) => parts.some(part => part.listing.itemId === listing));
  const itemId = head?.parts.find(part => part.portal === portal)?.listing.itemId;
  return {
    portalId,
    usernames: rows.map(row => table.nameAt(row)),
    ...(itemId === undefined ? {} : { itemId }),
  };
}
