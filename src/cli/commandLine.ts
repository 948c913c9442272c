// The words of the command line.
import { parseArgs } from 'node:util';

/** What every reader of the environment calls the token. */
export const tokenVariable = 'ARCGIS_TOKEN';

export const usage = `Usage: arcgis-entitlements COMMAND FILE [OPTIONS]

  plan FILE --portal URL    what a license policy would change
  drift FILE --portal URL   where a portal is not what its policy says
  apply FILE --confirm HASH carries out a saved plan, and no other than the one with this hash

The token of an administrator is read from the environment variable ${tokenVariable}, never from an argument or a file. --portal must be the address
that the policy names: a changed policy cannot send the token elsewhere.

  --portal URL         https address of the portal, such as https://gis.example.edu/portal
  --confirm HASH       the hash that Save Plan, and "plan --save", said of the plan that was reviewed
  --save FILE          with plan: also saves the plan, with what it saw of every member; writes over an older saved plan and over nothing else, and
                       takes the older one away where no plan is to be applied
  --policy FILE        with apply: the policy that the plan was made of, for what it takes unasked; looked for beside the plan by default
  --over-threshold     with apply: also a plan that takes something from more members than its policy allows unasked,
                       or what that policy does not take now, or whose policy is not found
  --storage DIR        with apply: where lock and journal lie; VS Code's own folder of the extension by default
  --json               one JSON document on standard output in place of text
  --remove-doubles     take, and do not grant, what a member's user type includes anyway, where the policy does not say ("removeDoubles")
  --help               this text

plan and drift end with 0 where there is nothing to do and with 2 where there are changes; apply ends with 0 where all is done and with 2 where a
part is. All end with 1 after an error, which stands on standard error, and plan and drift also where the portal cut a list and so not all is known.`;

export interface ApplyRequest {
  readonly command: 'apply';
  readonly file: string;
  /** SHA-256, hex. */
  readonly confirm: string;
  readonly storage: string | undefined;
  /** The policy that the plan was made of; looked for beside the plan where absent. */
  readonly policy: string | undefined;
  /** A plan over the policy's removal threshold is asked for. */
  readonly overThreshold: boolean;
  readonly json: boolean;
}

export interface PolicyRequest {
  readonly command: 'plan' | 'drift';
  readonly file: string;
  readonly portal: string;
  readonly json: boolean;
  readonly removeDoubles: boolean;
  /** Where to save the plan. */
  readonly save: string | undefined;
}

/** What each command may be told. */
const optionsOf: Readonly<Record<'plan' | 'drift' | 'apply', ReadonlySet<string>>> = {
  plan: new Set(['portal', 'json', 'remove-doubles', 'save']),
  drift: new Set(['portal', 'json', 'remove-doubles']),
  apply: new Set(['confirm', 'policy', 'over-threshold', 'storage', 'json']),
};

const seeHelp = 'The options are described by --help.';

/** An argument that is missing or wrong; the message names it and what it may be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the arguments; `help` where they ask for {@link usage}. @throws UsageError */
export function readCommandLine(args: readonly string[]): PolicyRequest | ApplyRequest | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help === true) return 'help';
  const [command, file, ...rest] = positionals;
  if (command !== 'plan' && command !== 'drift' && command !== 'apply')
    throw new UsageError(
      command === undefined
        ? `No command is given. ${seeHelp}`
        : `There is no command "${command}". ${seeHelp}`,
    );
  if (file === undefined)
    throw new UsageError(
      `${command} needs the file of a ${command === 'apply' ? 'saved plan' : 'policy'}. ${seeHelp}`,
    );
  if (rest[0] !== undefined) throw new UsageError(`"${rest[0]}" is one file too many. ${seeHelp}`);
  const misplaced = Object.keys(values).find(option => !optionsOf[command].has(option));
  if (misplaced !== undefined) throw new UsageError(`${command} has no option --${misplaced}. ${seeHelp}`);
  if (command === 'apply') {
    const confirm = values.confirm?.toLowerCase() ?? '';
    if (!/^[0-9a-f]{64}$/.test(confirm))
      throw new UsageError(
        `apply needs --confirm with the hash of the plan: 64 characters, which were told when it was saved. ${seeHelp}`,
      );
    return {
      command,
      file,
      confirm,
      storage: values.storage,
      policy: values.policy,
      overThreshold: values['over-threshold'] === true,
      json: values.json === true,
    };
  }
  if (values.portal === undefined)
    throw new UsageError(`${command} needs --portal with the address that the policy names. ${seeHelp}`);
  return {
    command,
    file,
    portal: values.portal,
    json: values.json === true,
    removeDoubles: values['remove-doubles'] === true,
    save: values.save,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        portal: { type: 'string' },
        confirm: { type: 'string' },
        storage: { type: 'string' },
        policy: { type: 'string' },
        'over-threshold': { type: 'boolean' },
        save: { type: 'string' },
        json: { type: 'boolean' },
        'remove-doubles': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)} ${seeHelp}`, {
      cause: error,
    });
  }
}
