import assert from 'node:assert/strict';
import { entitlement } from '../../../../src/core/ids';
import { validationText } from '../../../../src/core/files/validationText';
import type { LicenseFileContent } from '../../../../src/core/model';

const nothing: LicenseFileContent = { userTypes: [], appBundles: [], apps: [], extensions: [] };
const text = (said: Partial<LicenseFileContent>, timeZone = 'UTC'): string =>
  validationText({
    fileName: 'a|b.json',
    source: 'the file as it is on disk',
    portalName: 'River [bend](http://x.example)',
    timeZone,
    at: Date.UTC(2026, 6, 1),
    said: { ...nothing, ...said },
  });

describe('the answer to a validation', () => {
  it('names each part with its seats, and its days in UTC and at the portal', () => {
    const said = {
      version: '11.4',
      userTypes: [
        { id: 'creatorUT', maximum: 60, startsAt: Date.UTC(2026, 0, 1), expiresAt: Date.UTC(2027, 0, 1) },
      ],
      apps: [
        {
          id: 'arcgisprodesktop',
          maximum: 49,
          pools: [{ key: entitlement('desktopStdN'), num: 40 }],
        },
      ],
      capabilities: [{ id: 'indoorsmaps' }],
    };
    const markdown = text(said, 'America/Los_Angeles').replaceAll('\\', '');
    const rows = markdown.split('\n').filter(line => line.startsWith('| '));
    assert.equal(rows.length, 5, markdown);
    assert.match(markdown, /Creator/);
    assert.match(markdown, /ArcGIS Pro Standard 40/);
    assert.match(markdown, /2027.01.01 00:00 UTC/);
    assert.match(markdown, /Dec 31, 2026, 4:00/);
    assert.match(markdown, /Version of the file: 11/);
    assert.match(markdown, /not imported/);
  });

  it('says where the portal says nothing, and turns no name into markup', () => {
    const markdown = text({});
    assert.match(markdown, /does not say what the file holds/);
    assert.match(markdown, /names no version/);
    assert.doesNotMatch(markdown, /\[bend\]\(http/);
    assert.doesNotMatch(markdown, /^\|/m);
  });
});
