// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { Link } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';
import { Sources } from './words.tsx';
import type { ControlStanding, Threat } from './words.tsx';

const PHASES = ['prevent', 'detect', 'respond'] as const;

/** What to do, by phase and by who does it; each measure leads to the controls of ours that do it. */
export function Measures({ threat }: { readonly threat: Threat }): ReactNode {
  const { t } = useText();
  const { measures, controls } = threat;
  return (
    <Card title={t('threats.measures')}>
      <Stack>
        {PHASES.map((phase) => {
          const own = measures.filter((one) => one.phase === phase);
          return own.length === 0 ? null : (
            <section key={phase}>
              <h3 className="text-h3">{t(`threats.phase.${phase}`)}</h3>
              <ul>
                {own.map((measure) => (
                  <MeasureLine key={measure.en} measure={measure} controls={controls} />
                ))}
              </ul>
            </section>
          );
        })}
        <Sources backings={measures.map(({ backing }) => backing)} />
      </Stack>
    </Card>
  );
}

function MeasureLine(props: {
  readonly measure: Threat['measures'][number];
  readonly controls: readonly ControlStanding[];
}): ReactNode {
  const { t, catalogText } = useText();
  const { measure, controls } = props;
  const ours = controls.filter(({ id }) => measure.controlIds.includes(id));
  return (
    <li className="border-b border-line py-3">
      <p>
        <span className="font-bold">{t(`threats.role.${measure.role}`)}</span>
        {t('words.colon')}
        {catalogText(measure)}
      </p>
      {ours.length === 0 ? (
        <p className="text-note text-muted">{t('threats.noneOfOurs')}</p>
      ) : (
        <ul className="mt-1 flex flex-wrap gap-x-5 gap-y-1 text-note">
          {ours.map(({ id, title }) => (
            <li key={id}>
              <Link href={paths.control(id)}>{catalogText(title)}</Link>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
