// The product that an entitlements file is imported as, against what the file says of itself: imported as another one, it would replace that one's seats.
import type { EntitlementsFile } from './entitlementsFile';
import type { FileProblem } from './fileProblem';
import { problem } from './fileProblem';
import { readWithTree } from './importFile';
import { locatedText, valueOf } from './jsonNodes';
import { shortName } from './jsonText';
import { wrongAppId } from './lint/lintFeatures';
import { lintParts } from './lint/lintPart';

/**
 * @param appId what the file would be imported as.
 * @param now ms epoch
 * @returns an error where the file names another product, a warning where its entitlements are of another one (`lint.wrongAppId`); undefined where
 * nothing speaks against it. Never throws.
 */
export function chosenProductProblem(
  { name, text }: { readonly name: string; readonly text: string },
  content: EntitlementsFile,
  appId: string,
  now: number,
): FileProblem | undefined {
  const { root } = readWithTree(name, text, 'entitlements');
  if (root === undefined) return undefined;
  const parts = lintParts(root, content, now);
  if (content.appId !== undefined && content.appId.toLowerCase() !== appId.toLowerCase()) {
    const node = [root, ...parts.map(part => part.node)]
      .map(one => valueOf(one, 'appId'))
      .find(one => locatedText(one) !== undefined);
    return problem(
      'error',
      node ?? content.at,
      'entitlements.otherAppId',
      shortName(content.appId),
      shortName(appId),
    );
  }
  return wrongAppId(root, content, parts, appId);
}
