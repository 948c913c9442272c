// What a portal read in a license file, with the dates that its documented answer leaves out (wire reference 13.3 and 16.4).
import type { GrantedItem, LicenseFileContent } from '../model';

/** The file's own entry of one that the portal read: of several of one id the one at the same place among them. */
function counterpart(
  item: GrantedItem,
  index: number,
  said: readonly GrantedItem[],
  own: readonly GrantedItem[],
): GrantedItem | undefined {
  const isSame = (one: GrantedItem): boolean =>
    one.id === item.id || (one.itemId !== undefined && one.itemId === item.itemId);
  const ours = own.filter(isSame);
  // Where the portal has another number of them, which is which cannot be told.
  if (said.filter(isSame).length !== ours.length) return undefined;
  return ours[said.slice(0, index).filter(isSame).length];
}

const dated = (said: readonly GrantedItem[], own: readonly GrantedItem[]): readonly GrantedItem[] =>
  said.map((item, index) => {
    const file = counterpart(item, index, said, own);
    if (file === undefined) return item;
    const { startsAt, expiresAt } = file;
    return {
      ...(startsAt === undefined ? {} : { startsAt }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...item,
    };
  });

/**
 * The portal's reading of a file; starts and ends that it does not say are the file's own, as are the capabilities where it has no such list. Without
 * them an end that the file brings would be nobody's to ask about.
 */
export function withFileDates(said: LicenseFileContent, own: LicenseFileContent): LicenseFileContent {
  const capabilities = said.capabilities
    ? dated(said.capabilities, own.capabilities ?? [])
    : own.capabilities;
  return {
    ...said,
    userTypes: dated(said.userTypes, own.userTypes),
    appBundles: dated(said.appBundles, own.appBundles),
    apps: dated(said.apps, own.apps),
    extensions: dated(said.extensions, own.extensions),
    ...(capabilities === undefined ? {} : { capabilities }),
  };
}
