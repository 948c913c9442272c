import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Emitter } from '../../../../../src/core/emitter';
import { itemId, portalId, username } from '../../../../../src/core/ids';
import type { PortalId } from '../../../../../src/core/ids';
import type { PortalConnection, PortalKind } from '../../../../../src/core/model';
import type { App } from '../../../../../src/ui/app';
import { FileChoices, fitsPortal } from '../../../../../src/ui/files/language/fileChoices';

const uri = (name: string): vscode.Uri => ({ toString: () => `file:///w/${name}` }) as unknown as vscode.Uri;
const file = uri('entitlements.json');

function portal(name: string, kind: PortalKind): PortalConnection {
  return {
    id: portalId(name),
    name,
    url: `https://${name}.example`,
    kind,
    orgId: name,
    username: username('admin'),
  };
}

const memento = (map: Map<string, unknown>) => ({
  get: (key: string) => map.get(key),
  update: (key: string, value: unknown) => {
    map.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  },
});

/** An app with these portals; `answer` is what the administrator picks when asked. */
function given(
  portals: readonly PortalConnection[],
  answer?: string,
  isTrusted = true,
  /** What all windows share. */
  state = new Map<string, unknown>(),
) {
  const changed = new Emitter<PortalId>();
  const local = new Map<string, unknown>();
  const saved = new Map(portals.map(one => [one.id, one]));
  let asked = 0;
  const app = {
    context: {
      workspaceState: memento(local),
      globalState: memento(state),
    },
    connections: {
      onDidChange: changed.event,
      list: () => [...saved.values()],
      get: (id: PortalId) => saved.get(id),
    },
    pickPortal: () => {
      asked++;
      return Promise.resolve(answer === undefined ? undefined : portalId(answer));
    },
    report: (error: unknown) => assert.fail(String(error)),
  } as unknown as App;
  const remove = (name: string): void => {
    saved.delete(portalId(name));
    changed.fire(portalId(name));
  };
  return { app, choices: new FileChoices(app, () => isTrusted), state, local, remove, asked: () => asked };
}

