// SPDX-License-Identifier: Apache-2.0
/** The door of govern: what the organisation rules, promises and lives with for a time. */
import type { SonaeModule } from '../platform/module.ts';
import { campaignJobs, campaignRoutes } from './campaigns/routes.ts';
import { checkSheetRoutes } from './check-sheets/check-sheet-routes.ts';
import { checkSheetContext } from './check-sheets/sheet-context.ts';
import { createSheetTools } from './check-sheets/sheet-tools.ts';
import type { GovernContext } from './context.ts';
import { declarationRoutes } from './declarations/declaration-routes.ts';
import { exceptionJobs } from './exceptions/jobs.ts';
import { exceptionRoutes } from './exceptions/routes.ts';
import { scsRoutes } from './scs/routes.ts';
import { teleworkRoutes } from './telework/routes.ts';

export type { GovernContext } from './context.ts';
export { exceptionsToReport } from './exceptions/exceptions-to-report.ts';
export type { ReportedException } from './exceptions/exceptions-to-report.ts';

export function createGovern(context: GovernContext): SonaeModule {
  const tools = createSheetTools();
  const checkSheets = checkSheetContext(context, tools);
  return {
    name: 'govern',
    routes: (routes) => {
      teleworkRoutes(routes, context);
      exceptionRoutes(routes, context);
      campaignRoutes(routes, context);
      checkSheetRoutes(routes, checkSheets);
      declarationRoutes(routes, context);
      scsRoutes(routes, context, tools);
    },
    jobs: [...exceptionJobs(context), ...campaignJobs(context)],
    start: () => async () => tools.close(),
  };
}
