// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Device } from './device-marks.tsx';

interface EditDeviceProps {
  readonly device: Device;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Name of the device and whose it is, for administrators. */
export function EditDevice({ device, open, onClose }: EditDeviceProps): ReactNode {
  const { t } = useText();
  return (
    <Dialog open={open} title={t('devices.editTitle')} onClose={onClose} actions={null}>
      {open && <EditForm device={device} onClose={onClose} />}
    </Dialog>
  );
}

const NOBODY = 'nobody';

function EditForm({ device, onClose }: Omit<EditDeviceProps, 'open'>): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const { data } = useApi('GET /api/v1/org/:orgId/members', { params: { orgId }, query: {} });
  const update = useChange('PATCH /api/v1/org/:orgId/devices/:deviceId');
  const [label, setLabel] = useState(device.label === device.hostname ? '' : device.label);
  const [owner, setOwner] = useState(device.ownerId ?? NOBODY);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = (): void => {
    update.mutate(
      {
        params: { orgId, deviceId: device.deviceId },
        body: { label: label.trim(), ownerId: owner === NOBODY ? null : owner },
      },
      {
        onSuccess: () => {
          toast({ text: t('devices.savedDevice') });
          onClose();
        },
        onError: (error) => setProblems(formProblems(error, texts)),
      },
    );
  };
  return (
    <Form onSubmit={submit} errors={problems} label={t('devices.editTitle')}>
      <TextField
        name="label"
        label={t('devices.label')}
        hint={t('devices.labelHint', { hostname: device.hostname })}
        optional
        value={label}
        onChange={setLabel}
      />
      <Select
        name="ownerId"
        label={t('devices.owner')}
        hint={t('devices.ownerHint')}
        width="full"
        value={owner}
        onChange={setOwner}
        choices={[
          { value: NOBODY, label: t('devices.ownerNone') },
          ...(data?.members ?? []).map(({ memberId, name }) => ({ value: memberId, label: name })),
        ]}
      />
      <FormActions>
        <Button type="submit" busy={update.isPending}>
          {t('devices.saveDevice')}
        </Button>
        <Button variant="secondary" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </FormActions>
    </Form>
  );
}
