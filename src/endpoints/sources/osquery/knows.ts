// SPDX-License-Identifier: Apache-2.0
import { FACT_SECTIONS, PLATFORMS } from '../../facts.ts';
import type { FactSection, Platform } from '../../facts.ts';
import { READERS, WITHOUT_ASKING } from './readers.ts';

const knownOn = (platform: Platform): readonly FactSection[] =>
  FACT_SECTIONS.filter(
    (section) => READERS[platform][section] !== undefined || WITHOUT_ASKING[platform]?.[section] !== undefined,
  );

/** What osquery can tell about each platform when it is new enough; absent here = the report always says `unknown`. */
export const KNOWS: Record<'osquery', Record<Platform, readonly FactSection[]>> = {
  // One entry for every platform, because PLATFORMS lists them all.
  osquery: Object.fromEntries(PLATFORMS.map((platform) => [platform, knownOn(platform)])) as Record<
    Platform,
    readonly FactSection[]
  >,
};
