// Before an import is sent: the preview that was agreed to has to hold still. Under the portal's lock, so that no other window of ours changes it meanwhile.
import { l10n } from '../../core/l10n';
import type { ImportPlan } from '../../core/planTypes';
import { isAbort, messageOf, PortalError } from '../../core/problem';
import type { FileUpload } from '../../arcgis/portalClient';
import { cancelledText } from './memberRun';
import type { Clock } from '../ports';

/** What is otherwise now than in the preview, in sentences (`changesSincePreview`). Rejects with an AbortError when the signal fires. */
export type ImportChanges = (
  plan: ImportPlan,
  file: FileUpload,
  signal?: AbortSignal,
) => Promise<readonly string[]>;

/** A sentence has room for so many changes. */
const changesShown = 5;

/** The first of some changes, as many as a sentence has room for, and how many there are besides. */
export function firstChanges(changes: readonly string[]): readonly string[] {
  const more = changes.length - changesShown;
  return [
    ...changes.slice(0, changesShown),
    ...(more > 0 ? [l10n.t('There are {0} more changes.', more)] : []),
  ];
}

/** The refusal of a plan whose preview does not hold any more. */
const staleImport = (changes: readonly string[]): PortalError =>
  new PortalError(
    { kind: 'staleState' },
    [
      l10n.t('The portal has changed since the preview. Nothing was imported.'),
      ...firstChanges(changes),
      l10n.t('Look at the preview again before you apply it.'),
    ].join(' '),
  );

/** A check that is older than this, ms, is made once more before the file is sent: a validation and a snapshot lie in between. */
const freshMs = 60_000;

export interface PreviewCheck {
  /**
   * @returns why nothing may be sent, where the portal could not be read again.
   * @throws PortalError `staleState` where the preview does not hold.
   */
  now(): Promise<string | undefined>;
  /** The same right before the file is sent, unless that was checked a short while ago. */
  beforeSending(): Promise<string | undefined>;
  /** A person was waited for: minutes may have passed. */
  waited(): void;
}

/** @param changesOf tells what has changed; without it every preview holds. */
export function previewCheck(
  changesOf: ImportChanges | undefined,
  plan: ImportPlan,
  file: FileUpload,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal | undefined },
): PreviewCheck {
  let checkedAt = -Infinity;
  async function now(): Promise<string | undefined> {
    const begunAt = clock.now();
    let changes: readonly string[];
    try {
      changes = (await changesOf?.(plan, file, signal)) ?? [];
    } catch (error) {
      if (error instanceof PortalError && error.fault.kind === 'staleState') throw error;
      return isAbort(error)
        ? cancelledText()
        : l10n.t('Not sent: the portal could not be read again. {0}', messageOf(error));
    }
    if (changes.length > 0) throw staleImport(changes);
    checkedAt = begunAt;
    return undefined;
  }
  return {
    now,
    beforeSending: async () => (clock.now() - checkedAt < freshMs ? undefined : now()),
    waited: () => {
      checkedAt = -Infinity;
    },
  };
}
