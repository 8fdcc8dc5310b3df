import { noSignalComparison } from './no-signal-comparison.js';
import { noSignalCondition } from './no-signal-condition.js';

/**
 * The ESLint plugin of the hardware language, for ESLint 9 with typescript-eslint's parser and type information:
 *
 *     import bitloom from 'bitloom/dist/src/lint/eslint-plugin.js';
 *     export default [{ files: ['hardware/**.ts'], plugins: { bitloom }, rules: bitloom.configs.recommended.rules, languageOptions: … }];
 */
const plugin = {
  meta: { name: 'bitloom' },
  rules: { 'no-signal-comparison': noSignalComparison, 'no-signal-condition': noSignalCondition },
  configs: { recommended: { rules: { 'bitloom/no-signal-comparison': 'error', 'bitloom/no-signal-condition': 'error' } } },
} as const;

export default plugin;
