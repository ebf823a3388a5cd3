// SPDX-License-Identifier: Apache-2.0
export { hashPassword, normalisePassword, PASSWORD_COST, PASSWORD_MAX_CHARACTERS, verifyPassword } from './password.ts';
export type { PasswordCheck, PasswordCost } from './password.ts';
export {
  CRACK_TIMES,
  measurePassword,
  PASSWORD_MIN_CHARACTERS,
  PASSWORD_MIN_SCORE,
  PASSWORD_REASONS,
  PASSWORD_SUGGESTIONS,
} from './measure-password.ts';
export type { CrackTime, PasswordMeasure, PasswordReason, PasswordSuggestion } from './measure-password.ts';
export { closePasswordMeasure } from './measure-host.ts';
export type { OwnWords } from './own-words.ts';
export { newTotpSeed, totpCode, totpSeedText, totpUri, verifyTotp } from './totp.ts';
export { matchRecoveryCode, newRecoveryCodes, RECOVERY_CODE_COUNT } from './recovery-codes.ts';
export type { NewRecoveryCodes } from './recovery-codes.ts';
