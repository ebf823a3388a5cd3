// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint, so that a chosen theme or language does not flash. Names as in theme.ts and i18n.tsx.
(() => {
  try {
    const theme = localStorage.getItem('sonae.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    if (localStorage.getItem('sonae.language') === 'en') document.documentElement.lang = 'en';
  } catch {
    // Storage may be closed; the defaults are fine.
  }
})();
