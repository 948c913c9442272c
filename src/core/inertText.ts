// Text of others where the editor gives text a meaning: links in messages, icons in quick picks.
import { plain } from './tree/treeModelText';

/** Zero width non-joiner: invisible, and no part of either form. */
const breaker = '\u200c';

/**
 * Text that stays text in a message, a dialog or the title of a progress notification. VS Code draws `[words](command:…)` there as a link that
 * runs the command, and `$(name)` in some places as an icon; a portal's own words must be able to do neither. Reads as before, lines stay.
 */
export function inertText(text: string): string {
  return text.replaceAll('](', `]${breaker}(`).replaceAll('$(', `$${breaker}(`);
}

/** {@link inertText} of {@link plain} text of one line: for label, description and detail in a quick pick, which draws `$(name)` as an icon. */
export function inertLabel(text: string): string {
  return inertText(plain(text));
}