describe('what is chosen for a file', () => {
  const legacy = portal('old', 'legacy');
  const enterprise = portal('new', 'enterprise');
  const online = portal('cloud', 'online');

  it('counts in every window that is trusted, but of documents without a file', async () => {
    const one = given([legacy], 'old');
    const untitled = { toString: () => 'untitled:Untitled-1' } as unknown as vscode.Uri;
    await one.choices.choose(file, { portalId: legacy.id });
    await one.choices.choose(untitled, { as: 'roster' });
    const other = given([legacy], 'old', true, one.state);
    assert.deepEqual(other.choices.of(file), { portalId: legacy.id });
    assert.equal(await other.choices.portalFor(file, 'entitlements'), legacy.id);
    assert.equal(other.asked(), 0, 'it is not asked for anew');
    assert.deepEqual(other.choices.of(untitled), {});
    assert.deepEqual(one.choices.of(untitled), { as: 'roster' });
    await other.choices.choose(file, { as: 'entitlements' });
    assert.deepEqual(one.choices.of(file), { portalId: legacy.id, as: 'entitlements' });
    assert.doesNotMatch(JSON.stringify([...one.state]), /untitled/);
  });

  it('counts in a workspace that is not trusted where it was chosen there, and nowhere else', async () => {
    const trusted = given([legacy, enterprise], 'old');
    await trusted.choices.choose(file, { portalId: legacy.id });
    const other = given([legacy, enterprise], 'new', false, trusted.state);
    assert.deepEqual(other.choices.of(file), {});
    await other.choices.choose(file, { portalId: enterprise.id });
    assert.equal(other.choices.of(file).portalId, enterprise.id);
    assert.equal(trusted.choices.of(file).portalId, legacy.id);
    assert.equal(other.local.size, 1);
  });

  it('fits a portal of the generation that takes the kind', () => {
    assert.deepEqual(
      [legacy, enterprise, online].map(one => fitsPortal('entitlements', one)),
      [true, false, false],
    );
    assert.deepEqual(
      [legacy, enterprise, online].map(one => fitsPortal('portalLicense', one)),
      [false, true, false],
    );
    assert.ok([legacy, enterprise, online].every(one => fitsPortal('assignments', one)));
    assert.ok([legacy, enterprise, online].every(one => fitsPortal(undefined, one)));
  });

  it('takes the only fitting portal without a question, and keeps it', async () => {
    const { choices, asked, state, app } = given([legacy, enterprise]);
    assert.equal(await choices.portalFor(file, 'entitlements'), 'old');
    assert.equal(asked(), 0);
    assert.equal(choices.of(file).portalId, 'old');
    assert.ok(state.size > 0);
    // Another window of the same workspace, or the next session.
    assert.equal(new FileChoices(app, () => true).of(file).portalId, 'old');
  });

  it('asks once where several could be meant', async () => {
    const { choices, asked } = given([legacy, enterprise, online], 'cloud');
    assert.equal(await choices.portalFor(file, 'assignments'), 'cloud');
    assert.equal(await choices.portalFor(file, 'assignments'), 'cloud');
    assert.equal(asked(), 1);
    assert.equal(await choices.portalFor(uri('other.entitlements.json'), 'assignments'), 'cloud');
    assert.equal(asked(), 2);
  });

  it('keeps nothing of a question that was cancelled', async () => {
    const { choices, asked } = given([legacy, enterprise]);
    assert.equal(await choices.portalFor(file, 'roster'), undefined);
    assert.equal(await choices.portalFor(file, 'roster'), undefined);
    assert.equal(asked(), 2);
    assert.deepEqual(choices.of(file), {});
  });

  it('uses in the background what was chosen, or the only portal, and never one that does not fit', async () => {
    const two = given([legacy, enterprise]);
    assert.equal(two.choices.background(file, 'entitlements'), undefined);
    await two.choices.choose(file, { portalId: legacy.id });
    assert.equal(two.choices.background(file, 'entitlements')?.id, 'old');
    assert.equal(two.choices.background(file, 'portalLicense'), undefined);
    const one = given([enterprise]);
    assert.equal(one.choices.background(file, 'portalLicense')?.id, 'new');
    assert.equal(one.choices.background(file, 'entitlements'), undefined);
    assert.equal(one.asked(), 0);
    assert.deepEqual(one.choices.of(file), {}, 'what was not chosen is not kept');
  });

  it('asks no portal that nobody chose about a file of a workspace that is not trusted', async () => {
    const { choices } = given([legacy], undefined, false);
    assert.equal(choices.background(file, 'entitlements'), undefined);
    await choices.choose(file, { portalId: legacy.id });
    assert.equal(choices.background(file, 'entitlements')?.id, 'old');
  });

  it('forgets a portal that is removed, with its product and listing, and says so', async () => {
    const { choices, remove } = given([legacy, online]);
    const other = uri('other.json');
    await choices.choose(file, { portalId: legacy.id, appId: 'navigator', as: 'entitlements' });
    await choices.choose(other, { portalId: online.id, itemId: itemId('abc') });
    const heard: string[] = [];
    choices.onDidChange(one => heard.push(one));
    remove('old');
    await new Promise(resolve => setTimeout(resolve, 0));
    assert.deepEqual(choices.of(file), { as: 'entitlements' });
    assert.deepEqual(choices.of(other), { portalId: 'cloud', itemId: 'abc' });
    assert.deepEqual(heard, ['file:///w/entitlements.json']);
  });

  it('changes one thing and leaves the others, and goes with the file to its new name', async () => {
    const { choices } = given([legacy]);
    await choices.choose(file, { portalId: legacy.id, appId: 'navigator' });
    await choices.choose(file, { as: 'entitlements' });
    await choices.choose(file, { appId: undefined });
    assert.deepEqual(choices.of(file), { portalId: 'old', as: 'entitlements' });
    const renamed = uri('renamed.json');
    await choices.moved(file, renamed);
    assert.deepEqual(choices.of(file), {});
    assert.deepEqual(choices.of(renamed), { portalId: 'old', as: 'entitlements' });
  });

  it('does not count what it does not understand, and remembers the 300 newest', async () => {
    const { choices, state } = given([legacy]);
    await choices.choose(file, { portalId: legacy.id });
    const [key] = [...state.keys()];
    assert.ok(key !== undefined);
    state.set(key, { [file.toString()]: { portalId: 7, as: 'poem', appId: '' }, 'file:///w/x': null });
    assert.deepEqual(choices.of(file), {});
    for (let index = 0; index < 310; index++) await choices.choose(uri(`${index}`), { as: 'roster' });
    assert.equal(Object.keys(state.get(key) ?? {}).length, 300);
    assert.deepEqual(choices.of(uri('0')), {});
    assert.deepEqual(choices.of(uri('309')), { as: 'roster' });
  });
});
