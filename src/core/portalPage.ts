// Pages of a portal's own web interface.

/**
 * The address of the member's page, the item's, or the organization's; built on the connection's address, never on one that a portal sent.
 * @returns undefined where `url` is not http or https.
 */
export function portalPage(
  url: string,
  target: { readonly itemId?: string; readonly username?: string } | undefined,
): string | undefined {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !['http:', 'https:'].includes(base.protocol)) return undefined;
  const home = `${base.origin}${base.pathname.replace(/\/+$/, '')}/home`;
  if (target?.username !== undefined) return `${home}/user.html?user=${encodeURIComponent(target.username)}`;
  if (target?.itemId !== undefined) return `${home}/item.html?id=${encodeURIComponent(target.itemId)}`;
  return `${home}/organization.html`;
}
