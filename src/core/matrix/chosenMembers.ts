// Whom a change is for that begins in the matrix.
import type { PortalId, Username } from '../ids';
import { l10n } from '../l10n';
import { PortalError } from '../problem';
import type { MatrixState } from './matrixState';

export interface ChosenMembers {
  readonly portalId: PortalId;
  readonly usernames: readonly Username[];
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
  return { portalId, usernames: rows.map(row => table.nameAt(row)) };
}
