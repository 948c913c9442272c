// The one caller of the client's writes (product.md rule 3).
import { userKey } from '../../core/ids';
import type { PortalId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { PortalConnection } from '../../core/model';
import type { ImportPlan } from '../../core/planTypes';
import { isAbort, messageOf, PortalError } from '../../core/problem';
import type { FileUpload, PortalClient } from '../../arcgis/portalClient';
import { applyImport } from './applyImport';
import { applyMembers } from './applyMembers';
import { applyOperation } from './applyOperation';
import type { ApplyDeps, SignInAgain } from './applyMembers';
import type { Applier, ApplyEvent, ApplyOptions } from './applyTypes';
import type { Connections } from '../connectionTypes';
import { createDoubts } from './doubts';
import type { Doubt } from './doubts';
import type { DoubtFile } from './doubtFile';
import { createLicenseDoubts, isLicenseWrite } from './licenseDoubts';
import type { Inventory } from '../inventoryTypes';
import type { JournalStore, PortalSite } from '../journal/journalTypes';
import { cancelledText } from './memberRun';
import { removalHolds } from './operationHolds';
import { doubtsOnDisk } from './openPlanDoubts';
import { previewCheck } from './previewHolds';
import type { ImportChanges } from './previewHolds';
import { uploadHash } from '../snapshots/snapshotStore';
import type { SnapshotStore } from '../snapshots/snapshotTypes';
import type { Clock, Log } from '../ports';

export interface ApplierDeps {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly journal: JournalStore;
  readonly snapshots: SnapshotStore;
  readonly clock: Clock;
  readonly log: Log;
  /** What is known from elsewhere of writes that a portal may still carry out; those of this applier are remembered anyway. */
  readonly doubtFile?: DoubtFile;
  /** How long reading back may take after Cancel, ms; half a minute by default. */
  readonly readBackMs?: number;
  /** Waits until a person has signed in to the portal again; false when nobody will. Without it, a sign-in that ends ends the run. */
  readonly signInAgain?: SignInAgain;
  /** Tells what is otherwise now than in the preview of an import; with it, such an import is refused. */
  readonly importChanges?: ImportChanges;
}

/**
 * Asks who answers at the connection's address, before anything is written (wire reference 18, rows 24 and 25).
 * @returns why nothing may be sent, where the portal does not answer or the user may not write.
 * @throws PortalError `staleState` when it is another organization or user.
 */
async function refusalOf(
  client: PortalClient,
  connection: PortalConnection,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const { orgId, name, access } = await client.organization(signal);
    if (orgId !== connection.orgId)
      throw new PortalError(
        { kind: 'staleState' },
        l10n.t(
          '{0} now belongs to another organization ({1}). Nothing was sent. Connect it anew and plan again.',
          connection.url,
          name,
        ),
      );
    if (userKey(access.username) !== userKey(connection.username))
      throw new PortalError(
        { kind: 'staleState' },
        l10n.t(
          'The portal is signed in as {0}, not as {1}. Nothing was sent. Sign in again and plan again.',
          access.username,
          connection.username,
        ),
      );
    return access.canManageLicenses
      ? undefined
      : l10n.t('Not sent: this needs an administrator or the privilege to manage licenses.');
  } catch (error) {
    if (error instanceof PortalError && error.fault.kind === 'staleState') throw error;
    return isAbort(error)
      ? cancelledText()
      : l10n.t('Not sent: the portal could not be asked. {0}', messageOf(error));
  }
}

/**
 * Carries plans out, one at a time per organization: a second one of this window waits, so that its re-reading sees what the first one wrote;
 * one of another window is refused.
 */
