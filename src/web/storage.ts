// SPDX-License-Identifier: Apache-2.0
/** Small choices kept in this browser. Storage may be closed (private mode, policy): then nothing is kept. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A choice that is not kept is no reason to stop.
  }
}

export function remembered(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}
