// What a command on a row is about, from whatever VS Code or a caller hands over.
import * as v from 'valibot';
import { entitlement, itemId, portalId, username, userTypeId } from '../../core/ids';
import type { NodeTarget } from '../../core/tree/treeModelTypes';
import { isTreeElement } from './treeRows';

export type { NodeTarget };

// Strict: an object with further keys (such as `usernames`) is the argument of one command and is read there.
const Plain = v.strictObject({
  portalId: v.pipe(v.string(), v.transform(portalId)),
  itemId: v.exactOptional(v.pipe(v.string(), v.transform(itemId))),
  username: v.exactOptional(v.pipe(v.string(), v.transform(username))),
  entitlement: v.exactOptional(v.pipe(v.string(), v.transform(entitlement))),
  userType: v.exactOptional(v.pipe(v.string(), v.transform(userTypeId))),
  appId: v.exactOptional(v.string()),
  planId: v.exactOptional(v.string()),
  begunAt: v.exactOptional(v.number()),
  policy: v.exactOptional(v.string()),
  due: v.exactOptional(v.string()),
});

function targetOf(value: unknown): NodeTarget | undefined {
  if (isTreeElement(value)) return value.node.target;
  const parsed = v.safeParse(Plain, value);
  return parsed.success ? parsed.output : undefined;
}

/**
 * The rows a command was called on. A tree passes (row, selected rows): the selection counts only when the row is part of it, as in every tree
 * of VS Code. A caller may pass `{portalId, itemId?, username?, entitlement?, userType?, appId?, planId?}` or a list of such.
 * @returns empty for a call from the palette and for anything that is neither.
 */
export function targetsOf(arg0: unknown, arg1?: unknown): readonly NodeTarget[] {
  const list: readonly unknown[] = Array.isArray(arg0)
    ? arg0
    : Array.isArray(arg1) && arg1.includes(arg0)
      ? arg1
      : [arg0];
  return list.map(targetOf).filter(target => target !== undefined);
}
