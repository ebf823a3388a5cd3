// SPDX-License-Identifier: Apache-2.0
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { preferredLanguage } from './i18n.tsx';
import { loadTexts } from './texts.ts';
import { restoreTheme } from './theme.ts';

restoreTheme();
const language = preferredLanguage();
const texts = await loadTexts(language);
const place = document.getElementById('app');
if (place) createRoot(place).render(<App initial={{ language, texts }} />);
