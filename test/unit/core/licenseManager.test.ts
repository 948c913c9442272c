import assert from 'node:assert/strict';
import { hostProblem, managerHosts, portOf, sameManager } from '../../../src/core/licenseManager';

describe('the hosts of a license manager', () => {
  for (const name of [
    'lm1.example.com',
    'LM1.Example.COM',
    'lm-1.gis.example.com.',
    'lm1.example.com, lm2.example.com',
    '10.1.2.3',
    'fe80::1',
    '10.1.2.3,lm1.example.com',
    'my_host.example.com',
  ])
    it(`takes ${name}`, () => assert.equal(hostProblem(name), undefined));

  for (const [name, kind, host] of [
    ['', 'none', undefined],
    [' , ', 'none', undefined],
    ['lm1', 'notQualified', 'lm1'],
    ['localhost', 'notQualified', 'localhost'],
    ['lm1.example.com,lm2', 'notQualified', 'lm2'],
    ['lm1.example.com:27000', 'notAHost', 'lm1.example.com:27000'],
    ['27000@lm1.example.com', 'notAHost', '27000@lm1.example.com'],
    ['https://lm1.example.com', 'notAHost', 'https://lm1.example.com'],
    ['lm1 .example.com', 'notAHost', 'lm1 .example.com'],
    ['-lm.example.com', 'notAHost', '-lm.example.com'],
    ['lm..example.com', 'notAHost', 'lm..example.com'],
    ['lm1.example.com,LM1.example.com', 'twice', 'LM1.example.com'],
  ] as const)
    it(`says ${kind} of "${name}"`, () => {
      const problem = hostProblem(name);
      assert.deepEqual(problem, host === undefined ? { kind } : { kind, host });
    });

  it('are the same whatever their case and blanks, in their order', () => {
    const a = { hostname: 'lm1.example.com, LM2.example.com', port: 27_000 };
    assert.ok(sameManager(a, { hostname: 'LM1.example.com,lm2.example.com', port: 27_000 }));
    assert.ok(!sameManager(a, { hostname: 'lm2.example.com,lm1.example.com', port: 27_000 }));
    assert.ok(!sameManager(a, { ...a, port: 27_001 }));
    assert.deepEqual(managerHosts(a.hostname), ['lm1.example.com', 'LM2.example.com']);
  });
});

describe('the port of a license manager', () => {
  it('is a whole number of 1 to 65535', () => {
    for (const [text, port] of [
      ['1', 1],
      [' 27000 ', 27_000],
      ['65535', 65_535],
    ] as const)
      assert.equal(portOf(text), port);
    for (const text of ['0', '65536', '-1', '27000.5', '1e3', '', ' ', '0x10', '270000', 'lm'])
      assert.equal(portOf(text), undefined, text);
  });
});
