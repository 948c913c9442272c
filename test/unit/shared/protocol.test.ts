import assert from 'node:assert/strict';
import * as v from 'valibot';
import { hostCalls, isPageEvent, viewStateSchema } from '../../../src/shared/protocol';
import { fill } from '../../../src/shared/strings';

const fits = (schema: v.GenericSchema<unknown, unknown>, value: unknown): boolean =>
  v.safeParse(schema, value).success;
const png = (...tail: number[]): Uint8Array => new Uint8Array([0x89, 0x50, 0x4e, 0x47, ...tail]);

describe('what the host accepts of the page', () => {
  for (const [what, target] of [
    ['a listing', { kind: 'listing', itemId: 'a' }],
    ['an entitlement', { kind: 'listing', itemId: 'a', entitlement: 'desktopAdvN' }],
    ['a bucket', { kind: 'listing', itemId: 'a', idle: 'never' }],
    ['a user type', { kind: 'license', section: 'userTypes', key: ['creatorUT'] }],
    ['a queue', { kind: 'queue', appId: 'arcgisprodesktop' }],
    ['the system license', { kind: 'system' }],
    ['the portal', { kind: 'portal' }],
  ] as const) {
    it(`takes ${what} to reveal`, () => assert.ok(fits(hostCalls.reveal.arg, { target })));
  }
  for (const [what, target] of [
    ['a kind that does not exist', { kind: 'command', id: 'workbench.action.quit' }],
    ['a bucket that does not exist', { kind: 'listing', itemId: 'a', idle: 'yesterday' }],
    ['a section that does not exist', { kind: 'license', section: '__proto__', key: ['x'] }],
    ['an id that is no text', { kind: 'listing', itemId: 7 }],
    ['an endless key', { kind: 'license', section: 'apps', key: ['a', 'b', 'c', 'd'] }],
    ['an endless id', { kind: 'listing', itemId: 'a'.repeat(401) }],
    ['nothing', undefined],
  ] as const) {
    it(`refuses ${what}`, () => assert.ok(!fits(hostCalls.reveal.arg, { target })));
  }

  it('takes a picture that is a PNG, and nothing else under that name', () => {
    const { arg } = hostCalls.savePicture;
    assert.ok(fits(arg, { chart: 'listings', png: png(1, 2) }));
    assert.ok(!fits(arg, { chart: 'listings', png: new Uint8Array([0x3c, 0x68, 0x74, 0x6d]) }));
    assert.ok(!fits(arg, { chart: 'listings', png: 'data:image/png;base64,' }));
    assert.ok(!fits(arg, { chart: 'nothing', png: png() }));
    assert.ok(!fits(arg, { chart: 'listings', png: png(...new Array<number>(8)).buffer }));
  });

  it('starts without the state of before when that is of another shape', () => {
    const start = (view: unknown): unknown => v.parse(hostCalls.start.arg, { view }).view;
    const view = { portalId: 'p', chart: 'lastUse', listing: 'a', table: true, percent: false };
    assert.deepEqual(start(view), view);
    assert.equal(start({ ...view, chart: 'pie' }), undefined);
    assert.equal(start('x'), undefined);
    assert.ok(!fits(viewStateSchema, { chart: 'lastUse' }));
  });

  it('waits without end only where a person is asked', () => {
    const endless = Object.entries(hostCalls).flatMap(([name, { timeoutMs }]) =>
      timeoutMs === 0 ? [name] : [],
    );
    assert.deepEqual(endless, ['savePicture', 'saveTable']);
  });
});

describe('what the page hears', () => {
  it('knows its events from replies and from noise', () => {
    assert.ok(isPageEvent({ kind: 'event', name: 'page', value: {} }));
    assert.ok(isPageEvent({ kind: 'event', name: 'look', value: {} }));
    assert.ok(!isPageEvent({ kind: 'event', name: 'other' }));
    assert.ok(!isPageEvent({ kind: 'reply', id: 1 }));
    assert.ok(!isPageEvent(null));
  });
});

describe('words with values', () => {
  it('are filled in by place, and a value is never read again', () => {
    assert.equal(fill('{1} of {0}', '{1}', 'b'), 'b of {1}');
    assert.equal(fill('{0} {2}', 'a'), 'a {2}');
    assert.equal(fill('{0}', '$&'), '$&');
  });
});
