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

/** So much further it is looked ahead: the portal's clock or zone may be another. */
const dayMs = 86_400_000;

interface Moment extends Stated {
  /** Where it cannot be foreseen when something ends: by row. */
  readonly hasOpenEnd: (row: ImportRow) => boolean;
  /** What becomes of it by itself no answer of the portal says. */
  readonly isUntold: (row: ImportRow) => boolean;
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
      isUntold: () => false,
      hasOpenEnd: () => false,
    }));
  if (license === undefined) return [];
  const horizon = times.after + dayMs;
  const isEnding = ({ expiresAt }: { readonly expiresAt?: number }): boolean =>
    expiresAt !== undefined && expiresAt <= horizon;
  // 10.7.0 has no `getFutureLicense`: its successors are not known, and one may follow whatever ends meanwhile.
  if (futureLicense === undefined) {
    const ends = Object.values(licenseSections).some(section => license[section].some(isEnding));
    if (ends || times.after - times.before > unforeseenMs) return undefined;
  }
  // No answer names the successors of capabilities.
  const isUntold = ({ section, name }: Pick<ImportRow, 'section' | 'name'>): boolean => {
    if (section !== 'capability') return false;
    const item = licensed({ section, name }, { license });
    return item === undefined
      ? (futureLicense ?? []).some(({ startsAt }) => startsAt === undefined || startsAt <= horizon)
      : isEnding(item);
  };
  return licenseCourse(license, futureLicense ?? [], times.after).map(moment => ({
    license: moment.license,
    isUntold,
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
              ({ checks, hasOpenEnd, isUntold }) =>
                !isUntold(row) &&
                (!checks.has(key) || checks.get(key) !== undefined) &&
                !(key.startsWith('end/') && hasOpenEnd(row)),
            ),
        ),
    )
  );
}
