// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

/** Line drawings on a 24 unit grid, drawn by us. */
const PATHS = {
  pass: 'M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16',
  fail: 'M6 6l12 12M18 6L6 18',
  unknown: 'M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1-1.5 2.3M12 18.5v.1',
  not_applicable: 'M6 12h12',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  info: 'M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M12 11v5M12 8v.1',
  warning: 'M12 4.5L3.5 19.5h17zM12 10.5v4M12 17v.1',
  critical: 'M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7zM12 8v5M12 16v.1',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  chevron: 'M9 5l7 7-7 7',
  down: 'M6 9l6 6 6-6',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  person: 'M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5',
  people:
    'M9 5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M3 19c.8-3.5 3-4.5 6-4.5s5.2 1 6 4.5M16 5.5a3.3 3.3 0 0 1 0 6.3M17 14.7c2.2.4 3.5 1.7 4 4.3',
  today: 'M5 6h14v14H5zM5 10h14M9 3.5V7M15 3.5V7M9 15l2 2 4-4',
  shield: 'M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9c-4-1.5-7-4.5-7-9V6zM9 12l2.2 2.2L15.5 10',
  house: 'M4 11l8-7l8 7v9H4zM10 20v-6h4v6',
  device: 'M4 5h16v11H4zM2.5 19.5h19',
  proof: 'M6 3.5h8.5L18 7v13.5H6zM9 11h6M9 15h6',
  paper: 'M6 3.5h8.5L18 7v13.5H6zM14 3.5V8h4M9 12l1.5 1.5L13 11M9 17h6',
  report: 'M5 3.5h14v17H5zM8.5 16.5v-3M12 16.5V9M15.5 16.5v-5',
  settings:
    'M4 8h8M18 8h2M4 16h2M12 16h8M15 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M9 13.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5',
  offline: 'M3 3l18 18M5 10a11 11 0 0 1 4-2.3M13 7.2a11 11 0 0 1 6 2.8M8 14a6 6 0 0 1 3-1.7M12 18.5v.1',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside a word; it is never the only bearer of a meaning. */
export function Icon({
  name,
  className = 'size-6',
}: {
  readonly name: IconName;
  readonly className?: string;
}): ReactNode {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={`inline-block shrink-0 ${className}`}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
