// The argument of the import command, as keybindings, tasks and other extensions give it (README). Nothing of it skips a confirmation.
import * as v from 'valibot';
import { importableKinds } from '../../core/files/fileKinds';
import { portalId } from '../../core/ids';
import { PortalError } from '../../core/problem';
import { l10n } from '../../core/l10n';
import type { ImportOptions } from './index';

const Arguments = v.strictObject({
  uri: v.optional(v.string()),
  portalId: v.optional(v.string()),
  kind: v.optional(v.picklist(importableKinds)),
  appId: v.optional(v.string()),
  itemId: v.optional(v.string()),
  mode: v.optional(v.picklist(['add', 'remove', 'set'])),
});

export interface ImportArguments {
  readonly uri?: string;
  readonly options: ImportOptions;
}

/** @throws PortalError `badInput` that names what is wrong in it and what it may be */
export function readImportArguments(value: unknown): ImportArguments {
  const parsed = v.safeParse(Arguments, value ?? {});
  if (!parsed.success) {
    const what = parsed.issues.map(issue => [v.getDotPath(issue), issue.message].filter(Boolean).join(': '));
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t(
        'The import was called with arguments it does not understand ({0}). The README lists them.',
        what.join('; '),
      ),
    );
  }
  const { uri, portalId: portal, kind, appId, itemId, mode } = parsed.output;
  return {
    ...(uri === undefined ? {} : { uri }),
    options: {
      ...(portal === undefined ? {} : { portalId: portalId(portal) }),
      ...(kind === undefined ? {} : { kind }),
      ...(appId === undefined ? {} : { appId }),
      ...(itemId === undefined ? {} : { itemId }),
      ...(mode === undefined ? {} : { mode }),
    },
  };
}
