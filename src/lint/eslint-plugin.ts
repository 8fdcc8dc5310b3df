import { noSignalAssignment } from './no-signal-assignment.js';
import { noSignalComparison } from './no-signal-comparison.js';
import { noSignalCondition } from './no-signal-condition.js';
import { noUnusedSignal } from './no-unused-signal.js';

const plugin = {
  meta: { name: 'bitloom' },
  rules: {
    'no-signal-assignment': noSignalAssignment,
    'no-signal-comparison': noSignalComparison,
    'no-signal-condition': noSignalCondition,
    'no-unused-signal': noUnusedSignal,
  },
} as const;

/**
 * The ESLint plugin of the hardware language: what the compiler lets through and hardware does not mean. For ESLint 9 with the parser of
 * typescript-eslint and type information:
 *
 *     import parser from '@typescript-eslint/parser';
 *     import bitloom from 'bitloom/eslint-plugin';
 *
 *     export default [{ files: ['**\/*.ts'], languageOptions: { parser, parserOptions: { projectService: true } }, ...bitloom.configs.recommended }];
 */
export default {
  ...plugin,
  configs: {
    recommended: {
      plugins: { bitloom: plugin },
      rules: {
        'bitloom/no-signal-assignment': 'error',
        'bitloom/no-signal-comparison': 'error',
        'bitloom/no-signal-condition': 'error',
        'bitloom/no-unused-signal': 'error',
      },
    },
  },
} as const;
