import { type DataAlert, decideDataAlert, listDataAlerts } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { guardTexts } from './guard.texts.ts'

/** Callers who used data otherwise than they used to. */
export function AlertList() {
  const texts = useTexts(guardTexts)
  const [at, set] = useState(1)
  const [state, setState] = useState<DataAlert['state']>()
  const [deciding, setDeciding] = useState<DataAlert>()
  const read = useRead(
    listDataAlerts,
    { query: { limit: pageSize, offset: (at - 1) * pageSize, ...(state ? { state } : {}) } },
    { keepPrevious: true },
  )
  return (
    <>
      <Select
        allowClear
        aria-label={texts.state}
        placeholder={texts.state}
        style={{ width: 160, marginBottom: 12 }}
        value={state}
        options={toChoices(texts.states)}
        onChange={(wanted) => {
          set(1)
          setState(wanted)
        }}
      />
      <Rows<DataAlert>
        label={texts.tabs.alerts}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        none={{ title: texts.noAlerts, why: texts.noAlertsWhy }}
        columns={[
          { title: texts.time, render: (_, row) => formatTime(row.raisedTime) },
          { title: texts.caller, render: (_, row) => `${row.organisationName} ${row.caller}` },
          { title: texts.service, dataIndex: 'serviceTitle' },
          { title: texts.what, render: (_, row) => row.kinds.map((kind) => texts.kinds[kind]).join('、') },
          { title: texts.grade, render: (_, row) => texts.grades[row.grade] },
          { title: texts.rows, align: 'right', render: (_, row) => formatNumber(row.rows) },
          {
            title: texts.usual,
            align: 'right',
            render: (_, row) => (row.usual === null ? texts.fresh : formatNumber(row.usual)),
          },
          { title: texts.where, render: (_, row) => <span className="code">{row.addresses.join(' ')}</span> },
          {
            title: texts.state,
            render: (_, row) => (
              <StateTag tone={row.state === 'open' ? 'bad' : undefined}>
                {row.isSuspended ? texts.suspended : texts.states[row.state]}
              </StateTag>
            ),
          },
          {
            title: texts.act,
            render: (_, row) =>
              row.state === 'open' ? (
                <Button size="small" onClick={() => setDeciding(row)}>
                  {texts.decide}
                </Button>
              ) : (
                row.note
              ),
          },
        ]}
      />
      {deciding ? <Decide alert={deciding} onClose={() => setDeciding(undefined)} /> : null}
    </>
  )
}

function Decide({ alert, onClose }: { alert: DataAlert; onClose: () => void }) {
  const texts = useTexts(guardTexts)
  const { open: _, ...decisions } = texts.states
  return (
    <FormDialog<{ state: 'confirmed' | 'dismissed'; suspend?: boolean; note: string }>
      title={texts.decide}
      first={{ state: 'confirmed', suspend: true }}
      fields={[
        {
          name: 'state',
          label: texts.decision,
          kind: 'choice',
          required: true,
          options: toChoices(decisions),
        },
        { name: 'suspend', label: texts.suspend, kind: 'tick' },
        { name: 'note', label: texts.note, kind: 'area', required: true, maxLength: 1000 },
      ]}
      act={async ({ state, suspend, note }) => {
        const body = { state, note, suspend: state === 'confirmed' && suspend === true }
        await client.call(decideDataAlert, { params: { id: alert.id }, body })
        refresh(listDataAlerts)
      }}
      onClose={onClose}
    />
  )
}
