// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { describeError, formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Form, FormActions } from '../ui/form.tsx';
import { RowAction } from '../ui/row-action.tsx';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';

/** The contract takes no more. */
const MOST = 20;

/** What people are given and give back when they leave. */
export function GivenThingsCard(): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/org/:orgId/given-things', { params: { orgId: useOrgId() } });
  return (
    <Card title={t('people.things')}>
      <Stack>
        <p className="text-muted">{t('people.thingsAbout')}</p>
        <Loaded query={query} lines={4}>
          {({ things }) => (
            <Stack>
              <ul className="border-t border-line">
                {things.map((thing) => (
                  <Thing key={thing} thing={thing} things={things} />
                ))}
              </ul>
              {things.length < MOST ? <AddThing things={things} /> : <p>{t('people.thingsFull')}</p>}
            </Stack>
          )}
        </Loaded>
      </Stack>
    </Card>
  );
}

function Thing({ thing, things }: { readonly thing: string; readonly things: readonly string[] }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const replace = useChange('PUT /api/v1/org/:orgId/given-things');
  const remove = (): void => {
    const rest = things.filter((one) => one !== thing);
    // As a promise: the row is gone with the next list, and callbacks of what is gone are not called.
    void replace.mutateAsync({ params: { orgId }, body: { things: rest } }).then(
      () => toast({ text: rest.length === 0 ? t('people.thingsBack') : t('people.thingRemoved', { thing }) }),
      (error: unknown) => toast({ text: describeError(error, texts).title }),
    );
  };
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3 pr-4">
      <span className="wrap-anywhere">{thing}</span>
      <RowAction onClick={remove}>
        {t('people.thingRemove')}
        <span className="sr-only">{thing}</span>
      </RowAction>
    </li>
  );
}

function AddThing({ things }: { readonly things: readonly string[] }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const replace = useChange('PUT /api/v1/org/:orgId/given-things');
  const [entered, setEntered] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const thing = entered.trim();
  const wrong = (): FieldProblem[] => {
    if (thing === '') return [{ field: 'thing', message: t('people.thingMissing') }];
    return things.includes(thing) ? [{ field: 'thing', message: t('people.thingTwice') }] : [];
  };
  const submit = (): void => {
    const found = wrong();
    setProblems(found);
    if (found.length > 0) return;
    replace.mutate(
      { params: { orgId }, body: { things: [...things, thing] } },
      {
        onSuccess: () => {
          setEntered('');
          toast({ text: t('people.thingAdded', { thing }) });
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('people.things')}>
      <TextField
        name="thing"
        label={t('people.thing')}
        hint={t('people.thingHint')}
        autoComplete="off"
        value={entered}
        onChange={setEntered}
      />
      <FormActions>
        <Button type="submit" variant="secondary" busy={replace.isPending}>
          {t('people.thingAdd')}
        </Button>
      </FormActions>
    </Form>
  );
}
