// A plan as a file that is committed, reviewed and applied later, by someone else: with what it saw, so that it can be refused where that is no longer so
// (issue 4, section 3). It holds no secret: an address, names, sets of entitlements.
import * as v from 'valibot';
import { canonicalJson } from './canonicalJson';
import { lineAt } from './files/fileProblem';
import type { FileProblem } from './files/fileProblem';
import { readJson } from './files/jsonText';
import { userKey } from './ids';
import type { Entitlement, ItemId, PortalId, Username, UserTypeId } from './ids';
import { l10n } from './l10n';
import type { MemberPlan, TargetState } from './planTypes';
import { checkPortal } from './policy/policyPortal';
import { planFaults } from './savedPlanFaults';
import { savedPlanSchema } from './savedPlanSchema';

/** Tells the file from every other JSON. */
export const savedPlanFormat = 'arcgis-entitlements-plan';
export const savedPlanVersion = 1;

/** What was seen of a member that the plan changes. */
export interface SeenMember {
  readonly username: Username;
  readonly entitlements: readonly Entitlement[];
  readonly offline: boolean;
  /** Absent where it was not known. */
  readonly userType?: UserTypeId;
}

/** What was seen of a target that the plan changes. */
export interface SeenTarget {
  readonly itemId: ItemId;
  readonly maxUsers?: number;
  readonly pools: TargetState['pools'];
  /** One for each change of the target, in their order. */
  readonly members: readonly SeenMember[];
}

/** What is of one computer only: the portal's id, which plan it was taken from, whether the policy is at hand, and what that does not ask for. */
type OfOneReader = 'portalId' | 'origin' | 'thresholdUnknown' | 'unasked';

export interface SavedPlan {
  readonly format: typeof savedPlanFormat;
  readonly version: typeof savedPlanVersion;
  /** When the state was read: ISO 8601, UTC. */
  readonly created: string;
  /** As a policy names its portal (`portalInPolicy`), and the organization that answered there. */
  readonly portal: { readonly name: string; readonly url: string; readonly orgId: string };
  readonly plan: Omit<MemberPlan, OfOneReader>;
  readonly saw: readonly SeenTarget[];
}

export interface SavedPlanProblem {
  /** Where in the file: `plan.requests[3].users`; empty for the whole of it. */
  readonly path: string;
  /** A sentence for people. */
  readonly message: string;
}

export type ParsedPlan =
  | { readonly kind: 'plan'; readonly saved: SavedPlan }
  | { readonly kind: 'problems'; readonly problems: readonly SavedPlanProblem[] };

/**
 * The file of a plan.
 * @param states those that the plan was made of.
 * @param userTypes the user type of a member, where it is known.
 */
export function savePlan(
  plan: MemberPlan,
  portal: SavedPlan['portal'],
  states: readonly TargetState[],
  userTypes: (name: string) => UserTypeId | undefined = () => undefined,
): SavedPlan {
  const portable: SavedPlan['plan'] & { -readonly [K in OfOneReader]?: MemberPlan[K] } = {
    ...plan,
    id: plan.origin ?? plan.id,
  };
  delete portable.portalId;
  delete portable.origin;
  delete portable.thresholdUnknown;
  delete portable.unasked;
  const byTarget = new Map<ItemId, MemberPlan['changes'][number][]>();
  for (const change of plan.changes) {
    const list = byTarget.get(change.itemId);
    if (list) list.push(change);
    else byTarget.set(change.itemId, [change]);
  }
  return {
    format: savedPlanFormat,
    version: savedPlanVersion,
    created: new Date(plan.createdAt).toISOString(),
    portal,
    plan: portable,
    saw: states.flatMap((state): SeenTarget[] => {
      const { itemId } = state.target;
      const changes = byTarget.get(itemId);
      if (!changes) return [];
      return [
        {
          itemId,
          ...(state.maxUsers !== undefined && { maxUsers: state.maxUsers }),
          pools: state.pools,
          members: changes.map(({ username, before }): SeenMember => {
            const userType = userTypes(username);
            return {
              username,
              entitlements: before,
              offline: state.holdings.get(userKey(username))?.offline ?? false,
              ...(userType !== undefined && { userType }),
            };
          }),
        },
      ];
    }),
  };
}

