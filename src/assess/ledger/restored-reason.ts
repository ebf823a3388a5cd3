// SPDX-License-Identifier: Apache-2.0
/** As written into `assess_epoch.reason`; `sonae verify` reads it back. */
export const restoredReason = (backupAt: string): string => `restored:${backupAt}`;

/** When the backup had been made, or undefined for an epoch that began otherwise. */
export const restoredFrom = (reason: string): string | undefined => /^restored:(\S+)$/.exec(reason)?.[1];
