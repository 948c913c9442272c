// Member assignments in each layout, and how a fault of theirs is stated.
import { legacy, others, proItem } from './facts';
import type { Json } from './jsonWriter';
import { at, entryAt } from './jsonWriter';
import type { Circumstances, Expected, Mutation, Severity } from './mutation';
import { jsonMutation, said } from './mutation';

type Path = readonly (string | number)[];
/** `['#', ...]` is the key at the rest of the path, `['^', ...]` the first character of the value there. */
type Found = readonly [severity: Severity, code: string, path: Path];

export const portal: Circumstances = { facts: legacy, itemId: proItem };
export const bare: Circumstances = {};

/** A file as it is, and what is wrong with it: paths to values; `['#', ...]` is the key at the path, `['^', ...]` the first character of a value. */
export function fault(
  code: string,
  name: string,
  value: unknown,
  circumstances: Circumstances,
  ...found: readonly Found[]
): Mutation {
  return jsonMutation(
    code,
    name,
    () => value,
    root =>
      ({ span }) =>
        found.map(([severity, what, path]): Expected => {
          const [sign, ...rest] = path;
          if (sign === '#') return said(severity, what, span(entryAt(root, ...rest).key));
          if (sign === '^')
            return said(severity, what, { offset: span(at(root, ...rest)).offset, length: 1 });
          const node: Json = at(root, ...path);
          return said(severity, what, span(node));
        }),
    circumstances,
  );
}

export const wish = (
  users: readonly unknown[],
  ...entitlements: readonly unknown[]
): Record<string, unknown> => ({
  users,
  entitlements,
});
export const row = (username: unknown, ...entitlements: readonly unknown[]): Record<string, unknown> => ({
  username,
  lastLogin: -1,
  disconnected: false,
  entitlements,
});
export const returned = (...rows: readonly unknown[]): unknown => ({ userEntitlements: rows });
export const exported = (itemId: string, ...holders: readonly unknown[]): unknown => ({
  itemId,
  portal: 'Riverbend',
  holders,
});
export const held = (user: unknown, ...entitlements: readonly unknown[]): Record<string, unknown> => ({
  user,
  entitlements,
});
export const [ann = '', bob = '', cyd = '', dan = ''] = others;

/** The same fault in each layout; the entry under test is the second of three, the wish of each goes to another member. */
export function everywhere(
  code: string,
  name: string,
  [user, ...entitlements]: readonly [string, ...(readonly string[])],
  severity: Severity,
  place: 'user' | number,
  circumstances: Circumstances,
): readonly Mutation[] {
  const rest = place === 'user' ? [] : ['entitlements', place];
  const where = (...base: Path): Found => [severity, code, [...base, ...rest]];
  const userOr = (key: string): Path => (place === 'user' ? (key === 'users' ? ['users', 0] : [key]) : []);
  return [
    fault(
      code,
      `${name}; list`,
      [wish([ann], 'desktopStdN'), wish([user], ...entitlements), wish([bob], 'desktopStdN')],
      circumstances,
      where(1, ...userOr('users')),
    ),
    fault(code, `${name}; one`, wish([user], ...entitlements), circumstances, where(...userOr('users'))),
    fault(
      code,
      `${name}; as the portal returns it`,
      returned(row(ann, 'desktopStdN'), row(user, ...entitlements), row(bob, '')),
      circumstances,
      where('userEntitlements', 1, ...userOr('username')),
    ),
    fault(
      code,
      `${name}; exported`,
      exported(proItem, held(ann, 'desktopStdN'), held(user, ...entitlements)),
      circumstances,
      where('holders', 1, ...userOr('user')),
    ),
  ];
}

/** More members than problems are shown. */
export const manyUnknown = (count: number): unknown =>
  wish(
    Array.from({ length: count }, (_, index) => `unknown ${index} of many`),
    'desktopStdN',
  );
