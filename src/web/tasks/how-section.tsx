// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { commandsIn } from './commands.ts';

export type TaskDetail = Api['GET /api/v1/org/:orgId/tasks/:taskId']['response']['task'];
type Fix = TaskDetail['fix'][number];

/** Steps for the platforms concerned; tabs when there is more than one. */
export function HowSection({ fix }: { readonly fix: readonly Fix[] }): ReactNode {
  const { t } = useText();
  const [only] = fix;
  if (!only) return null;
  return (
    <section aria-labelledby="task-how">
      <h2 id="task-how" className="mb-3 text-h2">
        {t('tasks.how')}
      </h2>
      {fix.length === 1 ? (
        <Steps fix={only} />
      ) : (
        <Tabs
          label={t('tasks.how')}
          items={fix.map((one) => ({
            id: one.platform,
            title: t(`tasks.how.${one.platform}`),
            content: <Steps fix={one} />,
          }))}
        />
      )}
    </section>
  );
}

function Steps({ fix }: { readonly fix: Fix }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <ol className="grid max-w-prose list-decimal gap-3 pl-6">
      {fix.steps.map((step, index) => {
        const text = catalogText(step);
        return (
          <li key={step.en}>
            {text}
            {commandsIn(text).map((command, at) => (
              <div key={command} className="mt-2">
                <CopyField name={`command-${fix.platform}-${index}-${at}`} label={t('tasks.command')} value={command} />
              </div>
            ))}
          </li>
        );
      })}
    </ol>
  );
}
