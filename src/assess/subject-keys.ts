// SPDX-License-Identifier: Apache-2.0
/** Dedupe keys of findings about a subject itself. */
export const silentKey = (subjectId: string): string => `silent:${subjectId}`;
