// Before an import is sent: the preview that was agreed to has to hold still. Under the portal's lock, so that no other window of ours changes it meanwhile.
import { l10n } from '../../core/l10n';
import type { ImportPlan } from '../../core/planTypes';
import { isAbort, messageOf, PortalError } from '../../core/problem';
import type { FileUpload } from '../../arcgis/portalClient';
import { cancelledText } from './memberRun';

/** What is otherwise now than in the preview, in sentences (`changesSincePreview`). */
export type ImportChanges = (plan: ImportPlan, file: FileUpload) => Promise<readonly string[]>;

/** A sentence has room for so many changes. */
const changesShown = 5;

/** The refusal of a plan whose preview does not hold any more. */
export function staleImport(changes: readonly string[]): PortalError {
  const more = changes.length - changesShown;
  return new PortalError(
    { kind: 'staleState' },
    [
      l10n.t('The portal has changed since the preview. Nothing was sent.'),
      ...changes.slice(0, changesShown),
      ...(more > 0 ? [l10n.t('There are {0} more changes.', more)] : []),
      l10n.t('Look at the preview again before you apply it.'),
    ].join(' '),
  );
}

/**
 * @returns why nothing may be sent, where the portal could not be read again.
 * @throws PortalError `staleState` where the preview does not hold.
 */
export async function requirePreviewHolds(
  changesOf: ImportChanges | undefined,
  plan: ImportPlan,
  file: FileUpload,
): Promise<string | undefined> {
  let changes: readonly string[];
  try {
    changes = (await changesOf?.(plan, file)) ?? [];
  } catch (error) {
    return isAbort(error)
      ? cancelledText()
      : l10n.t('Not sent: the portal could not be read again. {0}', messageOf(error));
  }
  if (changes.length > 0) throw staleImport(changes);
  return undefined;
}
