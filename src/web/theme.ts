// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from 'react';
import { remember, remembered } from './storage.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const listeners = new Set<() => void>();

function current(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

/** Chooses and keeps a theme; `system` follows the device. */
export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  remember('sonae.theme', theme);
  for (const listener of listeners) listener();
}

export function restoreTheme(): void {
  const kept = remembered('sonae.theme');
  setTheme(kept === 'light' || kept === 'dark' ? kept : 'system');
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}
