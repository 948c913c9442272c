import assert from 'node:assert/strict';
import { createApplier } from '../../../src/services/apply/applier';
import type { ApplyEvent } from '../../../src/services/apply/applyTypes';
import { createPause } from '../../../src/services/apply/pause';
import type { JournalStore } from '../../../src/services/journal/journalTypes';
import { additionsTo, startBench } from './bench';
import type { Bench } from './bench';

const turn = (ms = 20): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

describe('a plan that is paused', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench({ flavor: 'online', scale: 'M' });
  });
  afterEach(() => bench.close());

  for (const end of ['goes on', 'is cancelled'] as const)
    it(`sends nothing while it stands still, has read back what it sent, and ${end}`, async () => {
      const plan = await additionsTo(bench, 100);
      assert.ok(plan.requests.length > 8);
      const pause = createPause();
      const stop = new AbortController();
      const events: ApplyEvent['kind'][] = [];
      const open = new Set<string>();
      let hasStood = false;
      let stands: (() => void) | undefined;
      const stood = new Promise<void>(resolve => (stands = resolve));
      const applied = bench.applier.applyMembers(plan, {
        pause,
        signal: stop.signal,
        onEvent: event => {
          events.push(event.kind);
          if (event.kind === 'requestEnded' && event.sent >= 3 && !hasStood) pause.pause();
          if (event.kind === 'paused') hasStood = true;
          if (event.kind === 'member') open.add(event.username);
          if (event.kind === 'result') open.delete(event.result.username);
          if (event.kind === 'paused' && event.isPaused) stands?.();
        },
      });
      await stood;
      const sent = bench.writes().length;
      assert.ok(sent >= 3 && sent < plan.requests.length, String(sent));
      // Nobody is in doubt while it stands.
      assert.deepEqual([...open], []);
      await turn(100);
      assert.equal(bench.writes().length, sent);
      if (end === 'goes on') pause.goOn();
      else stop.abort();
      const report = await applied;
      const outcomes = report.results.map(({ outcome }) => outcome);
      assert.equal(outcomes.length, 100);
      if (end === 'goes on') {
        assert.deepEqual(new Set(outcomes), new Set(['done']));
        assert.equal(bench.writes().length, plan.requests.length);
      } else {
        assert.deepEqual(new Set(outcomes), new Set(['done', 'notDone']));
        assert.equal(report.cancelled, true);
        assert.equal(bench.writes().length, sent);
      }
    });

  it('keeps back the request that was made ready meanwhile, and sends it when it goes on', async () => {
    await bench.close();
    bench = await startBench({ flavor: 'online', scale: 'M', latencyMs: 20 });
    const plan = await additionsTo(bench, 100);
    const pause = createPause();
    const begun = new Set<string>();
    const going = new Set<string>();
    let atPause = -1;
    let afterPause = 0;
    let stands: (() => void) | undefined;
    const stood = new Promise<void>(resolve => (stands = resolve));
    const journal: JournalStore = {
      ...bench.journal,
      async append(id, entry) {
        await bench.journal.append(id, entry);
        if (entry.kind === 'requestEnded') begun.delete(entry.requestId);
        if (entry.kind === 'requestStarted') begun.add(entry.requestId);
        // Four are on their way, and a fifth is ready.
        if (atPause === -1 && begun.size > 4) {
          atPause = bench.writes().length;
          pause.pause();
        }
      },
    };
    const applied = createApplier({ ...bench.deps, journal }).applyMembers(plan, {
      pause,
      onEvent: event => {
        if (event.kind === 'member' && event.state === 'sending' && pause.isPaused) afterPause += 1;
        if (event.kind === 'requestStarted') going.add(event.id);
        if (event.kind === 'paused' && event.isPaused) stands?.();
      },
    });
    await stood;
    assert.ok(atPause > 0);
    assert.equal(afterPause, 0, 'nobody is written to any more');
    const sent = bench.writes().length;
    assert.ok(sent < plan.requests.length);
    await turn(60);
    assert.equal(bench.writes().length, sent);
    pause.goOn();
    const { results } = await applied;
    assert.deepEqual(new Set(results.map(({ outcome }) => outcome)), new Set(['done']));
    assert.equal(bench.writes().length, plan.requests.length);
    assert.equal(going.size, plan.requests.length);
  });
});
