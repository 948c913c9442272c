import assert from 'node:assert/strict';
import { safeParse } from 'valibot';
import { isSimulationEvent, simulationCalls } from '../../../src/shared/simulation';
import type { SimulationStrings } from '../../../src/shared/simulation';
import { heldText, seatsText } from '../../../src/webview/seatsTable';

describe('what the simulation page may ask of the host', () => {
  it('is a list and a place in it, and nothing else', () => {
    const fits = (arg: unknown): boolean => safeParse(simulationCalls.members.arg, arg).success;
    assert.ok(fits({ shortage: '1 a', list: 'over', start: 100 }));
    for (const arg of [
      { shortage: '1 a', list: 'all', start: 0 },
      { shortage: '1 a', list: 'locked', start: -1 },
      { shortage: '1 a', list: 'locked', start: 0.5 },
      { shortage: 'x'.repeat(401), list: 'locked', start: 0 },
      null,
    ]) {
      assert.ok(!fits(arg), JSON.stringify(arg));
    }
  });

  it('is a picture that is one', () => {
    const fits = (png: unknown): boolean =>
      safeParse(simulationCalls.savePicture.arg, { subject: 's', png }).success;
    assert.ok(fits(Uint8Array.of(0x89, 0x50, 0x4e, 0x47)));
    assert.ok(!fits(Uint8Array.of(1, 2, 3, 4)));
    assert.ok(!fits('picture'));
  });

  it('is answered by events of these names alone', () => {
    assert.ok(isSimulationEvent({ kind: 'event', name: 'fileChanged' }));
    for (const message of [{ kind: 'event', name: 'look' }, { kind: 'reply' }, 'data', null])
      assert.ok(!isSimulationEvent(message));
  });
});

describe('a figure of the table of seats', () => {
  const strings = { language: 'en', notKnown: 'not known' } as unknown as SimulationStrings;
  it('is never 0 for what is not known, and says where it is a lower bound', () => {
    assert.equal(heldText({ over: 0, words: '' }, strings), 'not known');
    assert.equal(heldText(undefined, strings), 'not known');
    assert.equal(heldText({ held: 0, over: 0, words: '' }, strings), '0');
    assert.equal(heldText({ held: 10_000, atLeast: true, over: 0, words: '' }, strings), '10,000+');
    assert.equal(seatsText({ over: 0, words: '' }, strings), 'not known');
    assert.equal(seatsText({ seats: 1250, over: 0, words: '' }, strings), '1,250');
  });
});
