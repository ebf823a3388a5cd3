// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Card } from '../ui/card.tsx';
import { Gloss } from '../ui/gloss.tsx';
import { Link } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';
import type { ControlPage } from './answer-form.tsx';

type Mapping = ControlPage['control']['mappings'][number];

/** Which guidelines ask for the control, how sure that is, and where we read it. */
export function AsksCard({ mappings }: { readonly mappings: readonly Mapping[] }): ReactNode {
  const { t, catalogText } = useText();
  if (mappings.length === 0) return null;
  return (
    <Card title={t('controls.asks')}>
      <Stack>
        <p className="text-muted">{t('controls.asksLead')}</p>
        {[...Map.groupBy(mappings, ({ edition }) => edition)].map(([edition, members]) => {
          const [first] = members;
          return first ? (
            <section key={edition} className="border-t border-line pt-3">
              <h3 className="text-h3">{catalogText(first.editionTitle)}</h3>
              <p className="text-note text-muted">{catalogText(first.wording)}</p>
              <ul className="mt-2 grid gap-2">
                {members.map((mapping) => (
                  <MappingLine key={`${mapping.ref} ${mapping.howSure}`} mapping={mapping} />
                ))}
              </ul>
            </section>
          ) : null;
        })}
      </Stack>
    </Card>
  );
}

function MappingLine({ mapping }: { readonly mapping: Mapping }): ReactNode {
  const { t, catalogText } = useText();
  const { ref, refTitle, howSure, source } = mapping;
  // Some editions have no numbers: then the reference is our own code, and the title says it better.
  const named = !/\d/.test(ref) || ref.includes('.');
  return (
    <li>
      <p>
        {named && refTitle ? catalogText(refTitle) : t('controls.ref', { ref })}
        {!named && refTitle && `　${catalogText(refTitle)}`}
      </p>
      <p className="text-note">
        {t('controls.howSure')}
        <Gloss term={t(`controls.howSure.${howSure}`)}>{t(`controls.howSureAbout.${howSure}`)}</Gloss>
        {source.read !== 'own' && (
          <span className="text-muted">
            {'　'}
            {t('controls.read')}
            {source.url === null ? (
              catalogText(source.title)
            ) : (
              <Link href={source.url} rel="noreferrer">
                {catalogText(source.title)}
              </Link>
            )}
          </span>
        )}
      </p>
    </li>
  );
}
