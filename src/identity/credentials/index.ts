// SPDX-License-Identifier: Apache-2.0
export { NO_PASSWORD, hashPassword, verifyPassword } from './password.ts';
export type { PasswordCheck, PasswordCost } from './password.ts';
export { measurePassword } from './measure-password.ts';
export type { CrackTime, PasswordMeasure, PasswordReason, PasswordSuggestion } from './measure-password.ts';
export { closePasswordMeasure } from './measure-host.ts';
export type { OwnWords } from './own-words.ts';
export { newTotpSeed, totpCode, totpSeedText, totpUri, verifyTotp } from './totp.ts';
export { matchRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
export type { NewRecoveryCodes } from './recovery-codes.ts';
