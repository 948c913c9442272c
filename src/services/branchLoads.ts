// How each branch of the inventory is read: one table from its name to the call of the client.
import type { HolderDirectory } from '../core/holderDirectory';
import { itemId } from '../core/ids';
import type { Username } from '../core/ids';
import { l10n } from '../core/l10n';
import type { Holder, Listed, PartialReason, PortalKind } from '../core/model';
import { isAbort, isPortalError, messageOf, PortalError } from '../core/problem';
import type { PortalClient, ReadOptions } from '../arcgis/portalClient';
import { holderSink, nameSink } from './holderLists';
import type { RowSink } from './holderLists';
import type { BranchName, BranchValues } from './inventoryTypes';

export interface LoadContext<T> {
  readonly client: PortalClient;
  readonly kind: PortalKind;
  readonly key: string | undefined;
  readonly directory: HolderDirectory;
  readonly signal: AbortSignal;
  /** Shows what is there so far; `value` is made only when somebody looks. */
  readonly progress: (value: () => T) => void;
}

type Loader<N extends BranchName> = (context: LoadContext<BranchValues[N]>) => Promise<BranchValues[N]>;

const kinds: Partial<Record<BranchName, readonly PortalKind[]>> = {
  license: ['enterprise'],
  futureLicense: ['enterprise'],
  systemLicenses: ['legacy'],
  entitlementsQueue: ['legacy'],
  userTypes: ['online', 'enterprise'],
  appBundles: ['online', 'enterprise'],
  bundleHolders: ['online', 'enterprise'],
};

/** True where a portal of this kind has the branch (wire reference 14.7 and 21). */
export const hasBranch = (kind: PortalKind, name: BranchName): boolean => kinds[name]?.includes(kind) ?? true;

function keyOf(context: { readonly key: string | undefined }, missing: string): string {
  if (context.key !== undefined && context.key !== '') return context.key;
  throw new PortalError({ kind: 'badInput' }, missing);
}

/**
 * Reads a long list and shows what has arrived meanwhile. A failure after the first rows keeps them and marks the list, as does a
 * cancellation (product.md rule 2); sign-in is not part of that: it pauses all of the portal and is thrown.
 */
async function readRows<Row>(
  context: LoadContext<Listed<Row>>,
  newSink: () => RowSink<Row>,
  read: (options: ReadOptions<Row>) => Promise<Listed<Row>>,
): Promise<Listed<Row>> {
  const sink = newSink();
  let whole: number | undefined;
  const soFar = (partial: PartialReason): Listed<Row> => ({
    items: sink.soFar(),
    partial,
    ...(whole === undefined ? {} : { total: whole }),
  });
  try {
    const list = await read({
      signal: context.signal,
      handsOver: true,
      ...(sink.seen === undefined ? {} : { seen: sink.seen }),
      onRows: (slice, total) => {
        sink.add(slice);
        whole = total ?? whole;
        context.progress(() =>
          soFar(whole === undefined ? { kind: 'paged' } : { kind: 'paged', total: whole }),
        );
      },
    });
    // A reader that kept the rows all the same has the last word on them.
    if (list.items.length === 0 || list.items.length === sink.length) return { ...list, items: sink.end() };
    const own = newSink();
    own.add(list.items);
    return { ...list, items: own.end() };
  } catch (error) {
    if (sink.length === 0 || isAbort(error) || (isPortalError(error) && error.fault.kind === 'signIn'))
      throw error;
    return soFar({ kind: 'pageFailed', message: messageOf(error) });
  }
}

const loaders: { readonly [N in BranchName]: Loader<N> } = {
  organization: ({ client, signal }) => client.organization(signal),
  listings: ({ client, signal }) => client.purchases(signal),
  userTypes: ({ client, signal }) => client.userTypes(signal),
  appBundles: ({ client, signal }) => client.appBundles(signal),
  license: ({ client, signal }) => client.license(signal),
  futureLicense: ({ client, signal }) => client.futureLicense(signal),
  systemLicenses: ({ client, signal }) => client.systemLicenses(signal),
  holders: context => {
    const id = itemId(keyOf(context, l10n.t('This needs the item id of a listing and got none.')));
    return readRows<Holder>(
      context,
      () => holderSink(context.directory),
      options => context.client.holders(id, options),
    );
  },
  bundleHolders: context => {
    const id = itemId(keyOf(context, l10n.t('This needs the item id of an app bundle and got none.')));
    return readRows<Username>(
      context,
      () => nameSink(context.directory),
      options => context.client.appBundleHolders(id, options),
    );
  },
  entitlementsQueue: async context => {
    const { client, signal } = context;
    const appId = keyOf(context, l10n.t('This needs the appId of a product and got none.'));
    const queue = await client.entitlementsQueue(appId, signal);
    return client.withImported?.(queue) ?? queue;
  },
};

/**
 * Reads one branch.
 * @throws PortalError `versionUnsupported` where this kind of portal does not have it, else whatever the client throws.
 */
export async function loadBranch<N extends BranchName>(
  name: N,
  context: LoadContext<BranchValues[N]>,
): Promise<BranchValues[N]> {
  if (!hasBranch(context.kind, name)) {
    throw new PortalError(
      { kind: 'versionUnsupported' },
      l10n.t('This portal has no {0}: its licensing is of another generation.', name),
    );
  }
  return loaders[name](context);
}
