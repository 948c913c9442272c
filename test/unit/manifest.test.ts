// The manifest against the code: what package.json promises exists, and what the code offers is contributed.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, View } from '../../src/ui/commandIds';

interface Menu {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: string;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: boolean };
  };
  readonly contributes: {
    readonly authentication: readonly { readonly id: string }[];
    readonly commands: readonly {
      readonly command: string;
      readonly category: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly Menu[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly when?: string }[]>>;
    readonly viewsContainers: {
      readonly activitybar: readonly { readonly id: string; readonly icon: string }[];
    };
    readonly viewsWelcome: readonly {
      readonly view: string;
      readonly contents: string;
      readonly when: string;
    }[];
    readonly jsonValidation: readonly { readonly url: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly default: unknown; readonly scope: string; readonly minimum?: number }>
      >;
    };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

const root = path.resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const nls = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
const { contributes } = manifest;
/** Of a condition: the file was not said to be another program's. */
const notForeign = 'resourcePath not in arcgisEntitlements.foreignFiles';
/** Begins the condition of what is done with the document of a plan, which is no file. */
const ofPlanDocument =
  "resourceExtname == '.license-plan' && resourceScheme == 'arcgis-entitlements' && arcgisEntitlements.planReviewed";
const ids = new Set<string>(Object.values(Command));

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)));
}
const code = sources('src')
  .map(file => read(file))
  .join('\n');
const whens = [
  ...Object.values(contributes.menus)
    .flat()
    .map(menu => menu.when),
  ...Object.values(contributes.views)
    .flat()
    .map(view => view.when),
  ...contributes.viewsWelcome.map(welcome => welcome.when),
  ...contributes.commands.map(command => command.enablement),
].filter(when => when !== undefined);

/** Commands on policies: these are known by their names. */
const ofPolicies: ReadonlySet<string> = new Set([
  Command.planPolicy,
  Command.checkDrift,
  Command.openSavedPlan,
]);
const policyNames = ['river.license-policy.json', 'River.License-Policy.JSONC'];
const planNames = ['river.license-plan.json'];

