// Masked strings: a portal hides license strings and signatures in its answers, and refuses them when they come back.
import type { FileProblem } from './fileProblem';
import { problem } from './fileProblem';
import type { JsonNode } from './jsonText';
import { stringsIn } from './jsonNodes';

const mask = /^\*{3,}$/;

/** One error per masked string (seeds 002 and 003 show `***`; issue section 6: such a file is not sent). */
export function maskedStrings(root: JsonNode): readonly FileProblem[] {
  const masked = stringsIn(root, text => text.startsWith('*') && mask.test(text));
  return masked.map(node => problem('error', node, 'file.masked'));
}
