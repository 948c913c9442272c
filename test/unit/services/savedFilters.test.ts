import assert from 'node:assert/strict';
import { is } from 'valibot';
import type { HolderFilter } from '../../../src/core/holderFilter';
import { createSavedFilters, filterOf } from '../../../src/services/savedFilters';
import { holderFilterSchema } from '../../../src/shared/holderFilter';
import { memoryStore } from './fakes';

const day = 86_400_000;
const now = 1000 * day;
const isFilter = (value: unknown): value is HolderFilter => is(holderFilterSchema, value);

describe('saved filters', () => {
  it('keep a filter under its name, in order, and replace the one of that name', async () => {
    const filters = createSavedFilters(memoryStore(), isFilter);
    await filters.save('b', { text: 'x' }, now);
    await filters.save('a', { offline: true, userType: 'creatorUT', listing: 'i' }, now);
    await filters.save('b', { neverUsed: true }, now);
    assert.deepEqual(filters.list(), [
      { name: 'a', filter: { offline: true, userType: 'creatorUT', listing: 'i' } },
      { name: 'b', filter: { neverUsed: true } },
    ]);
    await filters.remove('a');
    assert.deepEqual(
      filters.list().map(({ name }) => name),
      ['b'],
    );
  });

  it('mean days before the day of their use where days were chosen, and a day of the calendar where that was', async () => {
    const filters = createSavedFilters(memoryStore(), isFilter);
    await filters.save('days', { idleSince: now - 90 * day + 5000, usedFrom: now - 365 * day }, now);
    await filters.save('date', { idleSince: now - 77 * day }, now);
    const [date, days] = filters.list();
    assert.ok(date && days);
    const later = now + 10 * day;
    assert.deepEqual(filterOf(days, later), { idleSince: later - 90 * day, usedFrom: later - 365 * day });
    assert.deepEqual(filterOf(date, later), { idleSince: now - 77 * day });
  });

  it('leave out what is no filter, whatever was written there', () => {
    const filters = (kept: unknown): number =>
      createSavedFilters(memoryStore({ 'arcgisEntitlements.savedFilters': kept }), isFilter).list().length;
    assert.equal(filters('x'), 0);
    assert.equal(
      filters([{ name: '', filter: {} }, { name: 'a' }, { name: 'a', filter: { other: 1 } }, null]),
      0,
    );
    assert.equal(filters([{ name: 'a', filter: {}, idleDays: 'many' }]), 0);
    assert.equal(filters([{ name: 'a', filter: { text: 'x' }, idleDays: 30 }]), 1);
  });
});
