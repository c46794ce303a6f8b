import { chartOpenRows, type OpenDataset } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { useMemo, useState } from 'react'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import styles from './open.module.css'
import { openTexts } from './open.texts.ts'

/** Rows counted, or a number averaged, by a column. */
export function ChartPanel({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  const groups = dataset.fields.filter((field) => field.type !== 'geometry' && field.type !== 'number')
  const measures = dataset.fields.filter(
    (field) => (field.type === 'integer' || field.type === 'number') && field.shown === 'none',
  )
  const first = groups.find(
    (field) => !field.isKey && field.type === 'text' && !['name', 'address'].includes(field.name),
  )
  // A measured quantity with a time is drawn along it; everything else is counted by its kind.
  const time =
    measures.length > 0 ? groups.find((field) => field.type === 'date' || field.type === 'time') : null
  const isIndex = (title: string) => texts.indexWords.some((word) => title.toLowerCase().includes(word))
  const [by, setBy] = useState((time ?? first ?? groups[0])?.name ?? '')
  const [sum, setSum] = useState(
    time ? ((measures.find((field) => isIndex(field.title)) ?? measures[0])?.name ?? '') : '',
  )
  const query = { by, ...(sum ? { sum } : {}) }
  const read = useRead(chartOpenRows, { params: { name: dataset.name }, query }, { keepPrevious: true })
  const measure = measures.find((field) => field.name === sum)
  const data = useMemo(
    () => ({
      items: (read.data?.items ?? []).map(({ label, value }) => ({
        // Days are told without their year: there are a few hundred at most, and the axis is short.
        name: /^\d{4}-\d{2}-\d{2}$/.test(label) ? label.slice(5) : label,
        value,
      })),
      ...{ unit: measure?.unit ?? '', precision: sum ? 2 : 0 },
    }),
    [read.data, measure, sum],
  )
  const byTitle = groups.find((field) => field.name === by)?.title ?? by
  const title = measure ? texts.chartMean(byTitle, measure.title) : texts.chartTitle(byTitle)
  return (
    <>
      <div className={styles.choose}>
        <label>
          {texts.by}
          <select value={by} onChange={(event) => setBy(event.target.value)}>
            {groups.map((field) => (
              <option key={field.name} value={field.name}>
                {field.title}
              </option>
            ))}
          </select>
        </label>
        <label>
          {texts.measure}
          <select value={sum} onChange={(event) => setSum(event.target.value)}>
            <option value="">{texts.countRows}</option>
            {measures.map((field) => (
              <option key={field.name} value={field.name}>
                {texts.mean(field.title)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.data ? (
        <figure>
          <figcaption>
            <b>{title}</b>
          </figcaption>
          <div className={styles.chart}>
            <KitChart kind={read.data.isTime ? 'line' : 'bar'} data={data} label={title} />
          </div>
          <p className={styles.quiet}>
            {dataset.organisationName}
            {dataset.updatedTime ? ` · ${texts.updated(formatTime(dataset.updatedTime))}` : ''}
            {read.data.isCut ? ` · ${texts.cut}` : ''}
          </p>
        </figure>
      ) : (
        <Loading />
      )}
    </>
  )
}
