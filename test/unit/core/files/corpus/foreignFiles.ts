// Files of other programs that have our name, and words of ours in them: nothing is wrong with any of them.

const values: readonly (readonly [what: string, value: unknown])[] = [
  ['users and plans of a shop', { users: [{ id: 1 }], entitlements: [{ id: 'pro' }] }],
  ['numbers of both', { users: [1, 2, 3], entitlements: [4, 5] }],
  ['members with plans as objects', { users: ['alice', 'bob'], entitlements: [{ sku: 'E5', count: 2 }] }],
  ['nobody with features', { users: [], entitlements: ['sso', 'audit'] }],
  ['two empty lists', { users: [], entitlements: [] }],
  [
    'a list of plans',
    [
      { user: 7, entitlements: ['a'] },
      { users: [{ name: 'x' }], entitlements: [] },
    ],
  ],
  ['a user with objects', { user: 'alice', entitlements: [{ feature: 'sso', enabled: true }] }],
  ['a user name with nested plans', { username: 'alice', entitlements: { pro: true } }],
  ['users of a shop by name', [{ user: 'alice', entitlements: ['premium', 'sso'] }]],
  ['plans by user name', [{ username: 'bob', plan: 'pro', entitlements: ['premium'] }]],
  ['one plan by user name', { username: 'bob', entitlements: ['premium'] }],
  ['plans of an item', [{ user: 'alice', itemId: 'door', entitlements: ['open'] }]],
  ['keys of a door', { holders: [{ user: 'alice', entitlements: ['open'] }] }],
  ['a worker', { appId: 'worker', queue: ['jobs'] }],
  ['a worker with nothing to do', { appId: 'worker', queue: [] }],
  ['a worker of a known name', { appId: 'navigator', queue: ['jobs'] }],
  ['a worker of a known name with settings', { appId: 'navigator', queue: [], retries: 3 }],
  ['jobs as objects', { appId: 'com.example', queue: [{ name: 'mail', retries: 3 }] }],
  ['a version', { appId: 'com.example', current: { version: 3 } }],
  ['a version of a known name', { appId: 'drone2map', current: { version: 3 }, channel: 'beta' }],
  ['a version and what is next', { appId: 'com.example', current: { version: 3 }, queue: [] }],
  ['an item in a queue', { appId: 'com.example', itemId: 'x1', queue: ['a'], current: { id: 1 } }],
  ['plans of organizations', { orgEntitlements: { sso: true, audit: false } }],
  ['plans of organizations as a list', { orgEntitlements: ['sso', 'audit'] }],
  ['plans of organizations by name', { orgEntitlements: { entitlements: ['sso'], maxUsers: 50 } }],
  ['plans of organizations, switched', { orgEntitlements: { entitlements: { sso: true, audit: false } } }],
  [
    'a list of organizations',
    [
      { id: 1, orgEntitlements: {} },
      { id: 2, orgEntitlements: null },
    ],
  ],
  ['an organization in a queue', { queue: [{ orgEntitlements: 5 }], current: { orgEntitlements: 'x' } }],
  ['an account', { MyEsri: { user: 'ana', url: 'https://my.example' } }],
  ['an account by name', { myesri: 'ana' }],
  ['a list of accounts', { MyEsri: ['ana', 'ben'], other: [] }],
  ['a provisioning', { provision: { userTypes: ['admin', 'guest'] }, definitions: {} }],
  ['a provisioning of nothing', { provision: { userTypes: [] }, definitions: { a: { type: 'string' } } }],
  ['members of a plan', { userEntitlements: [{ userId: 5, plan: 'pro' }] }],
  ['members of a plan by name', { userEntitlements: { alice: ['sso'], bob: ['audit'] } }],
  ['rights by member', { userEntitlements: [{ user: { name: 'alice' }, accessLevel: { license: 'x' } }] }],
  ['holders of keys', { itemId: 'door', holders: [{ user: 'alice', since: 2020 }] }],
  ['no holders', { itemId: 'door', holders: [] }],
  ['an error', { error: { message: 'not found' } }],
  ['an error with a word for a code', { error: { code: 'E_LIMIT', message: 'too many' } }],
  ['purchases', { purchases: [{ id: 1, provision: null }] }],
  ['user types', { userTypes: [{ name: 'admin', maximumRegisteredMembers: 'many' }] }],
  ['rights of a macOS app', { 'com.apple.security.app-sandbox': true }],
];

export const foreignFiles: readonly {
  readonly what: string;
  readonly name: string;
  readonly text: string;
}[] = values.flatMap(([what, value]) =>
  ['entitlements.json', 'app.entitlements.json', 'app.json'].map(name => ({
    what: `${what}; ${name}`,
    name,
    text: JSON.stringify(value, undefined, 1),
  })),
);
