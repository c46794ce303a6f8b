import { type DryRun, dryRunRule, type RuleDefinition } from '@civitas/sdk'
import { formatNumber, levels, useTexts, useTheme } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { uiTexts } from '@civitas/ui/texts.ts'
import { useMutation } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { client } from '../../../app/client.ts'
import { useTimeWindow } from '../../../app/time-window.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import { Quiet, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { useFiringColumns } from './firing-list.tsx'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'

/** Plays a rule over the past: how often it would have fired, when and where. Nothing is sent. */
export function DryRunSection({ definition }: { definition: RuleDefinition }) {
  const { dry: texts } = useTexts(rulesTexts)
  const { range } = useTimeWindow()
  const run = useMutation({
    mutationFn: async () => ({
      range,
      answer: await client.call(dryRunRule, { body: { definition, ...range } }),
    }),
  })
  return (
    <Section title={texts.title} extra={<TimeWindowPicker />}>
      <ProblemNote error={run.error} />
      <Quiet>{texts.why}</Quiet>
      <div className={styles.acts}>
        <Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>
          {run.isPending ? texts.running : texts.run}
        </Button>
      </div>
      {run.data ? <Outcome answer={run.data.answer} range={run.data.range} /> : null}
    </Section>
  )
}

interface OutcomeProps {
  answer: DryRun
  range: { from: string; to: string }
}

function Outcome({ answer, range }: OutcomeProps) {
  const { dry: texts } = useTexts(rulesTexts)
  const columns = useFiringColumns()
  const { things, thingsJudged, readings, openings, firings } = answer
  return (
    <div className={styles.stack} aria-live="polite">
      <p style={{ marginTop: 16 }}>
        <b>{openings > 0 ? texts.openings(formatNumber(openings)) : texts.none}</b>{' '}
        {texts.result(formatNumber(things), formatNumber(thingsJudged), formatNumber(readings))}
      </p>
      {firings.length > 0 ? (
        <>
          <FiringChart firings={firings} range={range} />
          <Table
            size="small"
            columns={columns}
            dataSource={firings.map((each, index) => ({ ...each, key: index }))}
            pagination={{ pageSize: 20, showSizeChanger: false, size: 'small' }}
            scroll={{ x: 'max-content' }}
          />
          {firings.length >= 1000 ? <Quiet>{texts.more}</Quiet> : null}
        </>
      ) : null}
    </div>
  )
}

const BARS = 48

/** Openings and raises by time and level. */
function FiringChart({ firings, range }: { firings: DryRun['firings'] } & Pick<OutcomeProps, 'range'>) {
  const { dry: texts } = useTexts(rulesTexts)
  const words = useTexts(uiTexts)
  const { palette } = useTheme()
  const from = Date.parse(range.from)
  const step = (Date.parse(range.to) - from) / BARS
  const counted = levels.map((level) => {
    const counts = new Array<number>(BARS).fill(0)
    for (const each of firings) {
      if (each.level !== level || each.act === 'cleared' || each.act === 'lowered') continue
      const at = Math.min(BARS - 1, Math.max(0, Math.floor((Date.parse(each.time) - from) / step)))
      counts[at] = (counts[at] ?? 0) + 1
    }
    return { level, counts }
  })
  return (
    <Chart
      title={texts.timeline}
      unit=""
      precision={0}
      source={texts.source}
      from={range.from}
      to={range.to}
      zero
      stacked
      series={counted
        .filter(({ counts }) => counts.some((count) => count > 0))
        .map(({ level, counts }) => ({
          name: words.level[level],
          kind: 'bar' as const,
          color: palette.level[level],
          points: counts.map((count, index) => [from + (index + 0.5) * step, count]),
        }))}
    />
  )
}
