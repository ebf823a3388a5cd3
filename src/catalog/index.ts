// SPDX-License-Identifier: Apache-2.0
/** The door of the catalogue: what should be true, who asks for it, and until when an operating system is supported. */
export { CatalogError, formatProblem, loadCatalog } from './load-catalog.ts';
export type { Catalog, CatalogEdition, CatalogOptions } from './load-catalog.ts';
export type { CatalogProblem } from './read-yaml.ts';
export type { ControlFile, EditionFile, SourceEntry, ThemeEntry } from './schema.ts';
export { guidelineLevel, handbookMark } from './handbook-mark.ts';
export { findLifecycle } from './lifecycles.ts';
export type { Lifecycle, LifecycleQuery } from './lifecycles.ts';
