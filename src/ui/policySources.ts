// The license policies of a workspace as they are now, unsaved edits included.
import * as vscode from 'vscode';
import type { PolicySource } from '../services/policy/policyStandings';
import { findPolicies, rosterReader, textNow } from './policy/policyFile';

/**
 * All that can be read; none in a workspace that is not trusted.
 * @param unread told of each file that cannot be read, by its name
 */
export async function policySources(
  unread: (name: string) => void = () => undefined,
): Promise<readonly PolicySource[]> {
  if (!vscode.workspace.isTrusted) return [];
  const found = await findPolicies();
  const read = await Promise.all(
    found.map(async (uri): Promise<PolicySource | undefined> => {
      const name = vscode.workspace.asRelativePath(uri);
      try {
        return { uri: uri.toString(), name, text: await textNow(uri), rosterText: rosterReader({ uri }) };
      } catch {
        unread(name);
        return undefined;
      }
    }),
  );
  return read.filter(source => source !== undefined);
}
