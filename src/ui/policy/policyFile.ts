// The policy a command is about, and the saved portal that it names.
import * as v from 'valibot';
import * as vscode from 'vscode';
import { portalId } from '../../core/ids';
import type { PortalId } from '../../core/ids';
import { PortalError } from '../../core/problem';
import { isPolicyName } from '../../core/policy/policyName';
import { policyOf } from '../../services/policy/planPolicy';
import type { PolicyDocument } from '../../services/policy/planPolicy';
import { rosterText } from '../../services/policy/rosterFile';
import type { App } from '../app';
import { nameOf, openText } from '../files/openFile';
import { pickNamed } from '../portalNamed';
import { policyFiles } from '../policyFiles';
import { targetsOf } from '../tree/nodeTarget';
import { parsedUri } from '../parsedUri';

export interface PolicyFile extends PolicyDocument {
  readonly uri: vscode.Uri;
}

/** At most so many policies of a workspace are looked at. */
const mostPolicies = 200;

/** The policies of the workspace, those of packages left out. */
export const findPolicies = async (): Promise<readonly vscode.Uri[]> =>
  vscode.workspace.findFiles(policyFiles, '**/node_modules/**', mostPolicies);

const pickPolicy = async (): Promise<vscode.Uri | undefined> => {
  const found = await findPolicies();
  if (found.length === 0)
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t(
        'There is no license policy in this workspace: a file named *.license-policy.json or .jsonc. Adopt Current State writes one.',
      ),
    );
  const items = found
    .map(uri => ({ uri, label: nameOf(uri), description: vscode.workspace.asRelativePath(uri) }))
    .sort((a, b) => a.description.localeCompare(b.description));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('License Policy'),
    placeHolder: vscode.l10n.t('Which policy?'),
  });
  return picked?.uri;
};

/**
 * The policy of the command's argument, else of the active editor, else one that is picked; as the editor has it, unsaved text included.
 * @returns undefined when the administrator cancelled
 * @throws PortalError `badInput` for a file that is no policy by its name, and for what cannot be opened as text
 */
export async function policyFile(uri: vscode.Uri | undefined): Promise<PolicyFile | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const wanted =
    uri ?? (active !== undefined && isPolicyName(active.path) ? active : undefined) ?? (await pickPolicy());
  if (wanted === undefined) return undefined;
  const name = nameOf(wanted);
  if (!isPolicyName(name))
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t(
        '{0} is no license policy: its name does not end with .license-policy.json or .jsonc.',
        name,
      ),
    );
  const document = await openText(wanted);
  return { uri: document.uri, name, text: document.getText() };
}

/**
 * The saved portal that a policy names; which of them is asked where it is saved several times.
 * @returns undefined when the administrator cancelled
 * @throws PortalError `badInput` for a policy with errors, and for a portal that is not saved
 */
export async function portalOf(
  app: Pick<App, 'connections'>,
  file: PolicyDocument,
): Promise<PortalId | undefined> {
  const { policy } = policyOf(file);
  const named = policy.portal?.text ?? '';
  return pickNamed(app, file.name, named);
}

const PolicyArgument = v.strictObject({
  uri: v.optional(v.string()),
  portalId: v.optional(v.pipe(v.string(), v.transform(portalId))),
});

/**
 * What a command about a policy is about.
 * @param args of a menu (uri, uris), of the palette or a lens (none), or of a program ({ uri?, portalId? })
 * @returns undefined when the administrator cancelled
 * @throws PortalError as {@link policyFile} and {@link portalOf}
 */
export async function policyAndPortal(
  app: Pick<App, 'connections'>,
  [first]: readonly unknown[],
): Promise<{ readonly file: PolicyFile; readonly portal: PortalId } | undefined> {
  const asked =
    first === undefined || first instanceof vscode.Uri ? undefined : v.safeParse(PolicyArgument, first);
  const [row] = targetsOf(first);
  const given =
    asked?.success === true
      ? asked.output
      : row?.policy === undefined
        ? {}
        : { uri: row.policy, portalId: row.portalId };
  const uri =
    first instanceof vscode.Uri ? first : given.uri === undefined ? undefined : parsedUri(given.uri);
  const file = await policyFile(uri);
  if (file === undefined) return undefined;
  const portal = given.portalId ?? (await portalOf(app, file));
  return portal === undefined ? undefined : { file, portal };
}

/** Reads a roster beside the policy, through the editor's file systems, so that virtual workspaces count. */
export const rosterReader =
  ({ uri }: Pick<PolicyFile, 'uri'>) =>
  async (path: string): Promise<string> => {
    if (uri.scheme === 'untitled')
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t('{0} is looked for beside the policy, which is not saved yet.', path),
      );
    const roster = vscode.Uri.joinPath(uri, '..', path);
    if (uri.scheme !== 'file') return textNow(roster);
    // A link in the folder shows no file outside of it, also where the editor would follow it; what was looked at is what is read.
    const text = await rosterText(vscode.Uri.joinPath(uri, '..').fsPath, path);
    return openDocument(roster)?.getText() ?? text;
  };

const openDocument = (uri: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(one => one.uri.toString() === uri.toString());

/** A file as an editor has it, unsaved edits included, else as it is on disk. Opens nothing. @throws where it cannot be read */
export async function textNow(uri: vscode.Uri): Promise<string> {
  return openDocument(uri)?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
