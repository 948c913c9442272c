import assert from 'node:assert/strict';
import { chosenProductProblem } from '../../../../src/core/files/chosenProduct';
import { readImportFile } from '../../../../src/core/files/importFile';
import { part, text } from './sampleFiles';

const now = Date.UTC(2026, 10, 22);

function problemOf(value: unknown, appId: string): string | undefined {
  const file = { name: 'e.json', text: text(value) };
  const { content } = readImportFile(file.name, file.text);
  assert.ok(content?.kind === 'entitlements');
  const found = chosenProductProblem(file, content, appId, now);
  if (found === undefined) return undefined;
  const { severity, code, args, offset, length } = found;
  return `${severity} ${code} «${file.text.slice(offset, offset + length)}» ${args.map(String).join(', ')}`;
}

describe('the product that a file is imported as', () => {
  const written = { appId: 'arcgisprodesktop', ...part() };

  it('is the one that it names, and no other', () => {
    assert.equal(problemOf(written, 'arcgisprodesktop'), undefined);
    assert.equal(problemOf(written, 'ArcGISProDesktop'), undefined, 'case does not tell products apart');
    assert.equal(
      problemOf(written, 'navigator'),
      'error entitlements.otherAppId «"arcgisprodesktop"» arcgisprodesktop, navigator',
    );
  });

  it('is warned of where the entitlements are of another one, chosen or written', () => {
    assert.equal(problemOf(part(), 'arcgisprodesktop'), undefined);
    assert.equal(
      problemOf(part(), 'navigator'),
      'warning lint.wrongAppId «"orgEntitlements"» navigator, arcgisprodesktop',
    );
    assert.equal(
      problemOf({ appId: 'drone2map', ...part() }, 'drone2map'),
      'warning lint.wrongAppId «"drone2map"» drone2map, arcgisprodesktop',
    );
    assert.equal(
      problemOf(part({ seats: { brandNewN: 1 } }), 'navigator'),
      undefined,
      'no entitlement tells',
    );
  });
});
