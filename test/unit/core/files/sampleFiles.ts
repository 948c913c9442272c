// Valid files of every kind and layout, for the tests of this folder.

export const secret = 'FEATURE canary ARCGIS 10.6 SIGN=7f3a';

export interface PartWords {
  readonly date?: string;
  readonly startDate?: number;
  readonly maxUsers?: number;
  readonly seats?: Readonly<Record<string, number>>;
  readonly nested?: boolean;
}

/** One part of an entitlements file, as a value. */
export function part({
  date = '01-Jul-2026',
  startDate = Date.parse(`${date} UTC`),
  maxUsers = 25,
  seats = { desktopStdN: 20, networkAnalystN: 5 },
  nested = false,
}: PartWords = {}): Record<string, unknown> {
  const beside = {
    signature: 'c2FtcGxl',
    licenseManagerInfo: { hostname: 'lm1.riverbend.example', port: 27000 },
  };
  const orgEntitlements = {
    maxUsers,
    ...(Number.isNaN(startDate) ? {} : { startDate }),
    startDateStr: date,
    entitlements: Object.fromEntries(
      Object.entries(seats).map(([key, num]) => [key, { num, license: secret }]),
    ),
  };
  return nested ? { orgEntitlements: { ...orgEntitlements, ...beside } } : { orgEntitlements, ...beside };
}

export const text = (value: unknown): string => JSON.stringify(value, undefined, 2);

export const layouts: Readonly<Record<string, unknown>> = {
  single: { appId: 'arcgisprodesktop', ...part() },
  list: [part(), part({ date: '01-Jul-2027' })],
  currentQueue: {
    itemId: 'ab12',
    appId: 'arcgisprodesktop',
    current: part(),
    queue: [part({ date: '01-Jul-2027' })],
  },
  parts: { appId: 'arcgisprodesktop', parts: [part(), part({ date: '01-Jul-2027' })] },
  otherName: { version: 1, tags: ['a'], authorizations: [part(), part({ date: '01-Jul-2027' })] },
  nested: part({ nested: true }),
};

export const licenseFile = {
  MyEsri: {
    version: '11.4',
    definitions: {
      userTypes: [{ id: 'creatorUT', name: 'Creator', level: 2 }],
      appBundles: [{ name: 'Urban Suite', appBundleItemId: 'ea1dec565b6f4afbb72501433962d8b1' }],
    },
    provision: {
      extensions: [{ id: 'advediting', maxUsers: 10, startDate: 1_735_689_600_000, entitlements: [] }],
      userTypes: [{ id: 'creatorUT', maxUsers: 60, startDate: 1_735_689_600_000, apps: null }],
      appBundles: [{ appBundleItemId: 'ea1dec565b6f4afbb72501433962d8b1', maxUsers: 5 }],
      apps: [{ id: 'arcgisprodesktop', maxUsers: 49, startDate: 1_735_689_600_000 }],
    },
  },
  signature: 'c2FtcGxl',
};

export const assignments = {
  users: ['ana.keller', 'Ben.Ortiz'],
  entitlements: ['desktopAdvN', 'networkAnalystN'],
};
export const portalAssignments = {
  userEntitlements: [
    { username: 'jsmith', lastLogin: -1, disconnected: false, entitlements: [''] },
    {
      username: 'johndoe',
      lastLogin: -1,
      disconnected: false,
      entitlements: ['faa0a4deb84a4eaaa02ddad0c2b7a133'],
    },
  ],
};
export const roster =
  'User name;Item ID;Entitlements\r\nana.keller;ab12;desktopAdvN\r\n"ben;ortiz";ab12;"desktopStdN; 3DAnalystN"\r\n';
