// Whether an import is what has changed a portal: what the calendar brings by itself proves nothing.
import type { EntitlementsPart } from '../../core/model';
import type { ImportPlan, ImportRow } from '../../core/planTypes';
import { licenseCourse, productCourse } from './importCourse';
import {
  checksOf,
  compareWithPlan,
  isLicenseSection,
  licensed,
  licenseSections,
  listingOf,
} from './importState';
import type { ImportState, Stated } from './importState';

/** Whether the resource that a row is about could be read. */
function isRead({ section }: ImportRow, { license, queue, listings }: ImportState): boolean {
  if (section === 'queue') return queue !== undefined;
  return (section === 'entitlement' ? listings : license) !== undefined;
}

/** When the two states were read, epoch ms: the one before not earlier than `before`, the other not later than `after`. */
export interface ReadTimes {
  readonly before: number;
  readonly after: number;
}

/** Where the portal does not say what follows, what it says so soon after is not by itself. */
const unforeseenMs = 10 * 60_000;

interface Moment extends Stated {
  /** Where it cannot be foreseen when something ends: by row. */
  readonly hasOpenEnd: (row: ImportRow) => boolean;
}

/** All that the portal may come to say by itself between two reads, beginning with what it said first. Undefined: that cannot be told. */
function courseOf(
  plan: ImportPlan,
  before: ImportState,
  itemId: string | undefined,
  times: ReadTimes,
): readonly Moment[] | undefined {
  const { license, queue, futureLicense } = before;
  if (plan.operation === 'importEntitlements')
    return productCourse(listingOf(plan, before, itemId), queue?.queue ?? [], times.after).map(moment => ({
      queue: { queue: moment.queue },
      ...(moment.listing ? { listing: moment.listing } : {}),
      hasOpenEnd: () => false,
    }));
  if (license === undefined) return [];
  // 10.7.0 has no `getFutureLicense`: its successors are not known.
  if (futureLicense === undefined && times.after - times.before > unforeseenMs) return undefined;
  return licenseCourse(license, futureLicense ?? [], times.after).map(moment => ({
    license: moment.license,
    hasOpenEnd: ({ section, name }) =>
      isLicenseSection(section) &&
      moment.isReplaced(licenseSections[section], licensed({ section, name }, { license })?.id ?? name),
  }));
}

const partsText = (queue: readonly EntitlementsPart[]): string => JSON.stringify(queue);

/**
 * Whether something of the plan came about between two states: a number or an end that is the file's now, and that the portal would not have come
 * to by itself. Up to 10.6.1 also where the product's own queue is another than it would be by then: a file that was issued again has the same seats
 * and other parts. What was the file's before proves nothing, what the calendar brings does not, and neither does any other change.
 */
export function hasCome(
  plan: ImportPlan,
  before: ImportState,
  after: ImportState,
  itemId: string | undefined,
  times: ReadTimes,
): boolean {
  const course = courseOf(plan, before, itemId, times);
  if (course === undefined) return false;
  const now = compareWithPlan(plan, after, itemId).checks;
  const { queue } = after;
  const ownQueue =
    plan.operation === 'importEntitlements' &&
    before.queue !== undefined &&
    queue !== undefined &&
    course.every(moment => partsText(moment.queue?.queue ?? []) !== partsText(queue.queue));
  const moments = course.map(moment => ({ ...moment, checks: checksOf(plan, moment) }));
  return (
    ownQueue ||
    plan.rows.some(
      (row, index) =>
        isRead(row, before) &&
        [`seats/${index}`, `end/${index}`].some(
          key =>
            now.has(key) &&
            now.get(key) === undefined &&
            moments.every(
              ({ checks, hasOpenEnd }) =>
                (!checks.has(key) || checks.get(key) !== undefined) &&
                !(key.startsWith('end/') && hasOpenEnd(row)),
            ),
        ),
    )
  );
}
