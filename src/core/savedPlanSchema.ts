// The shape of a saved plan's file, to the last field: what is not here is refused, not passed over.
import * as v from 'valibot';

const text = v.string();
const texts = v.array(text);
const seats = v.pipe(v.number(), v.integer());
const flag = v.boolean();
/** Ms epoch, such as a calendar has days for: 8.64e15 is the last that a Date can hold. */
const instant = v.pipe(v.number(), v.minValue(-8.64e15), v.maxValue(8.64e15));
const limit = v.pipe(v.number(), v.finite(), v.minValue(0));
const optional = <T extends v.GenericSchema>(schema: T): v.ExactOptionalSchema<T, undefined> =>
  v.exactOptional(schema);

const reason = v.strictObject({ line: seats, offset: seats, length: seats, text });
const reasons = optional(v.array(reason));
const included = optional(
  v.strictObject({ userType: text, level: text, assigned: v.picklist(['no', 'yes', 'unclear']) }),
);

const target = v.strictObject({
  kind: v.picklist(['listing', 'appBundle', 'userType']),
  itemId: text,
  title: text,
  licensedAs: optional(v.picklist(['app', 'extension'])),
});
const change = v.strictObject({
  itemId: text,
  username: text,
  before: texts,
  after: texts,
  included,
  reasons,
});
const skip = v.strictObject({
  itemId: text,
  username: text,
  reason: v.picklist([
    'offline',
    'notMember',
    'unchanged',
    'noSeat',
    'unknownEntitlement',
    'incompatible',
    'unavailable',
    'notRead',
    'contradiction',
    'included',
    'spareSeat',
    'protected',
    'excluded',
    'quota',
    'mode',
    'dependent',
    'changedSince',
    'notSent',
    'notArrived',
    'refused',
  ]),
  names: optional(texts),
  since: optional(instant),
  userType: optional(text),
  reasons,
});
const request = v.strictObject({
  id: text,
  itemId: text,
  users: texts,
  entitlements: texts,
  needs: texts,
  cause: v.picklist(['group', 'seats', 'order']),
  splitFor: optional(texts),
});
const ledgerRow = v.strictObject({
  itemId: text,
  entitlement: optional(text),
  total: optional(seats),
  before: seats,
  after: seats,
  atLeast: flag,
  lowest: optional(seats),
  maybe: optional(v.strictObject({ before: seats, after: seats })),
  shown: optional(seats),
});
const warning = v.variant('kind', [
  v.strictObject({ kind: v.literal('overAssigned'), itemId: text, entitlement: optional(text), by: seats }),
  v.strictObject({ kind: v.literal('countsIncomplete'), itemId: text }),
  v.strictObject({ kind: v.picklist(['trialEnds', 'listingEnds']), itemId: text, at: instant }),
  v.strictObject({ kind: v.literal('noProLevel'), itemId: text, usernames: texts }),
  v.strictObject({
    kind: v.literal('includedLevel'),
    itemId: text,
    entitlement: text,
    userType: text,
    effect: v.picklist(['maySeat', 'stays']),
    usernames: texts,
  }),
  v.strictObject({ kind: v.literal('includedUnread'), itemId: text, why: text }),
]);
const double = v.strictObject({
  itemId: text,
  username: text,
  entitlement: text,
  userType: text,
  removed: flag,
  unclear: optional(v.literal(true)),
});
const policy = v.strictObject({
  mode: v.picklist(['exact', 'addOnly', 'removeOnly']),
  hash: optional(text),
  removals: v.strictObject({
    members: seats,
    holders: seats,
    threshold: optional(v.strictObject({ count: optional(limit), percent: optional(limit) })),
  }),
  overThreshold: optional(v.literal(true)),
  dueOnly: optional(v.literal(true)),
  removesDoubles: optional(v.literal(true)),
  doubles: v.array(double),
  notAllListed: texts,
  unchanged: seats,
});
const plan = v.strictObject({
  kind: v.literal('members'),
  id: text,
  createdAt: v.pipe(instant, v.integer(), v.minValue(0)),
  title: text,
  targets: v.array(target),
  changes: v.array(change),
  skipped: v.array(skip),
  requests: v.array(request),
  ledger: v.array(ledgerRow),
  warnings: v.array(warning),
  suppressCustomerEmail: flag,
  gaps: optional(
    v.array(v.strictObject({ itemId: text, username: text, without: texts, from: text, until: text })),
  ),
  spareSeats: optional(v.array(v.strictObject({ itemId: text, pools: texts, usernames: texts }))),
  estimate: optional(v.strictObject({ requests: seats, ms: limit })),
  policy: optional(policy),
  undoes: optional(v.strictObject({ planId: text, username: optional(text) })),
});

/** `format` and `version` are looked at before, so that a file of another kind gets a sentence of its own. */
export const savedPlanSchema = v.strictObject({
  format: text,
  version: v.number(),
  created: text,
  portal: v.strictObject({ name: text, url: text, orgId: text }),
  plan,
  saw: v.array(
    v.strictObject({
      itemId: text,
      maxUsers: optional(seats),
      pools: v.array(v.strictObject({ key: text, total: optional(seats) })),
      members: v.array(
        v.strictObject({ username: text, entitlements: texts, offline: flag, userType: optional(text) }),
      ),
    }),
  ),
});
