// SPDX-License-Identifier: Apache-2.0
/** The door of the catalogue: what should be true, who asks for it, and until when an operating system is supported. */
export { CatalogError, formatProblem } from './catalog-error.ts';
export { compileCatalog, loadCatalog } from './load-catalog.ts';
export type { Catalog, CatalogEdition, CatalogOptions } from './load-catalog.ts';
export type { CatalogProblem } from './read-yaml.ts';
export type { ControlFile, EditionFile, SourceEntry, ThemeEntry } from './schema.ts';
export { CRITERIA } from './telework-schema.ts';
export type { Criterion, MethodFile, MethodFinder } from './telework-schema.ts';
export type { CaseFile, EntryPoint, PersonalThreats, ThreatFile } from './threat-schema.ts';
export type { DiagnosisFile, DiagnosisQuestion, SurveyFile } from './diagnosis-schema.ts';
export { guidelineLevel, handbookMark } from './handbook-mark.ts';
export { findLifecycle } from './lifecycles.ts';
export type { Lifecycle, LifecycleQuery } from './lifecycles.ts';
export { checkCatalog, readJargon } from './check/check-catalog.ts';
export type { CatalogReport } from './check/check-catalog.ts';
export { catalogCsv } from './catalog-csv.ts';
export { componentDefinition } from './oscal/component-definition.ts';
export { metadataOf, oscalCatalog, statementOf } from './oscal/oscal-catalog.ts';
export { oneLine, OSCAL_NS, uuidOf } from './oscal/shapes.ts';
export type { OscalMetadata, OscalProperty } from './oscal/shapes.ts';
