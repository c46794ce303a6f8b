import { listReporterBlocks, type ReporterBlock, ruleBlockAppeal } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Checkbox, Space, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { blockTexts } from './reporter-blocks.texts.ts'

const pageSize = 20

/** 滥用上报: who is suspended, why and until when, and the appeals somebody else rules on. */
export function ReporterBlocks() {
  const texts = useTexts(blockTexts)
  const may = useMay()
  const [page, setPage] = useState(1)
  const [open, setOpen] = useState(false)
  const [ruling, setRuling] = useState<{ id: string; lift: boolean } | null>(null)
  const query = { limit: pageSize, offset: (page - 1) * pageSize, ...(open ? { open } : {}) }
  const read = useRead(listReporterBlocks, { query }, { keepPrevious: true })
  const acts = (one: ReporterBlock) =>
    one.appeal && !one.ruledTime && may('events.arbitrate') ? (
      <Space>
        <Button size="small" onClick={() => setRuling({ id: one.id, lift: true })}>
          {texts.lift}
        </Button>
        <Button size="small" onClick={() => setRuling({ id: one.id, lift: false })}>
          {texts.keep}
        </Button>
      </Space>
    ) : null
  return (
    <Section
      title={texts.title}
      extra={
        <Checkbox
          checked={open}
          onChange={(event) => {
            setPage(1)
            setOpen(event.target.checked)
          }}
        >
          {texts.onlyOpen}
        </Checkbox>
      }
    >
      <Quiet>{texts.why}</Quiet>
      <ProblemNote error={read.error} />
      <Table<ReporterBlock>
        size="small"
        rowKey="id"
        scroll={{ x: 'max-content' }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{texts.none}</Quiet> }}
        pagination={{ current: page, pageSize, total: read.data?.total ?? 0, onChange: setPage }}
        columns={[
          { title: texts.reporter, render: (_, one) => one.reporterName ?? texts.hidden },
          { title: texts.reason, dataIndex: 'reason' },
          {
            title: texts.term,
            render: (_, one) => `${formatTime(one.fromTime)} – ${formatTime(one.untilTime)}`,
          },
          {
            title: texts.state,
            render: (_, one) => (
              <StateTag tone={one.state === 'running' ? 'loud' : 'over'}>{texts.states[one.state]}</StateTag>
            ),
          },
          { title: texts.by, dataIndex: 'blockedName' },
          { title: texts.appeal, render: (_, one) => one.appeal ?? '—' },
          { title: texts.ruling, render: (_, one) => (one.ruling ? `${one.ruledName}：${one.ruling}` : '—') },
          {
            title: texts.event,
            render: (_, one) => <Link to={`/console/events/${one.eventId}`}>{texts.look}</Link>,
          },
          { title: texts.act, render: (_, one) => acts(one) },
        ]}
      />
      {ruling ? (
        <ActDialog
          title={ruling.lift ? texts.lift : texts.keep}
          comment="required"
          act={(answer) =>
            client.call(ruleBlockAppeal, { params: { id: ruling.id }, body: { lift: ruling.lift, answer } })
          }
          onClose={() => {
            refresh(listReporterBlocks)
            setRuling(null)
          }}
        />
      ) : null}
    </Section>
  )
}
