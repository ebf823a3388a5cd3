// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Failure, Loaded } from '../loaded.tsx';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Form, FormActions } from '../ui/form.tsx';
import type { FieldProblem } from '../ui/form-context.ts';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { TextField } from '../ui/text-field.tsx';
import { columnName } from './column-name.ts';
import type { SheetDetail } from './sheet-page.tsx';
import { SheetPreview } from './sheet-preview.tsx';
import { sheetProblems } from './sheet-problem.ts';

type Preview = Api['GET /api/v1/org/:orgId/check-sheets/:sheetId/preview']['response'];
export type Worksheet = Preview['worksheets'][number];
export type Layout = SheetDetail['layout'][number];
type Words = Preview['words'];

interface LayoutFormProps {
  readonly detail: SheetDetail;
  readonly onDone: () => void;
}

/** Where the questions are, where the answers go, and in which words. */
export function SheetLayoutForm({ detail, onDone }: LayoutFormProps): ReactNode {
  const orgId = useOrgId();
  const { sheetId } = detail.sheet;
  const found = useApi('GET /api/v1/org/:orgId/check-sheets/:sheetId/preview', { params: { orgId, sheetId } });
  if (found.error) return <Failure error={found.error} onAgain={() => void found.refetch()} />;
  return (
    <Loaded query={found} lines={20}>
      {(preview) => <Parts detail={detail} preview={preview} onDone={onDone} />}
    </Loaded>
  );
}

/** A worksheet is in when somebody said so before, else when its layout could be guessed; a stub otherwise. */
function firstLayouts({ worksheets }: Preview, { layout }: SheetDetail): ReadonlyMap<number, Layout> {
  if (layout.length > 0) return new Map(layout.map((one) => [one.sheet, one]));
  return new Map(worksheets.flatMap(({ proposed }) => (proposed ? [[proposed.sheet, proposed] as const] : [])));
}

const stub = ({ sheet, rows }: Worksheet): Layout => ({
  sheet,
  headerRow: rows[0]?.row ?? 0,
  questionColumn: 0,
  answerColumn: 1,
  noteColumn: null,
});

function Parts({ detail, preview, onDone }: LayoutFormProps & { readonly preview: Preview }): ReactNode {
  const texts = useText();
  const { t } = texts;
  const orgId = useOrgId();
  const lay = useChange('PUT /api/v1/org/:orgId/check-sheets/:sheetId/layout');
  const [layouts, setLayouts] = useState(() => firstLayouts(preview, detail));
  const [words, setWords] = useState<Words>(detail.words ?? preview.words);
  const [language, setLanguage] = useState(detail.words === null ? preview.language : detail.language);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);

  const set = (sheet: number, layout: Layout | undefined): void => {
    const next = new Map(layouts);
    if (layout) next.set(sheet, layout);
    else next.delete(sheet);
    setLayouts(next);
  };
  const submit = async (): Promise<void> => {
    if (layouts.size === 0) return setProblems([{ field: '', message: t('papers.problem.sheet_no_part') }]);
    setProblems([]);
    const params = { orgId, sheetId: detail.sheet.sheetId };
    try {
      await lay.mutateAsync({ params, body: { parts: [...layouts.values()], words, language } });
      onDone();
      window.scrollTo({ top: 0 });
    } catch (error) {
      setProblems(sheetProblems(error, texts));
    }
  };

  return (
    <Form onSubmit={() => void submit()} errors={problems} label={t('papers.layout')}>
      <div>
        <h2 className="text-h2">{t('papers.layout')}</h2>
        <p>{t('papers.layoutLead')}</p>
      </div>
      {preview.worksheets.map((sheet) => (
        <WorksheetCard
          key={sheet.sheet}
          sheet={sheet}
          layout={layouts.get(sheet.sheet)}
          onChange={(layout) => set(sheet.sheet, layout)}
        />
      ))}
      <WordFields words={words} onChange={setWords} />
      <Select
        name="language"
        label={t('papers.language')}
        hint={t('papers.languageHint')}
        value={language}
        onChange={setLanguage}
        choices={[
          { value: 'ja', label: '日本語' },
          { value: 'en', label: 'English' },
        ]}
      />
      <FormActions>
        <Button type="submit" busy={lay.isPending} wide>
          {t('papers.readQuestions')}
        </Button>
      </FormActions>
    </Form>
  );
}