describe('manifest', () => {
  it('contributes exactly the commands of the table', () => {
    assert.deepEqual(contributes.commands.map(command => command.command).sort(), [...ids].sort());
  });

  it('puts only its own commands into menus, and every command somewhere', () => {
    const used = new Set<string>();
    for (const [place, items] of Object.entries(contributes.menus)) {
      for (const item of items) {
        assert.ok(ids.has(item.command), `${place}: ${item.command}`);
        used.add(item.command);
      }
    }
    const hidden = new Set(
      contributes.menus['commandPalette']?.filter(item => item.when === 'false').map(item => item.command),
    );
    for (const id of hidden) {
      const elsewhere = Object.entries(contributes.menus).some(
        ([place, items]) => place !== 'commandPalette' && items.some(item => item.command === id),
      );
      assert.ok(elsewhere, `${id} is hidden from the palette and in no menu`);
    }
    assert.ok(used.size > 0);
  });

  it('has the views of the table, at most three', () => {
    const views = contributes.views['arcgisEntitlements'] ?? [];
    assert.deepEqual(
      Object.values(contributes.views)
        .flat()
        .map(view => view.id)
        .sort(),
      Object.values(View).sort(),
    );
    assert.ok(views.length <= 3);
    // What belongs to a file stands beside the files, and only while there is something to see.
    assert.deepEqual(Object.keys(contributes.views), [
      ...contributes.viewsContainers.activitybar.map(container => container.id),
      'explorer',
    ]);
    assert.deepEqual(
      contributes.views['explorer']?.map(view => view.when),
      ['arcgisEntitlements.hasComparison'],
    );
  });

  it('names in `when` only context keys that the code sets, views that exist, and flags that rows have', () => {
    const flags = new Set(
      [
        ...(/type NodeFlag =([^;]+);/.exec(read('src/core/tree/treeModelTypes.ts'))?.[1] ?? '').matchAll(
          /'(\w+)'/g,
        ),
      ].map(match => match[1]),
    );
    const planFlags = new Set(['notification', 'hasUser', 'keptFiles']);
    assert.ok(flags.size > 10, 'the flags were found in the code');
    for (const when of whens) {
      for (const [, key] of when.matchAll(/\barcgisEntitlements\.(\w+)\b(?!\\)/g)) {
        const known =
          Object.values<string>(View).includes(`arcgisEntitlements.${key ?? ''}`) ||
          code.includes(`'arcgisEntitlements.${key ?? ''}'`);
        assert.ok(known, `context key arcgisEntitlements.${key ?? ''} of "${when}" is set nowhere`);
      }
      for (const [, flag] of when.matchAll(/viewItem =~ \/\\b(\w+)\\b\//g)) {
        assert.ok(
          when.includes(View.plan) ? planFlags.has(flag ?? '') : flags.has(flag ?? ''),
          `flag ${flag ?? ''} of "${when}" is on no row`,
        );
      }
      if (when.includes('viewItem')) assert.match(when, /\bview (==|=~)/, `"${when}" is not bound to a view`);
    }
  });

  it('offers Import on files of every kind, before anything of the extension runs', () => {
    for (const place of ['explorer/context', 'editor/context']) {
      const items = contributes.menus[place]?.filter(item => item.command === Command.importFile) ?? [];
      // Files of other names count once they are treated as ours; the key for them is set at activation.
      const whens = items
        .map(item => item.when ?? '')
        .filter(when => !when.includes('resourcePath in arcgisEntitlements.treatedFiles'));
      const offered = (name: string): boolean =>
        whens.some(when => {
          const [, key, pattern] = /(resourceFilename|resourceExtname) =~ \/(.+)\/i/.exec(when) ?? [];
          const value = key === 'resourceExtname' ? path.extname(name) : name;
          return new RegExp(pattern ?? '^$', 'i').test(value);
        });
      for (const name of ['entitlements.json', 'Pro.Entitlements.JSON', 'roster.csv', 'roster.TSV'])
        assert.ok(offered(name), `${place} of ${name}`);
      for (const name of ['package.json', 'readme.md', 'roster.csv.bak', 'myentitlements.json'])
        assert.ok(!offered(name), `${place} of ${name}`);
      // A key that the extension sets is unset until it is active, as after a reload of the window; nothing is in one that is unset.
      for (const when of whens) {
        assert.doesNotMatch(when.replaceAll(notForeign, ''), /arcgisEntitlements\./, place);
        assert.match(when, /&& isWorkspaceTrusted$/, place);
      }
    }
  });

  it('offers in the title of an editor what stands above its first line: by what the file is, whatever its name', () => {
    const { compareWithPortal, simulateFile, validateOnPortal, importFile } = Command;
    const offered = (keys: readonly string[], isTrusted = true): string[] =>
      (contributes.menus['editor/title'] ?? [])
        .filter(({ command, when = '' }) => !ofPolicies.has(command) && !when.startsWith(ofPlanDocument))
        .filter(({ when = '' }) =>
          when.split(' && ').every(part => {
            const [, key] = /^resourcePath in arcgisEntitlements\.(\w+)$/.exec(part) ?? [];
            if (key !== undefined) return keys.includes(key);
            assert.equal(part, 'isWorkspaceTrusted');
            return isTrusted;
          }),
        )
        .sort((a, b) => (a.group ?? '').localeCompare(b.group ?? ''))
        .map(item => item.command);
    const dated = ['recognisedFiles', 'datedFiles'];
    assert.deepEqual(offered(dated), [compareWithPortal, simulateFile, importFile]);
    assert.deepEqual(offered([...dated, 'licenseFiles']), [
      compareWithPortal,
      simulateFile,
      importFile,
      validateOnPortal,
    ]);
    assert.deepEqual(offered(['recognisedFiles']), [compareWithPortal, importFile]);
    assert.deepEqual(offered([...dated, 'licenseFiles'], false), [compareWithPortal, simulateFile]);
    assert.deepEqual(offered([]), []);
  });

  it('offers in the title of a plan’s document what can be done with the plan that it shows, as it stands', () => {
    const offered = (state: string, isSaved: boolean, isTrusted = true): string[] =>
      (contributes.menus['editor/title'] ?? [])
        .filter(({ when = '' }) => when.startsWith(ofPlanDocument))
        .filter(({ when = '' }) =>
          when
            .slice(ofPlanDocument.length)
            .split(' && ')
            .filter(part => part !== '')
            .every(part => {
              const [, states] = /^arcgisEntitlements\.planState =~ \/\^\(?([\w|]+)\)?\$\/$/.exec(part) ?? [];
              if (states !== undefined) return states.split('|').includes(state);
              if (part === '!arcgisEntitlements.planSaved') return !isSaved;
              assert.equal(part, 'isWorkspaceTrusted');
              return isTrusted;
            }),
        )
        .map(({ command }) => command);
    const { applyPlan, savePlan, planAgain, comparePlan } = Command;
    assert.deepEqual(offered('ready', false), [applyPlan, savePlan, planAgain, comparePlan]);
    assert.deepEqual(offered('ready', false, false), [savePlan, comparePlan]);
    assert.deepEqual([...new Set(offered('ready', true))], [applyPlan, planAgain, comparePlan]);
    assert.deepEqual(offered('applying', false), [comparePlan]);
    assert.deepEqual(offered('applied', false), [planAgain, comparePlan]);
    assert.deepEqual(offered('applied', true), [comparePlan]);
  });

  it('offers what is done with a policy on files of its name alone, which nobody else uses', () => {
    for (const place of ['explorer/context', 'editor/title']) {
      const offered = (contributes.menus[place] ?? []).filter(({ command }) => ofPolicies.has(command));
      assert.ok(offered.length > 0, place);
      for (const { command, when = '' } of offered) {
        const [, pattern] = /^resourceFilename =~ \/(.+)\/i && isWorkspaceTrusted$/.exec(when) ?? [];
        const isOurs = new RegExp(pattern ?? '^$', 'i');
        const isOfPlans = command === Command.openSavedPlan;
        for (const name of isOfPlans ? planNames : policyNames) assert.match(name, isOurs);
        for (const name of ['license-policy.json', 'a.license-policy.jsonx', 'a.json', 'license-plan.json'])
          assert.doesNotMatch(name, isOurs);
        for (const name of isOfPlans ? policyNames : planNames) assert.doesNotMatch(name, isOurs);
      }
    }
  });

  it('offers "Treat as…" on files of every name and kind before anything of the extension runs, and nothing else on foreign ones', () => {
    for (const place of ['explorer/context', 'editor/title', 'editor/context']) {
      for (const { command, when = '' } of contributes.menus[place] ?? []) {
        assert.doesNotMatch(
          when,
          /hasPortals/,
          `${command} in ${place}: what can be done with a file is said when it is called`,
        );
        if (command === Command.treatAs) {
          assert.doesNotMatch(when, /arcgisEntitlements\./, place);
          const [, pattern] = /resourceExtname =~ \/(.+)\/i/.exec(when) ?? [];
          for (const name of ['renewal.json', 'roster.csv', 'a.jsonc', 'b.TSV'])
            assert.match(path.extname(name), new RegExp(pattern ?? '^$', 'i'), place);
        } else if (
          !ofPolicies.has(command) &&
          !when.startsWith(ofPlanDocument) &&
          !/resourcePath in arcgisEntitlements\.(?:treated|recognised|dated|license)Files/.test(when)
        ) {
          assert.ok(when.includes(notForeign), `${command} in ${place} stays on a file that is not ours`);
        }
      }
    }
    // It is for every kind: a title that names one is not taken by who has another.
    assert.equal(nls['command.treatAs'], 'Treat as…');
    for (const place of ['explorer/context', 'editor/context'])
      assert.ok(
        contributes.menus[place]?.some(({ command }) => command === Command.treatAs),
        place,
      );
  });

  it('has each text in package.nls.json, and no text that nobody uses', () => {
    const used = new Set([...read('package.json').matchAll(/%([\w.]+)%/g)].map(match => match[1] ?? ''));
    assert.deepEqual(
      [...used].filter(key => nls[key] === undefined),
      [],
    );
    assert.deepEqual(
      Object.keys(nls).filter(key => !used.has(key)),
      [],
    );
  });

  it('links only its own commands from welcome texts and the walkthrough', () => {
    for (const text of Object.values(nls)) {
      for (const [, id] of text.matchAll(/command:(arcgisEntitlements\.\w+)(?=[)?])/g))
        assert.ok(ids.has(id ?? ''), id);
    }
  });

  it('uses the same defaults in code as in the manifest', () => {
    const calls = [...code.matchAll(/\.get(?:<[^>]+>)?\(\s*'([\w.]+)',\s*([^)\s]+)\s*\)/g)];
    const properties = contributes.configuration.properties;
    const seen = new Set<string>();
    for (const [, key, value] of calls) {
      const property = properties[`arcgisEntitlements.${key ?? ''}`];
      if (property === undefined) continue;
      seen.add(key ?? '');
      assert.equal(String(property.default), (value ?? '').replace(/^'|'$/g, ''), key);
    }
    assert.deepEqual(
      [...seen].sort(),
      Object.keys(properties)
        .map(key => key.replace('arcgisEntitlements.', ''))
        .sort(),
      'every setting is read',
    );
  });

  it('keeps connections out of reach of a workspace', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    assert.equal(untrustedWorkspaces.supported, 'limited');
    assert.equal(virtualWorkspaces.supported, true);
    for (const key of untrustedWorkspaces.restrictedConfigurations)
      assert.ok(contributes.configuration.properties[key], key);
    for (const [key, property] of Object.entries(contributes.configuration.properties)) {
      assert.ok(
        property.scope !== 'window' ||
          !/portal|url|host|client|timeout/i.test(key.replace('arcgisEntitlements.', '')),
        `${key} must not be a workspace's to set`,
      );
    }
  });

  it('ships every file it names', () => {
    const files = [
      ...contributes.jsonValidation.map(entry => entry.url),
      ...contributes.viewsContainers.activitybar.map(entry => entry.icon),
      ...contributes.walkthroughs.flatMap(walkthrough => walkthrough.steps.map(step => step.media.svg)),
      'media/icon.png',
    ];
    for (const file of files) assert.ok(existsSync(path.join(root, file)), file);
  });

  it('asks for no newer VS Code than its types', () => {
    const minor = (text: string): string =>
      text
        .replace(/^[^\d]*/, '')
        .split('.')
        .slice(0, 2)
        .join('.');
    assert.equal(minor(manifest.engines.vscode), minor(manifest.devDependencies['@types/vscode'] ?? ''));
  });

  it('registers the authentication provider it contributes', () => {
    const [provider] = contributes.authentication;
    assert.match(code, new RegExp(`providerId = '${provider?.id ?? ''}'`));
  });

  it('refuses write commands in an untrusted workspace by enablement as well', () => {
    for (const id of [
      Command.provision,
      Command.revoke,
      Command.revokeEverything,
      Command.copyLicensesFrom,
      Command.importFile,
      Command.applyPlan,
      Command.planAgain,
      Command.releaseLicense,
      Command.updateLicenseManager,
      Command.populateLicense,
      Command.removeAllEntitlements,
      Command.undoOperation,
      Command.undoMember,
      Command.resumeOperation,
    ]) {
      assert.match(
        contributes.commands.find(command => command.command === id)?.enablement ?? '',
        /isWorkspaceTrusted/,
        id,
      );
    }
  });

  it('offers what is done to the license only where the portal has it', () => {
    const offered = (id: string, ...flags: readonly string[]): boolean =>
      (contributes.menus['view/item/context'] ?? [])
        .filter(item => item.command === id)
        .some(({ when = '' }) => {
          assert.match(when, /isWorkspaceTrusted/, id);
          const wanted = [...when.matchAll(/viewItem =~ \/\\b(\w+)\\b\//g)].map(([, flag]) => flag ?? '');
          assert.ok(wanted.includes('writable'), `${id} is offered to who may only look`);
          return wanted.every(flag => flags.includes(flag));
        });
    const portal = (kind: string): string[] => ['portal', 'signedIn', 'writable', kind];
    const table: readonly (readonly [string, readonly string[], boolean])[] = [
      [Command.populateLicense, portal('enterprise'), true],
      [Command.populateLicense, portal('legacy'), false],
      [Command.populateLicense, portal('online'), false],
      [Command.updateLicenseManager, portal('enterprise'), true],
      [Command.updateLicenseManager, portal('legacy'), true],
      [Command.updateLicenseManager, portal('online'), false],
      [Command.updateLicenseManager, ['portal', 'signedIn', 'readOnly', 'enterprise'], false],
      [Command.removeAllEntitlements, ['imported', 'writable'], true],
      [Command.removeAllEntitlements, ['imported'], false],
      [Command.removeAllEntitlements, portal('legacy'), false],
      [Command.releaseLicense, ['holder', 'offlineHolder', 'releasable', 'writable'], true],
      [Command.releaseLicense, ['holder', 'offlineHolder', 'writable'], false],
      [Command.releaseLicense, ['holder', 'writable'], false],
    ];
    for (const [id, flags, is] of table)
      assert.equal(offered(id, ...flags), is, `${id} on ${flags.join(' ')}`);
  });

  it('offers the future license on its rows of Enterprise, also to who may only look', () => {
    const rules = (contributes.menus['view/item/context'] ?? [])
      .filter(item => item.command === Command.showFutureLicense)
      .map(({ when = '' }) =>
        [...when.matchAll(/viewItem =~ \/\\b(\w+)\\b\//g)].map(([, flag]) => flag ?? ''),
      );
    const offered = (...flags: readonly string[]): boolean =>
      rules.some(wanted => wanted.every(flag => flags.includes(flag)));
    assert.ok(offered('portal', 'signedIn', 'readOnly', 'enterprise'));
    assert.ok(!offered('portal', 'signedIn', 'writable', 'legacy'));
    assert.ok(!offered('portal', 'signedIn', 'writable', 'online'));
    assert.ok(!offered('portal', 'signedOut', 'enterprise'));
    assert.ok(offered('userType', 'hasFuture'));
    assert.ok(!offered('userType', 'writable'));
  });

  it('asks for every secret in a hidden input', () => {
    for (const file of sources('src/ui')) {
      for (const [, options] of read(file).matchAll(/(?:showInputBox|ask)\(\{([\s\S]*?)\}\)/g)) {
        if (/token|password|code that/i.test(options ?? '') && /prompt/.test(options ?? ''))
          assert.match(options ?? '', /password: true/, `${file}: ${options ?? ''}`);
      }
    }
  });
});
