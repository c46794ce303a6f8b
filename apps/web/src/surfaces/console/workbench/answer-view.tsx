import type { AnalysisChart, QueryAnswer } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import type { KitItem } from '@civitas/ui/charts/kit-data.ts'
import { Select, Table } from 'antd'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import styles from './workbench.module.css'
import { workbenchTexts } from './workbench.texts.ts'

interface AnswerViewProps {
  answer: QueryAnswer
  chart: AnalysisChart
  onChart: (chart: AnalysisChart) => void
}

/** What a query answered: rows, or a chart of two of its columns, with the grade it inherits. */
export function AnswerView({ answer, chart, onChart }: AnswerViewProps) {
  const texts = useTexts(workbenchTexts)
  const names = answer.columns.map((column) => column.name)
  const options = names.map((name) => ({ value: name, label: name }))
  const x = names.includes(chart.x ?? '') ? chart.x : names[0]
  const y = names.includes(chart.y?.[0] ?? '') ? chart.y?.[0] : (names[1] ?? names[0])
  const kinds = Object.entries(texts.kinds).map(([value, label]) => ({ value, label }))
  return (
    <Section title={texts.result(formatNumber(answer.rows.length), formatNumber(answer.ms))}>
      <div className={styles.bar}>
        <StateTag>{`${texts.grade}：${texts.grades[answer.grade]}`}</StateTag>
        {answer.isCut ? <Quiet>{texts.cut}</Quiet> : null}
        <Select
          aria-label={texts.chart}
          value={chart.kind}
          options={kinds}
          style={{ width: 100 }}
          onChange={(kind) => onChart({ ...chart, kind })}
        />
        {chart.kind === 'table' ? null : (
          <>
            <Select
              aria-label={texts.x}
              value={x}
              options={options}
              style={{ minWidth: 140 }}
              onChange={(name) => onChart({ ...chart, x: name })}
            />
            <Select
              aria-label={texts.y}
              value={y}
              options={options}
              style={{ minWidth: 140 }}
              onChange={(name) => onChart({ ...chart, y: [name] })}
            />
          </>
        )}
      </div>
      {chart.kind === 'table' || !x || !y ? (
        <AnswerTable answer={answer} />
      ) : (
        <div className={styles.plot}>
          <KitChart
            kind={chart.kind}
            data={{ items: itemsOf(answer, chart.kind, x, y), unit: '', precision: 2 }}
            label={`${x} · ${y}`}
          />
        </div>
      )}
    </Section>
  )
}

/** Points a chart can still be read with. */
const mostPoints = 500

function itemsOf(answer: QueryAnswer, kind: AnalysisChart['kind'], x: string, y: string): KitItem[] {
  const [atX, atY] = [x, y].map((name) => answer.columns.findIndex((column) => column.name === name))
  return answer.rows.slice(0, mostPoints).map((row) => {
    const [name, value] = [row[atX as number], row[atY as number]]
    if (kind === 'scatter') return { x: Number(name), y: Number(value), name: String(name ?? '—') }
    return {
      name: String(name ?? '—'),
      value: value === null ? null : Number(value),
    }
  })
}

export function AnswerTable({ answer }: { answer: Pick<QueryAnswer, 'columns' | 'rows'> }) {
  return (
    <Table
      size="small"
      rowKey={(row) => String(row.key)}
      dataSource={answer.rows.map((values, key) => ({ key, values }))}
      columns={answer.columns.map((column, i) => ({
        key: column.name,
        title: column.name,
        align: typeof answer.rows[0]?.[i] === 'number' ? ('right' as const) : ('left' as const),
        render: (_: unknown, row: { values: QueryAnswer['rows'][number] }) => String(row.values[i] ?? '—'),
      }))}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 50, showSizeChanger: false, hideOnSinglePage: true }}
    />
  )
}
