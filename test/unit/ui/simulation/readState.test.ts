import assert from 'node:assert/strict';
import { username } from '../../../../src/core/ids';
import type { Member } from '../../../../src/core/model';
import { PortalError } from '../../../../src/core/problem';
import type { Fault } from '../../../../src/core/problem';
import { simulate } from '../../../../src/core/timeline/simulate';
import { readState } from '../../../../src/ui/simulation/readState';
import type { StateDeps, StateWish } from '../../../../src/ui/simulation/readState';
import { connection, day, entitlementsFile, holders, july, now, pro } from './fixture';
import { inventoryOf } from './inventoryOf';

const failed = (fault: Fault, text: string): PortalError => new PortalError(fault, text);

const wish = (more: Partial<StateWish> = {}): StateWish => ({
  connection,
  timeZone: 'UTC',
  anew: false,
  signal: new AbortController().signal,
  progress: () => undefined,
  simulate,
  ...more,
});
const noMembers: StateDeps['client'] = { members: () => Promise.resolve({ items: [] }) };
const queue = { appId: 'arcgisprodesktop', queue: [] };
const other = {
  ...pro,
  itemId: 'other',
  title: 'Other',
  pools: [{ key: 'x', num: 1 }],
} as unknown as typeof pro;

describe('reading what a simulation depends on', () => {
  it('reads the queue of every product, and who holds what has seats, whether or not the file or a date changes it', async () => {
    const answers = {
      listings: [pro, { ...other, endsAt: july }],
      'entitlementsQueue arcgisprodesktop': queue,
      'holders pro': { items: holders },
      'holders other': { items: [] },
    };
    for (const file of [undefined, entitlementsFile()]) {
      const { inventory, asked } = inventoryOf(answers);
      const { input, readAt } = await readState(
        { inventory, client: noMembers, now },
        wish(file === undefined ? {} : { file }),
      );
      assert.equal(asked.filter(name => name.startsWith('entitlementsQueue ')).length, 9);
      assert.deepEqual(asked.filter(name => name.startsWith('holders ')).sort(), [
        'holders other',
        'holders pro',
      ]);
      assert.deepEqual(Object.keys(input.holders ?? {}).sort(), ['other', 'pro']);
      assert.deepEqual([input.unread, readAt], [[], now]);
    }
  });

  it('reads the queue of a product that is not known otherwise, where the file is of it', async () => {
    const { inventory, asked } = inventoryOf({ listings: [pro] });
    const file = { ...entitlementsFile(), appId: 'someOtherApp' } as StateWish['file'] & object;
    await readState({ inventory, client: noMembers, now }, wish({ file }));
    assert.ok(asked.includes('entitlementsQueue someOtherApp'), asked.join());
  });

  it('takes a purchase that is not licensed per member to have no holders', async () => {
    const { inventory } = inventoryOf({
      listings: [pro],
      'holders pro': failed({ kind: 'listingUnavailable', reason: 'notPerUser' }, 'Not per member.'),
    });
    const { input } = await readState({ inventory, client: noMembers, now }, wish());
    assert.deepEqual([input.holders, input.unread], [{ pro: { items: [] } }, []]);
  });

  it('reads the members for ArcGIS Pro only where it falls short, and then names none as not known', async () => {
    const online = wish({ connection: { ...connection, kind: 'online' } });
    for (const [rows, isAsked] of [
      [holders, false],
      [[...holders, ...holders.map(one => ({ ...one, username: username(`${one.username}2`) }))], true],
    ] as const) {
      let asked = false;
      const client: StateDeps['client'] = {
        members: () => {
          asked = true;
          return Promise.resolve({ items: [] });
        },
      };
      const { inventory } = inventoryOf({ listings: [pro], 'holders pro': { items: rows } });
      const { input } = await readState({ inventory, client, now }, online);
      assert.equal(asked, isAsked);
      assert.deepEqual(simulate(input).unknowns, []);
    }
  });

  it('waits for a cancellation once, however much is read', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>): void => {
      listeners++;
      add(...args);
    };
    await readState({ ...inventoryOf({ listings: [pro] }), client: noMembers, now }, wish({ signal }));
    assert.equal(listeners, 1);
  });

  it('leaves out what cannot be read and names it, and it is no zero', async () => {
    const { inventory } = inventoryOf({
      listings: [pro],
      'entitlementsQueue arcgisprodesktop': failed({ kind: 'timeout', ms: 1 }, 'It took too long.'),
      'holders pro': failed({ kind: 'transport' }, 'The line was cut.'),
    });
    const { input } = await readState(
      { inventory, client: noMembers, now },
      wish({ file: entitlementsFile() }),
    );
    assert.deepEqual(input.unread, [
      { what: 'queue', why: 'arcgisprodesktop: It took too long.' },
      { what: 'holders', why: 'ArcGIS Pro: The line was cut.' },
    ]);
    assert.deepEqual(input.holders, {});
    assert.ok(simulate(input).subjects.every(one => one.held === undefined));
  });

  it('fails where the sign-in has ended: nothing that follows could be read', async () => {
    const { inventory } = inventoryOf({ listings: failed({ kind: 'signIn' }, 'Sign in again.') });
    await assert.rejects(readState({ inventory, client: noMembers, now }, wish()), /Sign in again/);
  });

  it('reads anew what is older than five minutes, and everything when asked to', async () => {
    const known = { listings: now - day, 'entitlementsQueue arcgisprodesktop': now - 1000 };
    const answers = { listings: [pro], 'entitlementsQueue arcgisprodesktop': queue };
    const file = entitlementsFile();
    const first = inventoryOf(answers, known);
    const { readAt } = await readState({ ...first, client: noMembers, now }, wish({ file }));
    assert.deepEqual(first.asked.slice(0, 2), ['refresh listings', 'entitlementsQueue arcgisprodesktop']);
    assert.equal(readAt, now - 1000, 'the oldest part counts');
    const second = inventoryOf(answers, known);
    await readState({ ...second, client: noMembers, now }, wish({ file, anew: true }));
    assert.deepEqual(second.asked.slice(0, 2), [
      'refresh listings',
      'refresh entitlementsQueue arcgisprodesktop',
    ]);
  });

  it('reads members where a user type is touched, tells how many, and names it when that fails', async () => {
    const type = { id: 'creatorUT', name: 'Creator', maximum: 2, current: 2, expiresAt: july };
    const license = { userTypes: [type], appBundles: [], apps: [], extensions: [], capabilities: [] };
    const told: string[] = [];
    const ann = { username: username('ann'), userType: 'creatorUT', role: 'org_user' } as unknown as Member;
    const enterprise = wish({
      connection: { ...connection, kind: 'enterprise' },
      progress: text => told.push(text),
    });
    const { input } = await readState(
      {
        ...inventoryOf({ license }),
        now,
        client: {
          members: options => {
            options?.onRows?.([ann], 7);
            return Promise.resolve({ items: [ann] });
          },
        },
      },
      enterprise,
    );
    assert.deepEqual(input.members?.items, [ann]);
    assert.ok(told.includes('members: 1 of 7'), told.join());
    const refused = await readState(
      {
        ...inventoryOf({ license }),
        now,
        client: { members: () => Promise.reject(failed({ kind: 'forbidden' }, 'Not yours to see.')) },
      },
      enterprise,
    );
    assert.equal(refused.input.members, undefined);
    assert.deepEqual(refused.input.unread, [{ what: 'members', why: 'Not yours to see.' }]);
  });

  it('stops waiting at once when it is cancelled', async () => {
    const controller = new AbortController();
    const never = { load: () => new Promise(() => undefined), peek: () => ({ state: 'idle' }) };
    const reading = readState(
      { inventory: never as unknown as StateDeps['inventory'], client: noMembers, now },
      wish({ signal: controller.signal }),
    );
    controller.abort();
    await assert.rejects(reading, { name: 'AbortError' });
  });
});
