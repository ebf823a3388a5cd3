// SPDX-License-Identifier: Apache-2.0
import type { Role } from '../../kernel/contract.ts';
import type { TextKey } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { MANAGERS, REPORT_READERS, SEES_MEMBERS } from '../roles.ts';
import type { IconName } from '../ui/icon.tsx';

export interface NavigationItem {
  readonly href: string;
  readonly text: TextKey;
  readonly icon: IconName;
  /** Only for staff of an operator. */
  readonly operator?: true;
  /** Only for people with one of these roles in the organisation of this tab. */
  readonly roles?: readonly Role[];
}

/** In the order of use. An item shows once a page has its address (routes.tsx). */
export const NAVIGATION: readonly NavigationItem[] = [
  { href: paths.today(), text: 'shell.nav.today', icon: 'today' },
  { href: paths.tasks(), text: 'shell.nav.tasks', icon: 'check' },
  { href: paths.controls(), text: 'shell.nav.controls', icon: 'shield' },
  { href: paths.devices(), text: 'shell.nav.devices', icon: 'device' },
  { href: paths.telework(), text: 'shell.nav.telework', icon: 'house' },
  { href: paths.evidence(), text: 'shell.nav.evidence', icon: 'proof' },
  { href: paths.papers(), text: 'shell.nav.papers', icon: 'paper', roles: MANAGERS },
  { href: paths.reports(), text: 'shell.nav.reports', icon: 'report', roles: REPORT_READERS },
  { href: paths.people(), text: 'shell.nav.people', icon: 'people', roles: SEES_MEMBERS },
  { href: paths.operate(), text: 'shell.nav.operate', icon: 'people', operator: true },
  { href: paths.settings(), text: 'shell.nav.settings', icon: 'settings' },
];

const isWithin = (href: string, pathname: string): boolean => pathname === href || pathname.startsWith(`${href}/`);

/** Pages whose address does not say below which item they stand. */
const STANDS_BELOW = [
  { page: paths.threats(), item: paths.controls() },
  { page: paths.look(), item: paths.devices() },
  { page: paths.audit(), item: paths.settings() },
] as const;

/** The item of the page or of a page above it. */
export function isCurrent(href: string, pathname: string): boolean {
  if (href === '/') return pathname === '/';
  const placed = STANDS_BELOW.find(({ page }) => isWithin(page, pathname));
  return placed ? placed.item === href : isWithin(href, pathname);
}

/** Pages about the person, not about an organisation: they open for those who belong to none (yet). */
export const isPersonal = (pathname: string): boolean =>
  [paths.account(), paths.operate()].some((href) => isCurrent(href, pathname));
