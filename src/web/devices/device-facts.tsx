// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Card } from '../ui/card.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { describeFact } from './describe-fact.ts';
import type { Device } from './device-marks.tsx';

type Fact = Device['facts'][number];

const SECTIONS = ['os', 'updates', 'disks', 'firewall', 'antivirus', 'administrators', 'hardware', 'network'];

/** Everything known of the device in plain words, with who said it and when. */
export function DeviceFacts({ facts }: { readonly facts: Device['facts'] }): ReactNode {
  const { t, findText } = useText();
  const sections = [...Map.groupBy(facts, ({ section }) => section)].toSorted(
    ([a], [b]) => SECTIONS.indexOf(a) - SECTIONS.indexOf(b),
  );
  return (
    <Card title={t('devices.facts')}>
      {sections.length === 0 ? (
        <p>{t('devices.factsNone')}</p>
      ) : (
        <SummaryList
          items={sections.map(([section, members]) => ({
            term: findText(`devices.fact.${section}`) ?? section,
            value: members.map((fact) => <FactLines key={fact.source} fact={fact} />),
          }))}
        />
      )}
    </Card>
  );
}

function FactLines({ fact: { section, source, observedAt, reading } }: { readonly fact: Fact }): ReactNode {
  const texts = useText();
  const { t, findText, relative } = texts;
  return (
    <div className="not-last:mb-3">
      <ul>
        {describeFact(section, reading, texts).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="text-note text-muted">
        {t('devices.factFrom', { source: findText(`words.source.${source}`) ?? source, when: relative(observedAt) })}
      </p>
    </div>
  );
}