/** The text of the file: the same for the same plan, whoever saves it. */
export const savedPlanText = (saved: SavedPlan): string => canonicalJson(saved);

/**
 * What names a saved plan, for `--confirm` and the journal: a hash over the canonical text, so that white space does not count and everything else does.
 * @param sha256 hex SHA-256 of a text in UTF-8.
 */
export const planHash = (saved: SavedPlan, sha256: (text: string) => string): string =>
  sha256(savedPlanText(saved));

/**
 * The plan of a file, for the connection that it is applied to. A file can be applied more than once: each time is an operation of its own in the journal.
 * @param id of this time, a new one.
 */
export const planOfSaved = ({ plan }: SavedPlan, portalId: PortalId, id: string): MemberPlan => ({
  ...plan,
  portalId,
  id,
  origin: plan.id,
});

/** Reads a saved plan. Nothing in it is passed over: a field that is not known, or a part that does not fit the others, is a problem. Never throws. */
export function parseSavedPlan(text: string): ParsedPlan {
  const failed = (path: string, message: string): ParsedPlan => ({
    kind: 'problems',
    problems: [{ path, message }],
  });
  const { problems: faults } = readJson(text);
  const [fault] = faults;
  if (fault) return failed('', jsonFault(fault, text));
  const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  const head = v.safeParse(v.object({ format: v.literal(savedPlanFormat), version: v.number() }), json);
  if (!head.success)
    return failed('', l10n.t('This is no saved plan: its format is not “{0}”.', savedPlanFormat));
  if (head.output.version !== savedPlanVersion)
    return failed(
      'version',
      l10n.t(
        'This plan is of version {0} of the format, and this program reads version {1}. Use the program that saved it, or plan anew.',
        head.output.version,
        savedPlanVersion,
      ),
    );
  const parsed = v.safeParse(savedPlanSchema, json);
  if (!parsed.success) return { kind: 'problems', problems: parsed.issues.map(problemOf) };
  // The schema is the type, but for branded names.
  const saved = parsed.output as unknown as SavedPlan;
  const problems = [...headFaults(saved), ...planFaults(saved)];
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'plan', saved };
}

/** A key that stands twice would be passed over by one reader or another: it is a fault like any other. */
function jsonFault({ code, args, offset }: FileProblem, text: string): string {
  const line = lineAt(text, offset);
  return code === 'json.duplicateKey'
    ? l10n.t(
        'The key “{0}” stands twice in one object, at line {1}.',
        typeof args[0] === 'string' ? args[0] : '',
        line,
      )
    : l10n.t(
        'This is no JSON, at line {0}. Save the plan anew, or take the file from where it was committed.',
        line,
      );
}

function problemOf(issue: v.BaseIssue<unknown>): SavedPlanProblem {
  const path = (issue.path ?? []).reduce(
    (text, { key }) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return { path, message: l10n.t('There is no such field in a saved plan: {0}.', path) };
  if (issue.received === 'undefined') return { path, message: l10n.t('This field is missing: {0}.', path) };
  return { path, message: l10n.t('This is not what a saved plan has here: {0}.', path) };
}

function headFaults({ portal, created, plan }: SavedPlan): SavedPlanProblem[] {
  const problems: SavedPlanProblem[] = [];
  if (checkPortal(portal.url) !== 'fine')
    problems.push({
      path: 'portal.url',
      message: l10n.t(
        'The portal has to be an https address without user name, password, query or fragment, or a sample portal.',
      ),
    });
  if (new Date(plan.createdAt).toISOString() !== created)
    problems.push({
      path: 'created',
      message: l10n.t('The time of the plan is not when its state was read: {0}.', 'created'),
    });
  return problems;
}
