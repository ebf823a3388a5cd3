// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Checkbox, CheckboxGroup } from '../ui/checkbox.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import { RadioGroup } from '../ui/radio-group.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { SAMPLES } from './samples.ts';

const LINK = 'https://sonae.example/join/inv_0197f3a2c4d57a1e9b3c';

export function FormSamples(): ReactNode {
  const { catalogText: w } = useText();
  const [company, setCompany] = useState('');
  const [note, setNote] = useState('');
  const [password, setPassword] = useState('');
  const [industry, setIndustry] = useState<'retail' | 'building' | ''>('');
  const [answer, setAnswer] = useState<'4' | '2' | '0' | '-1'>();
  const [mail, setMail] = useState(true);
  const [errors, setErrors] = useState<readonly FieldProblem[]>([]);
  const check = (): void => {
    setErrors([
      ...(company === '' ? [{ field: 'company', message: w(SAMPLES.companyError) }] : []),
      ...(answer === undefined ? [{ field: 'answer', message: w(SAMPLES.answer) }] : []),
    ]);
  };
  return (
    <Card title={w(SAMPLES.form)}>
      <Form onSubmit={check} errors={errors} label={w(SAMPLES.form)}>
        <TextField
          name="company"
          label={w(SAMPLES.company)}
          hint={w(SAMPLES.companyHint)}
          value={company}
          onChange={setCompany}
        />
        <PasswordField
          name="password"
          label={w(SAMPLES.password)}
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
        />
        <Select
          name="industry"
          label={w(SAMPLES.industry)}
          value={industry}
          onChange={setIndustry}
          choices={[
            { value: 'retail', label: w(SAMPLES.retail) },
            { value: 'building', label: w(SAMPLES.building) },
          ]}
        />
        <RadioGroup
          name="answer"
          label={w(SAMPLES.answer)}
          value={answer}
          onChange={setAnswer}
          choices={[
            { value: '4', label: w(SAMPLES.yes) },
            { value: '2', label: w(SAMPLES.partly) },
            { value: '0', label: w(SAMPLES.no) },
            { value: '-1', label: w(SAMPLES.dontKnow), hint: w(SAMPLES.dontKnowHint) },
          ]}
        />
        <CheckboxGroup legend={w(SAMPLES.timeline)}>
          <Checkbox
            name="mail"
            label={w(SAMPLES.mail)}
            hint={w(SAMPLES.inviteHint)}
            checked={mail}
            onChange={setMail}
          />
        </CheckboxGroup>
        <TextField
          name="note"
          label={w(SAMPLES.note)}
          optional
          rows={3}
          countTo={200}
          value={note}
          onChange={setNote}
        />
        <FormActions>
          <Button type="submit" wide>
            {w(SAMPLES.saving)}
          </Button>
          <Button variant="secondary" wide>
            {w(SAMPLES.secondary)}
          </Button>
        </FormActions>
      </Form>
      <div className="mt-8 grid grid-cols-1 gap-4">
        <CopyField name="invite" label={w(SAMPLES.invite)} hint={w(SAMPLES.inviteHint)} value={LINK} />
        <QrCode text={LINK} label={w(SAMPLES.qr)} />
      </div>
    </Card>
  );
}
