// SPDX-License-Identifier: Apache-2.0
import { mergeAreas } from './texts.ts';
import type { Texts } from './texts.ts';

export const texts = mergeAreas(import.meta.glob<Texts>('./*/en.json', { eager: true, import: 'default' }));
