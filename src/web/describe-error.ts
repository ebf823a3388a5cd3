// SPDX-License-Identifier: Apache-2.0
import { ApiError, ConnectionError } from './api-error.ts';
import type { Localised } from './i18n.tsx';
import type { FieldProblem } from './ui/form-context.ts';

export interface DescribedError {
  readonly title: string;
  readonly hint: string;
  /** To quote; missing when there is nothing to look up. */
  readonly id: string | undefined;
}

/** Any thrown thing → words. The server's code is asked first (`error.code.<code>`), then its kind. */
export function describeError(error: unknown, { t, findText }: Pick<Localised, 't' | 'findText'>): DescribedError {
  if (error instanceof ConnectionError)
    return { title: t('error.offline'), hint: t('error.offlineHint'), id: undefined };
  if (!(error instanceof ApiError))
    return { title: t('error.kind.internal'), hint: t('error.hint.internal'), id: undefined };
  const wait =
    error.retryAfterSeconds === undefined
      ? undefined
      : t('error.waitFor', { minutes: Math.ceil(error.retryAfterSeconds / 60) });
  return {
    title: findText(`error.code.${error.code}`) ?? findText(`error.kind.${error.kind}`) ?? t('error.kind.internal'),
    hint: wait ?? findText(`error.codeHint.${error.code}`) ?? findText(`error.hint.${error.kind}`) ?? '',
    id: error.id || undefined,
  };
}

/** What a form shows after a failed request: each named field's problem, else one for the whole form. */
export function formProblems(
  error: unknown,
  texts: Pick<Localised, 't' | 'findText' | 'language'>,
): readonly FieldProblem[] {
  if (error instanceof ApiError && error.details.length > 0) {
    const password = error.code === 'password_refused';
    return error.details.map(({ field, reason }) => ({
      field,
      message:
        (password ? texts.findText(`words.password.reason.${reason}`) : undefined) ??
        texts.findText(reason) ??
        texts.findText(`error.reason.${reason}`) ??
        texts.t('error.reason.invalid'),
    }));
  }
  const { title, hint } = describeError(error, texts);
  // Japanese sentences follow each other without a space.
  return [{ field: '', message: [title, hint].filter(Boolean).join(texts.language === 'ja' ? '' : ' ') }];
}
