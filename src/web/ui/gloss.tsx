// SPDX-License-Identifier: Apache-2.0
import { useId, useRef } from 'react';
import type { ReactNode, ToggleEvent } from 'react';
import { useText } from '../i18n.tsx';

const MARGIN = 16;

/** Puts the explanation under its term, inside the window. */
function place(box: HTMLElement, term: DOMRect): void {
  // The body's width leaves out the scroll bar's gutter; the document's does not.
  const room = document.body.clientWidth;
  const width = Math.min(352, room - 2 * MARGIN);
  const left = Math.min(Math.max(term.left, MARGIN), room - width - MARGIN);
  box.style.width = `${width}px`;
  box.style.left = `${left + window.scrollX}px`;
  box.style.top = `${term.bottom + window.scrollY + 8}px`;
}

/** A hard word that explains itself when pressed (not on hover: phones have none). Escape or a press elsewhere closes it. */
export function Gloss({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactNode {
  const { t } = useText();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const onBeforeToggle = (event: ToggleEvent<HTMLElement>): void => {
    const rectangle = button.current?.getBoundingClientRect();
    if (event.newState === 'open' && rectangle) place(event.currentTarget, rectangle);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        className="inline border-b-2 border-dotted border-link text-left text-link hover:text-link-hover"
      >
        {term}
        <span className="sr-only">{t('ui.explain')}</span>
      </button>
      <span
        id={id}
        popover="auto"
        role="note"
        onBeforeToggle={onBeforeToggle}
        className="absolute inset-auto m-0 rounded-control border border-line-strong bg-raised p-4 text-left font-normal text-text shadow-overlay"
      >
        <strong className="block">{term}</strong>
        {children}
      </span>
    </>
  );
}
