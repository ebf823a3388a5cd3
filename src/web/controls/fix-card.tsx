// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Card } from '../ui/card.tsx';
import { Link } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';
import { Tabs } from '../ui/tabs.tsx';
import type { ControlPage } from './answer-form.tsx';

type Control = ControlPage['control'];

const PLATFORMS = ['windows', 'macos', 'linux'] as const;

function Steps({ steps }: { readonly steps: Control['fix']['general'] }): ReactNode {
  const { catalogText } = useText();
  return (
    <ol className="grid list-decimal gap-2 pl-7">
      {steps.map((step) => (
        <li key={step.en}>{catalogText(step)}</li>
      ))}
    </ol>
  );
}

/** What differs by kind of computer in tabs. What holds for all stands below them: behind a tab nobody would find it. */
function How({ fix }: { readonly fix: Control['fix'] }): ReactNode {
  const { t } = useText();
  const platforms = PLATFORMS.filter((platform) => fix[platform].length > 0);
  if (platforms.length === 0) return <Steps steps={fix.general} />;
  return (
    <>
      <Tabs
        label={t('controls.fixFor')}
        items={platforms.map((platform) => ({
          id: platform,
          title: t(`words.platform.${platform}`),
          content: <Steps steps={fix[platform]} />,
        }))}
      />
      {fix.general.length > 0 && (
        <section aria-labelledby="fix-general" className="grid gap-2">
          <h3 id="fix-general" className="text-h3">
            {t('controls.fixGeneral')}
          </h3>
          <Steps steps={fix.general} />
        </section>
      )}
    </>
  );
}

/** How to get there. */
export function FixCard({ control }: { readonly control: Control }): ReactNode {
  const { t, catalogText } = useText();
  const { effortMinutes: minutes } = control;
  return (
    <Card title={t('controls.fix')}>
      <Stack>
        <p className="text-muted">
          {minutes < 60
            ? t('controls.effort', { minutes })
            : t('controls.effortHours', { hours: Math.round(minutes / 60) })}
        </p>
        <How fix={control.fix} />
        {control.references.length > 0 && (
          <div>
            <h3 className="text-h3">{t('controls.references')}</h3>
            <ul className="list-disc pl-7">
              {control.references.map(({ title, url }) => (
                <li key={url}>
                  <Link href={url} rel="noreferrer">
                    {catalogText(title)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )}
      </Stack>
    </Card>
  );
}
