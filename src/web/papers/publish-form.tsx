// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formProblems } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Declarations } from './security-action-page.tsx';

export function PublishForm({ view }: { readonly view: Declarations }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const toast = useToast();
  const publish = useChange('PUT /api/v1/org/:orgId/declarations/publication');
  const withdraw = useChange('DELETE /api/v1/org/:orgId/declarations/publication');
  const { publication, policy, policyVersion } = view;
  const [slug, setSlug] = useState(publication?.slug ?? '');
  const [noindex, setNoindex] = useState(publication?.noindex ?? false);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const submit = async (): Promise<void> => {
    setProblems([]);
    try {
      await publish.mutateAsync({ params: { orgId }, body: { slug: slug.trim().toLowerCase(), noindex } });
      toast({ text: t('papers.published') });
    } catch (error) {
      setProblems(
        formProblems(error, {
          ...texts,
          findText: (key) => texts.findText(`papers.reason.${key}`) ?? texts.findText(key),
        }),
      );
    }
  };
  if (policy === null) return <Notice>{t('papers.policyFirst')}</Notice>;
  return (
    <>
      {publication && (
        <>
          <CopyField
            name="address"
            label={t('papers.address')}
            value={`${window.location.origin}${publication.path}`}
          />
          {publication.version !== policyVersion && <Notice tone="caution">{t('papers.publishedOld')}</Notice>}
        </>
      )}
      <Form onSubmit={() => void submit()} errors={problems} label={t('papers.publish')}>
        <TextField
          name="slug"
          label={t('papers.slug')}
          hint={t('papers.slugHint')}
          width="medium"
          value={slug}
          onChange={setSlug}
        />
        <Checkbox name="noindex" label={t('papers.noindex')} checked={noindex} onChange={setNoindex} />
        <FormActions>
          <Button type="submit" busy={publish.isPending}>
            {t(publication ? 'papers.publishAgain' : 'papers.publishNow')}
          </Button>
          {publication && (
            <Button
              variant="secondary"
              busy={withdraw.isPending}
              onClick={() => withdraw.mutate({ params: { orgId } })}
            >
              {t('papers.unpublish')}
            </Button>
          )}
        </FormActions>
      </Form>
    </>
  );
}
