// What the portal says of a license file right before it is imported: a file that it does not accept is not sent.
import { l10n } from '../../core/l10n';
import type { ImportPlan } from '../../core/planTypes';
import { isPortalError } from '../../core/problem';
import type { FileUpload } from '../../arcgis/portalClient';
import { isAborted, signedInAgain } from './answer';
import type { ApplyDeps } from './applyMembers';
import { changeOf, readImportState } from './importState';
import type { ImportState } from './importState';
import { asPortalError } from './singleReads';
import { cancelledText } from './memberRun';
import { portalText, verdictOf } from './verdict';

/**
 * Has the portal validate the file; where the sign-in has ended, after it was renewed. Nothing is validated up to 10.6.1.
 * @param before the state that was read and kept: what has changed during a sign-in is not written over.
 * @returns why the file may not be sent, in words.
 */
export async function refusedFile(
  deps: ApplyDeps,
  plan: ImportPlan,
  file: FileUpload,
  before: ImportState,
): Promise<string | undefined> {
  if (plan.operation !== 'importLicense') return undefined;
  const { client, signal } = deps;
  try {
    await client.validateLicense(file, signal);
    return undefined;
  } catch (error) {
    if (isAborted(signal)) return cancelledText();
    const verdict = verdictOf(error);
    if (verdict.kind === 'stop' && verdict.renewable && (await signedInAgain(deps, plan)))
      return (await changedMeanwhile(deps, plan, before)) ?? refusedFile(deps, plan, file, before);
    if (isAborted(signal)) return cancelledText();
    // An expired license is refused for what it is; all else that is not about the file may pass another time.
    const isAboutFile =
      verdict.kind === 'refused' || (isPortalError(error) && error.fault.kind === 'listingUnavailable');
    const said = portalText(asPortalError(error));
    return isAboutFile
      ? l10n.t('Not sent: the portal does not accept the file. {0}', said)
      : l10n.t('Not sent: the file could not be validated. {0}', said);
  }
}

async function changedMeanwhile(
  { client }: ApplyDeps,
  plan: ImportPlan,
  before: ImportState,
): Promise<string | undefined> {
  try {
    return changeOf(plan, before, await readImportState(client, plan), undefined) === 'same'
      ? undefined
      : l10n.t('Not sent: the portal has changed while a sign-in was waited for. Preview the import again.');
  } catch (error) {
    return l10n.t('Not sent: the file could not be validated. {0}', portalText(asPortalError(error)));
  }
}
