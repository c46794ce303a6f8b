import { landSealedResult, listSealedResults, registerSealedResult, type SealedResult } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { use, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, StateTag } from '../parts/page.tsx'
import { MeContext } from '../parts/permissions.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { sealedTexts } from './sealed.texts.ts'

/** What was made of released results: planned, landed, and what it brought. */
export function ResultList() {
  const texts = useTexts(sealedTexts)
  const [at, set] = useState(1)
  const me = use(MeContext)
  const [landing, setLanding] = useState<SealedResult>()
  const read = useRead(
    listSealedResults,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  return (
    <>
      {read.data && read.data.total > 0 ? (
        <Quiet>
          {texts.brought(formatNumber(read.data.benefitAmount, 2), formatNumber(read.data.total))}
        </Quiet>
      ) : null}
      <Rows<SealedResult>
        label={texts.tabs.results}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        none={{ title: texts.noResults, why: texts.noResultsWhy }}
        columns={[
          { title: texts.resultTitle, dataIndex: 'title' },
          { title: texts.name, dataIndex: 'projectTitle' },
          { title: texts.kind, render: (_, row) => texts.kinds[row.kind] },
          { title: texts.summary, dataIndex: 'summary' },
          { title: texts.landingPlan, dataIndex: 'landingPlan' },
          {
            title: texts.dueDay,
            render: (_, row) => (
              <>
                {row.dueDay} {row.isLate ? <StateTag tone="over">{texts.late}</StateTag> : null}
              </>
            ),
          },
          { title: texts.state, render: (_, row) => row.landedDay ?? texts.waiting },
          { title: texts.benefit, render: (_, row) => row.benefit ?? '—' },
          {
            title: texts.benefitAmount,
            align: 'right',
            render: (_, row) => (row.benefitAmount === null ? '—' : formatNumber(row.benefitAmount, 2)),
          },
          {
            title: '',
            key: 'act',
            render: (_, row) =>
              row.landedDay || row.userId !== me?.user.id ? null : (
                <Button size="small" onClick={() => setLanding(row)}>
                  {texts.land}
                </Button>
              ),
          },
        ]}
      />
      {landing ? <Land result={landing} onClose={() => setLanding(undefined)} /> : null}
    </>
  )
}

function Land({ result, onClose }: { result: SealedResult; onClose: () => void }) {
  const texts = useTexts(sealedTexts)
  return (
    <FormDialog<{ landedDay: Dayjs; benefit: string; benefitAmount?: number }>
      title={texts.land}
      why={result.title}
      fields={[
        { name: 'landedDay', label: texts.landedDay, kind: 'day', required: true },
        { name: 'benefit', label: texts.benefit, kind: 'area', required: true, maxLength: 1000 },
        { name: 'benefitAmount', label: texts.benefitAmount, kind: 'number', min: 0, precision: 2 },
      ]}
      act={async ({ benefitAmount, landedDay, benefit }) => {
        const body = {
          benefit,
          landedDay: landedDay.format('YYYY-MM-DD'),
          ...(benefitAmount ? { benefitAmount } : {}),
        }
        await client.call(landSealedResult, { params: { id: result.id }, body })
        refresh(listSealedResults)
      }}
      onClose={onClose}
    />
  )
}

interface ResultForm {
  title: string
  kind: SealedResult['kind']
  summary: string
  landingPlan: string
  dueDay: Dayjs
}

/** Registers what was made of a released run. */
export function RegisterResult({ runId, onClose }: { runId: string; onClose: () => void }) {
  const texts = useTexts(sealedTexts)
  return (
    <FormDialog<ResultForm>
      title={texts.register}
      first={{ kind: 'report', dueDay: dayjs().add(90, 'day') }}
      fields={[
        { name: 'title', label: texts.resultTitle, kind: 'text', required: true, maxLength: 100 },
        { name: 'kind', label: texts.kind, kind: 'choice', required: true, options: toChoices(texts.kinds) },
        { name: 'summary', label: texts.summary, kind: 'area', required: true, maxLength: 1000 },
        { name: 'landingPlan', label: texts.landingPlan, kind: 'area', required: true, maxLength: 1000 },
        { name: 'dueDay', label: texts.dueDay, kind: 'day', required: true },
      ]}
      act={async ({ dueDay, ...given }) => {
        const body = { ...given, dueDay: dueDay.format('YYYY-MM-DD') }
        await client.call(registerSealedResult, { params: { id: runId }, body })
        refresh(listSealedResults)
      }}
      onClose={onClose}
    />
  )
}
