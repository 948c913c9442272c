// What an import has to ask, one question each. Undefined always means that the administrator cancelled.
import * as vscode from 'vscode';
import { askable, type AssignableProduct } from '../../core/files/assignableProducts';
import type { EntitlementsFile } from '../../core/files/entitlementsFile';
import { knownAppIds, likelyAppId } from '../../core/files/appIds';
import type { NamedKind } from '../../core/files/importFile';
import { inertLabel } from '../../core/inertText';
import type { DesiredChange } from '../../core/planTypes';
import { membersWords } from '../../core/timeline/timelineText';

interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

async function choose<T>(
  items: readonly Choice<T>[],
  options: vscode.QuickPickOptions,
): Promise<T | undefined> {
  const picked = await vscode.window.showQuickPick(items, {
    ignoreFocusOut: true,
    matchOnDescription: true,
    ...options,
  });
  return picked?.value;
}

export async function pickKind(name: string): Promise<NamedKind | undefined> {
  return choose<NamedKind>(
    [
      {
        value: 'entitlements',
        label: vscode.l10n.t('Entitlements file'),
        detail: vscode.l10n.t(
          'For ArcGIS Enterprise 10.6.1 and earlier, from License Server Administrator or My Esri',
        ),
      },
      {
        value: 'portalLicense',
        label: vscode.l10n.t('Portal license file'),
        detail: vscode.l10n.t('For ArcGIS Enterprise 10.7 and later, from My Esri'),
      },
    ],
    { placeHolder: vscode.l10n.t('The layout of {0} is not recognised. What is it?', name) },
  );
}

export async function pickAppId(file: EntitlementsFile): Promise<string | undefined> {
  const likely = file.appId ?? likelyAppId(file);
  const ids = [...new Set([...(likely === undefined ? [] : [likely]), ...knownAppIds])];
  const other = Symbol('other');
  const picked = await choose<string | typeof other>(
    [
      ...ids.map(id => ({
        value: id,
        label: inertLabel(id),
        ...(id === file.appId
          ? { description: vscode.l10n.t('named in the file') }
          : id === likely
            ? { description: vscode.l10n.t('by the entitlements in the file') }
            : {}),
      })),
      { value: other, label: vscode.l10n.t('Another product…') },
    ],
    { placeHolder: vscode.l10n.t('Which product is the file for (appId)?') },
  );
  if (picked !== other) return picked;
  const typed = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('The appId of the product, as the portal knows it'),
    ignoreFocusOut: true,
    validateInput: text =>
      /^[\w.-]+$/.test(text.trim()) ? undefined : vscode.l10n.t('Letters, digits, _ . and - only'),
  });
  return typed?.trim();
}

export async function pickMode(members: number): Promise<DesiredChange['mode'] | undefined> {
  return choose<DesiredChange['mode']>(
    [
      {
        value: 'add',
        label: vscode.l10n.t('Add'),
        detail: vscode.l10n.t('Members keep what they hold and get these entitlements as well'),
      },
      {
        value: 'remove',
        label: vscode.l10n.t('Remove'),
        detail: vscode.l10n.t('Members lose these entitlements and keep their others'),
      },
      {
        value: 'set',
        label: vscode.l10n.t('Set exactly'),
        detail: vscode.l10n.t(
          'Members hold exactly these entitlements of the listing afterwards; an empty list takes the listing away',
        ),
      },
    ],
    { placeHolder: vscode.l10n.t('What shall happen to what the file names: {0}?', membersWords(members)) },
  );
}

export async function pickListing(
  products: readonly AssignableProduct[],
): Promise<AssignableProduct | undefined> {
  return choose(
    askable(products).map(product => ({
      value: product,
      label: inertLabel(product.title),
      description: [markWords(product.mark), inertLabel(product.itemId)]
        .filter(text => text !== undefined)
        .join(' · '),
    })),
    { placeHolder: vscode.l10n.t('The file does not name a listing. Which one are its entitlements of?') },
  );
}

function markWords(mark: AssignableProduct['mark']): string | undefined {
  switch (mark) {
    case 'expired':
      return vscode.l10n.t('expired');
    case 'trial':
      return vscode.l10n.t('trial');
    case 'extension':
      return vscode.l10n.t('user type extension');
    case 'notPerUser':
    case undefined:
      return undefined;
  }
}

/** At least one; undefined when cancelled or nothing was chosen. */
export async function pickEntitlements(names: readonly string[]): Promise<readonly string[] | undefined> {
  const picked = await vscode.window.showQuickPick(
    names.map(name => ({ label: inertLabel(name), name })),
    {
      canPickMany: true,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t('The file names members alone. Which entitlements is it about?'),
    },
  );
  return picked === undefined || picked.length === 0 ? undefined : picked.map(item => item.name);
}
