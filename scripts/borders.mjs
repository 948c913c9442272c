// Which folder of src may import what: read by eslint.config.mjs and by test/unit/repository/architecture.test.ts, so that both hold the same table.
// `pattern` is a regular expression over the import specifier as written.
const to = names => `^(\\.\\./)+(${names.join('|')})(/|$)`;
const no = (names, why, typeOnly = false) => ({ pattern: to(names), why, typeOnly });
const vscode = { pattern: '^vscode$', why: 'Only src/ui may import vscode.', typeOnly: false };
const node = { pattern: '^node:', why: 'This folder runs without Node.', typeOnly: false };
const all = ['core', 'arcgis', 'samplePortal', 'services', 'shared', 'ui', 'webview', 'cli'];
const except = (...keep) => all.filter(name => !keep.includes(name));

/** @type {readonly { folder: string, forbidden: readonly { pattern: string, why: string, typeOnly: boolean }[] }[]} */
export const borders = [
  { folder: 'core', forbidden: [vscode, node, no(except('core'), 'core is pure and imports core only.')] },
  { folder: 'arcgis', forbidden: [vscode, no(except('core', 'arcgis'), 'arcgis imports core only.')] },
  {
    folder: 'samplePortal',
    forbidden: [
      vscode,
      no(['core'], 'The sample portal shares no logic with the client: types of core only.', true),
      no(except('core', 'samplePortal'), 'The sample portal shares no logic with the client.'),
    ],
  },
  {
    folder: 'services',
    forbidden: [vscode, no(except('core', 'arcgis', 'services'), 'services imports core and arcgis only.')],
  },
  {
    folder: 'shared',
    forbidden: [
      vscode,
      node,
      no(['core'], 'shared imports types of core only.', true),
      no(except('core', 'shared'), 'shared imports types of core only.'),
    ],
  },
  {
    folder: 'ui',
    forbidden: [
      no(['webview', 'samplePortal', 'cli'], 'ui reaches webview and sample portal as bundles of their own.'),
    ],
  },
  {
    folder: 'cli',
    forbidden: [
      vscode,
      no(except('core', 'arcgis', 'services', 'cli'), 'cli imports core, arcgis and services only.'),
    ],
  },
  {
    folder: 'webview',
    forbidden: [
      vscode,
      node,
      no(except('core', 'shared', 'webview'), 'webview imports core and shared only.'),
    ],
  },
];
