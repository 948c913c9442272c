// Reads an entitlements file of 10.6.1 and earlier (seed 002_c0b54eeabd82e3d4.txt; wire reference section 16).
import type { EntitlementsPart } from './model';
import { Refusal } from './refusal';
import { parseDateText } from './seed/license';
import type { Json } from './wire';
import { countIn, isObject, isSecretPresent, objectsIn } from './wire';

const notValid = (why: string): Refusal => new Refusal(400, 'The entitlements file is not valid.', [why]);

/**
 * The parts of a file: one part, a list of parts, `{parts: [...]}` or `{current, queue}`.
 * @param startsAt decision `partStart`
 * @throws Refusal 400; also for a part whose license string or signature is missing or masked
 */
export function readEntitlementsFile(
  text: string,
  appId: string,
  startsAt: 'startDateStr' | 'startDate',
): EntitlementsPart[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw notValid('The file is not JSON.');
  }
  const parts = partsIn(parsed);
  if (parts === undefined || parts.length === 0) throw notValid('No part with orgEntitlements was found.');
  const named = [parsed, ...parts].find(one => isObject(one) && typeof one['appId'] === 'string');
  const ownAppId = isObject(named) ? named['appId'] : appId;
  if (ownAppId !== appId) throw notValid(`The file is for ${JSON.stringify(ownAppId)}.`);
  return parts.map((part, index) => readPart(part, index, startsAt));
}

function partsIn(value: unknown): readonly Json[] | undefined {
  const list = objectsIn(value);
  if (list !== undefined) return list;
  if (!isObject(value)) return undefined;
  if ('orgEntitlements' in value) return [value];
  if ('current' in value || 'queue' in value) {
    const current = value['current'];
    return [...(isObject(current) ? [current] : []), ...(objectsIn(value['queue']) ?? [])];
  }
  const lists = Object.values(value).flatMap(inner => {
    const parts = objectsIn(inner);
    return parts === undefined ? [] : [parts];
  });
  return lists.length === 1 ? lists[0] : undefined;
}

function readPart(part: Json, index: number, startsAt: 'startDateStr' | 'startDate'): EntitlementsPart {
  const where = `Part ${index + 1}`;
  const org = part['orgEntitlements'];
  if (!isObject(org)) throw notValid(`${where} has no orgEntitlements.`);
  if (!isSecretPresent(part['signature'] ?? org['signature'])) {
    throw notValid(`${where}: the signature is missing or masked.`);
  }
  const maxUsers = countIn(org['maxUsers']);
  const entitlements = org['entitlements'];
  if (maxUsers === undefined || !isObject(entitlements))
    throw notValid(`${where}: maxUsers or entitlements is missing.`);
  const nums = Object.entries(entitlements).map(([name, value]) => {
    const num = isObject(value) ? countIn(value['num']) : undefined;
    if (!isObject(value) || num === undefined) throw notValid(`${where}: ${name} has no num.`);
    if (!isSecretPresent(value['license'])) {
      throw notValid(`${where}: the license string of ${name} is missing or masked.`);
    }
    return [name, num] as const;
  });
  const startDate = countIn(org['startDate']) ?? 0;
  const startDateStr = typeof org['startDateStr'] === 'string' ? org['startDateStr'] : '';
  const byText = parseDateText(startDateStr);
  const info = part['licenseManagerInfo'] ?? org['licenseManagerInfo'];
  return {
    maxUsers,
    startDate,
    startDateStr,
    // 0 is no date: where there is a text, that decides; without one the part is in effect already.
    effectiveFrom: startsAt === 'startDate' && startDate !== 0 ? startDate : (byText ?? startDate),
    entitlements: Object.fromEntries(nums),
    licenseManagerInfo:
      isObject(info) && typeof info['hostname'] === 'string'
        ? { hostname: info['hostname'], port: countIn(info['port']) ?? 27000 }
        : null,
  };
}
