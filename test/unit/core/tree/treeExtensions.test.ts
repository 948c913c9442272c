import assert from 'node:assert/strict';
import { PortalError } from '../../../../src/core/problem';
import type { TreeNode } from '../../../../src/core/tree/treeModelTypes';
import { below, enterprise, extensionItem, holder, stateOf, walk, type Data } from './treeFixture';

const rowOf = (data: Data): TreeNode =>
  walk(stateOf([data])).find(node => node.kind === 'extension') ?? assert.fail('no row of an extension');
const holdersOf = (data: Data): readonly TreeNode[] =>
  below(stateOf([data]), node => node.kind === 'extension');
const withHolders = (holders: NonNullable<Data['holders']>): Data => ({ ...enterprise(), holders });

describe('rows of user type extensions', () => {
  it('offer what the administrator can give and take', () => {
    const data = withHolders({ [extensionItem]: { items: [holder('ana.keller', ['advediting'])] } });
    assert.deepEqual(
      ['assignable', 'writable'].filter(flag => !rowOf(data).flags.some(one => one === flag)),
      [],
    );
    const [ana] = holdersOf(data);
    assert.ok(ana?.flags.includes('writable'));
  });

  it('offer nothing that the portal is known to refuse, and say so in words about extensions', () => {
    const refused = new PortalError(
      { kind: 'listingUnavailable', reason: 'notProvisioned' },
      'The organization has neither bought nor is trying this listing.',
    );
    const data = withHolders({
      [extensionItem]: {
        state: 'failed',
        problem: refused,
        value: { items: [holder('ana.keller', ['advediting'])] },
      },
    });
    for (const node of [rowOf(data), ...holdersOf(data)])
      assert.ok(!node.flags.some(flag => flag === 'assignable' || flag === 'writable'), node.label);
    const failed = holdersOf(data).find(node => node.kind === 'failed');
    assert.match(
      failed?.description ?? '',
      /Advanced Editing is a user type extension.*Organization > Licenses/,
    );
    assert.doesNotMatch(failed?.description ?? '', /bought/);
  });
});
