// The port of a license manager. Told where the file is read, so that it is in the Problems panel and keeps the file from being imported in the same words.
import type { FileFix, FileProblem, TextSpan } from './fileProblem';
import { problem } from './fileProblem';
import type { JsonNode } from './jsonText';
import { numberOf, valueOf } from './jsonNodes';
import { sentence } from './texts';

const usualPort = 27000;

/**
 * An error where `port` is no whole number from 1 to 65535; nothing where there is none.
 * @param manager a `licenseManagerInfo`. @param isSigned it stands inside `orgEntitlements`: then there is no fix.
 */
export function portProblem(manager: JsonNode, isSigned: boolean): FileProblem | undefined {
  const node = valueOf(manager, 'port');
  if (node === undefined) return undefined;
  const port = numberOf(node);
  if (port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65_535) return undefined;
  const found = problem(
    'error',
    node,
    'lint.portRange',
    sentence(isSigned ? 'lint.signed' : 'lint.portUsual'),
  );
  if (isSigned) return found;
  return { ...found, fixes: [portFix(node, '')] };
}

/** Writes the usual port at a place. @param before what has to stand before the number there, such as its key */
export const portFix = ({ offset, length }: TextSpan, before: string): FileFix => ({
  title: sentence('fix.port'),
  edits: [{ offset, length, newText: `${before}${usualPort}` }],
});
