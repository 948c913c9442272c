// The other direction of drift: edits that make a policy say what a portal has, for the members that are chosen.
import { entitlementKey, userKey } from '../ids';
import type { ItemId, Username } from '../ids';
import { isBlocking } from '../files/fileProblem';
import { isArray } from '../files/jsonNodes';
import type { JsonNode } from '../files/jsonText';
import { isInForce } from './grantPeriods';
import { writtenKey } from './memberIndex';
import { policyDrift } from './policyDrift';
import type { PolicyDifference } from './policyDrift';
import type { PolicyOrganization } from './policyOrganization';
import type { People, Policy, Selector } from './policyTypes';
import { isOnlyMembers, onlyTeam, teamMentions } from './policyWalk';
import type { ResolvedGrant } from './policyWishes';
import { grantJson, peopleJson } from './printPolicy';
import { readPolicy } from './readPolicy';
import { PeopleResolver } from './resolvePeople';
import { resolvePolicy } from './resolvePolicy';
import type { PolicyTargetState, ResolvedPolicy } from './resolvePolicy';
import type { TextEdit } from './textEdits';
import { applyEdits } from './textEdits';
import { UpdateDocument } from './updateDocument';
import { saying } from './updateSaying';
import { userTypesTarget } from './wishTypes';

export interface UpdateInput {
  readonly text: string;
  /** The document's, to tell JSON from JSONC. */
  readonly name: string;
  readonly organization: PolicyOrganization;
  /** ms epoch */
  readonly now: number;
  /** Which differences; all where absent. */
  readonly only?: (difference: Pick<PolicyDifference, 'itemId' | 'username'>) => boolean;
}

export interface PolicyUpdate {
  /** In order, without overlaps; comments and layout of all else stay. Empty where nothing differs. */
  readonly edits: readonly TextEdit[];
  /** The chosen differences that the document would still have. */
  readonly left: readonly PolicyDifference[];
}

/**
 * Makes a policy agree with what is held (issue 4, section 8). A member is taken out of the rules that give something else: out of their lists of
 * names, or as an exception of the team, roster or selection that names them; what is held beyond is granted by a rule that has the same, or by a
 * new one. Other members are touched in nothing. A policy with errors is left alone. Never throws.
 */
export function updatePolicy(input: UpdateInput): PolicyUpdate {
  const { text, name, organization, now, only = () => true } = input;
  const { policy, root, problems } = readPolicy(text, name);
  if (policy === undefined || root === undefined || isBlocking(problems)) return { edits: [], left: [] };
  const resolved = resolvePolicy(policy, organization, now, text);
  const differences = policyDrift(resolved, organization).differences.filter(only);
  if (differences.length === 0) return { edits: [], left: [] };
  const update = new Update(policy, resolved, organization, now, new UpdateDocument(text, root));
  for (const difference of differences) update.settle(difference);
  const edits = update.edits();
  const chosen = new Set(differences.map(keyOf));
  const after = readPolicy(applyEdits(text, edits), name);
  // An edit that says anything else of somebody who was not chosen would be carried out by the next plan: then none is made.
  if (after.policy === undefined || isBlocking(after.problems)) return { edits: [], left: differences };
  const changed = resolvePolicy(after.policy, organization, now);
  if (JSON.stringify(saidOfOthers(resolved, chosen)) !== JSON.stringify(saidOfOthers(changed, chosen)))
    return { edits: [], left: differences };
  const left = policyDrift(changed, organization).differences.filter(one => chosen.has(keyOf(one)));
  return { edits, left };
}

/** What a policy says, now and later, of everybody but some: by target and member, in an order of its own. */
function saidOfOthers({ targets, rules }: ResolvedPolicy, chosen: ReadonlySet<string>): unknown {
  const said = new Map<string, string[]>();
  for (const { itemId, grants } of targets)
    for (const { members, entitlements, period } of grants)
      for (const key of members.keys()) {
        const of = `${itemId}\n${key}`;
        if (!chosen.has(of)) said.set(of, [...(said.get(of) ?? []), JSON.stringify([entitlements, period])]);
      }
  const inOrder = (keys: Iterable<string>): readonly string[] => [...keys].sort();
  return [
    inOrder([...said].map(([of, grants]) => `${of}\n${inOrder(grants).join('\n')}`)),
    inOrder(rules.protected.keys()),
    inOrder(rules.excluded.keys()),
  ];
}

