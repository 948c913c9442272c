// A policy with dates has to say which zone its days are of: a machine of CI has another one than the campus.
import type { FileFix, FileProblem } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import { sentence } from '../files/texts';
import type { Policy } from './policyTypes';
import { allGrants } from './policyWalk';
import { layoutOf, marginAt } from './textEdits';

/**
 * One warning, at the first date of the document.
 * @param known the organization's zone, as the connection or this computer has it; undefined: only UTC is offered
 */
export function lintTimeZone(
  policy: Policy,
  text: string,
  known: string | undefined,
): readonly FileProblem[] {
  if (policy.timeZone !== undefined) return [];
  const [first] = allGrants(policy)
    .flatMap(({ grant }) => [grant.from ?? [], grant.until ?? []].flat())
    .sort((a, b) => a.offset - b.offset);
  if (first === undefined) return [];
  const found =
    known === undefined
      ? problem('warning', first, 'policy.noZoneKnown')
      : problem('warning', first, 'policy.noZone', known);
  const zones = [...new Set([...(known === undefined ? [] : [known]), 'UTC'])];
  const fixes = zones.flatMap(zone => addZone(policy, text, zone) ?? []);
  return [fixes.length === 0 ? found : { ...found, fixes }];
}

/** Behind `portal`, on a line of its own where that has one. Which zone is meant is the administrator's to say. */
function addZone({ portal }: Policy, text: string, zone: string): FileFix | undefined {
  if (portal === undefined) return undefined;
  const line = text.slice(text.lastIndexOf('\n', portal.offset - 1) + 1, portal.offset);
  const isOwnLine = /^\s*"portal"\s*:\s*$/.test(line);
  const lead = isOwnLine ? layoutOf(text).eol + marginAt(text, portal.offset) : ' ';
  const newText = `,${lead}"timeZone": ${JSON.stringify(zone)}`;
  return {
    title: sentence('fix.timeZone', zone),
    edits: [{ offset: portal.offset + portal.length, length: 0, newText }],
    isGuess: true,
  };
}
