import { analyseDelays, type DelayCauseCount, type SlowStep } from '@civitas/sdk'
import { formatDuration, formatNumber, useLocale, usePick, useTexts } from '@civitas/ui'
import { Segmented, Table, type TableColumnsType } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { delaysTexts } from './delays.texts.ts'

const spans = [7, 30, 90, 365]
const [mostSteps, mostUnits] = [12, 6]

/** Where tasks are slow, step by unit, and what made the late ones late. */
export function DelaysSection() {
  const texts = useTexts(delaysTexts)
  const [days, setDays] = useState(30)
  const query = useMemo(() => {
    const to = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000)
    return { from: new Date(to.getTime() - days * 86_400_000).toISOString(), to: to.toISOString() }
  }, [days])
  const read = useRead(analyseDelays, { query }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const { steps = [], causes = [], due = 0, overdue = 0, method = '' } = read.data ?? {}
  return (
    <Section
      title={texts.title}
      extra={
        <Segmented
          size="small"
          aria-label={texts.span}
          value={days}
          options={spans.map((value) => ({ value, label: `${value}` }))}
          onChange={setDays}
        />
      }
    >
      <p>{texts.sum(formatNumber(due), formatNumber(overdue))}</p>
      {overdue > 0 ? <HeatMap steps={steps} /> : read.data ? <p>{texts.none}</p> : null}
      {causes.length > 0 ? <Causes causes={causes} /> : null}
      <Quiet>{method}</Quiet>
    </Section>
  )
}

interface HeatRow {
  key: string
  name: string
  cells: Map<string, SlowStep>
}

function HeatMap({ steps }: { steps: readonly SlowStep[] }) {
  const texts = useTexts(delaysTexts)
  const pick = usePick()
  const { rows, units } = arrange(steps, pick, texts.nobody)
  const columns: TableColumnsType<HeatRow> = [
    { title: texts.step, dataIndex: 'name', fixed: 'left', width: 200 },
    ...units.map(([id, name]) => ({
      title: name,
      key: id,
      width: 150,
      onCell: (row: HeatRow) => {
        const rate = row.cells.get(id)?.lateRate ?? 0
        // The redder, the more of the tasks were late.
        const share = `${Math.round(rate * 0.6)}%`
        return { style: { background: `color-mix(in srgb, var(--bad) ${share}, transparent)` } }
      },
      render: (_: unknown, row: HeatRow) => {
        const one = row.cells.get(id)
        return one
          ? texts.cell(formatNumber(one.overdue), formatNumber(one.due), formatNumber(one.lateRate, 1))
          : null
      },
    })),
  ]
  return (
    <Table
      rowKey="key"
      size="small"
      pagination={false}
      title={() => texts.heat}
      scroll={{ x: 'max-content' }}
      columns={columns}
      dataSource={rows}
    />
  )
}

/** The steps and units with most overdue tasks, as a square. */
function arrange(steps: readonly SlowStep[], pick: ReturnType<typeof usePick>, nobody: string) {
  const units = new Map<string, { name: string; overdue: number }>()
  const rows = new Map<string, HeatRow & { overdue: number }>()
  for (const one of steps) {
    const id = one.organisationId ?? ''
    const unit = units.get(id) ?? { name: one.organisationName ?? nobody, overdue: 0 }
    units.set(id, { ...unit, overdue: unit.overdue + one.overdue })
    const key = `${one.type} ${one.task}`
    const name = `${pick(one.title)} · ${pick(one.typeTitle)}`
    const row = rows.get(key) ?? { key, name, cells: new Map(), overdue: 0 }
    row.cells.set(id, one)
    rows.set(key, { ...row, overdue: row.overdue + one.overdue })
  }
  const worst = (a: { overdue: number }, b: { overdue: number }) => b.overdue - a.overdue
  return {
    rows: [...rows.values()].sort(worst).slice(0, mostSteps),
    units: [...units]
      .sort(([, a], [, b]) => worst(a, b))
      .slice(0, mostUnits)
      .map(([id, { name }]) => [id, name] as const),
  }
}

function Causes({ causes }: { causes: readonly DelayCauseCount[] }) {
  const texts = useTexts(delaysTexts)
  const locale = useLocale()
  const columns: TableColumnsType<DelayCauseCount> = [
    { title: texts.cause, key: 'cause', width: 140, render: (_, one) => texts.causes[one.cause] },
    { title: texts.tasks, key: 'tasks', width: 100, render: (_, one) => formatNumber(one.tasks) },
    { title: texts.share, key: 'share', width: 90, render: (_, one) => `${formatNumber(one.share, 1)}%` },
    {
      title: texts.over,
      key: 'over',
      width: 130,
      render: (_, one) => formatDuration(one.overMinutes * 60_000, locale),
    },
    {
      title: texts.examples,
      key: 'examples',
      render: (_, one) =>
        one.examples.map((each, n) => (
          <span key={`${each.caseId} ${each.reference}`}>
            {n > 0 ? '，' : null}
            <Link to={`/console/cases/${each.caseId}`}>{each.reference}</Link>
          </span>
        )),
    },
  ]
  return (
    <Table
      rowKey="cause"
      size="small"
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={columns}
      dataSource={[...causes]}
    />
  )
}
