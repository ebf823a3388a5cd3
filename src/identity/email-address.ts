// SPDX-License-Identifier: Apache-2.0
/** The form of an address that is compared: full-width input and capitals mean the same mailbox. */
export const emailKey = (email: string): string => email.trim().normalize('NFKC').toLowerCase();
