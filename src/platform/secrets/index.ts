// SPDX-License-Identifier: Apache-2.0
export { SecretError } from './errors.ts';
export type { SecretProblem } from './errors.ts';
export { formatKeyFile, loadMasterKeys } from './master-key.ts';
export type { MasterKeys, MasterKeySource } from './master-key.ts';
export { createSecretBox } from './secret-box.ts';
export type { SecretBox } from './secret-box.ts';
export { checkCanary, ensureCanary, hasCanary, sealCanary } from './canary.ts';
export { writeWhole } from './write-whole.ts';
