// The matrix page: asks the host for words, counts and the rows in sight, shows them, and tells the host what the administrator wants.
import { isMatrixEvent, matrixCalls } from '../shared/matrix';
import type { MatrixData } from '../shared/matrix';
import { connectHost } from './host';
import { createMatrixPage } from './matrixPage';

/** Fills the page; rejects where the host does not answer. */
export async function startMatrix(root: HTMLElement): Promise<void> {
  const {
    vscode,
    port,
    calls: host,
  } = connectHost(matrixCalls, (calls, violation) => calls.call('reportViolation', violation));
  const { strings, data } = await host.call('start', null);
  const page = createMatrixPage(root, strings, {
    rows: (version, from, count) => host.call('rows', { version, from, count }),
    filter: filter => host.call('filter', { filter }),
    sort: sort => host.call('sort', { sort }),
    select: (order, selecting) => host.call('select', { order, selecting }),
    showMember: (order, at) => host.call('showMember', { order, at }),
    find: member => host.call('find', { member }),
    act: (selection, action) => host.call('act', { selection, action }),
  });
  const show = (next: MatrixData): void => {
    const { portals, hidden, filter, sort } = next;
    vscode.setState({ portals: portals.map(({ id }) => id), hidden, filter, sort });
    page.update(next);
  };
  port.listen(message => {
    if (isMatrixEvent(message)) show(message.value);
  });
  show(data);
}
