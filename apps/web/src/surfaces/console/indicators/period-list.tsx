import { freezePeriod, type Indicator, listPeriods } from '@civitas/sdk'
import { formatTime, formatWithUnit, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { analysisTexts } from './analysis.texts.ts'
import { registryTexts } from './registry.texts.ts'

interface FreezeValues {
  period: string
  value?: number
  reason?: string
}

/** Periods with their frozen values; each later change is a revision with its reason (PLT-105). */
export function PeriodList({ indicator, division }: { indicator: Indicator; division?: string }) {
  const texts = useTexts(analysisTexts)
  const registry = useTexts(registryTexts)
  const may = useMay()
  const [isFreezing, setFreezing] = useState(false)
  const params = { id: indicator.id }
  const read = useRead(listPeriods, { params, query: { division } })
  const runs = read.data ?? []
  return (
    <Section
      title={texts.periods}
      extra={
        may('indicators.review') ? (
          <Button size="small" onClick={() => setFreezing(true)}>
            {texts.freeze}
          </Button>
        ) : null
      }
    >
      {runs.length === 0 ? <Quiet>{texts.noPeriods}</Quiet> : null}
      <Lines>
        {runs.map((run) => (
          <Line
            key={run.id}
            before={
              <StateTag tone={run.frozen ? 'over' : undefined}>{texts.runs(String(run.revision))}</StateTag>
            }
            title={`${run.period} · ${formatWithUnit(run.value, indicator.unitLabel, indicator.precision)}`}
            note={`${run.byName} · ${formatTime(run.computedTime)}${run.reason ? ` · ${run.reason}` : ''}`}
          />
        ))}
      </Lines>
      {isFreezing ? (
        <FormDialog<FreezeValues>
          title={texts.freeze}
          why={texts.freezeWhy}
          fields={[
            {
              kind: 'text',
              name: 'period',
              label: registry.period,
              extra: registry.periodHint,
              required: true,
              pattern: { is: /^\d{4}(-\d{2}(-\d{2})?|-Q[1-4]|-W\d{2})?$/, else: registry.periodHint },
            },
            { kind: 'number', name: 'value', label: registry.value, unit: indicator.unitLabel },
            { kind: 'text', name: 'reason', label: texts.reason, maxLength: 400 },
          ]}
          act={async (body) => {
            await client.call(freezePeriod, { params, body: { ...body, division } })
            refresh(listPeriods)
          }}
          onClose={() => setFreezing(false)}
        />
      ) : null}
    </Section>
  )
}
