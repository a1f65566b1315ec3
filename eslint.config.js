import { basename } from 'node:path';
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const tests = ['**/*.test.ts', '{apps,packages}/*/test/**'];
/** What a person starts in a terminal: it may print, and reads the environment itself. */
const terminal = [
  'packages/{stack,bench,e2e}/**',
  'apps/api/src/cli/**',
  'packages/*/{bin,src/bin}/**',
  'prisma/**',
  '*.config.ts',
];
const nodeGlobals = Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']));

const fileName = {
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename);
      if (!/^\.?[a-z\d]+(-[a-z\d]+)*(\.[a-z\d]+)+$/.test(name)) {
        context.report({ node, message: `Name this file in kebab-case, not ${name}.` });
      }
      if (/^(utils?|helpers?|common)\./.test(name)) {
        context.report({ node, message: `Name this file after the one thing it exports, not ${name}.` });
      }
    },
  }),
};

const writersOfDb = {
  group: ['@besage/db'],
  importNamePattern: '^(append|insert|update|delete|migrate)',
  message: 'The api owns every write.',
};
const allButPresentersOfDb = {
  group: ['@besage/db'],
  allowImportNamePattern: '^present',
  allowTypeImports: true,
  message: 'A presenter takes rows as they are, it does not load them.',
};

export default defineConfig(
  globalIgnores(['**/dist/', '**/generated/']),
  {
    extends: [js.configs.recommended],
    languageOptions: { globals: nodeGlobals },
    plugins: { besage: { rules: { 'file-name': fileName } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'besage/file-name': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only main.ts reads the environment; ask the config.' },
        { object: 'vi', property: 'mock', message: 'Pass the dependency in instead of mocking its module.' },
        { object: 'vi', property: 'doMock', message: 'Pass the dependency in instead of mocking its module.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Export by name: a barrel hides what is used.' },
      ],
      'object-shorthand': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // `return resolve()` says "and that is all" in one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // It takes what was false before an `await` (`signal.aborted`, `this.#closed`) to be false after it.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // Fastify's plugins, hooks and handlers are async by their signature, whether or not they wait for something.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // A smell to notice: nine functions in ten are under 40 lines.
    ignores: tests,
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
    },
  },
  {
    files: ['apps/web/src/**'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    files: ['apps/*/src/main.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: terminal,
    rules: { 'no-console': 'off', 'no-restricted-properties': 'off' },
  },
  {
    // PostgreSQL refuses the gateway's writes, since its connections only read; this says so before.
    files: ['apps/realtime/src/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [writersOfDb] }] },
  },
  {
    files: ['apps/api/src/present/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [allButPresentersOfDb] }] },
  },
  {
    files: tests,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
