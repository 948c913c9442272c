// Shortages as a reader takes them in: what can be mended apart from what ends, and a product that ends told once and not for each of its rights.
import { endsAltogether } from './endsAltogether';
import type { Shortage, Timeline } from './timelineTypes';

export interface EndOfProduct {
  /** Of the product's members where they have a number, else of the right that most hold. */
  readonly shortage: Shortage;
  /** So many others of the product end with it. */
  readonly others: number;
}

export interface ShortageGroups {
  /** Giving seats back mends these. In the order that was given. */
  readonly mendable: readonly Shortage[];
  /** Only a renewal helps. By time. */
  readonly ends: readonly EndOfProduct[];
}

export function shortageGroups(
  timeline: Pick<Timeline, 'subjects' | 'boundaries'>,
  shortages: readonly Shortage[],
): ShortageGroups {
  const mendable: Shortage[] = [];
  const ends = new Map<string, EndOfProduct>();
  for (const shortage of shortages) {
    if (!endsAltogether(timeline, shortage)) {
      mendable.push(shortage);
      continue;
    }
    const subject = timeline.subjects.find(one => one.id === shortage.subject);
    const key = JSON.stringify([subject?.itemId ?? shortage.subject, shortage.at]);
    const known = ends.get(key);
    const isWider = known === undefined || shortage.held > known.shortage.held;
    ends.set(key, {
      shortage: isWider ? shortage : known.shortage,
      others: known === undefined ? 0 : known.others + 1,
    });
  }
  return { mendable, ends: [...ends.values()].sort((a, b) => a.shortage.at - b.shortage.at) };
}
