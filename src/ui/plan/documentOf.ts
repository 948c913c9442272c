import { planDocument } from '../../core/planDocument';
import type { Connections } from '../../services/connectionTypes';
import type { PlanBoard } from './planState';

/** The Markdown of the plan on the desk, with what came of it; empty where none is there. At most `maxRows` rows a table, all where absent. */
export function documentOf(
  { current }: Pick<PlanBoard, 'current'>,
  connections: Pick<Connections, 'get'>,
  maxRows?: number,
): string {
  if (!('plan' in current)) return '';
  const { plan } = current;
  const report = current.state === 'applied' ? current.report : undefined;
  return planDocument(plan, report, connections.get(plan.portalId)?.name ?? plan.portalId, maxRows);
}
