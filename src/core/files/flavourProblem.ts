// Which portal takes which file (product.md, kinds of file; wire reference 14.7).
import type { PortalKind } from '../model';
import type { FileProblem, TextSpan } from './fileProblem';
import { problem } from './fileProblem';

/** An error at the file's mark where the portal takes no such file; undefined where it does. `portal` is its name for people. */
export function flavourProblem(
  kind: 'entitlements' | 'portalLicense',
  flavour: PortalKind,
  portal: string,
  at: TextSpan,
): FileProblem | undefined {
  if (flavour === 'online') return problem('error', at, 'flavour.online', portal);
  if (kind === 'entitlements' && flavour === 'enterprise')
    return problem('error', at, 'flavour.needsLicense', portal);
  if (kind === 'portalLicense' && flavour === 'legacy')
    return problem('error', at, 'flavour.needsEntitlements', portal);
  return undefined;
}
