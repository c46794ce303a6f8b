import {
  answerRight,
  listRightRequests,
  type RightHolder,
  type RightRequest,
  verifyPersonAccount,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { guardTexts } from './guard.texts.ts'

interface Line {
  request: RightRequest
  holder: RightHolder
}

/** What persons ask of their data, a line for each table that holds them. */
export function RightList() {
  const texts = useTexts(guardTexts)
  const [at, set] = useState(1)
  const [answering, setAnswering] = useState<Line>()
  const [isVerifying, setVerifying] = useState(false)
  const may = useMay()
  const read = useRead(
    listRightRequests,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  return (
    <>
      {may('data.secure') ? (
        <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setVerifying(true)}>
          {texts.verify}
        </Button>
      ) : null}
      <Rows<RightRequest>
        label={texts.tabs.rights}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        none={{ title: texts.noRights, why: texts.noRightsWhy }}
        columns={[
          { title: texts.number, render: (_, row) => <span className="code">{row.number}</span> },
          { title: texts.asked, render: (_, row) => `${texts.rightKinds[row.kind]} ${row.note}` },
          {
            title: texts.due,
            render: (_, row) => (
              <>
                {formatTime(row.dueTime)} {row.isLate ? <StateTag tone="over">{texts.late}</StateTag> : null}
              </>
            ),
          },
          {
            title: texts.holder,
            render: (_, row) =>
              row.holders.map((holder) => (
                <div key={holder.datasetId}>
                  {`${holder.organisationName}“${holder.datasetName}” `}
                  {holder.outcome ? (
                    `${texts.outcomes[holder.outcome]}${holder.basis ? `：${holder.basis}` : ''}`
                  ) : (
                    <Button size="small" onClick={() => setAnswering({ request: row, holder })}>
                      {texts.answer}
                    </Button>
                  )}
                </div>
              )),
          },
          {
            title: texts.state,
            render: (_, row) =>
              row.answeredTime ? `${texts.done} ${formatTime(row.answeredTime)}` : texts.waiting,
          },
        ]}
      />
      {answering ? <Answer line={answering} onClose={() => setAnswering(undefined)} /> : null}
      {isVerifying ? <Verify onClose={() => setVerifying(false)} /> : null}
    </>
  )
}

const outcomesOf = {
  access: ['provided', 'kept'],
  correct: ['corrected', 'kept'],
  delete: ['deleted', 'kept'],
} as const

function Answer({ line: { request, holder }, onClose }: { line: Line; onClose: () => void }) {
  const texts = useTexts(guardTexts)
  const options = outcomesOf[request.kind].map((value) => ({ value, label: texts.outcomes[value] }))
  return (
    <FormDialog<{ outcome: NonNullable<RightHolder['outcome']>; basis?: string }>
      title={texts.answer}
      why={request.kind === 'delete' ? texts.deleteWhy : undefined}
      fields={[
        { name: 'outcome', label: texts.outcome, kind: 'choice', required: true, options },
        { name: 'basis', label: texts.basis, kind: 'area', maxLength: 500 },
      ]}
      act={async ({ outcome, basis }) => {
        const params = { id: request.id, datasetId: holder.datasetId }
        await client.call(answerRight, { params, body: { outcome, ...(basis ? { basis } : {}) } })
        refresh(listRightRequests)
      }}
      onClose={onClose}
    />
  )
}

/** Who shows his card at a counter is known by his account from then on. */
function Verify({ onClose }: { onClose: () => void }) {
  const texts = useTexts(guardTexts)
  return (
    <FormDialog<{ account: string; idNumber: string }>
      title={texts.verify}
      why={texts.verifyWhy}
      fields={[
        { name: 'account', label: texts.account, kind: 'code', required: true, maxLength: 64 },
        { name: 'idNumber', label: texts.idNumber, kind: 'code', required: true, maxLength: 18 },
      ]}
      act={(body) => client.call(verifyPersonAccount, { body })}
      onClose={onClose}
    />
  )
}