interface CardProps {
  readonly sheet: Worksheet;
  readonly layout: Layout | undefined;
  readonly onChange: (layout: Layout | undefined) => void;
}

function WorksheetCard({ sheet, layout, onChange }: CardProps): ReactNode {
  const { t } = useText();
  if (sheet.filledRows === 0) return null;
  return (
    <Card title={sheet.name} level={3} aside={sheet.hidden ? t('papers.hidden') : undefined}>
      <Stack>
        <Checkbox
          name={`use-${sheet.sheet}`}
          label={t('papers.useWorksheet')}
          checked={layout !== undefined}
          onChange={(use) => onChange(use ? (sheet.proposed ?? stub(sheet)) : undefined)}
        />
        {(layout !== undefined || !sheet.hidden) && <SheetPreview sheet={sheet} layout={layout} />}
        {layout && <ColumnFields sheet={sheet} layout={layout} onChange={onChange} />}
      </Stack>
    </Card>
  );
}

const NO_COLUMN = 'none';

/** `C 回答`: the letter and what stands at its head. */
function columnChoices({ columns, rows }: Worksheet, headerRow: number): { value: string; label: string }[] {
  const head = rows.find(({ row }) => row === headerRow)?.cells ?? [];
  return Array.from({ length: Math.min(columns + 2, 60) }, (_, column) => ({
    value: String(column),
    label: `${columnName(column)}: ${(head.find((cell) => cell.column === column)?.text ?? '').slice(0, 30)}`,
  }));
}

function ColumnFields({ sheet, layout, onChange }: CardProps & { readonly layout: Layout }): ReactNode {
  const { t } = useText();
  const choices = columnChoices(sheet, layout.headerRow);
  const column = (name: 'questionColumn' | 'answerColumn', label: string): ReactNode => (
    <Select
      name={`${name}-${sheet.sheet}`}
      label={label}
      value={String(layout[name])}
      onChange={(value) => onChange({ ...layout, [name]: Number(value) })}
      choices={choices}
    />
  );
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      <Select
        name={`headerRow-${sheet.sheet}`}
        label={t('papers.headerRow')}
        value={String(layout.headerRow)}
        onChange={(value) => onChange({ ...layout, headerRow: Number(value) })}
        choices={sheet.rows.map(({ row, cells }) => ({
          value: String(row),
          label: `${row + 1}: ${cells
            .map(({ text }) => text)
            .join(' ')
            .slice(0, 40)}`,
        }))}
      />
      {column('questionColumn', t('papers.questionColumn'))}
      {column('answerColumn', t('papers.answerColumn'))}
      <Select
        name={`noteColumn-${sheet.sheet}`}
        label={t('papers.noteColumn')}
        value={layout.noteColumn === null ? NO_COLUMN : String(layout.noteColumn)}
        onChange={(value) => onChange({ ...layout, noteColumn: value === NO_COLUMN ? null : Number(value) })}
        choices={[{ value: NO_COLUMN, label: t('papers.noColumn') }, ...choices]}
      />
    </div>
  );
}

const WORDS = ['yes', 'partly', 'no', 'unknown', 'notApplicable'] as const;

function WordFields({
  words,
  onChange,
}: {
  readonly words: Words;
  readonly onChange: (words: Words) => void;
}): ReactNode {
  const { t } = useText();
  return (
    <fieldset>
      <legend className="font-bold">{t('papers.words')}</legend>
      <p className="mb-2 text-muted">{t('papers.wordsHint')}</p>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        {WORDS.map((name) => (
          <TextField
            key={name}
            name={`word-${name}`}
            label={t(`papers.answer.${name === 'notApplicable' ? 'not_applicable' : name}`)}
            optional={name === 'unknown' || name === 'notApplicable'}
            width="short"
            value={words[name]}
            onChange={(value) => onChange({ ...words, [name]: value })}
          />
        ))}
      </div>
    </fieldset>
  );
}
