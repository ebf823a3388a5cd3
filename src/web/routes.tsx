// SPDX-License-Identifier: Apache-2.0
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { AnyRoute } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { NotFoundPage } from './error/not-found-page.tsx';
import { ErrorPage } from './error/error-page.tsx';
import { PageLoading } from './shell/page-loading.tsx';
import { RootLayout } from './shell/root-layout.tsx';
import { BareLayout } from './shell/bare-layout.tsx';
import { ShellLayout } from './shell/shell-layout.tsx';

const root = createRootRoute({ component: RootLayout, notFoundComponent: NotFoundPage, errorComponent: ErrorPage });
/** Pages of people who are signed in: header, navigation, organisation. */
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: ShellLayout });
/** Pages before that: sign-in, first use, invitations. */
const bare = createRoute({ getParentRoute: () => root, id: 'bare', component: BareLayout });

type Load = () => Promise<{ readonly Page: ComponentType }>;

/** A page is fetched when it is first visited (or its link is pointed at). Parameters: `/devices/$deviceId`. */
const page = (parent: AnyRoute, path: string, load: Load): AnyRoute =>
  createRoute({ getParentRoute: () => parent, path, component: lazyRouteComponent(load, 'Page') });

// One line per page. Its texts: one line in texts.ts; its address: one line in paths.ts.
const SHELL_PAGES: readonly AnyRoute[] = [
  page(shell, '/', () => import('./home/home-page.tsx')),
  page(shell, '/look', () => import('./look/look-page.tsx')),
  page(shell, '/tasks', () => import('./tasks/tasks-page.tsx')),
  page(shell, '/tasks/$taskId', () => import('./tasks/task-page.tsx')),
  page(shell, '/controls', () => import('./controls/controls-page.tsx')),
  page(shell, '/controls/$controlId', () => import('./controls/control-page.tsx')),
  page(shell, '/threats', () => import('./threats/threats-page.tsx')),
  page(shell, '/threats/personal', () => import('./threats/personal-page.tsx')),
  page(shell, '/threats/vote', () => import('./threats/vote-page.tsx')),
  page(shell, '/threats/cases/$caseId', () => import('./threats/case-page.tsx')),
  page(shell, '/threats/$threatId', () => import('./threats/threat-page.tsx')),
  page(shell, '/controls/diagnosis', () => import('./diagnosis/overview-page.tsx')),
  page(shell, '/controls/diagnosis/$diagnosisId/merge', () => import('./diagnosis/merge-page.tsx')),
  page(shell, '/controls/diagnosis/$diagnosisId/finish', () => import('./diagnosis/finish-page.tsx')),
  page(shell, '/controls/diagnosis/$diagnosisId/result', () => import('./diagnosis/result-page.tsx')),
  page(shell, '/controls/diagnosis/$diagnosisId/$siteId/$question', () => import('./diagnosis/question-page.tsx')),
  page(shell, '/devices', () => import('./devices/devices-page.tsx')),
  page(shell, '/devices/quarantine', () => import('./devices/quarantine-page.tsx')),
  page(shell, '/devices/$deviceId', () => import('./devices/device-page.tsx')),
  page(shell, '/telework', () => import('./telework/telework-page.tsx')),
  page(shell, '/telework/finder', () => import('./telework/finder-page.tsx')),
  page(shell, '/telework/methods/$methodId', () => import('./telework/method-page.tsx')),
  page(shell, '/telework/exceptions', () => import('./exceptions/exceptions-page.tsx')),
  page(shell, '/telework/exceptions/new', () => import('./exceptions/new-exception-page.tsx')),
  page(shell, '/telework/questions', () => import('./campaigns/campaigns-page.tsx')),
  page(shell, '/telework/questions/new', () => import('./campaigns/new-campaign-page.tsx')),
  page(shell, '/telework/questions/$campaignId', () => import('./campaigns/campaign-page.tsx')),
  page(shell, '/telework/exceptions/$exceptionId', () => import('./exceptions/exception-page.tsx')),
  page(shell, '/evidence', () => import('./evidence/evidence-page.tsx')),
  page(shell, '/papers', () => import('./papers/papers-page.tsx')),
  page(shell, '/papers/security-action', () => import('./papers/security-action-page.tsx')),
  page(shell, '/papers/scs', () => import('./papers/scs-page.tsx')),
  page(shell, '/papers/sheets/$sheetId', () => import('./papers/sheet-page.tsx')),
  page(shell, '/reports', () => import('./reports/reports-page.tsx')),
  page(shell, '/reports/$month', () => import('./reports/report-page.tsx')),
  page(shell, '/reports/$month/full', () => import('./reports/full-report-page.tsx')),
  page(shell, '/people', () => import('./people/people-page.tsx')),
  page(shell, '/people/invite', () => import('./people/invite-page.tsx')),
  page(shell, '/settings', () => import('./settings/settings-page.tsx')),
  page(shell, '/settings/agents', () => import('./settings/agents-page.tsx')),
  page(shell, '/settings/agents/osquery', () => import('./settings/osquery-page.tsx')),
  page(shell, '/settings/directory', () => import('./directory/directory-page.tsx')),
  page(shell, '/settings/sign-in', () => import('./provider/provider-page.tsx')),
  page(shell, '/settings/notices', () => import('./notices/notices-page.tsx')),
  page(shell, '/audit', () => import('./audit/audit-page.tsx')),
  page(shell, '/account', () => import('./account/account-page.tsx')),
  page(shell, '/account/authenticator', () => import('./account/authenticator-page.tsx')),
  page(shell, '/operate', () => import('./operate/operate-page.tsx')),
  page(shell, '/operate/backups', () => import('./operate/backups-page.tsx')),
  page(shell, '/operate/new', () => import('./operate/new-organisation-page.tsx')),
];

const BARE_PAGES: readonly AnyRoute[] = [
  page(bare, '/sign-in', () => import('./account/sign-in-page.tsx')),
  page(bare, '/sign-in/provider', () => import('./provider/return-page.tsx')),
  page(bare, '/setup', () => import('./setup/setup-page.tsx')),
  page(bare, '/invite', () => import('./entry/invite-page.tsx')),
  page(bare, '/reset', () => import('./entry/reset-page.tsx')),
];

/** Every primitive, and one page in the shell to start new ones from; left out of the product's build. */
const withGallery = import.meta.env.DEV || import.meta.env.MODE === 'gallery';
const GALLERY = withGallery ? [page(root, '/ui', () => import('./gallery/gallery-page.tsx'))] : [];
const SAMPLES = withGallery ? [page(shell, '/ui/shell', () => import('./gallery/shell-sample-page.tsx'))] : [];

export const router = createRouter({
  routeTree: root.addChildren([
    shell.addChildren([...SHELL_PAGES, ...SAMPLES]),
    bare.addChildren([...BARE_PAGES]),
    ...GALLERY,
  ]),
  defaultPendingComponent: PageLoading,
  defaultPendingMs: 300,
  defaultErrorComponent: ErrorPage,
  defaultPreload: 'intent',
  scrollRestoration: true,
});
