// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Link } from '../ui/link.tsx';
import { linePoints } from './line-points.ts';
import type { Result } from './answer-words.ts';

interface TrendProps {
  readonly trend: Result['trend'];
  readonly diagnosisId: string;
}

const BOX = { width: 600, height: 180 };

/** From diagnosis to diagnosis, as a line and as the table of the same numbers. */
export function Trend({ trend, diagnosisId }: TrendProps): ReactNode {
  const { t, date, number } = useText();
  if (trend.length < 2) {
    return (
      <Card title={t('diagnosis.trend')}>
        <p className="text-muted">{t('diagnosis.trendFirst')}</p>
      </Card>
    );
  }
  return (
    <Card title={t('diagnosis.trend')}>
      <Line trend={trend} />
      <DataTable
        caption={t('diagnosis.trend')}
        columns={[
          {
            id: 'date',
            header: t('diagnosis.date'),
            cell: (row) =>
              row.diagnosisId === diagnosisId ? (
                t('diagnosis.thisOne', { date: date(row.finishedAt) })
              ) : (
                <Link href={paths.diagnosisResult(row.diagnosisId)}>{date(row.finishedAt)}</Link>
              ),
          },
          { id: 'score', header: t('diagnosis.score'), numeric: true, cell: (row) => number(row.score) },
          ...[1, 2, 3].map((no) => ({
            id: `part-${no}`,
            header: t('diagnosis.partNo', { no }),
            numeric: true,
            cell: (row: Result['trend'][number]) => {
              const part = row.parts.find((one) => one.no === no);
              return part ? t('diagnosis.scoreOf', { score: number(part.points), max: part.max }) : '';
            },
          })),
        ]}
        rows={trend}
        rowId={(row) => row.diagnosisId}
        empty={null}
      />
    </Card>
  );
}

function Line({ trend }: Pick<TrendProps, 'trend'>): ReactNode {
  const { number } = useText();
  const points = linePoints(trend, BOX);
  return (
    <svg viewBox={`-40 -20 ${BOX.width + 60} ${BOX.height + 30}`} className="mb-4 h-auto w-full" aria-hidden="true">
      {[0, 50, 70, 100].map((mark) => {
        const y = BOX.height - (mark / 100) * BOX.height;
        return (
          <g key={mark}>
            <path d={`M0 ${y}H${BOX.width}`} className="stroke-line" />
            <text x="-8" y={y + 5} textAnchor="end" className="fill-muted text-[14px]">
              {mark}
            </text>
          </g>
        );
      })}
      <path
        d={points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('')}
        className="fill-none stroke-action"
        strokeWidth="3"
      />
      {points.map(({ id, x, y, score }) => (
        <g key={id}>
          <circle cx={x} cy={y} r="6" className="fill-action" />
          <text x={x} y={y - 12} textAnchor="middle" className="fill-text text-[16px] font-bold">
            {number(score)}
          </text>
        </g>
      ))}
    </svg>
  );
}
