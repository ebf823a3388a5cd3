// SPDX-License-Identifier: Apache-2.0
/** Narrows a value to one of a list of constants. */
export const isOneOf = <T extends string>(list: readonly T[], value: string): value is T =>
  list.some((item) => item === value);