const keyOf = ({ itemId, username }: Pick<PolicyDifference, 'itemId' | 'username'>): string =>
  `${itemId}\n${userKey(username)}`;

interface NewGrant {
  readonly entry: PolicyTargetState['entry'];
  readonly give: readonly string[];
  readonly members: Username[];
}

class Update {
  readonly #policy: Policy;
  readonly #resolved: ResolvedPolicy;
  readonly #people: PeopleResolver;
  readonly #now: number;
  readonly #document: UpdateDocument;
  /** Teams that one place alone names, so that a change of them changes nothing else. */
  readonly #ownTeams: ReadonlyMap<string, Selector>;
  readonly #exceptions = new Map<Selector, Map<string, Username>>();
  readonly #shortened = new Set<ResolvedGrant>();
  readonly #grants = new Map<string, NewGrant>();

  constructor(
    policy: Policy,
    resolved: ResolvedPolicy,
    organization: PolicyOrganization,
    now: number,
    document: UpdateDocument,
  ) {
    this.#policy = policy;
    this.#resolved = resolved;
    this.#people = new PeopleResolver(policy, organization);
    this.#now = now;
    this.#document = document;
    const mentions = new Map<string, number>();
    for (const { text } of teamMentions(policy)) mentions.set(text, (mentions.get(text) ?? 0) + 1);
    this.#ownTeams = new Map(
      policy.teams.flatMap(({ name, people }) => {
        const selector = people.selectors[0];
        return selector !== undefined && mentions.get(name.text) === 1 ? [[name.text, selector]] : [];
      }),
    );
  }

  /** Makes the document say of one member what the portal has. */
  settle(difference: PolicyDifference): void {
    const { itemId, username } = difference;
    const isTypes = itemId === userTypesTarget;
    const fold = (one: string): string => (isTypes ? one : entitlementKey(one));
    const wanted = saying(difference, this.#resolved.rules);
    const wantedKeys = new Set(wanted.map(fold));
    const fits = (rule: ResolvedGrant): boolean => rule.entitlements.every(one => wantedKeys.has(fold(one)));
    const inForce = this.#resolved.targets
      .filter(one => one.itemId === itemId)
      .flatMap(({ entry, grants }) =>
        grants.filter(one => isInForce(one.period, this.#now)).map(rule => ({ entry, rule })),
      );
    const given = new Set<string>();
    for (const { rule } of inForce) {
      if (!rule.members.has(userKey(username))) continue;
      if (fits(rule)) for (const one of rule.entitlements) given.add(fold(one));
      else this.#takeOut(rule, username);
    }
    const missing = wanted.filter(one => !given.has(fold(one)));
    if (missing.length === 0) return;
    const lacks = new Set(missing.map(fold));
    const entry = inForce[0]?.entry ?? this.#resolved.targets.find(one => one.itemId === itemId)?.entry;
    for (const { rule } of inForce) {
      const { from, until } = rule.grant;
      const keys = new Set(rule.entitlements.map(fold));
      // A loan is for those whom it names.
      if (from !== undefined || until !== undefined || !fits(rule)) continue;
      if ([...lacks].every(one => keys.has(one)) && this.#join(rule, username)) return;
    }
    if (entry !== undefined) this.#grant(entry, itemId, missing, username);
  }

  edits(): readonly TextEdit[] {
    for (const rule of this.#shortened) this.#removeEmpty(rule);
    for (const [selector, members] of this.#exceptions) this.#except(selector, [...members.values()]);
    for (const { entry, give, members } of this.#grants.values()) {
      const list = this.#grantsOf(entry);
      const to = [{ members: sortedByKey(members) }];
      const kind = entry === 'userTypes' ? 'userType' : entry.kind;
      if (list !== undefined)
        this.#document.addItem(list, grantJson({ to, give: kind === 'appBundle' ? [] : give }, kind));
    }
    return this.#document.edits();
  }

  #takeOut(rule: ResolvedGrant, username: Username): void {
    for (const selector of rule.grant.to.selectors) this.#takeFrom(selector, username);
    this.#shortened.add(rule);
  }

  #takeFrom(selector: Selector, username: Username): void {
    const key = userKey(username);
    if (!this.#selects(selector, key)) return;
    const isThis = (name: string): boolean => writtenKey(this.#people.spelling, name) === key;
    const others = selector.members.filter(one => !isThis(one.text));
    const list = this.#document.names(selector.at, 'members');
    if (list !== undefined && !this.#selects({ ...selector, members: others }, key)) {
      this.#document.removeNames(list, isThis);
      return;
    }
    const team = onlyTeam(selector);
    const own = team === undefined ? undefined : this.#ownTeams.get(team.text);
    if (own !== undefined) {
      this.#takeFrom(own, username);
      return;
    }
    const exceptions = this.#exceptions.get(selector) ?? new Map<string, Username>();
    this.#exceptions.set(selector, exceptions.set(key, username));
  }

  #selects(selector: Selector, key: string): boolean {
    const people: People = { at: selector.at, selectors: [selector] };
    return this.#people.of(people).members.has(key);
  }

  /** Adds a member to a rule that names members; false where it does not. */
  #join(rule: ResolvedGrant, username: Username): boolean {
    const key = userKey(username);
    for (const selector of rule.grant.to.selectors) {
      const team = onlyTeam(selector);
      const whole = (team === undefined ? undefined : this.#ownTeams.get(team.text)) ?? selector;
      const list = this.#document.names(whole.at, 'members');
      const isOut = [selector, whole].some(
        one =>
          (one.except && this.#people.of(one.except).members.has(key)) || this.#exceptions.get(one)?.has(key),
      );
      if (list === undefined || isOut) continue;
      this.#document.addName(list, username);
      return true;
    }
    return false;
  }

  #grant(
    entry: PolicyTargetState['entry'],
    itemId: ItemId,
    missing: readonly string[],
    username: Username,
  ): void {
    const keys = missing.map(entitlementKey).sort().join('\n');
    const set = this.#policy.sets.find(
      ({ entitlements }) =>
        entitlements
          .map(one => entitlementKey(one.text))
          .sort()
          .join('\n') === keys,
    );
    const isNamed = set !== undefined && itemId !== userTypesTarget && missing.length > 1;
    const give = isNamed ? [set.name.text] : missing;
    const key = JSON.stringify([itemId, give]);
    const grant = this.#grants.get(key) ?? { entry, give, members: [] };
    grant.members.push(username);
    this.#grants.set(key, grant);
  }

  /** A rule whose names are all gone goes as well, if nothing else selects. */
  #removeEmpty({ grant }: ResolvedGrant): void {
    const { to } = grant;
    const empty = to.selectors.filter(selector => {
      const list = this.#document.names(selector.at, 'members');
      return list !== undefined && this.#document.countAfter(list) === 0 && isOnlyMembers(selector);
    });
    if (empty.length === 0) return;
    if (empty.length === to.selectors.length) {
      const node = this.#document.node(grant.at);
      if (node?.parent !== undefined && isArray(node.parent)) this.#document.removeItem(node.parent, node);
      return;
    }
    const list = this.#document.node(to.at);
    for (const { at } of empty) {
      const node = this.#document.node(at);
      if (list !== undefined && node !== undefined && isArray(list)) this.#document.removeItem(list, node);
    }
  }

  /** Writes members as exceptions of a selection. */
  #except(selector: Selector, members: readonly Username[]): void {
    const node = this.#document.node(selector.at);
    if (node === undefined) return;
    const content = { members: sortedByKey(members) };
    if (node.type === 'string') {
      const team = selector.teams.map(one => one.text);
      this.#document.replace(node, peopleJson([{ team, except: [content] }]));
      return;
    }
    const { except } = selector;
    if (except === undefined) {
      this.#document.addKey(node, 'except', peopleJson([content]));
      return;
    }
    const list = except.selectors
      .filter(one => one.except === undefined)
      .map(one => this.#document.names(one.at, 'members'))
      .find(one => one !== undefined);
    const whole = this.#document.node(except.at);
    if (list !== undefined) for (const name of members) this.#document.addName(list, name);
    else if (whole?.type === 'array') this.#document.addItem(whole, peopleJson([content]));
    else if (whole !== undefined) this.#document.listWith(whole, peopleJson([content]));
  }

  #grantsOf(entry: PolicyTargetState['entry']): JsonNode | undefined {
    if (entry !== 'userTypes') return this.#document.names(entry.at, 'grants');
    const at = this.#policy.userTypes?.at;
    return at === undefined ? undefined : this.#document.node(at);
  }
}

const sortedByKey = (members: readonly Username[]): readonly Username[] =>
  [...members].sort((a, b) => (userKey(a) < userKey(b) ? -1 : 1));
