// SPDX-License-Identifier: Apache-2.0
/** Run in the folder of Sonae; prints a link that sets a new password. */
export const resetCommand = (email: string): string => `node bin/sonae.mjs account reset --email ${email}`;

export const RESET_COMMAND = resetCommand('hanako@example.jp');