export function createApplier(deps: ApplierDeps): Applier {
  /** By organization what was found on disk when the work on it began: nobody else writes there until it ends. */
  const onDisk = new Map<string, readonly Doubt[]>();
  const doubts = createDoubts(deps.clock, {
    inDoubt: orgId => Promise.resolve(onDisk.get(orgId) ?? []),
  });
  const licenseDoubts = createLicenseDoubts(deps);

  /** Looks for writes of other windows, and of a crash, that may still arrive. Returns why nothing may be sent, where that fails. */
  async function recall(connection: PortalConnection): Promise<string | undefined> {
    try {
      onDisk.set(connection.orgId, await doubtsOnDisk(deps, connection));
      return undefined;
    } catch (error) {
      return l10n.t('Not sent: {0}', messageOf(error));
    }
  }

  /**
   * Never rejects: what came of a plan must not be lost with a list that is worth five minutes. A list that could not be read is not written
   * over; nothing was sent then.
   */
  async function keepDoubts(orgId: string): Promise<void> {
    if (!onDisk.has(orgId)) return;
    try {
      await deps.doubtFile?.keep(orgId, await doubts.inDoubt(orgId));
    } catch (error) {
      deps.log.warn(`Writes in doubt cannot be kept for another window: ${messageOf(error)}`);
    }
  }

  function savedPortal(id: PortalId): PortalConnection {
    const connection = deps.connections.get(id);
    if (!connection)
      throw new PortalError({ kind: 'badInput' }, l10n.t('There is no saved portal "{0}".', id));
    return connection;
  }

  async function prepare(id: PortalId, options: ApplyOptions): Promise<[ApplyDeps, string | undefined]> {
    const client = deps.connections.client(id);
    const connection = savedPortal(id);
    // What a view does with an event must not end an apply in the middle.
    const onEvent = (event: ApplyEvent): void => {
      try {
        options.onEvent?.(event);
      } catch (error) {
        deps.log.error(`A listener of the apply failed: ${messageOf(error)}`);
      }
    };
    onEvent({ kind: 'checking' });
    const refusal = await refusalOf(client, connection, options.signal);
    return [
      {
        ...deps,
        doubts,
        licenseDoubts,
        keepDoubts: () => keepDoubts(connection.orgId),
        client,
        connection,
        signal: options.signal,
        pause: options.pause,
        onEvent,
      },
      refusal,
    ];
  }

  function requireSameFile(plan: ImportPlan, file: FileUpload): void {
    if (uploadHash(file) === plan.fileHash.toLowerCase()) return;
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('{0} is not the text that was previewed. Preview the import again.', plan.fileName),
    );
  }

  const alone = async <T>(id: PortalId, work: () => Promise<T>): Promise<T> => {
    const site: PortalSite = savedPortal(id);
    return deps.journal.alone(site, work);
  };

  return {
    applyMembers: (plan, options = {}) =>
      alone(plan.portalId, async () => {
        const [context, refusal] = await prepare(plan.portalId, options);
        // Before the plan is in the journal: one that is carried out again would hide what its first run left.
        const unknown = await recall(context.connection);
        try {
          return await applyMembers(context, plan, refusal ?? unknown);
        } finally {
          // A plan that got no end may have lost writes as well.
          await keepDoubts(context.connection.orgId);
          onDisk.delete(context.connection.orgId);
        }
      }),
    applyImport: (plan, file, options = {}) =>
      alone(plan.portalId, async () => {
        requireSameFile(plan, file);
        const [context, refusal] = await prepare(plan.portalId, options);
        const preview = previewCheck(deps.importChanges, plan, file, context);
        const why = refusal ?? (await licenseDoubts.refusal(context.connection)) ?? (await preview.now());
        return applyImport(context, plan, file, why, preview);
      }),
    applyOperation: (plan, options = {}) =>
      alone(plan.portalId, async () => {
        const [context, refusal] = await prepare(plan.portalId, options);
        const late =
          refusal === undefined && isLicenseWrite(plan)
            ? await licenseDoubts.refusal(context.connection)
            : undefined;
        const why = refusal ?? late ?? (await removalHolds(context.client, plan, options.signal));
        return applyOperation(context, plan, why);
      }),
  };
}
