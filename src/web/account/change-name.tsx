// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Form, FormActions } from '../ui/form.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';

/** A button and its dialog; the name shows in the card above. */
export function ChangeName({ name }: { readonly name: string }): ReactNode {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <div className="no-print mt-3">
      <Button variant="secondary" size="small" onClick={() => setOpen(true)}>
        {t('account.nameChange')}
      </Button>
      <Dialog open={open} title={t('account.nameTitle')} onClose={close} actions={null}>
        {open && <NameForm name={name} onDone={close} />}
      </Dialog>
    </div>
  );
}

function NameForm(props: { readonly name: string; readonly onDone: () => void }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const toast = useToast();
  const save = useChange('PUT /api/v1/account/name');
  const [name, setName] = useState(props.name);
  const [kana, setKana] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    const missing = name.trim() === '' ? [{ field: 'name', message: t('account.nameMissing') }] : [];
    setProblems(missing);
    if (missing.length > 0) return;
    save.mutate(
      { body: { name: name.trim(), ...(kana.trim() === '' ? {} : { kana: kana.trim() }) } },
      {
        onSuccess: () => {
          toast({ text: t('account.nameSaved') });
          props.onDone();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('account.nameTitle')}>
      <TextField name="name" label={t('account.name')} autoComplete="name" value={name} onChange={setName} />
      <TextField
        name="kana"
        label={t('account.nameKana')}
        hint={t('account.nameKanaHint')}
        optional
        autoComplete="off"
        value={kana}
        onChange={setKana}
      />
      <FormActions>
        <Button type="submit" busy={save.isPending}>
          {t('account.nameSave')}
        </Button>
        <Button variant="secondary" onClick={props.onDone}>
          {t('ui.cancel')}
        </Button>
      </FormActions>
    </Form>
  );
}
