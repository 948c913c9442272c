// What to do about a policy that its portal differs from: the portal is made to match, or the file is updated.
import * as vscode from 'vscode';
import { inertLabel } from '../../core/inertText';
import type { PolicyStanding } from '../../core/policy/policyStanding';
import { PortalError } from '../../core/problem';
import { policyOf } from '../../services/policy/planPolicy';
import type { PolicyFacts } from '../../services/policy/policyFacts';
import { withAbort } from '../adapters';
import type { App } from '../app';
import { policyWords } from '../tree/policyWords';
import { targetsOf } from '../tree/nodeTarget';
import { policyFile, rosterReader } from './policyFile';
import { updateFile } from './updateFile';

interface Parts {
  readonly app: App;
  readonly facts: PolicyFacts;
  readonly standings: readonly PolicyStanding[];
  readonly plan: (args: readonly unknown[]) => Promise<void>;
  readonly checkDrift: (args: readonly unknown[]) => Promise<void>;
}

/**
 * Asks which policy, where several differ, and which way. Resolves without a change where nothing is chosen.
 * @param args a row of the tree, or none
 * @throws PortalError `badInput` where no policy was compared yet
 */
export async function endDrift(parts: Parts, args: readonly unknown[]): Promise<void> {
  const standing = await standingOf(parts, args);
  if (standing === undefined) return;
  const { portalId, uri, found } = standing;
  const portal = inertLabel(parts.app.connections.get(portalId)?.name ?? '');
  const asked = { uri, portalId };
  const show = {
    label: vscode.l10n.t('Show the Differences'),
    detail: vscode.l10n.t('Reads {0} once more.', portal),
    run: () => parts.checkDrift([asked]),
  };
  const ways =
    (found?.members ?? 0) === 0
      ? [show]
      : [
          {
            label: vscode.l10n.t('Make the Portal Match'),
            detail: vscode.l10n.t('Opens a plan for {0}. Nothing is changed before it is applied.', portal),
            run: () => parts.plan([asked]),
          },
          {
            label: vscode.l10n.t('Update the File'),
            detail: vscode.l10n.t('Edits {0} to say what {1} has.', inertLabel(standing.name), portal),
            run: () => update(parts, standing),
          },
          show,
        ];
  const chosen = await vscode.window.showQuickPick(ways, {
    title: `${inertLabel(standing.name)}: ${inertLabel(wordsOf(standing))}`,
    placeHolder: vscode.l10n.t('What shall be done?'),
  });
  await chosen?.run();
}

const wordsOf = ({ found, failure }: PolicyStanding): string =>
  failure !== undefined
    ? policyWords.policyFailed(failure)
    : found === undefined
      ? policyWords.policyNotCompared()
      : found.members > 0
        ? policyWords.policyDiffers(found.members)
        : policyWords.policyMatches();

async function standingOf(
  { app, standings }: Parts,
  args: readonly unknown[],
): Promise<PolicyStanding | undefined> {
  const [row] = targetsOf(args[0], args[1]);
  const named = standings.find(({ uri, portalId }) => uri === row?.policy && portalId === row.portalId);
  if (named !== undefined) return named;
  const compared = standings.filter(({ found, failure }) => found !== undefined || failure !== undefined);
  if (compared.length === 0)
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t('No policy of this workspace was compared with a portal yet: run Check Drift.'),
    );
  const differing = compared.filter(({ found }) => (found?.members ?? 0) > 0);
  const choice = differing.length > 0 ? differing : compared;
  if (choice.length === 1) return choice[0];
  const picked = await vscode.window.showQuickPick(
    choice.map(standing => ({
      standing,
      label: inertLabel(standing.name),
      description: inertLabel(`${app.connections.get(standing.portalId)?.name ?? ''} · ${wordsOf(standing)}`),
    })),
    { title: vscode.l10n.t('Drift of License Policies'), placeHolder: vscode.l10n.t('Which policy?') },
  );
  return picked?.standing;
}

async function update({ app, facts }: Parts, { uri, portalId }: PolicyStanding): Promise<void> {
  const file = await policyFile(vscode.Uri.parse(uri, true));
  if (file === undefined) return;
  const { organization } = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Reading who holds what…'),
      cancellable: true,
    },
    (_, token) =>
      withAbort(token, async signal => {
        const hold = app.holdSignIn(portalId, signal);
        try {
          return await facts.load(portalId, policyOf(file).policy, rosterReader(file), signal);
        } finally {
          hold.dispose();
        }
      }),
  );
  if (organization.listings.state === 'unread')
    throw new PortalError({ kind: 'refused' }, organization.listings.why);
  await updateFile(app, file.uri, organization);
}
