// Finds the policy that a saved plan was made of, by what it says: the plan's file names its hash, and what the plan takes is compared with what that policy asks for.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isPolicyName } from '../core/policy/policyName';
import { policyHash } from '../services/policy/policyHash';
import { rosterText } from '../services/policy/rosterFile';
import type { FoundPolicy } from '../services/policy/savedPlanPolicy';

/**
 * The policy with this hash, and the rosters beside it.
 * @param plan the file of the plan: its folder is looked through
 * @param named the policy that the command names, which then is the only one looked at
 * @returns undefined where none has the hash
 * @throws what reading the named file throws
 */
export async function policyBeside(
  plan: string,
  named: string | undefined,
  hash: string,
): Promise<FoundPolicy | undefined> {
  const folder = path.dirname(named ?? plan);
  const found = (text: string): FoundPolicy => ({ text, rosterText: roster => rosterText(folder, roster) });
  if (named !== undefined) {
    const text = await readFile(named, 'utf8');
    return policyHash(text) === hash ? found(text) : undefined;
  }
  for (const name of (await readdir(folder)).filter(isPolicyName).sort()) {
    // What lies beside the plan and cannot be read is not the policy.
    const text = await readFile(path.join(folder, name), 'utf8').catch(() => undefined);
    if (text !== undefined && policyHash(text) === hash) return found(text);
  }
  return undefined;
}
