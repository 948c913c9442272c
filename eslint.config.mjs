// Type-aware lint for src, test and scripts, and the import borders of CONTRIBUTING's layer table.
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { borders } from './scripts/borders.mjs';

const borderRules = borders.map(({ folder, forbidden }) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map(({ pattern, why, typeOnly }) => ({
          regex: pattern,
          message: why,
          allowTypeImports: typeOnly,
        })),
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      '.bench-results/',
      'dist/',
      'out/',
      'node_modules/',
      '.vscode-test/',
      'test/host/node_modules/',
      '**/*.mjs',
      '**/*.cjs',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/webview/tsconfig.json', './test/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
      'max-lines': ['warn', { max: 320, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['scripts/**/*.ts', 'src/samplePortal/main.ts', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    // mocha suites read better with bare promises in before/after hooks typed as functions, and tests assert on any-typed JSON they just parsed.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': 'off',
    },
  },
  ...borderRules,
);
