// SPDX-License-Identifier: Apache-2.0
/** Coded lists that describe an organisation. Codes are stored; their names are texts (`industry.…`, `size.…`). */

/**
 * The twenty divisions A–T of 日本標準産業分類 (Japan Standard Industrial Classification, 14th revision,
 * June 2023), in their order; T is "not classified elsewhere".
 */
export const INDUSTRIES = [
  'agriculture_forestry',
  'fisheries',
  'mining_quarrying',
  'construction',
  'manufacturing',
  'utilities',
  'information_communications',
  'transport_postal',
  'wholesale_retail',
  'finance_insurance',
  'real_estate_leasing',
  'research_professional',
  'accommodation_food',
  'living_amusement',
  'education',
  'medical_welfare',
  'compound_services',
  'other_services',
  'government',
  'unclassified',
] as const;
export type Industry = (typeof INDUSTRIES)[number];

/**
 * Own bands by number of staff. Their edges are those of 中小企業基本法 (Small and Medium-sized Enterprise Basic
 * Act) Article 2: 5 and 20 (small enterprise, paragraph 5), 50, 100 and 300 (paragraph 1).
 */
export const SIZE_BANDS = ['1-5', '6-20', '21-50', '51-100', '101-300', '301+'] as const;
export type SizeBand = (typeof SIZE_BANDS)[number];
