import {
  type CentreSeat,
  leaveCentreSeat,
  listCentreSeats,
  removeCentreSeat,
  saveCentreSeat,
  takeCentreSeat,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { App, Button, Space, Table } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { seatTexts } from './seats.texts.ts'

/** Who sits where in the operation centre; sitting down opens what the seat is for (PLT-089). */
export function SeatList() {
  const texts = useTexts(seatTexts)
  const may = useMay()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const [isAdding, setAdding] = useState(false)
  const read = useRead(listCentreSeats, { query: {} }, { everyMs: 15_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const run = (work: Promise<unknown>, then?: () => void) =>
    void work.then(
      () => {
        refresh(listCentreSeats)
        then?.()
      },
      (error: Error) => void message.error(error.message),
    )
  const sitDown = ({ id, page }: CentreSeat) =>
    run(client.call(takeCentreSeat, { params: { id } }), page ? () => void navigate(page) : undefined)
  return (
    <Section
      title={texts.seats}
      extra={
        may('command.duty') ? (
          <Button size="small" onClick={() => setAdding(true)}>
            {texts.add}
          </Button>
        ) : null
      }
    >
      <Table<CentreSeat>
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: true }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{texts.noSeats}</Quiet> }}
        columns={[
          { title: texts.title, dataIndex: 'title' },
          { title: texts.division, dataIndex: 'divisionName' },
          { title: texts.function, render: (_, one) => texts.functions[one.function] },
          { title: texts.unit, render: (_, one) => one.organisationName ?? '—' },
          {
            title: texts.holder,
            render: (_, one) =>
              one.holder ? `${one.holder.name}（${formatTime(one.holder.since)}）` : texts.empty,
          },
          {
            title: texts.act,
            render: (_, one) => (
              <Space>
                {one.holder ? (
                  <Button
                    size="small"
                    onClick={() => run(client.call(leaveCentreSeat, { params: { id: one.id } }))}
                  >
                    {texts.leave}
                  </Button>
                ) : (
                  <Button size="small" type="primary" onClick={() => sitDown(one)}>
                    {texts.take}
                  </Button>
                )}
                {may('command.duty') && !one.holder ? (
                  <Button
                    size="small"
                    onClick={() => run(client.call(removeCentreSeat, { params: { id: one.id } }))}
                  >
                    {texts.remove}
                  </Button>
                ) : null}
              </Space>
            ),
          },
        ]}
      />
      {isAdding ? <SeatDialog onClose={() => setAdding(false)} /> : null}
    </Section>
  )
}

/** The field of the form as the list of divisions takes it. */
function Division(props: { value?: string; onChange?: (code: string | undefined) => void }) {
  return <DivisionSelect width="100%" value={props.value} onChange={(code) => props.onChange?.(code)} />
}

interface SeatForm {
  title: string
  divisionCode: string
  function: CentreSeat['function']
  organisationId?: string
  page?: string
}

function SeatDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(seatTexts)
  return (
    <FormDialog<SeatForm>
      title={texts.add}
      fields={[
        { kind: 'text', name: 'title', label: texts.title, required: true, maxLength: 60 },
        {
          ...{ kind: 'custom', name: 'divisionCode', label: texts.division, required: true },
          control: <Division />,
        },
        {
          ...{ kind: 'choice', name: 'function', label: texts.function, required: true },
          options: Object.entries(texts.functions).map(([value, label]) => ({ value, label })),
        },
        {
          ...{ kind: 'custom', name: 'organisationId', label: texts.unit },
          control: <OrganisationSelect />,
        },
        {
          ...{ kind: 'text', name: 'page', label: texts.page, extra: texts.pageHint },
          pattern: { is: /^\/(console|screen|map|field)/, else: texts.pageHint },
        },
      ]}
      act={async ({ organisationId, page, ...rest }) => {
        await client.call(saveCentreSeat, {
          body: { ...rest, organisationId: organisationId ?? null, page: page || null },
        })
        refresh(listCentreSeats)
      }}
      onClose={onClose}
    />
  )
}
