// Masked strings: a portal hides license strings and signatures in its answers, and refuses them when they come back.
import type { FileProblem } from './fileProblem';
import { problem } from './fileProblem';
import type { JsonNode } from './jsonText';
import { stringsIn } from './jsonNodes';

const stars = /^\s*\*+\s*$/;
const threeStars = /\*{3}/;
const secretKeys: ReadonlySet<unknown> = new Set(['license', 'signature']);

/**
 * One error per masked string (seeds 002 and 003 show `***`; issue section 6: such a file is not sent). Where a secret belongs a single star is a mask
 * too; elsewhere it can be a text of its own.
 */
export function maskedStrings(root: JsonNode): readonly FileProblem[] {
  return stringsIn(root, text => stars.test(text))
    .filter(node => isSecret(node) || threeStars.test(String(node.value)))
    .map(node => problem('error', node, 'file.masked'));
}

/** The value of a key that holds a license string or a signature. */
const isSecret = ({ parent }: JsonNode): boolean =>
  parent?.type === 'property' && secretKeys.has(parent.children?.[0]?.value);
