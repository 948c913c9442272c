import assert from 'node:assert/strict';
import path from 'node:path';
import { privateFolder } from '../../../src/ui/privateFolder';

const home = path.resolve('/home/ana');
const documents = path.join(home, 'Documents');
const project = path.join(documents, 'licenses');

describe('the folder proposed for a file with license strings', () => {
  it('is none of the workspace, and none below one', () => {
    assert.equal(privateFolder([documents, home], []), documents);
    assert.equal(privateFolder([documents, home], [project]), documents);
    assert.equal(privateFolder([documents, home], [project, documents]), home);
    assert.equal(privateFolder([path.join(documents, 'a'), home], [documents]), home);
    // Only begins like it.
    assert.equal(privateFolder([documents, home], [`${documents}..old`, `${home}/Doc`]), documents);
    const dots = path.join(home, '..documents');
    assert.equal(privateFolder([dots, path.resolve('/srv')], [home]), path.resolve('/srv'));
  });

  it('is the home folder where the workspace holds that too', () => {
    assert.equal(privateFolder([documents, home], [home]), home);
    assert.equal(privateFolder([documents, home], [path.parse(home).root]), home);
  });
});
