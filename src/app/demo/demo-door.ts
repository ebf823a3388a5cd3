// SPDX-License-Identifier: Apache-2.0
/** What the web shows of a demo: the banner, and whom a visitor may be. An ordinary installation says that it is none. */
import type { Routes } from '../../platform/http/routes.ts';
import type { SonaeModule } from '../../platform/module.ts';
import { DEMO_PASSWORD, MAIN_DOMAIN, OPERATOR, SMALL_DOMAIN } from './cast.ts';
import { mailOf } from './company.ts';
import { readDemo } from './contract.ts';

const PERSONS = [
  { who: 'administrator', email: mailOf('soumu', MAIN_DOMAIN) },
  { who: 'executive', email: mailOf('shachou', MAIN_DOMAIN) },
  { who: 'teleworker', email: mailOf('eigyou3', MAIN_DOMAIN) },
  { who: 'operator', email: mailOf(OPERATOR.key, OPERATOR.domain) },
  { who: 'small', email: mailOf('inchou', SMALL_DOMAIN) },
] as const;

export const demoModule = (isDemo: boolean): SonaeModule => ({
  name: 'demo',
  routes: (routes: Routes) => {
    routes.open(readDemo, async () => ({ demo: isDemo ? { password: DEMO_PASSWORD, persons: [...PERSONS] } : null }));
  },
});
