// A filter of holders as it comes from a page, a program or what was kept: checked before it is used.
import * as v from 'valibot';
import type { HolderFilter } from '../core/holderFilter';

const text = v.pipe(v.string(), v.maxLength(400));

export const holderFilterSchema: v.GenericSchema<unknown, HolderFilter> = v.strictObject({
  text: v.exactOptional(text),
  userType: v.exactOptional(text),
  listing: v.exactOptional(text),
  entitlement: v.exactOptional(text),
  idleSince: v.exactOptional(v.number()),
  usedFrom: v.exactOptional(v.number()),
  usedBefore: v.exactOptional(v.number()),
  offline: v.exactOptional(v.literal(true)),
  neverUsed: v.exactOptional(v.literal(true)),
});
