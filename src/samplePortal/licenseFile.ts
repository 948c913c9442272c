// Reads a portal license file of 10.7 and later: {"MyEsri": {...}, "signature": "..."} (wire reference 13.3 and 16.4).
import type { LicenseEntry, PortalLicense } from './model';
import { Refusal } from './refusal';
import type { Json } from './wire';
import { countIn, isObject, isSecretPresent, objectsIn } from './wire';

const notValid = (why: string): Refusal => new Refusal(400, 'The license file is not valid.', [why]);

export interface LicenseFile {
  readonly license: PortalLicense;
  /** The readable part, as validateLicense shows it; without the signature. */
  readonly myEsri: Json;
}

/** @throws Refusal 400 that says what is wrong; the texts are decisions, so a client shows them and relies on none */
export function readLicenseFile(text: string): LicenseFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw notValid('The file is not JSON.');
  }
  const myEsri = isObject(parsed) ? parsed['MyEsri'] : undefined;
  if (!isObject(parsed) || !isObject(myEsri)) throw notValid('MyEsri is missing.');
  if (!isSecretPresent(parsed['signature'] ?? myEsri['signature'])) {
    throw notValid('The signature is missing or masked.');
  }
  const provision = myEsri['provision'];
  if (!isObject(provision)) throw notValid('provision is missing.');
  const section = (name: string): LicenseEntry[] =>
    readSection(name, provision[name], definitionsOf(myEsri, name));
  const userTypes = section('userTypes');
  if (userTypes.length === 0) throw notValid('provision has no userTypes.');
  const version = myEsri['version'];
  return {
    license: {
      version: typeof version === 'string' || typeof version === 'number' ? String(version) : '11.4',
      userTypes,
      appBundles: section('appBundles'),
      apps: section('apps'),
      extensions: section('extensions'),
      portalCapabilities: section('portalCapabilities'),
    },
    myEsri: Object.fromEntries(Object.entries(myEsri).filter(([name]) => name !== 'signature')),
  };
}

function definitionsOf(myEsri: Json, name: string): readonly Json[] {
  const definitions = myEsri['definitions'];
  return (isObject(definitions) ? objectsIn(definitions[name]) : undefined) ?? [];
}

function readSection(name: string, value: unknown, definitions: readonly Json[]): LicenseEntry[] {
  if (value === undefined || value === null) return [];
  const entries = objectsIn(value);
  if (entries === undefined) throw notValid(`${name} is not a list.`);
  return entries.map(entry => readEntry(name, entry, definitions));
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function readEntry(section: string, entry: Json, definitions: readonly Json[]): LicenseEntry {
  const itemId = textOf(entry['itemId']) ?? textOf(entry['appBundleItemId']);
  const id = textOf(entry['id']) ?? itemId;
  if (id === undefined) throw notValid(`An entry of ${section} has no id.`);
  const isCapability = section === 'portalCapabilities';
  const maxUsers = countIn(entry['maxUsers']) ?? (isCapability ? 0 : undefined);
  if (maxUsers === undefined) throw notValid(`${section} ${id}: maxUsers is missing.`);
  if ('license' in entry && !isSecretPresent(entry['license'])) {
    throw notValid(`${section} ${id}: the license string is missing or masked.`);
  }
  const expiration = entry['expiration'];
  const name = definitions.find(one => one['id'] === id || one['appBundleItemId'] === id)?.['name'];
  const entitlements = readEntitlements(`${section} ${id}`, entry['entitlements']);
  return {
    id,
    maxUsers,
    startDate: countIn(entry['startDate']) ?? 0,
    expiration: typeof expiration === 'number' ? expiration : -1,
    ...(itemId === undefined ? {} : { itemId }),
    ...(typeof name === 'string' ? { name } : {}),
    ...(entitlements === undefined ? {} : { entitlements }),
  };
}

/** `[{num, apiName}]` in a license file, unlike the map of everywhere else. */
function readEntitlements(where: string, value: unknown): Readonly<Record<string, number>> | undefined {
  if (value === undefined || value === null) return undefined;
  const list = objectsIn(value);
  if (list === undefined) throw notValid(`${where}: entitlements is not a list.`);
  return Object.fromEntries(
    list.map(one => {
      const name = textOf(one['apiName']);
      const num = countIn(one['num']);
      if (name === undefined || num === undefined)
        throw notValid(`${where}: an entitlement has no apiName or num.`);
      return [name, num] as const;
    }),
  );
}
