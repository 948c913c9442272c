// Teams that are named and not there, and teams that are made of themselves.
import type { FileProblem, LocatedText } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import { sentence } from '../files/texts';
import { nearMatch } from '../nearMatch';
import type { People, Policy } from './policyTypes';
import { teamMentions } from './policyWalk';

/** A name of no team would select nobody, and in an exact policy take the licenses of all who were meant: always an error. */
export function teamFaults(policy: Policy): readonly FileProblem[] {
  const names = policy.teams.map(({ name }) => name.text);
  const there = new Set(names);
  const unknown = teamMentions(policy).filter(({ text }) => !there.has(text));
  return [...unknown.map(one => unknownTeam(one, names)), ...cycles(policy)];
}

function unknownTeam(at: LocatedText, names: readonly string[]): FileProblem {
  const near = nearMatch(at.text, names);
  if (near === undefined) return problem('error', at, 'policy.unknownTeam', at.text);
  return {
    ...problem('error', at, 'policy.unknownTeamNear', at.text, near),
    fixes: [
      {
        title: sentence('fix.name', near),
        edits: [{ offset: at.offset, length: at.length, newText: JSON.stringify(near) }],
      },
    ],
  };
}

/** Teams that a selection names, those of `except` included. */
function teamsIn(people: People): readonly string[] {
  const found: string[] = [];
  const waiting = [people];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { teams, except } of next.selectors) {
      found.push(...teams.map(one => one.text));
      if (except !== undefined) waiting.push(except);
    }
  }
  return found;
}

/** One problem for each circle of teams, at the team that closes it. Without recursion: each team is gone through once. */
function cycles(policy: Policy): readonly FileProblem[] {
  const teams = new Map(
    policy.teams.map(({ name, people }) => [name.text, { name, parts: teamsIn(people) }] as const),
  );
  const state = new Map<string, 'open' | 'closed'>();
  const problems: FileProblem[] = [];
  for (const first of teams.keys()) {
    if (state.has(first)) continue;
    const path = [{ name: first, next: 0 }];
    state.set(first, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const part = teams.get(top.name)?.parts[top.next++];
      if (part === undefined) {
        state.set(top.name, 'closed');
        path.pop();
        continue;
      }
      const team = teams.get(part);
      const known = state.get(part);
      if (team !== undefined && known === 'open') {
        const from = path.findIndex(({ name }) => name === part);
        const circle = [...path.slice(from).map(({ name }) => name), part];
        problems.push(problem('error', team.name, 'policy.teamCycle', part, circle.join(' → ')));
      } else if (team !== undefined && known === undefined) {
        state.set(part, 'open');
        path.push({ name: part, next: 0 });
      }
    }
  }
  return problems;
}
